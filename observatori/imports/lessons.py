"""The source document’s lessons and the guide’s factors, as the project’s file has them."""

from functools import partial

from django.db import transaction

from experiences.models import Factor, Lesson
from experiences.rules import publish_lesson
from observatori.imports.ledger import Ledger
from observatori.imports.report import Place, Report
from observatori.imports.sources import read_data
from observatori.publishing.models import Kind, Origin, Record
from observatori.publishing.rows import clean, fill
from observatori.publishing.rules import create_record

FILE = "lessons.json"
FACTOR_COLUMNS = ("key", "kind", "number", "ca", "es", "en")
LESSON_COLUMNS = ("key", "kind", "axis", "number", "ca", "es", "en")


@transaction.atomic
def load_lessons(report: Report) -> None:
    """Create or update the lessons and publish those that changed; factors have no pages to publish."""
    data = read_data(FILE)
    _load_factors(data["factors"])
    ledger = Ledger.open("lessons", report)
    for row in data["lessons"]:
        facts = {"slug": row["slug"], "axis": row["axis"], **_words(row)}
        remark = partial(report.remark, Place(FILE))
        ledger.settle(row["key"], facts, partial(_write_lesson, facts), remark)


def _words(row):
    languages = {"ca": row["text"], "es": row["es"], "en": row["en"]}
    return {"key": row["key"], "kind": row["kind"], "number": row["n"], **languages}


def _load_factors(rows):
    Factor.objects.bulk_create(
        [Factor(**_words(row)) for row in rows],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=FACTOR_COLUMNS[1:],
    )


def _write_lesson(facts: dict, record: Record | None) -> Record:
    lesson = Lesson.objects.get(record=record) if record else Lesson()
    fill(lesson, facts, LESSON_COLUMNS)
    clean(lesson)
    lesson.record = record or create_record(kind=Kind.LESSON, slug=facts["slug"], origin=Origin.DOCUMENTED)
    lesson.save(force_insert=record is None)
    publish_lesson(lesson=lesson, by=None)
    return lesson.record
