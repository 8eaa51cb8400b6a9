"""The workflow of every record: one table of (verb, from, to, who), walked by pages and API alike.

Source of the table: the project’s contract, API section, rows *verbs* and *who*.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.formats.phrases import uncapitalised
from observatori.organisations.models import User
from observatori.publishing.access import (
    may_register,
    may_review,
    may_withdraw,
    may_write_record,
)
from observatori.publishing.comments import ask_changes, close_conversations, say, waits_for_changes
from observatori.publishing.kind_words import WITHDRAWN, words_of
from observatori.publishing.kinds import KindRules, actor_of
from observatori.publishing.models import Event, Kind, Record, State, Verb
from observatori.publishing.notices import (
    tell_of_changes_requested,
    tell_of_publication,
    tell_of_rejection,
    tell_of_submission,
)
from observatori.publishing.organisations import verify_organisation
from observatori.publishing.rules import hold_alliances_of
from observatori.publishing.written import field_digests

ANY = frozenset(State.values)


class WrongState(Exception):
    """The record is in a state where this cannot be done; the sentence is for people."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One verb: from which states, to which one (None: it stays, or goes back), who may, and what is told."""

    sources: frozenset[str]
    target: str | None
    allowed: Callable[[User, Record], bool]
    event: str
    only_public: bool = False  # the public reads a version of it now


WITHDRAW = Transition(
    sources=ANY - {State.ARCHIVED}, target=None, allowed=may_withdraw, event=Verb.WITHDRAWN, only_public=True
)
ARCHIVE = Transition(
    sources=ANY - {State.IN_REVIEW}, target=State.ARCHIVED, allowed=may_withdraw, event=Verb.ARCHIVED
)
UNARCHIVE = Transition(  # beside the contract
    sources=frozenset({State.ARCHIVED}), target=None, allowed=may_withdraw, event=Verb.UPDATED
)
CURATED = {
    "submit": Transition(
        sources=frozenset({State.DRAFT, State.CHANGES_REQUESTED}),
        target=State.SUBMITTED,
        allowed=may_write_record,
        event=Verb.SUBMITTED,
    ),
    "start-review": Transition(
        sources=frozenset({State.SUBMITTED}),
        target=State.IN_REVIEW,
        allowed=may_review,
        event=Verb.REVIEW_STARTED,
    ),
    "request-changes": Transition(
        sources=frozenset({State.IN_REVIEW}),
        target=State.CHANGES_REQUESTED,
        allowed=may_review,
        event=Verb.CHANGES_REQUESTED,
    ),
    "publish": Transition(
        sources=frozenset({State.IN_REVIEW}),
        target=State.PUBLISHED,
        allowed=may_review,
        event=Verb.PUBLISHED,
    ),
    "reject": Transition(
        sources=frozenset({State.SUBMITTED, State.IN_REVIEW}),
        target=State.REJECTED,
        allowed=may_review,
        event=Verb.REJECTED,
    ),
    "withdraw": WITHDRAW,
    "archive": ARCHIVE,
    "unarchive": UNARCHIVE,
}
REGISTERED = {
    "register": Transition(
        sources=frozenset({State.DRAFT}),
        target=State.PUBLISHED,
        allowed=may_register,
        event=Verb.AGREEMENT_SIGNED,
    ),
    "withdraw": WITHDRAW,
    "archive": ARCHIVE,
    "unarchive": UNARCHIVE,
}
REVIEWING = frozenset({"start-review", "request-changes", "publish", "reject"})
WITH_REASON = frozenset({"reject", "withdraw"})


def transitions_of(kind: str) -> dict[str, Transition]:
    """Return the verbs that a kind of record knows: agreements are registered, not reviewed."""
    return REGISTERED if kind == Kind.AGREEMENT else CURATED


def possible_verbs(user: User, record: Record) -> list[str]:
    """Return the verbs that `user` may say of the record now, in the order of the table."""
    return [
        verb
        for verb, step in transitions_of(record.kind).items()
        if may_take(step, record) and step.allowed(user, record)
    ]


def offered_verbs(user: User, record: Record) -> list[str]:
    """Return the verbs that a page offers: those that may be said, and change something."""
    return [
        verb
        for verb in possible_verbs(user, record)
        if not (verb == "archive" and record.state == State.ARCHIVED)
    ]


def may_take(step: Transition, record: Record) -> bool:
    """Whether the record’s state lets the step be taken, whoever asks."""
    return record.state in step.sources and (not step.only_public or has_public_version(record))


def has_public_version(record: Record) -> bool:
    return record.published_revision_id is not None and not record.withdrawn


@transaction.atomic
def advance(
    *,
    record: Record,
    verb: str,
    user: User,
    rules: KindRules,
    reason: str = "",
    comments: Iterable[dict] = (),
    due_on: date | None = None,
) -> Record:
    """Walk one step of the table and tell it; return the record, locked and fresh.

    `reason` goes with reject and withdraw, `comments` ({field, text}) and `due_on` with request-changes.
    Raises PermissionDenied, WrongState, and ValidationError for what is missing in the record or the request.
    """
    step = transitions_of(record.kind)[verb]
    record = locked(record)
    if not step.allowed(user, record):
        raise PermissionDenied
    if not may_take(step, record):
        raise WrongState(_wrong_state(record))
    if verb in WITH_REASON and not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Cal dir-ne el motiu."), code="required")})
    STEPS[verb](
        record=record, user=user, rules=rules, reason=reason.strip(), comments=comments, due_on=due_on
    )
    return record


