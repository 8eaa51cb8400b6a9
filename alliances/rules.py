"""Verbs of alliances and agreements, called by pages, API and imports alike."""

from collections.abc import Callable

from django.db import transaction

from alliances.confirmations.rules import settle_confirmations
from alliances.documents import AGREEMENT_ROWS, ALLIANCE_ROWS, agreement_document, alliance_document
from alliances.entries import agreement_entries, alliance_entry
from alliances.models import Agreement, Alliance
from alliances.radar.keeping import keep_milestones
from alliances.writing.agreement import missing_in_agreement, write_agreement
from alliances.writing.alliance import missing_in_alliance, write_alliance
from observatori.documents.rules import remove_documents_of
from observatori.organisations.access import may_administer
from observatori.publishing.kinds import KindRules
from observatori.publishing.live import as_known, readable_names
from observatori.publishing.models import Actor, Event, Kind, Record, Revision, Verb
from observatori.publishing.organisations import refresh_organisations
from observatori.publishing.references import References
from observatori.publishing.rules import freeze, hold_alliances_of, write_entries, write_entry
from observatori.publishing.slugs import settle_slug

# What shows alliances and stands above this package: each is called with the record of an alliance when the public
# begins, goes on or stops reading it, in the same transaction.
FOLLOWERS: list[Callable[[Record], None]] = []


@transaction.atomic
def publish_alliance(*, alliance: Alliance, by: Actor | None) -> Revision:
    """Freeze the working copy of `alliance` and let everybody read it.

    Agreements registered before become public with it, and so do the organisations it names.
    """
    settle_slug(alliance.record, alliance.name)
    document = alliance_document(alliance)
    before = _named_in(alliance.record)
    revision = freeze(record=alliance.record, document=document, entry=alliance_entry(document), by=by)
    parties = _refresh_what_shows(alliance.record, by)
    settle_confirmations(alliance.record, owner_says=True)
    refresh_organisations(before | _named_in(alliance.record) | parties)
    return revision


@transaction.atomic
def refresh_alliance(record: Record) -> None:
    """Put a published alliance, and what is public only with it, into lists and search or take them out, as the
    public may read it now.
    """
    document = record.published_revision.document if record.is_published else None
    write_entry(record, document and alliance_entry(document))
    parties = _refresh_what_shows(record, None)
    settle_confirmations(record)
    refresh_organisations(_named_in(record) | parties)


def _refresh_what_shows(record, by):
    """Its agreements, and what stands above this package; return the codes of the parties of the agreements.

    An agreement that nobody could read until now is told.
    """
    first, parties = _index_agreements(Agreement.objects.filter(alliance=record.pk))
    Event.objects.bulk_create(Event(record=one, verb=Verb.PUBLISHED, actor=by) for one in first)
    for follow in FOLLOWERS:
        follow(record)
    return parties


@transaction.atomic
def register_agreement(*, agreement: Agreement, by: Actor | None) -> Revision:
    """Freeze an agreement or addendum as signed; public once its visibility and its alliance are."""
    record = agreement.record
    hold_alliances_of(record.pk)
    document = agreement_document(agreement)
    before = record.published_revision.document if record.published_revision_id else None
    revision = freeze(
        record=record,
        document=document,
        entry=None,
        by=by,
        verb=_signed(agreement),
        changes=_corrections(before, document),
    )
    # That it can be read now, its own event tells.
    _first, parties = _index_agreements(Agreement.objects.filter(pk=agreement.pk))
    keep_milestones([agreement.pk])
    _settle_terms(agreement, by)
    refresh_organisations(parties)
    return revision


def change_agreement(agreement: Agreement, facts: dict, references: References) -> None:
    """Write facts into the working copy, as `write_agreement`, and set right the days that depend on it."""
    before = agreement.amends_id
    write_agreement(agreement, facts, references)
    keep_milestones([agreement.pk, before])


@transaction.atomic
def refresh_agreement(record: Record) -> None:
    """Put a registered agreement into search or take it out, as the public may read it now, and on the radar."""
    _first, parties = _index_agreements(Agreement.objects.filter(pk=record.pk))
    keep_milestones([record.pk])
    _settle_terms(record.agreement, None)
    refresh_organisations(parties)


