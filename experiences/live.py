"""Live facts of experiences and lessons: the state of the record and the evidence gathered."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, F, Func, TextField

from experiences.models import Stance
from observatori.organisations.models import User
from observatori.publishing.live import as_known, readable_names, record_facts
from observatori.publishing.models import EntryType, Record, SearchEntry


def evidence_of(code: str) -> list[dict]:
    """Return what the published experiences say of a lesson, each with the experience that says it."""
    entries = SearchEntry.objects.of_type(EntryType.EXPERIENCE).with_facet("lesson", [code])
    return [
        found | {"experience": _reference(entry), "is_example": entry.is_example}
        for entry in entries.select_related("record__published_revision")
        for found in entry.record.published_revision.document["evidence"]
        if found["lesson"]["code"] == code
    ]


def lesson_translations(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the translations of the published lessons among `codes`, in one query."""
    entries = SearchEntry.objects.of_type(EntryType.LESSON).filter(code__in=list(codes))
    return {code: card["translations"] for code, card in entries.values_list("code", "card")}


def evidence_counts(codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return how many published experiences confirm, qualify or contradict each lesson, in one query.

    An example proves nothing.
    """
    codes = list(codes)
    found = {code: dict.fromkeys(Stance.values, 0) for code in codes}
    said = (
        SearchEntry.objects.counted()
        .of_type(EntryType.EXPERIENCE)
        .with_facet("lesson", codes)
        .order_by()
        .annotate(facet=Func(F("facets"), function="unnest", output_field=TextField()))
        .values_list("facet")
        .annotate(count=Count("pk"))
    )
    for facet, count in said:
        stance, _, code = facet.partition(":")
        if stance in Stance.values and code in found:
            found[code][stance] = count
    return found


def experiences_with_live_facts(records: Iterable[Record], user: User | None = None) -> list[dict]:
    """Return the published documents of experience records with the state of each, in one query.

    What they name and `user` may not read is left out.
    """
    records = list(records)
    documents = [record.published_revision.document for record in records]
    names = readable_names(_named(documents), user)
    return [
        only_readable(document, names) | record_facts(record)
        for document, record in zip(documents, records, strict=True)
    ]


def only_readable(document: dict, names: Mapping[str, dict]) -> dict:
    """Return an experience’s document without what it names and the reader may not read, and the alliances by the
    names she may.
    """
    return document | {
        "alliances": [as_known(one, names) for one in document["alliances"] if one["code"] in names],
        "evidence": [found for found in document["evidence"] if found["lesson"]["code"] in names],
    }


def lessons_with_live_facts(records: Iterable[Record]) -> list[dict]:
    """Return the published documents of lesson records with their evidence counts, in one query."""
    records = list(records)
    counts = evidence_counts(record.code for record in records)
    return [
        record.published_revision.document | record_facts(record) | {"evidence_count": counts[record.code]}
        for record in records
    ]


def _named(documents):
    for document in documents:
        yield from (alliance["code"] for alliance in document["alliances"])
        yield from (found["lesson"]["code"] for found in document["evidence"])


def _reference(entry):
    return {"code": entry.code, "slug": entry.slug, "name": entry.title}
