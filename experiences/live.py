"""Live facts of experiences and lessons: the state of the record and the evidence gathered."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from experiences.models import Evidence, Stance
from observatori.publishing.live import record_facts
from observatori.publishing.models import Record, published_through


def public_evidence():
    """Return the evidence of published experiences; an example proves nothing."""
    return Evidence.objects.filter(published_through("experience__record"))


def evidence_counts(lesson_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return how many published experiences confirm, qualify or contradict each lesson, in one query."""
    found = defaultdict(lambda: dict.fromkeys(Stance.values, 0))
    rows = (
        public_evidence()
        .filter(lesson__in=list(lesson_ids), experience__record__is_example=False)
        .values_list("lesson", "stance")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for lesson, stance, count in rows:
        found[lesson][stance] = count
    return found


def experiences_with_live_facts(records: Iterable[Record]) -> list[dict]:
    """Return the published documents of experience records with the state of each."""
    return [record.published_revision.document | record_facts(record) for record in records]


def lessons_with_live_facts(records: Iterable[Record]) -> list[dict]:
    """Return the published documents of lesson records with their evidence counts, in one query."""
    records = list(records)
    counts = evidence_counts(record.pk for record in records)
    return [
        record.published_revision.document | record_facts(record) | {"evidence_count": counts[record.pk]}
        for record in records
    ]
