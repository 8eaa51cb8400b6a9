"""The days of an agreement, case by case: written by hand from the contract, as of 22 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.radar.days import days_of, missing_for_the_end
from alliances.term import status
from tests.alliances.terms_drawn import addenda, agreements, named_days, partial_dates
from tests.alliances.terms_drawn import days as dates

TODAY, SINCE, UNTIL = date(2026, 11, 22), date(2024, 5, 22), date(2031, 11, 22)
BLANK = {"kind": "framework", "origin": "documented", "parties": [], "signatures": []}
EXTENSION = {"addendum_kind": "extension", "effective_on": "2027-01-01", "new_until": "2028-12-31"}


def agreement(**facts):
    return BLANK | {"code": "OAE-C-0001"} | facts


def addendum(number=2, **facts):
    return BLANK | {"code": f"OAE-C-000{number}", "kind": "addendum"} | facts


def days(facts, *addenda):
    found = days_of(agreement(**facts), addenda, today=TODAY, since=SINCE, until=UNTIL)
    return [
        (one.what, one.day.isoformat() if one.day else None, one.ends_on and one.ends_on.isoformat())
        for one in found
    ]


FIXED = {"in_force_from": "2023-01-01", "in_force_until": "2026-12-31"}


@pytest.mark.parametrize(
    ("facts", "addenda", "expected"),
    [
        pytest.param(FIXED, [], [("end", "2026-12-31", "2026-12-31")], id="fixed"),
        pytest.param(
            FIXED | {"notice_months": 3}, [],
            [("notice", "2026-09-30", "2026-12-31"), ("end", "2026-12-31", "2026-12-31")], id="with notice",
        ),
        pytest.param(
            FIXED | {"extension_until": "2030-12-31"}, [],
            [("end", "2026-12-31", "2026-12-31"), ("extension_limit", "2030-12-31", "2026-12-31")], id="extendable",
        ),
        pytest.param(
            FIXED | {"extension_until": "2026-12-31"}, [], [("end", "2026-12-31", "2026-12-31")], id="at its limit",
        ),
        pytest.param(
            FIXED | {"notice_months": 2}, [addendum(**EXTENSION)],
            [("notice", "2028-10-31", "2028-12-31"), ("end", "2028-12-31", "2028-12-31")],
            id="extended from the day after",
        ),
        pytest.param(
            FIXED, [addendum(**EXTENSION | {"effective_on": "2026-01-01"})],
            [("end", "2028-12-31", "2028-12-31")], id="extended while it runs",
        ),
        pytest.param(
            FIXED, [addendum(**EXTENSION | {"effective_on": "2027-03-01"})],
            [("end", "2026-12-31", "2026-12-31"), ("end", "2028-12-31", "2028-12-31")], id="extended late",
        ),
        pytest.param(
            FIXED | {"notice_months": 2}, [addendum(addendum_kind="termination", effective_on="2026-12-15")],
            [("end", "2026-12-15", "2026-12-15")], id="resolved: nobody gives notice any more",
        ),
        pytest.param(
            {"in_force_from": "2024-01-01", "in_force_until": "2025-12-31", "renewal": "tacit", "notice_months": 1,
             "renewal_months": 24}, [],
            [("notice", "2025-11-30", "2025-12-31"), ("renewal", "2026-01-01", "2025-12-31"),
             ("notice", "2027-11-30", "2027-12-31"), ("renewal", "2028-01-01", "2027-12-31"),
             ("notice", "2029-11-30", "2029-12-31"), ("renewal", "2030-01-01", "2029-12-31")], id="tacit",
        ),
        pytest.param(
            {"in_force_from": "2024-01-01", "in_force_until": "2025-12-31", "renewal": "tacit",
             "extension_until": "2027-12-31"}, [],
            [("renewal", "2026-01-01", "2025-12-31"), ("end", "2027-12-31", "2027-12-31")], id="tacit with a limit",
        ),
        pytest.param(
            {"in_force_from": "2024-02-29", "in_force_until": "2028-02-28", "notice_months": 12}, [],
            [("notice", "2027-02-28", "2028-02-28"), ("end", "2028-02-28", "2028-02-28")], id="29 February",
        ),
        pytest.param({"in_force_from": "2023-01-01", "open_ended": True}, [], [], id="open-ended"),
        pytest.param({"in_force_from": "2023-01-01"}, [], [("unknown", None, None)], id="no end written"),
        pytest.param(FIXED | {"in_force_until": "2027"}, [], [("unknown", None, "2027-12-31")], id="a year only"),
        pytest.param(FIXED | {"in_force_until": "2025"}, [], [], id="a year that has passed"),
        pytest.param(
            FIXED | {"in_force_from": None, "renewal": "tacit"}, [], [("renewal", "2027-01-01", "2026-12-31")],
            id="tacit from nobody knows when: only its first end is known",
        ),
        pytest.param(
            {"in_force_until": "2023-12-31", "renewal": "tacit"}, [], [("unknown", None, None)],
            id="tacit from nobody knows when, in a later period",
        ),
        pytest.param(
            {"in_force_until": "2014-07-08", "renewal": "tacit", "extension_until": "2026-11-18"}, [],
            [("end", "2026-11-18", "2026-11-18")], id="tacit from nobody knows when, up to a limit that has passed",
        ),
        pytest.param(
            {"in_force_until": "2014-07-08", "renewal": "tacit", "extension_until": "2027-11-18"}, [],
            [("end", "2027-11-18", "2027-11-18")],
            id="tacit from nobody knows when, up to a limit: its periods are not known, its last day is",
        ),
        pytest.param(
            {"in_force_from": "2024-01-01", "in_force_until": "2025-12-31", "renewal": "tacit", "renewal_months": 72,
             "extension_until": "2040-12-31"}, [],
            [("renewal", "2026-01-01", "2025-12-31"), ("end", "2040-12-31", "2040-12-31")],
            id="tacit with a limit beyond the days asked for",
        ),
        pytest.param(
            FIXED | {"notice_months": 2},
            [addendum(addendum_kind="amendment", effective_on="2026-03-01", new_until="2025-12-31")],
            [("end", "2026-02-28", "2026-02-28")], id="shortened to a day that had passed: nobody gives notice",
        ),
        pytest.param(
            FIXED, [addendum(addendum_kind="termination", effective_on="2026-03")], [], id="resolved some day",
        ),
        pytest.param(FIXED | {"origin": "registered"}, [], [("unknown", None, None)], id="nobody has signed"),
        pytest.param(
            FIXED | {"origin": "registered", "published_version": 1, "parties": [{"code": "OAE-O-0001", "name": "A"}]},
            [], [("end", "2026-12-31", "2026-12-31")], id="a signature is missing",
        ),
        pytest.param(
            FIXED, [addendum(origin="registered", **EXTENSION)], [("end", "2026-12-31", "2026-12-31")],
            id="an extension nobody has signed",
        ),
    ],
)  # fmt: skip
def test_days(facts, addenda, expected):
    assert days(facts, *addenda) == expected


@pytest.mark.parametrize(
    ("facts", "addenda", "expected"),
    [
        ({"in_force_from": "2023-01-01"}, [], ("OAE-C-0001", "in_force_until")),
        (FIXED | {"in_force_until": "2027"}, [], ("OAE-C-0001", "in_force_until")),
        (FIXED | {"in_force_from": None, "renewal": "tacit"}, [], ("OAE-C-0001", "in_force_from")),
        (FIXED | {"origin": "registered"}, [], ("OAE-C-0001", "signatures")),
        ({"open_ended": True}, [], ("OAE-C-0001", "in_force_from")),
        (FIXED, [addendum(**EXTENSION | {"new_until": None})], ("OAE-C-0002", "new_until")),
        (FIXED, [addendum(**EXTENSION | {"effective_on": "2027"})], ("OAE-C-0002", "effective_on")),
        (FIXED, [addendum(addendum_kind="termination")], ("OAE-C-0002", "effective_on")),
    ],
)
def test_what_is_missing_names_the_document_and_the_field(facts, addenda, expected):
    assert missing_for_the_end(agreement(**facts), addenda) == expected


@given(agreements(partial_dates), addenda(partial_dates), st.data())
def test_an_end_is_a_last_day_in_force_and_every_last_day_in_force_is_an_end(facts, amending, data):
    today, since, until = (data.draw(dates) for _day in range(3))
    document = BLANK | {"code": "OAE-C-0001"} | facts
    found = days_of(document, amending, today=today, since=since, until=until)
    ends = {one.day for one in found if one.what == "end"}
    named = named_days(document, *amending)
    for day in {*ends, *named, *(day - timedelta(days=1) for day in named), data.draw(dates)}:
        assert (day in ends) is _is_the_last(document, amending, day)


def _is_the_last(document, amending, day):
    states = [status(document, amending, one).state for one in (day, day + timedelta(days=1))]
    return states[0] == "in_force" and states[1] in ("expired", "terminated")
