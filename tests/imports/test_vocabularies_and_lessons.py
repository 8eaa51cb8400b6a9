"""Vocabularies and lessons: loaded once, never over the words of a curator."""

import json

import pytest

from experiences.models import Factor, Lesson
from observatori.imports import lessons, sources, vocabularies
from observatori.imports.lessons import load_lessons
from observatori.imports.report import Report
from observatori.imports.vocabularies import load_vocabularies
from observatori.publishing.models import Revision, SearchEntry
from observatori.vocabularies import terms
from observatori.vocabularies.models import Term

pytestmark = pytest.mark.django_db


def loaded(load):
    report = Report()
    load(report)
    return report


@pytest.fixture
def file(monkeypatch):
    """Let the loaders read what the test makes of the project’s file."""

    def file(name, change):
        data = json.loads((sources.DATA / name).read_text())
        change(data)
        for module in (vocabularies, lessons):
            monkeypatch.setattr(module, "read_data", lambda wanted: data)

    return file


def test_every_value_of_the_file_is_a_term_with_its_parent():
    report = loaded(load_vocabularies)
    data = json.loads((sources.DATA / "vocabularies.json").read_text())
    assert report.created == Term.objects.count() == sum(map(len, data.values()))
    osona = Term.objects.get(vocabulary="comarca", code="24")
    assert (osona.ca, osona.article, osona.parent.vocabulary) == ("Osona", "", "vegueria")
    assert Term.objects.get(vocabulary="municipality", code="vic").parent == osona
    assert Term.objects.get(vocabulary="health_region", code="girona").valid_from.year == 2023


def test_terms_are_known_at_once():
    assert terms.words("comarca", "24") is None
    loaded(load_vocabularies)
    assert terms.words("comarca", "24").label == "Osona"


def test_terms_are_loaded_once():
    loaded(load_vocabularies)
    report = loaded(load_vocabularies)
    assert (report.created, report.updated, report.unchanged) == (0, 0, Term.objects.count())


def test_term_that_changed_in_the_file_is_updated(file):
    loaded(load_vocabularies)
    file("vocabularies.json", lambda data: data["sector"][0].update(ca="Salut i sanitat"))
    assert loaded(load_vocabularies).updated == 1
    assert Term.objects.get(vocabulary="sector", code="health").ca == "Salut i sanitat"


def test_term_that_a_curator_changed_is_left_with_a_remark(file):
    loaded(load_vocabularies)
    Term.objects.filter(vocabulary="sector", code="health").update(ca="Sanitat")
    assert loaded(load_vocabularies).remarks == []
    file("vocabularies.json", lambda data: data["sector"][0].update(ca="Salut i sanitat"))
    report = loaded(load_vocabularies)
    assert [note.code for note in report.remarks] == ["changed_by_people"]
    assert Term.objects.get(vocabulary="sector", code="health").ca == "Sanitat"


def test_term_that_a_curator_made_first_is_hers():
    Term.objects.create(vocabulary="sector", code="health", ca="Sanitat")
    report = loaded(load_vocabularies)
    assert Term.objects.get(vocabulary="sector", code="health").ca == "Sanitat"
    assert report.unchanged == 1


def test_lessons_of_the_source_document_are_published_with_their_translations():
    report = loaded(load_lessons)
    assert (report.created, Factor.objects.count()) == (30, 20)
    assert Lesson.objects.filter(kind="recommendation").count() == 16
    lesson = Lesson.objects.get(key="governance-recommendation-4")
    document = lesson.record.published_revision.document
    assert document["text"] == "Començar per definir un conveni marc i anar-lo concretant amb addendes."
    assert document["translations"]["en"].startswith("Start with a framework agreement")
    assert SearchEntry.objects.filter(type="lesson").count() == 30


def test_lessons_are_frozen_once():
    loaded(load_lessons)
    report = loaded(load_lessons)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 30)
    assert Revision.objects.count() == 30


def test_lesson_that_changed_in_the_file_is_published_again(file):
    loaded(load_lessons)
    file("lessons.json", lambda data: data["lessons"][0].update(en="Choose well."))
    assert loaded(load_lessons).updated == 1
    assert Revision.objects.count() == 31


def test_lesson_whose_translation_a_curator_changed_is_left_with_a_remark(file):
    loaded(load_lessons)
    Lesson.objects.filter(key="governance-recommendation-1").update(en="Pick your partner well.")
    assert loaded(load_lessons).remarks == []
    file("lessons.json", lambda data: data["lessons"][0].update(en="Choose well."))
    report = loaded(load_lessons)
    assert [note.code for note in report.remarks] == ["changed_by_people"]
    assert (report.updated, report.unchanged) == (0, 30)
    assert Lesson.objects.get(key="governance-recommendation-1").en == "Pick your partner well."


def test_factor_that_changed_in_the_file_is_updated(file):
    loaded(load_lessons)
    file("lessons.json", lambda data: data["factors"][0].update(en="The people"))
    assert loaded(load_lessons).remarks == []
    assert Factor.objects.get(key="success-1").en == "The people"


def test_factor_whose_translation_a_curator_changed_is_left_with_a_remark(file):
    loaded(load_lessons)
    Factor.objects.filter(key="success-1").update(en="Persons")
    assert loaded(load_lessons).remarks == []
    file("lessons.json", lambda data: data["factors"][0].update(en="The people"))
    report = loaded(load_lessons)
    assert [note.code for note in report.remarks] == ["changed_by_people"]
    assert Factor.objects.get(key="success-1").en == "Persons"


def test_factor_that_was_there_before_takes_the_words_of_the_file():
    Factor.objects.create(key="success-1", kind="success", number=1, ca="les persones", en="Persons")
    assert loaded(load_lessons).remarks == []
    assert Factor.objects.get(key="success-1").en == "People"
