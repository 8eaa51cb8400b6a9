"""Stale or not, as pure functions of documents: what is equal on the days compared is equal on every later day."""

import hashlib
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.confirmations.compared import (
    Versions,
    current_rows,
    days_of_effect,
    days_of_renewal,
    first_difference,
    is_party,
    participation,
    participation_digest,
    same_terms,
)
from observatori.partial_dates import partial_date

ANSWERED = date(2026, 6, 15)
DAYS = st.dates(date(2022, 1, 1), date(2034, 12, 31))
PARTIAL = st.one_of(DAYS.map(str), DAYS.map(lambda day: str(day)[:7]), DAYS.map(lambda day: str(day)[:4]))
HOSPITAL, PARTNER, NEWCOMER = (
    {"code": f"OAE-O-000{n}", "slug": f"e-{n}", "name": f"E{n}"} for n in (1, 2, 3)
)
MONEY = {"organisation": HOSPITAL, "year": 2026, "amount": 10.0, "in_kind": None, "concept": None}


def part(key, text):
    return {"key": key, "section": "clauses", "label": key, "heading": "", "text": text}


def document(**facts):
    return {
        "code": "OAE-C-0001", "title": "Conveni", "kind": "framework", "origin": "documented",
        "parties": [HOSPITAL, PARTNER], "signatures": [], "signed_on": "2020-01-01", "in_force_from": "2020-01-01",
        "in_force_until": "2027-12-31", "open_ended": False, "extension_until": None, "notice_months": 3,
        "renewal": "none", "renewal_months": None, "parts": [part("a", "Un."), part("b", "Dos.")],
        "commitments": [], "record_state": "published", "published_version": 1,
    } | facts  # fmt: skip


CHANGE = {"op": "replace", "target": "a", "key": "", "label": "", "heading": "", "text": "Tres."}


@st.composite
def addenda(draw, code):
    kind = draw(st.sampled_from(["amendment", "extension", "accession", "termination", "economic"]))
    return document(
        code=f"OAE-C-00{code}", kind="addendum", addendum_kind=kind, parts=[],
        effective_on=draw(PARTIAL), in_force_from=None, in_force_until=None, renewal="unknown", notice_months=None,
        new_until=draw(st.sampled_from(["2024-06-30", "2029-12-31", "2031"])) if kind == "extension" else None,
        changes=[{**CHANGE, "target": draw(st.sampled_from("ab"))}] if kind == "amendment" else [],
        parties=[HOSPITAL, PARTNER, NEWCOMER] if kind == "accession" else [],
        commitments=[MONEY] if kind == "economic" else [],
        amends={"code": "OAE-C-0001", "slug": None, "name": "Conveni"},
    )  # fmt: skip


FACTS = {
    "title": st.sampled_from(["Conveni", "Conveni marc"]),
    "in_force_until": st.sampled_from(["2020-12-30", "2020-12-31", "2021-12-31", "2023-12-31", "2027", "2028-02-29"]),
    "extension_until": st.sampled_from([None, "2029-06-30", "2031"]),
    "renewal": st.sampled_from(["none", "tacit"]),
    "renewal_months": st.sampled_from([None, 12]),
    "notice_months": st.sampled_from([None, 3, 6]),
    "parts": st.sampled_from([[part("a", "Un."), part("b", "Dos.")], [part("a", "Uns altres."), part("b", "Dos.")]]),
    "commitments": st.sampled_from([[], [MONEY]]),
}  # fmt: skip
FACTS_OF_ADDENDA = {
    "addendum_kind": st.sampled_from(["amendment", "extension", "accession", "termination", "economic"]),
    "effective_on": st.one_of(PARTIAL, st.none()),
    "signed_on": PARTIAL,
    "new_until": st.sampled_from([None, "2024-06-30", "2029-12-31", "2031"]),
    "changes": st.sampled_from([[], [CHANGE]]),
    "parties": st.sampled_from([[], [HOSPITAL, PARTNER, NEWCOMER]]),
    "commitments": st.sampled_from([[], [MONEY]]),
}


def with_one_changed(draw, one, facts):
    name = draw(st.sampled_from(sorted(facts)))
    return {**one, name: draw(facts[name])}


@st.composite
def pairs(draw):
    """An agreement as it was and as it is: one fact of it or of an addendum corrected, or an addendum more or less."""
    first = draw(st.fixed_dictionaries(FACTS).map(lambda facts: document(**facts)))
    written = [(11, draw(addenda(11)))] if draw(st.booleans()) else []
    agreement, now = (1, first), list(written)
    match draw(st.sampled_from(["agreement", "addendum", "more", "gone"])):
        case "addendum" if written:
            now = [(13, with_one_changed(draw, written[0][1], FACTS_OF_ADDENDA))]
        case "more":
            now.append((12, draw(addenda(12))))
        case "gone" if written:
            now = []
        case _:
            agreement = (2, with_one_changed(draw, first, FACTS))
    return Versions((1, first), tuple(written)), Versions(agreement, tuple(now))


def days_around(*sides):
    """Every day that the documents name and those beside it, and both ends of each quarter for twenty years."""
    quarters = [date(year, month, 1) for year in range(2026, 2047) for month in (1, 4, 7, 10)]
    named = [
        edge
        for side in sides
        for one in (side.agreement[1], *(document for _number, document in side.addenda))
        for name in ("effective_on", "signed_on", "new_until", "in_force_until", "extension_until")
        if (day := partial_date(one.get(name)))
        for edge in (day.earliest, day.latest)
    ]
    near = {day + timedelta(days=n) for day in [*quarters, *named] for n in (-1, 0, 1)}
    return [ANSWERED, *sorted(day for day in near if day > ANSWERED)]


