"""Whose a new record is.

Source of the rule: the project’s contract, API section, row *who*: the owner of the body, else the token’s
organisation, else the person’s only one, else the first of the body that she writes for; staff need none.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from observatori.organisations.access import is_curator, may_write, organisations_of
from observatori.organisations.models import Organisation, Token, User
from observatori.publishing.references import References, unknown


def owner_of_new(
    *, user: User, token: Token | None, asked: str | None, named: Iterable[str]
) -> Organisation | None:
    """Return the organisation in whose name `user` writes; `named` are the organisations of the body, in order.

    Raises ValidationError for an owner that she may not know of or that nothing tells, and PermissionDenied for
    one that she may not write for.
    """
    owner = _asked(user, asked) if asked else _default(user, token, named)
    if owner is None and not is_curator(user):
        raise ValidationError(
            {"owner": ValidationError(_("Cal dir en nom de quina entitat escriviu."), "required")}
        )
    if owner is not None and not is_curator(user) and not may_write(user, owner):
        raise PermissionDenied
    return owner


def _asked(user, identity):
    found = References(user).organisations_named([identity])
    if identity not in found:
        raise ValidationError({"owner": unknown(identity)})
    return found[identity]


def _default(user, token, named):
    if token and token.organisation:
        return token.organisation
    mine = organisations_of(user)
    if len(mine) == 1:
        return Organisation.objects.get(pk=mine[0])
    known = References(user).organisations_named(named)
    return next((known[one] for one in named if one in known and may_write(user, known[one])), None)