def load_alliance(record: Record) -> Alliance:
    """Return the whole working copy of an alliance, as documents and forms want it."""
    return (
        Alliance.objects.select_related("record__owner", "form", "vision")
        .prefetch_related(*ALLIANCE_ROWS, "partnerships__organisation__aliases")
        .get(record=record)
    )


def load_agreement(record: Record) -> Agreement:
    """Return the whole working copy of an agreement or addendum."""
    return (
        Agreement.objects.select_related(
            "record__owner", "record__published_revision", "alliance__record", "amends__record"
        )
        .prefetch_related(*AGREEMENT_ROWS)
        .get(record=record)
    )


def _settle_terms(agreement, by):
    """What the parties confirmed of the agreement, or of what this one amends, may have changed."""
    alliance = (agreement.amends or agreement).alliance
    if alliance is None:
        return
    owner = alliance.record.owner
    # Without a person it is loaded, or withdrawn, for whoever owns it.
    mine = (
        agreement.record.owner_id == alliance.record.owner_id
        if by is None
        else by.user is not None and may_administer(by.user, owner)
    )
    settle_confirmations(alliance.record, owner_says=mine, by=by)


def _corrections(before, document):
    """What a later registration changes of a signed agreement: ``{field: [before, after]}``."""
    if before is None:
        return {}
    return {
        field: [before.get(field), value] for field, value in document.items() if before.get(field) != value
    }


def _named_in(record):
    if record.published_revision_id is None:
        return set()
    return {partner["organisation"]["code"] for partner in record.published_revision.document["partners"]}


def _signed(agreement):
    """What a first registration tells; a later one of the same agreement corrects it, and signs nothing."""
    if agreement.record.published_revision_id:
        return Verb.UPDATED
    return Verb.ADDENDUM_SIGNED if agreement.amends_id else Verb.AGREEMENT_SIGNED


def _index_agreements(agreements):
    """Write or drop the entries of registered agreements; return the records that nobody could read before, and the
    codes of the parties, whose entries may have to follow.

    The number of queries does not depend on how many there are.
    """
    rows = ("record__published_revision", "alliance__record__published_revision")
    registered = agreements.filter(record__published_revision__isnull=False)
    found = list(registered.select_related(*rows).order_by("pk"))
    names = readable_names(one.alliance.record.code for one in found if one.alliance)
    documents = {one: _as_named_in_public(one.record.published_revision.document, names) for one in found}
    public = [one for one in found if _is_public(one)]
    entries = zip(public, agreement_entries(documents[one] for one in public), strict=True)
    facts = {one.record: None for one in found} | {one.record: entry for one, entry in entries}
    first = [record for record, entry in facts.items() if entry and record.public_since is None]
    write_entries(facts.items())
    return first, {party["code"] for document in documents.values() for party in document["parties"]}


def _is_public(agreement):
    return (
        agreement.record.is_published
        and agreement.alliance is not None
        and agreement.alliance.record.is_published
    )


def _as_named_in_public(document, names):
    """The document with its alliance as the public knows it: the one frozen may have had a draft’s name."""
    alliance = document["alliance"]
    return document | {"alliance": alliance and as_known(alliance, names)}


def _forget_agreement(agreement):
    remove_documents_of(agreement.record)
    keep_milestones([agreement.amends_id])


ALLIANCE = KindRules(
    kind=Kind.ALLIANCE,
    model=Alliance,
    load=load_alliance,
    document=alliance_document,
    write=write_alliance,
    missing=missing_in_alliance,
    publish=lambda alliance, by: publish_alliance(alliance=alliance, by=by),
    refresh=refresh_alliance,
    title="name",
    deleted=lambda alliance: remove_documents_of(alliance.record),
)
AGREEMENT = KindRules(
    kind=Kind.AGREEMENT,
    model=Agreement,
    load=load_agreement,
    document=agreement_document,
    write=change_agreement,
    missing=missing_in_agreement,
    publish=lambda agreement, by: register_agreement(agreement=agreement, by=by),
    refresh=refresh_agreement,
    title="title",
    deleted=_forget_agreement,
)
