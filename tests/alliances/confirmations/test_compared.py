"""Stale or not, as pure functions of documents: what is equal on the days compared is equal on every later day."""

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliances.confirmations.compared import (
    Versions,
    current_rows,
    days_to_compare,
    is_party,
    participation,
    participation_digest,
    same_terms,
)

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


AGREEMENTS = st.builds(
    document,
    title=st.sampled_from(["Conveni", "Conveni marc"]),
    in_force_until=st.sampled_from(["2027-12-31", "2027", "2028-02-29"]),
    renewal=st.sampled_from(["none", "tacit"]),
    notice_months=st.sampled_from([None, 3, 6]),
    parts=st.sampled_from(
        [[part("a", "Un."), part("b", "Dos.")], [part("a", "Uns altres."), part("b", "Dos.")]]
    ),
    commitments=st.sampled_from([[], [MONEY]]),
)


@st.composite
def addenda(draw, code):
    kind = draw(st.sampled_from(["amendment", "extension", "accession", "termination", "economic"]))
    op = {
        "op": "replace",
        "target": draw(st.sampled_from("ab")),
        "key": "",
        "label": "",
        "heading": "",
        "text": "Tres.",
    }
    return document(
        code=f"OAE-C-00{code}", kind="addendum", addendum_kind=kind, parts=[],
        effective_on=draw(PARTIAL), in_force_from=None, in_force_until=None, renewal="unknown", notice_months=None,
        new_until=draw(st.sampled_from(["2029-12-31", "2031"])) if kind == "extension" else None,
        changes=[op] if kind == "amendment" else [],
        parties=[HOSPITAL, PARTNER, NEWCOMER] if kind == "accession" else [],
        commitments=[MONEY] if kind == "economic" else [],
        amends={"code": "OAE-C-0001", "slug": None, "name": "Conveni"},
    )  # fmt: skip


@st.composite
def pairs(draw):
    """An agreement as it was and as it is: a correction of it, of an addendum, or an addendum more or less."""
    first = draw(AGREEMENTS)
    before = [(11, draw(addenda(11)))] if draw(st.booleans()) else []
    now, agreement = list(before), (1, first)
    if draw(st.booleans()):
        agreement = (2, draw(AGREEMENTS))
    match draw(st.sampled_from(["same", "more", "corrected", "gone"])):
        case "more":
            now.append((12, draw(addenda(12))))
        case "corrected" if before:
            now = [(13, draw(addenda(11)))]
        case "gone":
            now = []
    return Versions((1, first), tuple(before)), Versions(agreement, tuple(now))


@given(pairs(), st.integers(0, 4000))
def test_what_is_the_same_is_the_same_on_any_later_day(pair, days):
    before, now = pair
    assume(same_terms(before, now, ANSWERED))
    day = ANSWERED + timedelta(days=days)

    assert before.fingerprint(day) == now.fingerprint(day)


@given(pairs())
def test_what_is_not_the_same_differs_on_one_and_the_same_day(pair):
    before, now = pair
    days = days_to_compare(before, now, ANSWERED)

    assert same_terms(before, now, ANSWERED) == all(
        before.fingerprint(day) == now.fingerprint(day) for day in days
    )
    assert days[0] == min(days) == ANSWERED
    assert same_terms(before, now, ANSWERED) == same_terms(now, before, ANSWERED)


@given(AGREEMENTS, st.dates(date(2026, 6, 15), date(2040, 1, 1)))
def test_time_alone_changes_nothing(agreement, day):
    versions = Versions((1, agreement))

    assert same_terms(versions, versions, day)
    assert same_terms(versions, Versions((2, {**agreement, "title": "Un altre títol"})), day)


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
