from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.consolidation import Consolidated
from alliances.readings import Reading
from alliances.text.comparison import compared_parts, comparison, first_text_day, usual_days

PARTIES = [{"code": "OAE-O-0001", "slug": "a", "name": "A"}, {"code": "OAE-O-0002", "slug": "b", "name": "B"}]
UNSIGNED = {"origin": "registered", "signatures": []}


def part(key, text="Text.", *, section="clauses", heading="", label="", changed_by=None):
    return {
        "key": key,
        "label": label,
        "section": section,
        "heading": heading,
        "text": text,
        "changed_by": changed_by,
    }


def text(*parts, removed=()):
    return Consolidated(tuple(parts), (), tuple(removed))


def told(before, after):
    return {found["key"]: found["status"] + "!" * found["moved"] for found in compared_parts(before, after)}


def agreement(*addenda, at=date(2026, 6, 1), **facts):
    document = {
        "code": "OAE-C-0001", "kind": "framework", "origin": "documented", "parties": PARTIES, "commitments": [],
        "in_force_from": "2022-01-01", "in_force_until": "2025-12-31", "open_ended": False,
        "parts": [part("u", "Un."), part("d", "Dos.")],
    }  # fmt: skip
    return Reading(document | facts, addenda, at)


def addendum(code, day, kind="amendment", **facts):
    empty = {"parties": PARTIES, "commitments": [], "changes": [], "kind": "addendum", "origin": "documented"}
    return empty | {"code": code, "addendum_kind": kind, "effective_on": day} | facts


def test_a_part_is_the_same_or_changed_or_put_in_or_taken_out():
    before = text(part("a"), part("b", "Quatre anys."), part("c"))
    after = text(
        part("a"), part("b", "Sis anys.", changed_by="OAE-C-0002"), part("d", "Nova.", changed_by="OAE-C-0003"),
        removed=[part("c", changed_by="OAE-C-0004")],
    )  # fmt: skip
    a, b, c, d = compared_parts(before, after)

    assert [one["status"] for one in (a, b, d, c)] == ["unchanged", "changed", "added", "removed"]
    assert [one["changed_by"] for one in (a, b, d, c)] == [None, "OAE-C-0002", "OAE-C-0003", "OAE-C-0004"]
    assert (b["before"], b["after"]) == ("Quatre anys.", "Sis anys.")
    assert b["words"] == [("del", "Quatre"), ("ins", "Sis"), ("same", " anys.")]
    assert (d["before"], d["words"]) == (None, [("ins", "Nova.")])
    assert (c["after"], c["words"]) == (None, [("del", "Text.")])
    assert a["words"] == [("same", "Text.")]


def test_a_heading_that_changes_is_a_change_and_both_are_told():
    [found] = compared_parts(text(part("a", heading="Durada")), text(part("a", heading="Vigència")))

    assert found["status"] == "changed"
    assert (found["heading_before"], found["heading"]) == ("Durada", "Vigència")


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "dabc", "d"),
        ("abcd", "bcda", "a"),
        ("abc", "axbyc", ""),
        ("abcd", "acd", ""),
        ("abcd", "badc", "ac"),
    ],
)
def test_the_fewest_parts_are_said_to_have_moved(before, after, moved):
    found = told(text(*map(part, before)), text(*map(part, after)))
    assert len([key for key, status in found.items() if status.endswith("!")]) == len(moved)
    if len(moved) == 1:
        assert found[moved] == "unchanged!"


def test_a_part_that_changes_section_has_moved():
    found = told(text(part("a"), part("b")), text(part("a", section="annexes"), part("b")))
    assert found == {"a": "unchanged!", "b": "unchanged"}


def test_what_was_taken_out_stands_where_it_stood():
    found = compared_parts(text(*map(part, "abcd")), text(*map(part, "dxc")))
    assert [one["key"] for one in found] == ["a", "b", "d", "x", "c"]


texts = st.lists(st.sampled_from("abcdef"), unique=True).flatmap(
    lambda keys: st.tuples(
        *(st.builds(part, st.just(key), st.sampled_from(["Un.", "Dos mots.", ""])) for key in keys)
    )
)


