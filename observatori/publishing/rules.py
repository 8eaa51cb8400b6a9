"""Verbs of the spine: create a record, freeze a revision, write or drop its search entry."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from observatori.catalan import fold
from observatori.codes import next_code
from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDate
from observatori.publishing.models import (
    Actor,
    EntryType,
    Event,
    Record,
    RecordQuerySet,
    Revision,
    SearchEntry,
    State,
    Verb,
    Visibility,
)
from observatori.publishing.slugs import draft_slug


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """What a search entry says: words by weight, facets as ``name:code``, and what a card shows."""

    title: str
    names: str = ""
    summary: str = ""
    body: str = ""
    facets: tuple[str, ...] = ()
    card: dict = field(default_factory=dict)
    starts: PartialDate | None = None


@transaction.atomic
def create_record(*, kind: str, slug: str | None = None, **facts) -> Record:
    """Create the spine row of a new draft, with its permanent code, which is its address too until it is published;
    `slug` is for what comes with an address of its own.
    """
    code = next_code(kind)
    return Record.objects.create(code=code, kind=kind, slug=slug or draft_slug(kind, code), **facts)


def hold(records: RecordQuerySet) -> None:
    """Lock records until the transaction ends, always in the same order.

    For who publishes what shows them: without, two that become public at once would not see each other, and what
    each lists of the other would be missing for good.
    """
    list(records.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def hold_alliances_of(agreement: int) -> None:
    """Lock the alliance of an agreement, and that of the one it amends, which its verbs set right.

    Before the agreement itself: an alliance that is published or handed over holds its own row first and then writes
    those of its agreements, and two that took them the other way round would wait for each other.
    """
    of_it = Q(alliance__agreements=agreement) | Q(alliance__agreements__addenda=agreement)
    hold(Record.objects.filter(of_it))


@transaction.atomic
def freeze(
    *,
    record: Record,
    document: dict,
    entry: EntryFacts | None,
    by: Actor | None,
    verb: str = "",
    changes: dict | None = None,
) -> Revision:
    """Make `document` the version the public reads, all at once: revision, pointer, entry, event.

    `entry` None leaves the record out of lists and search (its visibility is not public). `by` None is
    the system; `changes` is what the event tells of them. Returns the new revision.
    """
    revision = _next_revision(record, document, by)
    record.published_revision = revision
    record.state = State.PUBLISHED
    record.withdrawn = False
    record.withdrawn_reason = ""
    record.updated_at = timezone.now()
    record.save(update_fields=["published_revision", "state", "withdrawn", "withdrawn_reason", "updated_at"])
    write_entry(record, entry if record.visibility == Visibility.PUBLIC else None)
    Event.objects.create(
        record=record,
        actor=by,
        verb=verb or (Verb.PUBLISHED if revision.number == 1 else Verb.UPDATED),
        changes=changes or {},
    )
    return revision


@transaction.atomic
def freeze_facts(*, record: Record, facts: dict, by: Actor | None) -> None:
    """Freeze what the public reads again with other `facts`: its state, and what is not published of its draft, stay.

    Whoever changes them writes the event.
    """
    document = record.published_revision.document | facts
    record.published_revision = _next_revision(record, document, by)
    record.save(update_fields=["published_revision"])


def _next_revision(record, document, by):
    number = (record.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    return Revision.objects.create(record=record, number=number, document=document, by=by)


def write_entry(thing: Record | Organisation, facts: EntryFacts | None) -> None:
    """Write the search entry of a record or an organisation; without facts, drop it."""
    write_entries([(thing, facts)])


def write_entries(entries: Iterable[tuple[Record | Organisation, EntryFacts | None]]) -> None:
    """Write the search entries of records or of organisations, not of both; drop those without facts.

    The number of queries does not depend on how many there are.
    """
    entries = list(entries)
    if not entries:
        return
    owner = "record" if isinstance(entries[0][0], Record) else "organisation"
    gone = [thing.pk for thing, facts in entries if facts is None]
    kept = sorted(((thing, facts) for thing, facts in entries if facts), key=lambda entry: entry[0].pk)
    if gone:
        SearchEntry.objects.filter(**{f"{owner}__in": gone}).delete()
    if not kept:
        return
    rows = [SearchEntry(**{owner: thing}, **_entry_values(thing, facts)) for thing, facts in kept]
    SearchEntry.objects.bulk_create(  # one statement: two that publish at once cannot both insert
        rows, update_conflicts=True, unique_fields=[owner], update_fields=list(_entry_values(*kept[0]))
    )
    if owner == "record":
        _note_first_day([thing for thing, _facts in kept if thing.public_since is None])


def _entry_values(thing, facts):
    return asdict(facts) | {
        "type": thing.kind if isinstance(thing, Record) else EntryType.ORGANISATION,
        "code": thing.code,
        "slug": thing.slug,
        "sort_key": fold(facts.title),
        "facets": sorted(set(facts.facets)),
        "starts": facts.starts,
        "is_example": thing.is_example,
    }


def _note_first_day(records):
    """From now on anybody could read them once, whatever becomes of them."""
    if not records:
        return
    now = timezone.now()
    Record.objects.filter(pk__in=[record.pk for record in records], public_since=None).update(
        public_since=now
    )
    for record in records:
        record.public_since = now


def facet_values(name: str, values) -> list[str]:
    """Return the facets ``name:value`` of the values that are known."""
    return [f"{name}:{value}" for value in values if value]


def year_facets(*dates: PartialDate | str | None) -> list[str]:
    """Return the facet of each year that the dates name."""
    return facet_values("year", {str(day)[:4] for day in dates if day})
