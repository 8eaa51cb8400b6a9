"""Addenda as a page lists them and as the text applies them: one order, and one answer to who has signed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.pages.states import addendum_badge
from alliances.readings import Reading
from alliances.term import in_effect_order

PARTIES = [{"code": "OAE-O-0001", "slug": "a", "name": "A"}, {"code": "OAE-O-0002", "slug": "b", "name": "B"}]
DAYS = ("2012", "2012-12", "2012-12-31", "2013-01-01", None)
CODES = ("OAE-C-9000", "OAE-C-9001", "OAE-C-9999", "OAE-C-10000")
UNSIGNED = {"origin": "registered", "record_state": "draft", "signatures": []}
BY_ONE = {
    "origin": "registered",
    "parties": [],
    "signatures": [{"organisation": PARTIES[0], "party_text": None, "signed_on": "2024-01-01"}],
}


def agreement(*addenda):
    document = {"code": "OAE-C-0001", "kind": "framework", "origin": "documented", "parties": PARTIES}
    return Reading(document, addenda, date(2026, 6, 1))


def addendum(code, day, **facts):
    signed = {"kind": "addendum", "addendum_kind": "amendment", "origin": "documented", "parties": PARTIES}
    return signed | {"code": code, "effective_on": day} | facts


def codes_listed(*addenda):
    return [one.document["code"] for one in agreement(*addenda).addenda_readings]


def test_addenda_of_a_day_are_listed_by_the_number_of_their_code():
    assert codes_listed(*(addendum(code, "2024-01-01") for code in reversed(CODES))) == list(CODES)


def test_a_day_known_in_part_counts_as_its_last_one_in_the_list_as_in_the_text():
    assert codes_listed(addendum("OAE-C-9000", "2012"), addendum("OAE-C-9001", "2012-06-01")) == [
        "OAE-C-9001",
        "OAE-C-9000",
    ]


def test_what_lacks_a_signature_is_listed_last():
    pending = addendum("OAE-C-9000", "2011-01-01", **UNSIGNED)
    assert codes_listed(pending, addendum("OAE-C-9001", "2024-01-01")) == ["OAE-C-9001", "OAE-C-9000"]


@given(st.permutations(CODES), st.lists(st.sampled_from(DAYS), min_size=4, max_size=4), st.integers(0, 4))
def test_the_list_has_the_signed_addenda_in_the_order_of_the_text_and_then_the_rest(codes, days, signed):
    found = [
        addendum(code, day, **({} if place < signed else UNSIGNED))
        for place, (code, day) in enumerate(zip(codes, days, strict=True))
    ]
    reading = agreement(*found)
    in_text = [one["code"] for _day, one in in_effect_order(reading.document, reading.addenda)]
    listed = [one.document["code"] for one in reading.addenda_readings]
    assert listed[: len(in_text)] == in_text
    assert sorted(listed) == sorted(codes)


@pytest.mark.parametrize(("parties", "state"), [([], "pending_signature"), (PARTIES[:1], "in_force")])
def test_an_addendum_without_parties_needs_the_signatures_of_those_of_its_agreement(parties, state):
    reading = agreement(addendum("OAE-C-0002", "2024-01-01", **BY_ONE | {"parties": parties}))
    (listed,) = reading.addenda_readings
    assert addendum_badge(listed, reading)["state"] == state
    assert bool(reading.in_effect) is (state == "in_force")


def test_an_addendum_read_by_itself_has_the_parties_of_what_it_amends():
    document = addendum("OAE-C-0002", "2024-01-01", **BY_ONE)
    alone = Reading(document, (), date(2026, 6, 1))
    assert alone.amending(agreement(document)).status.state == "pending_signature"