@given(texts, texts)
def test_both_texts_can_be_read_back_from_their_comparison(before, after):
    found = compared_parts(text(*before), text(*after))
    then = {one["key"]: one["before"] for one in found if one["before"] is not None}
    now = [(one["key"], one["after"]) for one in found if one["after"] is not None]

    assert then == {one["key"]: one["text"] for one in before}
    assert now == [(one["key"], one["text"]) for one in after]
    for one in found:
        assert "".join(text for op, text in one["words"] if op != "ins") == (one["before"] or "")
        assert "".join(text for op, text in one["words"] if op != "del") == (one["after"] or "")


@given(texts, texts)
def test_parts_that_did_not_move_keep_the_order_they_had(before, after):
    found = compared_parts(text(*before), text(*after))
    still = [one["key"] for one in found if not one["moved"] and None not in (one["before"], one["after"])]
    assert still == [one["key"] for one in before if one["key"] in still]


def test_the_term_tells_only_what_differs():
    accession = addendum(
        "OAE-C-0003",
        "2025-06-01",
        "accession",
        parties=[*PARTIES, {"code": "OAE-O-0003", "slug": "c", "name": "C"}],
    )
    money = {"organisation": PARTIES[0], "year": 2026, "amount": 100.0, "in_kind": None, "concept": "Equip"}
    extension = addendum("OAE-C-0002", "2025-01-01", "extension", new_until="2029-12-31", commitments=[money])
    reading = agreement(extension, accession)
    found = comparison(reading.on(date(2024, 12, 31)), reading.on(date(2025, 1, 1)))
    later = comparison(reading.on(date(2025, 1, 1)), reading.on(date(2025, 6, 1)))

    assert found.term == [
        {"field": "ends_on", "before": "2025-12-31", "after": "2029-12-31"},
        {"field": "extended", "before": False, "after": True},
        {"field": "commitments", "before": [], "after": [money]},
    ]
    assert [row["field"] for row in later.term] == ["parties"]
    assert [party["code"] for party in later.term[0]["after"]] == ["OAE-O-0001", "OAE-O-0002", "OAE-O-0003"]


def test_a_day_compared_with_itself_differs_in_nothing():
    reading = agreement(addendum("OAE-C-0002", "2024-01-01"))
    found = comparison(reading, reading)
    assert ({one["status"] for one in found.parts}, found.term) == ({"unchanged"}, [])


@pytest.mark.parametrize(
    ("reading", "first", "days"),
    [
        # Signed, amended since: the first text against today’s.
        (agreement(addendum("OAE-C-0002", "2024-01-01")), "2022-01-01", ("2022-01-01", "2026-06-01")),
        # Nothing in effect yet: today’s text against that of the last change foreseen.
        (agreement(addendum("OAE-C-0002", "2027-01-01")), "2022-01-01", ("2022-01-01", "2027-01-01")),
        # The change came the first day: the first text is that of its eve.
        (agreement(addendum("OAE-C-0002", "2022-01-01")), "2021-12-31", ("2021-12-31", "2026-06-01")),
        # A start or an effect known in part: the first text surely stood on its last day, and before the first.
        (agreement(addendum("OAE-C-0002", "2024"), in_force_from="2022"), "2022-12-31", ("2022-12-31", "2026-06-01")),
        (agreement(addendum("OAE-C-0002", "2022"), in_force_from="2022"), "2021-12-31", ("2021-12-31", "2026-06-01")),
        (agreement(addendum("OAE-C-0002", None)), "2022-01-01", ("2022-01-01", "2026-06-01")),
        # What lacks a signature changes nothing, before or after.
        (agreement(addendum("OAE-C-0002", "2021-01-01", **UNSIGNED)), "2022-01-01", ("2022-01-01", "2026-06-01")),
        (agreement(addendum("OAE-C-0002", "2027-01-01", **UNSIGNED)), "2022-01-01", ("2022-01-01", "2026-06-01")),
        (agreement(in_force_from=None), "2026-06-01", ("2026-06-01", "2026-06-01")),
        (agreement(in_force_from="2030-01-01"), "2030-01-01", ("2026-06-01", "2026-06-01")),
    ],
)  # fmt: skip
def test_the_days_worth_comparing(reading, first, days):
    assert first_text_day(reading).isoformat() == first
    assert tuple(day.isoformat() for day in usual_days(reading)) == days
