"""An experience’s row as facts in the API’s write form."""

from collections.abc import Container

from experiences.models import ExperienceType
from observatori.imports.cases.reading import Reading


def experience_facts(row: dict, reading: Reading, alliances: Container[str]) -> dict:
    """Return the facts of a row that has its shape; `alliances` are the slugs there are to link to.

    The organisations are the alliance’s own: the cases name none for the experience itself.
    """
    return {
        "slug": row["slug"],
        "title": row["title"],
        "type": reading.code("experience_type", row["kind"], "kind", kept=False) or ExperienceType.EXPERIENCE,
        "axes": reading.codes("axis", [row["axis"]] if row["axis"] else [], "axis"),
        "alliances": _known(row["related_alliances"], reading, alliances),
        "start": reading.date(None if row["year"] is None else str(row["year"]), "year"),
        "what_was_done": row["what_was_done"],
        "recommendations": row["recommendations"],
        "critical_points": row["critical_points"],
        "recommendations_origin": row["recommendations_origin"],
        "critical_points_origin": row["critical_points_origin"],
        "results": [{"indicator": text} for text in row["results"]],
        "facts_quality": row["facts_quality"],
        "sources": reading.sources(row["sources"]),
    }


def _known(slugs, reading, alliances):
    for slug in slugs:
        if slug not in alliances:
            reading.remark("unknown_alliance", text=slug)
    return [slug for slug in dict.fromkeys(slugs) if slug in alliances]