@given(pairs())
def test_they_are_the_same_where_they_are_on_every_later_day(pair):
    before, now = pair
    same = all(before.fingerprint(day) == now.fingerprint(day) for day in days_around(before, now))

    assert same_terms(before, now, ANSWERED) is same
    assert same_terms(now, before, ANSWERED) is same


def term(until, **facts):
    return document(in_force_until=until, renewal="tacit", **facts)


def extension(**facts):
    return document(kind="addendum", code="OAE-C-0011", addendum_kind="extension", parts=[], renewal="unknown",
                    in_force_until=None, **facts)  # fmt: skip


def versions(number, agreement, *amending):
    return Versions((number, agreement), tuple((10 + number, one) for one in amending))


@pytest.mark.parametrize(
    ("before", "now", "differ_on"),
    [
        # Four years and two end together in 2027, and no longer together after.
        ([term("2023-12-31")], [term("2021-12-31")], date(2028, 6, 1)),
        # Twelve months and 365 days end together until the year of 366 days.
        (
            [term("2020-12-31"), extension(effective_on="2020-06-01", new_until="2026-12-31")],
            [term("2020-12-30"), extension(effective_on="2020-06-01", new_until="2026-12-31")],
            date(2028, 12, 31),
        ),
        # An extension of some day of 2027, and of its last day: only within the year are they told apart.
        (
            [document(), extension(effective_on="2027", new_until="2029-12-31")],
            [document(), extension(effective_on="2027-12-31", new_until="2029-12-31")],
            date(2027, 6, 1),
        ),
    ],
)
def test_what_is_equal_today_and_differs_later_is_not_the_same(before, now, differ_on):
    before, now = versions(1, *before), versions(2, *now)

    assert before.fingerprint(ANSWERED) == now.fingerprint(ANSWERED)
    assert before.fingerprint(differ_on) != now.fingerprint(differ_on)
    assert not same_terms(before, now, ANSWERED)
    assert not same_terms(now, before, ANSWERED)


def test_a_change_agreed_for_a_far_day_is_found_in_few_steps():
    monthly = {"renewal": "tacit", "renewal_months": 1}
    far = document(
        kind="addendum", code="OAE-C-0011", addendum_kind="amendment", effective_on="9999-06-01", renewal="unknown",
        changes=[CHANGE],
    )  # fmt: skip
    before, now = versions(1, document(**monthly), far), versions(2, document(title="Un altre", **monthly))

    days = days_of_effect(before, now, ANSWERED)

    assert len(list(islice(days_of_renewal(before, now, days), 1000))) < 200
    assert first_difference(before, now, ANSWERED) == date(9999, 6, 1)


@given(st.fixed_dictionaries(FACTS), st.dates(date(2026, 6, 15), date(2040, 1, 1)))
def test_time_alone_changes_nothing(facts, day):
    before = versions(1, document(**facts))

    assert same_terms(before, before, day)
    assert same_terms(before, versions(2, document(**facts | {"title": "Un altre títol"})), day)


ROW = {
    "id": 7, "organisation": PARTNER, "role": "partner", "role_text": None, "joined_on": "2019", "left_on": None,
    "own_objectives": "Créixer.", "benefits": ["talent", "equity"], "contribution": [], "contribution_text": None,
    "confirmation": "pending",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"id": 8}, True),
        ({"organisation": {**PARTNER, "name": "Un altre nom"}}, True),
        ({"confirmation": "confirmed"}, True),
        ({"benefits": ["equity", "talent"]}, True),
        ({"role_text": ""}, True),
        ({"role": "lead"}, False),
        ({"role_text": "Hi posa l’edifici"}, False),
        ({"joined_on": "2019-03"}, False),
        ({"left_on": "2026"}, False),
        ({"own_objectives": "Créixer més."}, False),
        ({"benefits": ["talent"]}, False),
        ({"contribution": ["staff"]}, False),
        ({"contribution_text": "Dues infermeres"}, False),
    ],
)
def test_its_own_row_is_what_it_says_and_not_how_it_is_kept(changed, same):
    now = {**ROW, **changed}

    assert (participation_digest(ROW) == participation_digest(now)) is same
    assert (participation(ROW) == participation(now)) is same


def test_the_digest_is_that_of_the_canonical_json():
    canonical = (
        '{"benefits":["equity","talent"],"contribution":[],"contribution_text":null,"joined_on":"2019",'
        '"left_on":null,"own_objectives":"Créixer.","role":"partner","role_text":null}'
    )

    assert participation_digest(ROW) == hashlib.sha256(canonical.encode()).hexdigest()


def test_where_one_left_and_came_back_it_answers_for_the_last():
    gone, back = {**ROW, "id": 1, "left_on": "2020"}, {**ROW, "id": 2}

    assert current_rows([gone, back])[PARTNER["code"]]["id"] == 2
    assert current_rows([back, gone])[PARTNER["code"]]["id"] == 2
    assert current_rows([gone])[PARTNER["code"]]["id"] == 1


def test_who_accedes_is_a_party():
    accession = document(kind="addendum", addendum_kind="accession", parties=[NEWCOMER])
    versions = Versions((1, document()), ((11, accession),))

    assert [is_party(one["code"], versions) for one in (HOSPITAL, PARTNER, NEWCOMER)] == [True] * 3
    assert not is_party(NEWCOMER["code"], Versions((1, document())))
