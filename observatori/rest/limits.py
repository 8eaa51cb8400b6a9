"""How often one caller may ask for something, counted in the cache that all processes share."""

import hashlib

from django.conf import settings
from django.core.cache import cache


def within_limit(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more try of `who` at `what`; return whether it is among the first `limit` of these `seconds`.

    `who` may be an address: only its digest is kept.
    """
    key = f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired between the two
        return True


def address_of(request) -> str:
    """Return the address the request comes from; of what it says itself only our own proxies’ word counts."""
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(told) >= proxies and told[-proxies].strip():
        return told[-proxies].strip()
    return request.META["REMOTE_ADDR"]
