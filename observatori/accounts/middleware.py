"""What the sessions of people must keep to, and above all those of the staff."""

import time

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from observatori.organisations.access import is_curator

BEGAN, SEEN = "staff_began", "staff_seen"
NOTED_EVERY = 60  # seconds: a session is not written at each request
GUARDED = {"curation", "workspace"}
SAFE = {"GET", "HEAD", "OPTIONS"}


class StaffMiddleware:
    """Ends the sessions of staff that were idle or long, and keeps them out of the work without a second factor.

    Limits: `STAFF_IDLE_SECONDS`, `STAFF_SESSION_SECONDS`, `REQUIRE_MFA` (OWASP ASVS 5.0, 7.3.1, 7.3.2 and 6.3.3).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _is_staff(request):
            _end_or_note(request)
        return self.get_response(request)

    def process_view(self, request, view, arguments, named):
        if not settings.REQUIRE_MFA or not _is_staff(request) or not _guarded(request):
            return None
        if is_mfa_enabled(request.user):
            return None
        if request.path.startswith("/api/"):
            raise PermissionDenied
        messages.warning(request, _("Per treballar amb aquest compte us cal la verificació en dos passos."))
        return redirect("mfa_index")


class PersonalAnswers:
    """Keeps what a signed-in person reads out of every cache (OWASP ASVS 5.0, 14.3.2): it may hold what only she reads.

    The API says by itself that each answer is to be asked for again. What anybody reads is left as it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/api/"):
            return self.get_response(request)
        is_signed_in = _is_signed_in(request)
        response = self.get_response(request)
        if is_signed_in or _is_signed_in(request):
            patch_cache_control(response, private=True, no_store=True)
        return response


def _is_signed_in(request):
    """Without a session there is nobody, and nothing to vary by."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _is_staff(request):
    return _is_signed_in(request) and is_curator(request.user)


def _end_or_note(request):
    now = int(time.time())
    began, seen = request.session.setdefault(BEGAN, now), request.session.setdefault(SEEN, now)
    if now - seen > settings.STAFF_IDLE_SECONDS or now - began > settings.STAFF_SESSION_SECONDS:
        logout(request)
    elif now - seen >= NOTED_EVERY:
        request.session[SEEN] = now


def _guarded(request):
    """Where one acts as staff: the rooms of work, and every change made elsewhere but to one’s own account."""
    match = request.resolver_match
    if GUARDED & set(match.namespaces):
        return True
    name = match.url_name or ""
    own_account = name.startswith(("account_", "mfa_", "usersessions_")) or match.view_name == "accounts:home"
    return request.method not in SAFE and not own_account
