"""Verbs of comments: say something of a record or of a field, answer, close."""

from collections.abc import Container, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.organisations.models import User
from observatori.publishing.access import may_comment
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Actor, Comment, Record
from observatori.publishing.notices import tell_of_comment
from observatori.publishing.rows import clean


@transaction.atomic
def comment(
    *, record: Record, user: User, text: str, field: str = "", reply_to: Comment | None = None
) -> Comment:
    """Say something of the record, or answer; the others of the conversation are told.

    Raises PermissionDenied, and ValidationError for an empty or too long text or an answer out of place.
    """
    if not may_comment(user, record):
        raise PermissionDenied
    if reply_to and reply_to.record_id != record.pk:
        raise ValidationError({"reply_to": _("Aquest comentari no és d’aquest registre.")})
    made = say(record=record, user=user, text=text, field=field, reply_to=reply_to)
    tell_of_comment(made)
    return made


def say(*, record, user, text, field="", reply_to=None, asks_change=False) -> Comment:
    """Write a comment without asking who may, and without telling anybody. Raises ValidationError."""
    first = (reply_to.reply_to or reply_to) if reply_to else None  # conversations are one level deep
    made = Comment(
        record=record,
        field=first.field if first else field,
        text=text.strip(),
        author=actor_of(user),
        reply_to=first,
        asks_change=asks_change,
        on_version=record.version,
    )
    clean(made)
    made.save()
    return made


def ask_changes(*, record: Record, comments: Iterable[dict], user: User, fields: Iterable[str]) -> None:
    """Write the comments that ask for a change, each at a field of `fields` (or at none, the whole).

    What staff said before the decision and is still open is asked with it.
    Raises one ValidationError with everything that is wrong, under ``comments/<index>/<name>``.
    """
    errors = {}
    known = set(fields)
    for index, facts in enumerate(comments):
        try:
            field = known_field(facts.get("field") or "", known)
            say(record=record, user=user, text=facts.get("text") or "", field=field, asks_change=True)
        except ValidationError as error:
            errors |= {f"comments/{index}/{name}": found for name, found in error.error_dict.items()}
    if errors:
        raise ValidationError(errors)
    record.comments.open().filter(author__is_staff=True).update(asks_change=True)


def known_field(field: str, known: Container[str]) -> str:
    """Return a field as comments keep it, «parts/0/text», empty for the whole; raise ValidationError for one that the
    document does not have.
    """
    field = field.strip("/")
    if field and field.split("/")[0] not in known:
        raise ValidationError({"field": _("El registre no té cap camp que es digui «%s».") % field})
    return field


def waits_for_changes(record: Record) -> bool:
    """Whether staff have said something of the record that nobody has closed yet."""
    return record.comments.open().filter(author__is_staff=True).exists()


@transaction.atomic
def resolve(*, comment: Comment, user: User) -> None:
    """Close a conversation: what it asked is done or needless. Raises PermissionDenied."""
    if not may_comment(user, comment.record):
        raise PermissionDenied
    _close(Comment.objects.filter(pk=comment.pk), actor_of(user))


@transaction.atomic
def reopen(*, comment: Comment, user: User) -> None:
    """Open a conversation again. Raises PermissionDenied."""
    if not may_comment(user, comment.record):
        raise PermissionDenied
    Comment.objects.filter(pk=comment.pk).update(resolved_at=None, resolved_by=None)


def close_conversations(*, record: Record, by: Actor | None) -> None:
    """Close what is still open: publishing ends the review."""
    if by is not None:
        _close(record.comments.open(), by)


def _close(comments, by):
    comments.filter(resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by)
