"""Verbs of the working copy: create it, change it under the optimistic lock, delete it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.formats.phrases import capitalised
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import may_write_record
from observatori.publishing.kind_words import archived_sentence, words_of
from observatori.publishing.kinds import KindRules, actor_of
from observatori.publishing.models import Event, Origin, Record, State, Verb
from observatori.publishing.rules import create_record
from observatori.publishing.transitions import WrongState, locked

EDITABLE = {State.DRAFT, State.CHANGES_REQUESTED, State.PUBLISHED, State.REJECTED}
BACK_TO_DRAFT = {State.PUBLISHED, State.REJECTED}


class StaleVersion(Exception):
    """Somebody changed the record since it was read; `record` is as it is now."""

    def __init__(self, record: Record):
        super().__init__(record.version)
        self.record = record


@transaction.atomic
def create(*, rules: KindRules, facts: dict, owner: Organisation | None, user: User, references) -> Model:
    """Create a draft from `facts` and return it. Raises ValidationError; then nothing is left behind.

    What no organisation owns, staff have compiled: it is documented, not registered.
    """
    spine = {"visibility": facts["visibility"]} if facts.get("visibility") else {}
    record = create_record(
        kind=rules.kind,
        owner=owner,
        origin=Origin.REGISTERED if owner else Origin.DOCUMENTED,
        created_by=actor_of(user),
        **spine,
    )
    thing = rules.model(record=record)
    rules.write(thing, facts, references)
    return thing


@transaction.atomic
def change(
    *, record: Record, rules: KindRules, facts: dict, user: User, version: int | None, references
) -> Model:
    """Change the working copy: only the fields that `facts` names. Return it.

    `version` is the one the caller read, None for a caller that holds none and means to win. What is
    published stays as it is until it is published again. Raises PermissionDenied, StaleVersion (before the
    state is looked at), WrongState while somebody reviews it, and ValidationError.
    """
    record = locked(record)
    if not may_write_record(user, record):
        raise PermissionDenied
    if version is not None and version != record.version:
        raise StaleVersion(record)
    if record.state not in EDITABLE:
        raise WrongState(_not_editable(record))
    thing = rules.load(record)
    thing.record = record
    before = record.visibility
    _write_visibility(record, facts)  # first: what is kept of the rest may depend on who reads it
    rules.write(thing, facts, references)
    _touch(record, rules, before)
    return thing


@transaction.atomic
def delete_draft(*, record: Record, rules: KindRules, user: User) -> None:
    """Delete a draft that was never published; its code and its trail stay as a tombstone.

    Raises PermissionDenied and WrongState.
    """
    record = locked(record)
    if not may_write_record(user, record):
        raise PermissionDenied
    if record.published_revision_id or record.state == State.IN_REVIEW:
        raise WrongState(_("Només es pot esborrar un esborrany que no s’ha publicat mai."))
    things = list(rules.model.objects.filter(record=record))
    try:
        rules.model.objects.filter(record=record).delete()
    except ProtectedError:
        raise WrongState(_("No es pot esborrar: hi ha altres registres que en depenen.")) from None
    record.comments.all().delete()
    record.deleted_at = timezone.now()
    record.slug = None
    record.version += 1
    record.save(update_fields=["deleted_at", "slug", "version"])
    Event.objects.create(record=record, verb=Verb.DELETED, actor=actor_of(user))
    for thing in things:
        rules.deleted(thing)


def _write_visibility(record, facts):
    if asked := facts.get("visibility"):
        record.visibility = asked
        record.save(update_fields=["visibility"])


def _touch(record, rules, before):
    """The working copy has changed: a new version, and a draft again where it had left that state.

    `before` is the visibility it had.
    """
    record.version += 1
    record.updated_at = timezone.now()
    if record.state in BACK_TO_DRAFT:
        record.state = State.DRAFT
    record.save(update_fields=["version", "updated_at", "state"])
    if record.published_revision_id and record.visibility != before:
        rules.refresh(
            record
        )  # who must read it no more, or may again, is not kept waiting for the next publication


def _not_editable(record):
    if record.state == State.ARCHIVED:
        return archived_sentence(record)
    told = _("%(the)s no es pot canviar mentre l’equip de l’Observatori en fa la revisió.")
    return capitalised(told % {"the": words_of(record).the})
