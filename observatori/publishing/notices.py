"""What the author and the others of a conversation are told by mail: one row of the ledger each.

Called inside the transaction of the verb. Who may still read the record is asked again when the letter is
composed: somebody who left the organisation meanwhile reads nothing of it.
"""

from collections.abc import Callable, Iterable

from django.db.models import Model, Q

from observatori import mail
from observatori.formats.phrases import through, typographic
from observatori.organisations.access import is_member
from observatori.organisations.members import administrators
from observatori.organisations.models import Role, User
from observatori.publishing.access import may_read_draft, may_review
from observatori.publishing.addresses import page_url
from observatori.publishing.deliveries import notify
from observatori.publishing.draft_addresses import draft_url
from observatori.publishing.kind_words import words_of
from observatori.publishing.models import (
    Claim,
    ClaimState,
    Comment,
    Delivery,
    Event,
    Kind,
    Record,
    State,
    Verb,
)
from observatori.publishing.rejections import reason_of

STAFF = (Role.CURATOR, Role.ADMINISTRATOR)
TITLES = {Kind.ALLIANCE: "name", Kind.AGREEMENT: "title", Kind.EXPERIENCE: "title"}

FieldNames = Callable[[Record, Iterable[str]], dict[str, str]]  # what people call the fields of a record


def no_names(record: Record, fields: Iterable[str]) -> dict[str, str]:
    """Return nothing: the forms, which know what their fields are called, are above this package."""
    return {}


def tell_of_submission(record: Record, event: Event) -> None:
    """Tell who of the staff looks after the record that it waits; where nobody does, everybody who may review it."""
    again = Event.objects.filter(record=record, verb=Verb.SUBMITTED).exclude(pk=event.pk).exists()
    payload = {"record": record.pk, "event": event.pk, "again": again}
    submitter = event.actor and event.actor.user_id
    people = [user for user in _reviewers(record) if user.pk != submitter]
    _tell("record_submitted", people, event, payload)


def tell_of_changes_requested(record: Record, event: Event) -> None:
    """Tell the author what has to be changed, and until when."""
    _tell("changes_requested", authors_of(record), event, {"record": record.pk, "event": event.pk})


def tell_of_rejection(record: Record, event: Event) -> None:
    """Tell the author that the record was rejected, and why."""
    _tell("record_rejected", authors_of(record), event, {"record": record.pk, "event": event.pk})


def tell_of_publication(record: Record) -> None:
    """Tell the author that the public reads a version of the record."""
    revision = record.published_revision
    _tell("record_published", authors_of(record), revision, {"record": record.pk, "revision": revision.pk})


def tell_of_comment(comment: Comment) -> None:
    """Tell the author, whoever reviews the record and the others of the conversation, but not who says it."""
    record = comment.record
    talking = {user.pk: user for user in [*authors_of(record), *_conversation(comment)]}
    if record.assignee and record.assignee.is_active:
        talking[record.assignee.pk] = record.assignee
    talking.pop(comment.author.user_id, None)
    payload = {"record": record.pk, "comment": comment.pk}
    _tell("record_commented", talking.values(), comment, payload)


def tell_of_claim(claim: Claim) -> None:
    """Tell who asked for a documented case what was decided; without her, the admins of her organisation."""
    _tell("claim_decided", _askers(claim), claim, {"record": claim.record_id, "claim": claim.pk})


def authors_of(record: Record) -> list[User]:
    """Return who submitted the record; when she is gone or may read it no more, the admins of its owner."""
    submitter = record.submitted_by.user if record.submitted_by else None
    if submitter and submitter.is_active and may_read_draft(submitter, record):
        return [submitter]
    return list(administrators([record.owner_id]))


def _reviewers(record):
    """Staff who are not of the owner: what is one’s own organisation’s is for somebody else."""
    if record.assignee and record.assignee.is_active and may_review(record.assignee, record):
        return [record.assignee]
    staff = User.objects.filter(role__in=STAFF, is_active=True)
    return staff.exclude(memberships__organisation=record.owner_id).order_by("pk")


def _askers(claim):
    asker = claim.asked_by.user
    is_there = asker and is_member(asker, claim.organisation)
    return [asker] if is_there else list(administrators([claim.organisation_id]))


