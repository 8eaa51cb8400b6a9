"""The example case says by hand what its agreements are on many days; the rules must say the same."""

import json
from datetime import date
from importlib.resources import files

import pytest

from alliances.consolidation import consolidated_text
from alliances.term import status

EXAMPLE = json.loads(files("observatori").joinpath("data/example.json").read_text("utf-8"))
EXPECTED = EXAMPLE["expected"]


def document(entry):
    return {"origin": "registered", "record_state": "published", "code": entry["key"], **entry}


AGREEMENTS = {entry["key"]: document(entry) for entry in EXAMPLE["agreements"]}
ADDENDA = [document(entry) for entry in EXAMPLE["addenda"]]


def of(key):
    return AGREEMENTS[key], [addendum for addendum in ADDENDA if addendum["amends"] == key]


@pytest.mark.parametrize(
    ("key", "row"), [(key, row) for key, rows in EXPECTED["terms"].items() for row in rows]
)
def test_the_term_of_the_example(key, row):
    told = status(*of(key), date.fromisoformat(row["at"])).as_dict()
    assert {name: value for name, value in told.items() if name in row} == {
        name: value for name, value in row.items() if name in told
    }


@pytest.mark.parametrize(
    ("key", "row"), [(key, row) for key, rows in EXPECTED["texts"].items() for row in rows]
)
def test_the_text_of_the_example(key, row):
    text = consolidated_text(*of(key), date.fromisoformat(row["at"]))
    assert [{"key": part["key"], "label": part["label"]} for part in text.parts] == row["order"]
    changed = {part["key"]: part for part in text.parts if part["changed_by"]}
    assert list(changed) == [told["key"] for told in row["changed"]]
    for told in row["changed"]:
        assert changed[told["key"]]["changed_by"] == told["changed_by"]
        assert told["phrase"] in changed[told["key"]]["text"]
    assert text.conflicts == ()


@pytest.mark.parametrize(("key", "day"), EXPECTED["signed_on"].items())
def test_the_last_signature_of_the_example(key, day):
    instrument = AGREEMENTS.get(key) or next(addendum for addendum in ADDENDA if addendum["code"] == key)
    assert status(instrument, [], date(2026, 1, 1)).signed_on == day
