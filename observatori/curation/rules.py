"""What somebody of the staff decides of a record, with what she says of it, all at once or not at all."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from observatori.curation.kinds import rules_of
from observatori.organisations.models import User
from observatori.publishing.comments import comment
from observatori.publishing.editing import StaleVersion
from observatori.publishing.models import Record
from observatori.publishing.transitions import advance, locked

COMMENT = "comment"  # says something and decides nothing


@transaction.atomic
def decide(
    *,
    record: Record,
    verb: str,
    version: int | None,
    user: User,
    comments: Iterable[dict] = (),
    reason: str = "",
    due_on: date | None = None,
) -> None:
    """Say a verb of the review, or only the comments ({field, text}), of the version somebody has read.

    Comments ask for changes with `request-changes`; with any other verb they are remarks that stay open.
    Raises StaleVersion where the record is not what was read, and what `advance` and `comment` raise.
    """
    comments = list(comments)
    if locked(record).version != version:
        raise StaleVersion(record)
    rules = rules_of(record)
    if verb == "request-changes":
        advance(record=record, verb=verb, user=user, rules=rules, comments=comments, due_on=due_on)
        return
    if verb != COMMENT:
        advance(record=record, verb=verb, user=user, rules=rules, reason=reason)
    elif not comments:
        raise ValidationError({"comments": ValidationError(_("Escriviu un comentari."), code="required")})
    for facts in comments:
        comment(record=record, user=user, **facts)
