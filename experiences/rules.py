"""Verbs of experiences and lessons, called by pages, API and imports alike."""

from collections.abc import Iterable

from django.db import transaction

from alliances.entries import shared_facets
from alliances.rules import FOLLOWERS
from experiences.documents import EXPERIENCE_ROWS, experience_document, lesson_document
from experiences.models import Experience, Lesson
from experiences.writing import missing_in_experience, write_experience
from observatori.documents.rules import remove_documents_of
from observatori.organisations.models import Organisation
from observatori.partial_dates import partial_date
from observatori.publishing.kinds import KindRules
from observatori.publishing.models import Actor, Kind, Record, Revision, SearchEntry
from observatori.publishing.organisations import refresh_organisations
from observatori.publishing.rules import (
    EntryFacts,
    facet_values,
    freeze,
    hold,
    write_entries,
    write_entry,
    year_facets,
)
from observatori.publishing.slugs import settle_slug


@transaction.atomic
def publish_experience(*, experience: Experience, by: Actor | None) -> Revision:
    """Freeze the working copy of `experience` and let everybody read it."""
    settle_slug(experience.record, experience.title)
    document = experience_document(experience)
    hold(Record.objects.filter(kind=Kind.ALLIANCE, code__in=_codes(document["alliances"])))
    before = _named_in(experience.record)
    (entry,) = experience_entries([document])
    revision = freeze(record=experience.record, document=document, entry=entry, by=by)
    refresh_organisations(before | {thing["code"] for thing in document["organisations"]})
    return revision


@transaction.atomic
def refresh_experience(record: Record) -> None:
    """Put a published experience into lists and search or take it out, as the public may read it now."""
    documents = [record.published_revision.document] if record.is_published else []
    write_entry(record, *experience_entries(documents) or [None])
    refresh_organisations(_named_in(record))


@transaction.atomic
def refresh_experiences_of(alliance: Record) -> None:
    """Say in the entries of public experiences what the public may know now of an alliance they name.

    The number of queries does not depend on how many there are.
    """
    naming = Record.objects.filter(
        kind=Kind.EXPERIENCE,
        search_entry__isnull=False,
        published_revision__document__alliances__contains=[{"code": alliance.code}],
    )
    records = list(naming.select_related("published_revision").order_by("pk"))
    entries = experience_entries(record.published_revision.document for record in records)
    write_entries(zip(records, entries, strict=True))


def load_experience(record: Record) -> Experience:
    """Return the whole working copy of an experience, as documents and forms want it."""
    return (
        Experience.objects.select_related("record__owner")
        .prefetch_related(*EXPERIENCE_ROWS)
        .get(record=record)
    )


def _named_in(record):
    if record.published_revision_id is None:
        return set()
    return {thing["code"] for thing in record.published_revision.document["organisations"]}


@transaction.atomic
def publish_lesson(*, lesson: Lesson, by: Actor | None) -> Revision:
    """Freeze a lesson and let everybody read it."""
    document = lesson_document(lesson)
    return freeze(record=lesson.record, document=document, entry=lesson_entry(document), by=by)


def experience_entries(documents: Iterable[dict]) -> list[EntryFacts]:
    """Return what lists and search know of experiences, from their documents, in two queries.

    Of an alliance it knows what the public does: nothing of one that is not public, and the last name of the others.
    """
    documents = list(documents)
    alliances = {code for document in documents for code in _codes(document["alliances"])}
    entries = {
        entry.code: entry for entry in SearchEntry.objects.of_type(Kind.ALLIANCE).filter(code__in=alliances)
    }
    organisations = {code for document in documents for code in _codes(document["organisations"])}
    sectors = dict(Organisation.objects.filter(code__in=organisations).values_list("code", "sectors"))
    return [_entry(document, entries, sectors) for document in documents]


def _entry(document, entries, sectors):
    organisations = _codes(document["organisations"])
    public = [entries[code] for code in _codes(document["alliances"]) if code in entries]
    names = [entry.title for entry in public]
    shared = {facet for entry in public for facet in shared_facets(entry)}
    return EntryFacts(
        title=document["title"],
        names="\n".join([*names, *(thing["name"] for thing in document["organisations"])]),
        summary=document["summary"] or document["what_was_done"] or "",
        body=_body(document),
        facets=(
            *facet_values("axis", document["axes"]),
            *facet_values("type", [document["type"]]),
            *facet_values("factor", document["factors"]),
            *facet_values("origin", [document["origin"]]),
            *shared,
            *facet_values("sector", {sector for code in organisations for sector in sectors.get(code, ())}),
            *facet_values("organisation", organisations),
            *facet_values("alliance", [entry.code for entry in public]),
            *facet_values("lesson", [found["lesson"]["code"] for found in document["evidence"]]),
            *(f"{found['stance']}:{found['lesson']['code']}" for found in document["evidence"]),
            *year_facets(document["start"]),
        ),
        card={
            "type": document["type"],
            "axes": document["axes"],
            "origin": document["origin"],
            "alliances": names,
            "start": document["start"],
        },
        starts=partial_date(document["start"]),
    )


def _codes(references):
    return [reference["code"] for reference in references]


def lesson_entry(document: dict) -> EntryFacts:
    """Return what lists and search know of a lesson, from its document."""
    return EntryFacts(
        title=document["text"],
        names="\n".join(document["translations"].values()),
        facets=(
            *facet_values("axis", [document["axis"]]),
            *facet_values("kind", [document["kind"]]),
            *facet_values("origin", [document["origin"]]),
        ),
        card={"kind": document["kind"], "axis": document["axis"], "translations": document["translations"]},
    )


BODY = (
    "context",
    "problem",
    "what_was_done",
    "participants",
    "resources",
    "what_worked",
    "what_hindered",
    "replication",
)


def _body(document):
    texts = [document[key] for key in BODY] + document["recommendations"] + document["critical_points"]
    results = [result["indicator"] for result in document["results"]]
    return "\n".join(filter(None, texts + results))


EXPERIENCE = KindRules(
    kind=Kind.EXPERIENCE,
    model=Experience,
    load=load_experience,
    document=experience_document,
    write=write_experience,
    missing=missing_in_experience,
    publish=lambda experience, by: publish_experience(experience=experience, by=by),
    refresh=refresh_experience,
    title="title",
    deleted=lambda experience: remove_documents_of(experience.record),
)
FOLLOWERS.append(refresh_experiences_of)
