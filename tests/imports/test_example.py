"""The model case is loaded whole, and comes out of the database as its own file expects it."""

from datetime import date

import pytest

from alliances.completeness.marks import completeness_of
from alliances.documents import agreement_document, alliance_document
from alliances.models import Agreement, Alliance, Change, Commitment, Content, Part, Signature
from alliances.readings import public_readings
from alliances.term import status
from experiences.documents import experience_document
from experiences.models import Evidence, Experience, Result
from observatori.imports import example
from observatori.imports.example import load_example
from observatori.imports.lessons import load_lessons
from observatori.imports.report import Report
from observatori.imports.sources import read_data
from observatori.imports.vocabularies import load_vocabularies
from observatori.organisations.models import Organisation
from observatori.publishing.models import Kind, Record, SearchEntry
from tests.imports.conftest import undone

pytestmark = pytest.mark.django_db
DATA = read_data("example.json")
INSTRUMENTS = {row["key"]: row for row in DATA["agreements"] + DATA["addenda"]}
TERMS = [(key, row) for key, rows in DATA["expected"]["terms"].items() for row in rows]


@pytest.fixture(scope="module", autouse=True)
def first(django_db_setup, django_db_blocker):
    with undone(django_db_blocker):
        report = Report()
        load_vocabularies(Report())
        load_lessons(Report())
        load_example(report)
        yield report


def count(name):
    return sum(len(row.get(name, [])) for row in INSTRUMENTS.values())


def agreement(key):
    return Agreement.objects.get(title=INSTRUMENTS[key]["title"])


def test_everything_is_labelled_registered_and_public(first):
    assert first.created == len(DATA["organisations"]) + 1 + len(INSTRUMENTS) + len(DATA["experiences"])
    records = Record.objects.exclude(kind=Kind.LESSON)
    assert all(record.is_example and record.origin == "registered" for record in records)
    assert all(record.is_published and record.owner.is_example for record in records)
    assert not Organisation.objects.filter(is_example=False).exists()
    assert not SearchEntry.objects.exclude(type="lesson").filter(is_example=False).exists()


def test_every_row_of_the_agreements_is_there():
    models = {"parts": Part, "changes": Change, "signatures": Signature, "commitments": Commitment}
    assert {name: model.objects.count() for name, model in models.items()} == {
        name: count(name) for name in models
    }
    relation = agreement("conveni-especific-final-de-vida").relations.get()
    assert (relation.relation, relation.target) == ("develops", agreement("conveni-marc"))
    assert agreement("conveni-marc").addenda.count() == 3


def test_parts_come_out_in_the_order_of_the_file():
    document = agreement_document(agreement("conveni-marc"))
    assert document["parts"] == INSTRUMENTS["conveni-marc"]["parts"]


def test_money_comes_out_as_the_file_adds_it_up():
    for key, by_year in DATA["expected"]["totals"].items():
        rows = agreement(key).commitments.exclude(amount=None)
        found = {}
        for row in rows:
            found[str(row.year)] = found.get(str(row.year), 0) + row.amount
        assert found == by_year


@pytest.mark.parametrize(("key", "expected"), TERMS, ids=lambda value: getattr(value, "get", str)("at"))
def test_state_on_the_days_worked_by_hand(key, expected):
    found = agreement(key)
    addenda = [agreement_document(addendum) for addendum in found.addenda.all()]
    known = status(agreement_document(found), addenda, date.fromisoformat(expected["at"])).as_dict()
    derived = expected.keys() - {"at", "why"}
    assert {name: known[name] for name in derived} == {name: expected[name] for name in derived}


def test_alliance_is_complete():
    document = alliance_document(Alliance.objects.get())
    given = DATA["alliance"]
    codes = {"territory", "services", "themes", "challenges", "levels_of_care", "benefits"}
    same = given.keys() - codes - {"owner", "partners", "is_example"}
    assert {name: document[name] for name in same} == {name: given[name] for name in same}
    assert {name: sorted(document[name]) for name in codes} == {name: sorted(given[name]) for name in codes}
    assert document["owner"]["slug"] == given["owner"]


def test_partners_have_objectives_benefits_and_contribution():
    partners = alliance_document(Alliance.objects.get())["partners"]
    for found, given in zip(partners, DATA["alliance"]["partners"], strict=True):
        assert found["organisation"]["slug"] == given["organisation"]
        assert sorted(found["benefits"]) == sorted(given["benefits"])
        assert sorted(found["contribution"]) == sorted(given["contribution"])
        assert (found["role"], found["joined_on"]) == (given["role"], given["joined_on"])
        assert found["own_objectives"] == given["own_objectives"]


@pytest.mark.parametrize("given", DATA["experiences"], ids=lambda row: row["slug"])
def test_experiences_are_complete(given):
    found = experience_document(Experience.objects.get(record__slug=given["slug"]))
    assert found["results"] == given["results"]
    assert [thing["slug"] for thing in found["alliances"]] == given["alliances"]
    assert {thing["slug"] for thing in found["organisations"]} == set(given["organisations"])
    assert sorted(found["factors"]) == sorted(given["factors"])
    assert {row["quote"] for row in found["evidence"]} == {row["quote"] for row in given["evidence"]}
    for name in ("what_worked", "what_hindered", "replication", "end", "evidence_level", "axes"):
        assert found[name] == given[name]


def test_figures_keep_their_decimals():
    assert Result.objects.filter(value="0.8").exists()
    assert Evidence.objects.count() == sum(len(row["evidence"]) for row in DATA["experiences"])


def test_the_lights_are_those_of_what_was_marked():
    records = {key: agreement(key) for key in ("conveni-marc", "conveni-especific-final-de-vida")}
    marc, specific = completeness_of(public_readings(records.values(), date(2026, 11, 22)))

    assert {one.item: one.light for one in marc.items} == dict.fromkeys(Content, "ok")
    assert [one.item for one in marc.items if one.changed] == ["f"]  # the second addendum rewrote it
    others = {"b": "partial", "intellectual_property": "missing"}
    assert {one.item: one.light for one in specific.items} == dict.fromkeys(Content, "ok") | others
    assert not specific.changed


def test_a_second_load_leaves_what_people_marked(first):
    marks = agreement("conveni-marc").completeness_marks
    marks.filter(item="g").update(answer="partial")

    load_example(Report())

    assert marks.get(item="g").answer == "partial"


def test_second_load_writes_nothing(first):
    report = Report()
    load_example(report)
    assert (report.created, report.updated, report.unchanged) == (0, 0, first.created)


def test_example_that_names_what_is_not_there_is_refused_whole(monkeypatch):
    broken = DATA | {"alliance": DATA["alliance"] | {"slug": "una-altra", "services": ["levitacio"]}}
    monkeypatch.setattr(example, "read_data", lambda _name: broken)
    report = Report()
    load_example(report)
    assert [note.code for note in report.refused] == ["unknown_reference"]
    assert not Record.objects.filter(slug="una-altra").exists()
