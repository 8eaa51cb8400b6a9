"""The source document’s lessons and the guide’s factors, as the project’s file has them."""

from functools import partial

from django.db import transaction

from experiences.models import Factor, Lesson
from experiences.rules import publish_lesson
from observatori.imports.ledger import Ledger, digest_of
from observatori.imports.models import Imported
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
    """Create or update the lessons and publish those that changed; factors have no pages to publish.

    Words that curators have changed since are theirs.
    """
    data = read_data(FILE)
    remark = partial(report.remark, Place(FILE))
    _load_factors(data["factors"], report, remark)
    ledger = Ledger.open("lessons", report)
    held = {lesson.record_id: lesson for lesson in Lesson.objects.select_related("record")}
    for row in data["lessons"]:
        facts = {"slug": row["slug"], "axis": row["axis"], **_words(row)}
        made = ledger.known.get(row["key"])
        if made and _is_theirs(made, facts, _held_lesson(held[made.record_id])):
            report.unchanged += 1
            remark("changed_by_people", which=made.record.code)
        else:
            ledger.settle(row["key"], facts, partial(_write_lesson, facts), remark)


def _is_theirs(made: Imported, facts: dict, held: dict) -> bool:
    """Whether people have changed what was written, and the file says something else than it did then."""
    return digest_of(facts) != made.digest != digest_of(held)


def _words(row):
    languages = {"ca": row["text"], "es": row["es"], "en": row["en"]}
    return {"key": row["key"], "kind": row["kind"], "number": row["n"], **languages}


def _load_factors(rows, report, remark):
    ledger = Ledger.open("factors", report)
    held = {factor.key: factor for factor in Factor.objects.all()}
    for facts in map(_words, rows):
        made, factor = ledger.known.get(facts["key"]), held.get(facts["key"]) or Factor()
        if made and _is_theirs(made, facts, _held(factor, FACTOR_COLUMNS)):
            remark("changed_by_people", which=facts["key"])
        elif made is None or made.digest != digest_of(facts):
            _write_factor(made or Imported(source="factors", key=facts["key"]), facts, factor)


def _write_factor(made, facts, factor):
    fill(factor, facts, FACTOR_COLUMNS)
    clean(factor)
    factor.save()
    made.factor, made.digest = factor, digest_of(facts)
    made.save()


def _held_lesson(lesson):
    return {"slug": lesson.record.slug, **_held(lesson, LESSON_COLUMNS)}


def _held(thing, columns):
    return {name: getattr(thing, name) for name in columns}


def _write_lesson(facts: dict, record: Record | None) -> Record:
    lesson = Lesson.objects.get(record=record) if record else Lesson()
    fill(lesson, facts, LESSON_COLUMNS)
    clean(lesson)
    lesson.record = record or create_record(kind=Kind.LESSON, slug=facts["slug"], origin=Origin.DOCUMENTED)
    lesson.save(force_insert=record is None)
    publish_lesson(lesson=lesson, by=None)
    return lesson.record
