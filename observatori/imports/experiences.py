"""Experiences written from facts in the API’s write form, and published."""

from django.utils.translation import gettext as _

from alliances.models import Alliance
from experiences.models import Evidence, Experience, Factor, Lesson, Result
from experiences.rules import load_experience, publish_experience
from experiences.writing import COLUMNS as WRITTEN
from experiences.writing import EVIDENCE_COLUMNS, RESULT_COLUMNS
from observatori.imports.references import References
from observatori.imports.report import RefusedRow
from observatori.publishing.models import Kind, Record
from observatori.publishing.rows import clean, fill, replace_links, replace_rows
from observatori.publishing.rules import create_record

COLUMNS = (*WRITTEN, "recommendations_origin", "critical_points_origin", "facts_quality")


def write_experience(
    facts: dict, references: References, spine: dict, record: Record | None = None
) -> Record:
    """Create or rewrite an experience and publish it. Alliances go by slug, lessons and factors by key.

    Raises ValidationError or RefusedRow where the facts cannot be stored.
    """
    experience = Experience.objects.get(record=record) if record else Experience()
    fill(experience, facts, COLUMNS)
    clean(experience)
    experience.record = record or create_record(kind=Kind.EXPERIENCE, slug=facts["slug"], **spine)
    experience.save(force_insert=record is None)
    _write_rows(experience, facts, references, new=record is None)
    publish_experience(experience=load_experience(experience.record), by=None)
    return experience.record


def _write_rows(experience, facts, references, *, new):
    organisations = [references.organisation(code) for code in facts.get("organisations") or []]
    replace_links(experience.organisations, organisations, new=new)
    replace_links(
        experience.alliances,
        _named(Kind.ALLIANCE.label, Alliance, "record__slug", facts.get("alliances")),
        new=new,
    )
    replace_links(experience.factors, _named(_("factor"), Factor, "key", facts.get("factors")), new=new)
    replace_rows(experience.results, _results(facts.get("results") or []), new=new)
    replace_rows(experience.evidence, _evidence(facts.get("evidence") or []), new=new)


def _results(rows):
    for position, facts in enumerate(rows):
        result = Result(position=position)
        fill(result, facts, RESULT_COLUMNS)
        yield result


def _evidence(rows):
    lessons = _named(Kind.LESSON.label, Lesson, "key", [row["lesson"] for row in rows])
    for lesson, facts in zip(lessons, rows, strict=True):
        evidence = Evidence(lesson=lesson)
        fill(evidence, facts, EVIDENCE_COLUMNS)
        yield evidence


def _named(what, model, column, names):
    """Return the rows of `model` that have these names, in the order of the names."""
    names = names or []
    found = {_value(row, column): row for row in model.objects.filter(**{f"{column}__in": names})}
    if missing := [name for name in names if name not in found]:
        raise RefusedRow("unknown_reference", value=missing[0], what=what)
    return [found[name] for name in names]


def _value(row, column):
    for name in column.split("__"):
        row = getattr(row, name)
    return row
