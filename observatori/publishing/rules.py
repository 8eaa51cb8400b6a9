"""Verbs of the spine: create a record, freeze a revision, write or drop its search entry."""

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import Max
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
    number = (record.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = Revision.objects.create(record=record, number=number, document=document, by=by)
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
        verb=verb or (Verb.PUBLISHED if number == 1 else Verb.UPDATED),
        changes=changes or {},
    )
    return revision


def write_entry(thing: Record | Organisation, facts: EntryFacts | None) -> None:
    """Write the search entry of a record or an organisation; without facts, drop it."""
    owner = {"record": thing} if isinstance(thing, Record) else {"organisation": thing}
    if facts is None:
        SearchEntry.objects.filter(**owner).delete()
        return
    values = asdict(facts) | {
        "type": thing.kind if isinstance(thing, Record) else EntryType.ORGANISATION,
        "code": thing.code,
        "slug": thing.slug,
        "sort_key": fold(facts.title),
        "facets": sorted(set(facts.facets)),
        "starts": facts.starts,
        "is_example": thing.is_example,
    }
    SearchEntry.objects.bulk_create(  # one statement: two that publish at once cannot both insert
        [SearchEntry(**owner, **values)],
        update_conflicts=True,
        unique_fields=list(owner),
        update_fields=list(values),
    )


def facet_values(name: str, values) -> list[str]:
    """Return the facets ``name:value`` of the values that are known."""
    return [f"{name}:{value}" for value in values if value]


def year_facets(*dates: PartialDate | str | None) -> list[str]:
    """Return the facet of each year that the dates name."""
    return facet_values("year", {str(day)[:4] for day in dates if day})
