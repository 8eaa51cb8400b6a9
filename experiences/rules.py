"""Verbs of experiences and lessons, called by pages, API and imports alike."""

from django.db import transaction

from experiences.documents import experience_document, lesson_document
from experiences.models import Experience, Lesson
from observatori.partial_dates import partial_date
from observatori.publishing.models import Actor, Revision
from observatori.publishing.organisations import index_organisations
from observatori.publishing.rules import EntryFacts, facet_values, freeze, year_facets


@transaction.atomic
def publish_experience(*, experience: Experience, by: Actor | None) -> Revision:
    """Freeze the working copy of `experience` and let everybody read it."""
    document = experience_document(experience)
    entry = experience_entry(experience, document)
    revision = freeze(record=experience.record, document=document, entry=entry, by=by)
    index_organisations(experience.organisations.all())
    return revision


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
    return EntryFacts(
        title=document["title"],
        names="\n".join(thing["name"] for thing in document["alliances"] + document["organisations"]),
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
            *year_facets(document["start"]),
        ),
        card={
            "type": document["type"],
            "axes": document["axes"],
            "origin": document["origin"],
            "alliances": [alliance["name"] for alliance in document["alliances"]],
            "start": document["start"],
        },
        starts=partial_date(document["start"]),
    )


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
