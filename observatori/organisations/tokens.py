"""Keys of the API: issued once, looked up by their digest, revoked."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.organisations.access import is_curator
from observatori.organisations.models import Organisation, Scope, Token, User
from observatori.organisations.secrets import digest, new_secret

PREFIX = "oae_"
HINT_LETTERS = 8
USE_NOTED_EVERY = timedelta(minutes=1)  # a row is not written at each request


@transaction.atomic
def issue_token(
    *,
    user: User,
    scopes: Iterable[str],
    organisation: Organisation | None = None,
    name: str = "",
    days: int | None = None,
) -> tuple[Token, str]:
    """Create a token of `user`, for `days` or without end, and return it with its secret, which nobody sees again.

    Raises ValidationError for an unknown scope, for none, for days that are none, and for `curate` where `user` is not
    of the staff.
    """
    scopes = list(dict.fromkeys(scopes))
    if unknown := [scope for scope in scopes if scope not in Scope.values]:
        raise ValidationError({"scopes": _("No hi ha cap permís que es digui «%s».") % unknown[0]})
    if days is not None and days < 1:
        raise ValidationError({"days": _("Una clau ha de valer un dia com a mínim.")})
    if Scope.CURATE in scopes and not is_curator(user):
        raise ValidationError({"scopes": _("Només l’equip de l’Observatori pot revisar i publicar.")})
    secret = PREFIX + new_secret()
    token = Token(
        user=user,
        organisation=organisation,
        name=name,
        scopes=scopes,
        digest=digest(secret),
        hint=secret[:HINT_LETTERS],
        expires_at=None if days is None else timezone.now() + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    return token, secret


def live_tokens():
    """Return the tokens that open something today."""
    expired = Q(expires_at__lte=timezone.now())
    return Token.objects.filter(revoked_at=None, user__is_active=True).exclude(expired)


def token_of(secret: str) -> Token | None:
    """Return the live token of a secret, with its user and organisation, and note that it was used."""
    if not secret.startswith(PREFIX):
        return None
    token = live_tokens().select_related("user", "organisation").filter(digest=digest(secret)).first()
    if token:
        _note_use(token)
    return token


def revoke_token(*, token: Token) -> None:
    """Close a token at once; one that was closed keeps its day."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def _note_use(token):
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
