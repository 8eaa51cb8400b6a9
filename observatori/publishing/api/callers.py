"""As whom a caller reads and writes: the person, as far as the token’s scopes go."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from observatori.organisations.access import is_curator
from observatori.organisations.models import Scope, User
from observatori.rest.errors import Problem

ACTING = {Scope.WRITE, Scope.CURATE}
SAFE = {"GET", "HEAD", "OPTIONS"}


def scopes_of(request) -> list[str]:
    """Return what the caller may do: the token’s scopes, or in a session all that the person has."""
    if request.auth is not None:
        return list(request.auth.scopes)
    if not request.user.is_authenticated:
        return []
    return [scope for scope in Scope.values if scope != Scope.CURATE or is_curator(request.user)]


def reader_of(request) -> User | AnonymousUser:
    """Return as whom the caller reads: a token that may only, say, export reads what anybody does.

    Who may write is told apart from who may not even read, so the scopes of writing count where one writes.
    """
    wanted = {Scope.READ} if request.method in SAFE else {Scope.READ, *ACTING}
    return request.user if wanted & set(scopes_of(request)) else AnonymousUser()


def require_scope(request, scope: str) -> None:
    """Raise a 403 for a token without the scope."""
    if scope not in scopes_of(request):
        detail = _("Aquesta clau d’API no té el permís «%(scope)s».") % {"scope": scope}
        raise Problem(403, detail, "missing_scope")
