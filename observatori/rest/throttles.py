"""How much one caller may ask of the API in a minute, counted in the cache that all processes share."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from observatori.rest.limits import address_of

WINDOW = 60
SAFE = {"GET", "HEAD", "OPTIONS"}


class PerMinute(BaseThrottle):
    """Readings and changes are counted apart, by person or token; strangers by their address."""

    def allow_request(self, request, view):
        what = "read" if request.method in SAFE else "write"
        limit = settings.API_REQUESTS_PER_MINUTE[what]
        count = _count(what, caller_of(request))
        request._request.rate_limit = {
            "RateLimit-Policy": f'"{what}";q={limit};w={WINDOW}',
            "RateLimit": f'"{what}";r={max(0, limit - count)};t={self.wait()}',
        }
        return count <= limit

    def wait(self):
        """Seconds until the next minute begins."""
        return WINDOW - int(time.time()) % WINDOW


def caller_of(request) -> str:
    """Return who asks: ``token:12``, ``user:7`` or the address of a stranger."""
    if request.auth is not None:
        return f"token:{request.auth.pk}"
    return f"user:{request.user.pk}" if request.user.is_authenticated else address_of(request)


def _count(what, who):
    minute = int(time.time()) // WINDOW
    key = f"api:{what}:{minute}:{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, 2 * WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two
        return 1