def locked(record: Record) -> Record:
    """Return the row of the record, held until the transaction ends: two who act at once take turns.

    Who only writes what points to it, as a search entry or an event, does not wait.
    """
    if record.kind == Kind.AGREEMENT:
        hold_alliances_of(record.pk)
    rows = Record.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("owner").get(pk=record.pk)


def _wrong_state(record):
    state = WITHDRAWN if record.withdrawn else record.state
    return _("Ara no es pot fer. Estat actual: %(state)s.") % {
        "state": uncapitalised(str(words_of(record).states[state]))
    }


def _move(record, state, event, user, changes=None, **columns):
    """Set the state and other columns, and tell it."""
    for name, value in columns.items():
        setattr(record, name, value)
    record.state = state
    record.updated_at = timezone.now()
    record.save(update_fields=["state", "updated_at", *columns])
    return Event.objects.create(record=record, verb=event, actor=actor_of(user), changes=changes or {})


def _submit(*, record, user, rules, **_rest):
    if missing := rules.missing(rules.load(record)):
        raise ValidationError(
            {field: ValidationError(sentence, code="required") for field, sentence in missing.items()}
        )
    event = _move(
        record,
        State.SUBMITTED,
        Verb.SUBMITTED,
        user,
        submitted_at=timezone.now(),
        submitted_by=actor_of(user),
        due_on=None,
    )
    tell_of_submission(record, event)


def _start_review(*, record, user, rules, **_rest):
    """What is read is kept as digests, to tell what changes until the next review.

    No text: the trail is never cleared, and a deleted draft must leave nothing of what was written in it.
    """
    read = {"read": field_digests(rules.document(rules.load(record)))}
    _move(record, State.IN_REVIEW, Verb.REVIEW_STARTED, user, read, assignee=record.assignee or user)


def _request_changes(*, record, user, rules, comments, due_on, **_rest):
    comments = list(comments)
    if not comments and not waits_for_changes(record):
        sentence = _("Cal dir què s’ha de canviar, amb un comentari o més.")
        raise ValidationError({"comments": ValidationError(sentence, code="required")})
    if due_on and due_on < timezone.localdate():
        raise ValidationError(
            {"due_on": ValidationError(_("Aquesta data ja ha passat: poseu-ne una de futura."), code="past")}
        )
    ask_changes(record=record, comments=comments, user=user, fields=rules.document(rules.load(record)))
    event = _move(record, State.CHANGES_REQUESTED, Verb.CHANGES_REQUESTED, user, due_on=due_on)
    tell_of_changes_requested(record, event)


def _publish(*, record, user, rules, **_rest):
    actor = actor_of(user)
    thing = rules.load(record)
    rules.publish(thing, by=actor)
    if record.owner and not record.owner.verified:  # who publishes its record vouches for it
        verify_organisation(organisation=record.owner, by=user)
    close_conversations(record=record, by=actor)
    record.refresh_from_db()
    record.due_on = None
    record.save(update_fields=["due_on"])
    tell_of_publication(record)


def _register(*, record, user, rules, **_rest):
    rules.publish(rules.load(record), by=actor_of(user))
    record.refresh_from_db()


def _reject(*, record, user, reason, **_rest):
    say(record=record, text=reason, user=user)
    event = _move(record, State.REJECTED, Verb.REJECTED, user, due_on=None)
    tell_of_rejection(record, event)


def _withdraw(*, record, user, rules, reason, **_rest):
    changes = {"reason": reason}
    _move(record, record.state, Verb.WITHDRAWN, user, changes, withdrawn=True, withdrawn_reason=reason)
    rules.refresh(record)


def _archive(*, record, user, rules, **_rest):
    if record.state == State.ARCHIVED:
        return
    changes = {"state": [record.state, State.ARCHIVED]}
    _move(record, State.ARCHIVED, Verb.ARCHIVED, user, changes, due_on=None)
    rules.refresh(record)


def _unarchive(*, record, user, rules, **_rest):
    """Back to where it was; whoever may read it reads it again. A draft, where nothing says which state that was."""
    archived = record.events.filter(verb=Verb.ARCHIVED).order_by("pk").last()
    before = archived.changes.get("state", [State.DRAFT])[0] if archived else State.DRAFT
    _move(record, before, Verb.UPDATED, user, {"state": [State.ARCHIVED, before]})
    rules.refresh(record)


STEPS = {
    "submit": _submit,
    "start-review": _start_review,
    "request-changes": _request_changes,
    "publish": _publish,
    "register": _register,
    "reject": _reject,
    "withdraw": _withdraw,
    "archive": _archive,
    "unarchive": _unarchive,
}