def _conversation(comment):
    """Who said something in the conversation of this comment."""
    first = comment.reply_to_id or comment.pk
    said = Comment.objects.filter(Q(pk=first) | Q(reply_to=first))
    return User.objects.filter(is_active=True, actor__comments__in=said).distinct()


def _tell(letter: str, people: Iterable[User], about: Model, payload: dict) -> None:
    for user in people:
        notify(letter=letter, to=user, key=f"{letter}:{about.pk}:{user.pk}", payload=payload)


# --- Letters: each returns None when nothing may be told any more ------------------------------------


def record_submitted(delivery: Delivery) -> mail.Letter | None:
    """For the staff, until somebody begins the review."""
    user, record = _readable(delivery, State.SUBMITTED)
    if record is None or not may_review(user, record):
        return None
    facts = {"again": delivery.payload["again"], "mine": record.assignee_id == user.pk}
    return _letter(
        delivery, user, record, owner=typographic(record.owner.name) if record.owner else "", **facts
    )


def changes_requested(delivery: Delivery, names_of: FieldNames = no_names) -> mail.Letter | None:
    user, record = _readable(delivery, State.CHANGES_REQUESTED)
    if record is None:
        return None
    asked = list(record.comments.open().filter(asks_change=True))
    names = names_of(record, [comment.field for comment in asked])
    comments = [{"about": names.get(one.field, ""), "text": one.text} for one in asked]
    due_until = through(record.due_on) if record.due_on else ""
    return _letter(delivery, user, record, comments=comments, due_until=due_until)


def record_rejected(delivery: Delivery) -> mail.Letter | None:
    user, record = _readable(delivery, State.REJECTED)
    if record is None:
        return None
    return _letter(delivery, user, record, reason=reason_of(Event.objects.get(pk=delivery.payload["event"])))


def record_published(delivery: Delivery) -> mail.Letter | None:
    user, record = _readable(delivery)
    if record is None or not record.is_published:
        return None
    first = record.revisions.order_by("number").first().pk == delivery.payload["revision"]
    return _letter(delivery, user, record, first=first)


def record_commented(delivery: Delivery, names_of: FieldNames = no_names) -> mail.Letter | None:
    user, record = _readable(delivery)
    comment = record and record.comments.filter(pk=delivery.payload["comment"]).first()
    if not comment:
        return None
    about = names_of(record, [comment.field]).get(comment.field, "")
    return _letter(delivery, user, record, comment=comment, about=about)


def claim_decided(delivery: Delivery) -> mail.Letter | None:
    """The answer to a claim, for a member of the organisation that asked, whether or not she reads the draft."""
    claim = Claim.objects.select_related("organisation", "record__published_revision", "record__owner").get(
        pk=delivery.payload["claim"]
    )
    user = User.objects.filter(pk=delivery.payload["user"], is_active=True).first()
    if user is None or not is_member(user, claim.organisation) or not claim.record.is_published:
        return None
    title = typographic(claim.record.published_revision.document[TITLES[claim.record.kind]])
    facts = {"approved": claim.state == ClaimState.APPROVED, "reason": claim.reason}
    return _letter(delivery, user, claim.record, title=title, organisation=claim.organisation.name, **facts)


LETTERS = {
    letter.__name__: letter
    for letter in (
        record_submitted,
        changes_requested,
        record_rejected,
        record_published,
        record_commented,
        claim_decided,
    )
}


def _readable(delivery, *states):
    """The person and the record, or (None, None) where she may read its draft no more or its state is another."""
    user = User.objects.filter(pk=delivery.payload["user"], is_active=True).first()
    record = Record.objects.select_related("published_revision", "owner").filter(
        pk=delivery.payload["record"], deleted_at=None
    )
    record = (record.filter(state__in=states) if states else record).first()
    return (user, record) if user and record and may_read_draft(user, record) else (None, None)


def _title(record):
    """The title of the working copy; the code of what has none."""
    column = TITLES.get(record.kind)
    return getattr(getattr(record, record.kind), column) if column else record.code


def _letter(delivery, user, record, **facts):
    public = page_url(record.kind, code=record.code, slug=record.slug) if record.is_published else ""
    context = {
        "title": _title(record),
        "the": words_of(record).the,
        "update": words_of(record).update,
        "redo": words_of(record).redo,
        "code": record.code,
        "public_url": mail.absolute(public) if public else "",
        "draft_url": mail.absolute(draft_url(record, user)),
    }
    return mail.render(delivery.letter, typographic(context) | facts)
