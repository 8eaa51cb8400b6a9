"""Verbs of experiences and lessons, called by pages, API and imports alike."""

from django.db import transaction

from experiences.documents import EXPERIENCE_ROWS, experience_document, lesson_document
from experiences.models import Experience, Lesson
from experiences.writing import missing_in_experience, write_experience
from observatori.organisations.models import Organisation
from observatori.partial_dates import partial_date
from observatori.publishing.kinds import KindRules
from observatori.publishing.live import as_known, readable_names
from observatori.publishing.models import Actor, Kind, Record, Revision
from observatori.publishing.organisations import ENTRY_ROWS, refresh_organisations
from observatori.publishing.rules import EntryFacts, facet_values, freeze, write_entry, year_facets


@transaction.atomic
def publish_experience(*, experience: Experience, by: Actor | None) -> Revision:
    """Freeze the working copy of `experience` and let everybody read it."""
    document = experience_document(experience)
    before = _named_in(experience.record)
    entry = experience_entry(experience, document)
    revision = freeze(record=experience.record, document=document, entry=entry, by=by)
    _refresh_organisations(before | {thing["code"] for thing in document["organisations"]})
    return revision


@transaction.atomic
def hide_experience(record: Record) -> None:
    """Take an experience the public may read no more out of lists and search."""
    write_entry(record, None)
    _refresh_organisations(_named_in(record))


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


def _refresh_organisations(codes):
    organisations = Organisation.objects.filter(code__in=list(codes)).select_related(*ENTRY_ROWS)
    refresh_organisations(organisations.prefetch_related("aliases"))


@transaction.atomic
def publish_lesson(*, lesson: Lesson, by: Actor | None) -> Revision:
    """Freeze a lesson and let everybody read it."""
    document = lesson_document(lesson)
    return freeze(record=lesson.record, document=document, entry=lesson_entry(document), by=by)


def experience_entry(experience: Experience, document: dict) -> EntryFacts:
    """Return what lists and search know of an experience, from its document."""
    alliances = list(experience.alliances.prefetch_related("terms"))
    comarques = {
        term.code for alliance in alliances for term in alliance.terms.all() if term.vocabulary == "comarca"
    }
    organisations = list(experience.organisations.all())
    public = _public_alliances(document)
    return EntryFacts(
        title=document["title"],
        names="\n".join(thing["name"] for thing in public + document["organisations"]),
        summary=document["summary"] or document["what_was_done"] or "",
        body=_body(document),
        facets=(
            *facet_values("axis", document["axes"]),
            *facet_values("type", [document["type"]]),
            *facet_values("factor", document["factors"]),
            *facet_values("origin", [document["origin"]]),
            *facet_values("comarca", comarques),
            *facet_values("sector", {sector for thing in organisations for sector in thing.sectors}),
            *facet_values("organisation", [thing.code for thing in organisations]),
            *facet_values("alliance", [thing["code"] for thing in document["alliances"]]),
            *facet_values("lesson", [found["lesson"]["code"] for found in document["evidence"]]),
            *(f"{found['stance']}:{found['lesson']['code']}" for found in document["evidence"]),
            *year_facets(document["start"]),
        ),
        card={
            "type": document["type"],
            "axes": document["axes"],
            "origin": document["origin"],
            "alliances": [alliance["name"] for alliance in public],
            "start": document["start"],
        },
        starts=partial_date(document["start"]),
    )


def _public_alliances(document):
    """The alliances that may be named, as the public knows them: an experience can be public before they are."""
    codes = [alliance["code"] for alliance in document["alliances"]]
    names = readable_names(codes)
    return [as_known(alliance, names) for alliance in document["alliances"] if alliance["code"] in names]


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
    hide=hide_experience,
    title="title",
)
