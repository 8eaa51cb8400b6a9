"""Who calls the API: the bearer of a token, or somebody with a session of the pages."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from observatori.organisations.tokens import token_of
from observatori.rest.errors import Problem

SCHEME = "bearer"


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer oae_…`` (RFC 6750). Anything else in that header is refused."""

    def authenticate(self, request):
        """Return the person and the token; None without the header. Raises AuthenticationFailed."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _space, secret = header.strip().partition(" ")
        token = token_of(secret.strip()) if scheme.lower() == SCHEME else None
        if token is None:
            raise AuthenticationFailed
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


class PageSession(SessionAuthentication):
    """The session of the pages, with its CSRF token."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except PermissionDenied:  # its sentence is for programmers, and English
            raise _no_csrf() from None


def _no_csrf():
    detail = _("Amb la sessió de les pàgines, cal enviar també el testimoni CSRF.")
    return Problem(403, detail, "csrf_failed")
