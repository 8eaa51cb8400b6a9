"""Experiences and lessons as documents: one dict a record, with the field names of the API."""

from alliances.documents import alliance_reference
from experiences.models import Experience, Lesson
from observatori.organisations.references import reference

EXPERIENCE_ROWS = (
    "alliances__record",
    "organisations",
    "results",
    "factors",
    "evidence__lesson__record",
)


def experience_document(experience: Experience) -> dict:
    """Return the document of an experience; prefetch `EXPERIENCE_ROWS` to build many."""
    record = experience.record
    return {
        "code": record.code,
        "slug": record.slug,
        "title": experience.title,
        "type": experience.type,
        "axes": experience.axes,
        "owner": reference(record.owner),
        "origin": record.origin,
        "is_example": record.is_example,
        "visibility": record.visibility,
        "start": _text(experience.start),
        "end": _text(experience.end),
        "alliances": [alliance_reference(alliance) for alliance in experience.alliances.all()],
        "organisations": [reference(organisation) for organisation in experience.organisations.all()],
        "summary": experience.summary or None,
        "context": experience.context or None,
        "problem": experience.problem or None,
        "what_was_done": experience.what_was_done or None,
        "participants": experience.participants or None,
        "resources": experience.resources or None,
        "results": [_result(result) for result in experience.results.all()],
        "what_worked": experience.what_worked or None,
        "what_hindered": experience.what_hindered or None,
        "replication": experience.replication or None,
        "recommendations": experience.recommendations,
        "critical_points": experience.critical_points,
        "recommendations_origin": experience.recommendations_origin or None,
        "critical_points_origin": experience.critical_points_origin or None,
        "factors": [factor.key for factor in experience.factors.all()],
        "evidence": [_evidence(evidence) for evidence in experience.evidence.all()],
        "evidence_level": experience.evidence_level or None,
        "facts_quality": experience.facts_quality or None,
        "sources": experience.sources,
    }


def lesson_document(lesson: Lesson) -> dict:
    """Return the document of a lesson, with its translations."""
    return {
        "code": lesson.record.code,
        "slug": lesson.record.slug,
        "kind": lesson.kind,
        "axis": lesson.axis,
        "number": lesson.number,
        "origin": lesson.origin,
        "text": lesson.ca,
        "translations": lesson.translations,
    }


def lesson_reference(lesson: Lesson) -> dict:
    """Return how another record names a lesson: its text is its name."""
    return {"code": lesson.record.code, "slug": lesson.record.slug, "name": lesson.ca}


def _evidence(evidence):
    return {
        "lesson": lesson_reference(evidence.lesson),
        "stance": evidence.stance,
        "quote": evidence.quote or None,
        "context": evidence.context or None,
    }


def _result(result):
    return {
        "indicator": result.indicator,
        "value": _number(result.value),
        "unit": result.unit or None,
        "baseline": _number(result.baseline),
        "period": result.period or None,
        "status": result.status or None,
    }


def _number(value):
    return None if value is None else float(value)


def _text(value):
    return str(value) if value else None
