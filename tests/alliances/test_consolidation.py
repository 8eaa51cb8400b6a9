import time
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliances.consolidation import consolidate, consolidated_text, signed_changes
from observatori.partial_dates import PartialDate

KEYS = ["parts", "objecte", "durada", "annex-1"]
SECTIONS = dict(zip(KEYS, ["parties", "clauses", "clauses", "annexes"], strict=True))
ORIGINAL = [
    {"key": key, "section": SECTIONS[key], "label": key.title(), "heading": "", "text": f"Text de {key}."}
    for key in KEYS
]
LATER = date(2030, 1, 1)

replacements = st.fixed_dictionaries(
    {
        "op": st.just("replace"),
        "target": st.sampled_from([*KEYS, "bis", "cap"]),
        "text": st.sampled_from("ABC"),
    }
)
deletions = st.fixed_dictionaries({"op": st.just("delete"), "target": st.sampled_from([*KEYS, "bis"])})
insertions = st.fixed_dictionaries(
    {
        "op": st.just("insert_after"),
        "target": st.sampled_from([*KEYS, "bis", "", None]),
        "key": st.sampled_from(["bis", "ter", "durada"]),
        "text": st.sampled_from("ABC"),
    }
)
effective_days = st.dates(date(2020, 1, 1), date(2020, 1, 20)).map(PartialDate.of) | st.sampled_from(
    ["2020", "2020-01", "2019-12", None]
)
amendments = st.tuples(effective_days, st.lists(replacements | deletions | insertions, max_size=4))
changes = st.lists(amendments, max_size=5).map(
    lambda found: [
        {"addendum": f"OAE-C-000{i}", "effective_on": day, "position": position, **change}
        for i, (day, made) in enumerate(found, start=1)
        for position, change in enumerate(made, start=1)
    ]
)
days = st.dates(date(2019, 1, 1), date(2021, 12, 31))


def change(op, target, code="OAE-C-0002", day="2020-01-01", **facts):
    return {"op": op, "target": target, "addendum": code, "effective_on": day, "position": 1, **facts}


def texts(result):
    return [(part["key"], part["text"]) for part in result.parts]


def told(result):
    return [(c["kind"], c["key"], c["addenda"]) for c in result.conflicts]


@given(changes, days, st.data())
def test_any_order_of_the_changes_gives_the_same_text_and_conflicts(made, at, data):
    assert consolidate(ORIGINAL, data.draw(st.permutations(made)), at) == consolidate(ORIGINAL, made, at)


@given(changes)
def test_before_every_effective_day_the_original_comes_back(made):
    result = consolidate(ORIGINAL, made, date(2019, 11, 30))
    assert texts(result) == texts(consolidate(ORIGINAL, [], LATER))
    assert {part["changed_by"] for part in result.parts} == {None}
    assert {c["kind"] for c in result.conflicts} <= {"undated"}


@given(changes, days)
def test_the_text_changes_only_on_a_day_known_to_be_in_effect(made, at):
    before = consolidate(ORIGINAL, made, at - timedelta(days=1))
    if consolidate(ORIGINAL, made, at) != before:
        assert at in {PartialDate(c["effective_on"]).latest for c in made if c["effective_on"]}


@given(changes, days)
def test_no_change_in_effect_is_lost(made, at):
    made = [one | {"text": f"text {i}"} for i, one in enumerate(made)]
    result = consolidate(ORIGINAL, made, at)
    told = {part["text"] for part in (*result.parts, *result.removed)}
    told |= {reading["text"] for c in result.conflicts for reading in c["readings"]}
    for one in made:
        if one["op"] != "delete" and _in_effect(one, at):
            assert one["text"] in told or _written_over(one, made)


def _written_over(one, made):
    """Whether another change is about the same part, so that it may have had the last word."""
    return any(_key(other) == _key(one) for other in made if other is not one)


def _key(one):
    return one["key"] if one["op"] == "insert_after" else one["target"]


def _in_effect(one, at):
    return bool(one["effective_on"]) and PartialDate(one["effective_on"]).latest <= at


@given(changes, days)
def test_the_text_is_not_touched_by_reading_it(made, at):
    parts = [dict(part) for part in ORIGINAL]
    copies = [dict(one) for one in made]
    consolidate(parts, copies, at)
    assert (parts, copies) == (ORIGINAL, made)


@given(st.sampled_from(KEYS), st.sampled_from(["replace", "delete", "insert_after"]))
def test_an_addendum_undone_by_a_later_one_gives_the_earlier_text_back(key, op):
    previous = KEYS[KEYS.index(key) - 1] if key != KEYS[0] else None
    made, undone = {
        "replace": (change("replace", key, text="X"), change("replace", key, text=f"Text de {key}.")),
        "insert_after": (change("insert_after", key, key="nova", text="X"), change("delete", "nova")),
        "delete": (
            change("delete", key),
            change("insert_after", previous, key=key, label=key.title(), text=f"Text de {key}."),
        ),
    }[op]
    assume(previous or op != "delete")
    undone |= {"addendum": "OAE-C-0003", "effective_on": "2021-01-01"}
    assert texts(consolidate(ORIGINAL, [made], LATER)) != texts(consolidate(ORIGINAL, [], LATER))
    back = consolidate(ORIGINAL, [made, undone], LATER)
    assert texts(back) == texts(consolidate(ORIGINAL, [], LATER))
    assert back.conflicts == ()


def test_a_part_has_the_fields_the_api_promises():
    [part] = consolidate(ORIGINAL[:1], [], LATER).parts
    assert part == {
        "key": "parts",
        "label": "Parts",
        "section": "parties",
        "heading": "",
        "text": "Text de parts.",
        "changed_by": None,
    }


def test_what_is_null_is_written_as_an_empty_text():
    unwritten = {"label": None, "heading": None, "text": None}
    made = [change("insert_after", "parts", key="bis", **unwritten), change("replace", "parts", **unwritten)]
    [part, added] = consolidate([{"key": "parts", "section": None, **unwritten}], made, LATER).parts
    assert (part["label"], part["heading"], part["text"]) == ("", "", "")
    assert (added["label"], added["heading"], added["text"], added["section"]) == ("", "", "", "clauses")


def test_a_change_that_says_neither_target_nor_key_is_told():
    made = [
        change("delete", None),
        change("replace", None, text="X"),
        change("insert_after", "cap", key=None),
    ]
    result = consolidate(ORIGINAL, made, LATER)
    assert texts(result) == texts(consolidate(ORIGINAL, [], LATER))
    assert sorted(told(result)) == [
        ("missing_target", "", ["OAE-C-0002"]),
        ("missing_target", "", ["OAE-C-0002"]),
        ("missing_target", "cap", ["OAE-C-0002"]),
    ]
    assert {reading["key"] for c in result.conflicts for reading in c["readings"]} == {""}


def test_a_part_two_addenda_add_the_same_day_is_one_conflict():
    made = [
        change("insert_after", "objecte", code="OAE-C-0002", key="bis", text="A"),
        change("insert_after", "objecte", code="OAE-C-0003", key="bis", text="B"),
    ]
    assert told(consolidate(ORIGINAL, made, LATER)) == [("key_taken", "bis", ["OAE-C-0002", "OAE-C-0003"])]


def test_a_part_added_and_rewritten_the_same_day_by_another_is_a_conflict():
    made = [
        change("insert_after", "objecte", code="OAE-C-0002", key="bis", text="A"),
        change("replace", "bis", code="OAE-C-0003", text="B"),
    ]
    assert told(consolidate(ORIGINAL, made, LATER)) == [("same_day", "bis", ["OAE-C-0002", "OAE-C-0003"])]


def test_changes_without_position_come_first():
    made = [change("replace", "durada", text="B"), change("replace", "durada", text="A") | {"position": None}]
    assert consolidate(ORIGINAL, made, LATER).parts[2]["text"] == "B"


def test_an_agreement_without_parts_has_no_text():
    assert consolidated_text({"parts": None}, [], LATER).parts == ()


@pytest.mark.parametrize(
    ("at", "text"), [(date(2019, 12, 31), "Text de durada."), (date(2020, 1, 1), "Sis anys.")]
)
def test_a_replacement_applies_from_its_effective_day(at, text):
    made = [change("replace", "durada", text="Sis anys.")]
    assert dict(texts(consolidate(ORIGINAL, made, at)))["durada"] == text


def test_what_a_replacement_leaves_empty_stays_as_it_was():
    part = consolidate(ORIGINAL, [change("replace", "durada", heading="Vigència", text="")], LATER).parts[2]
    assert (part["label"], part["heading"], part["text"]) == ("Durada", "Vigència", "Text de durada.")
    assert part["changed_by"] == "OAE-C-0002"


def test_the_last_addendum_behind_a_part_is_named():
    made = [
        change("replace", "durada", code="OAE-C-0002", day="2020-01-01", text="A"),
        change("replace", "durada", code="OAE-C-0003", day="2021-01-01", text="B"),
    ]
    assert consolidate(ORIGINAL, made, date(2020, 6, 1)).parts[2]["changed_by"] == "OAE-C-0002"
    assert consolidate(ORIGINAL, made, LATER).parts[2]["changed_by"] == "OAE-C-0003"


def test_an_inserted_part_stands_behind_its_target_and_in_its_section():
    made = [change("insert_after", "annex-1", key="annex-2", label="Annex 2", heading="Tarifes", text="X")]
    assert consolidate(ORIGINAL, made, LATER).parts[-1] == {
        "key": "annex-2",
        "label": "Annex 2",
        "section": "annexes",
        "heading": "Tarifes",
        "text": "X",
        "changed_by": "OAE-C-0002",
    }


def test_parts_one_addendum_puts_behind_the_same_target_keep_their_order():
    made = [
        change("insert_after", "objecte", position=1, key="bis", text=""),
        change("insert_after", "objecte", position=3, key="ter", text=""),
        change("insert_after", "bis", position=2, key="bis-2", text=""),
    ]
    keys = [part["key"] for part in consolidate(ORIGINAL, made, LATER).parts]
    assert keys == ["parts", "objecte", "bis", "bis-2", "ter", "durada", "annex-1"]


def test_a_later_addendum_puts_its_part_right_behind_the_target():
    made = [
        change("insert_after", "objecte", code="OAE-C-0002", day="2020-01-01", key="bis", text=""),
        change("insert_after", "objecte", code="OAE-C-0003", day="2021-01-01", key="ter", text=""),
    ]
    keys = [part["key"] for part in consolidate(ORIGINAL, made, LATER).parts]
    assert keys == ["parts", "objecte", "ter", "bis", "durada", "annex-1"]


@pytest.mark.parametrize("target", ["", None])
def test_a_part_inserted_behind_nothing_goes_to_the_end_of_the_clauses(target):
    result = consolidate(ORIGINAL, [change("insert_after", target, key="final", text="X")], LATER)
    assert [part["key"] for part in result.parts] == ["parts", "objecte", "durada", "final", "annex-1"]
    assert result.parts[3]["section"] == "clauses"


def test_a_text_without_parts_takes_the_ones_its_addenda_bring():
    made = [
        change("insert_after", None, key="una", text="U"),
        change("insert_after", "una", key="dues", text="D"),
    ]
    made[1]["position"] = 2
    assert texts(consolidate([], made, LATER)) == [("una", "U"), ("dues", "D")]


def test_a_deleted_part_is_gone_from_the_text_and_kept_among_the_removed():
    result = consolidate(ORIGINAL, [change("delete", "durada")], LATER)
    assert [part["key"] for part in result.parts] == ["parts", "objecte", "annex-1"]
    [removed] = result.removed
    assert (removed["key"], removed["text"], removed["changed_by"]) == (
        "durada",
        "Text de durada.",
        "OAE-C-0002",
    )


def test_a_deleted_part_that_comes_back_is_not_among_the_removed():
    made = [
        change("delete", "durada"),
        change("insert_after", "parts", code="OAE-C-0003", day="2021", key="durada", text="Nova."),
    ]
    result = consolidate(ORIGINAL, made, LATER)
    assert [part["key"] for part in result.parts] == ["parts", "durada", "objecte", "annex-1"]
    assert (result.removed, result.conflicts) == ((), ())


@pytest.mark.parametrize(
    ("day", "at", "applied"),
    [
        ("2020", date(2020, 12, 30), False),
        ("2020", date(2020, 12, 31), True),
        ("2020-02", date(2020, 2, 28), False),
        ("2020-02", date(2020, 2, 29), True),
    ],
)
def test_a_change_of_a_day_known_in_part_waits_for_the_last_it_can_be(day, at, applied):
    result = consolidate(ORIGINAL, [change("replace", "durada", day=day, text="X")], at)
    assert (result.parts[2]["text"] == "X") is applied


def test_a_change_of_an_unknown_day_is_told_and_not_applied():
    result = consolidate(ORIGINAL, [change("replace", "durada", day=None, text="X")], LATER)
    assert result.parts[2]["changed_by"] is None
    assert told(result) == [("undated", "durada", ["OAE-C-0002"])]
    assert result.conflicts[0]["readings"][0]["text"] == "X"


def test_two_addenda_of_the_same_day_that_differ_are_both_kept():
    made = [
        change("replace", "durada", code="OAE-C-0003", text="Sis anys."),
        change("replace", "durada", code="OAE-C-0002", text="Cinc anys."),
    ]
    result = consolidate(ORIGINAL, made, LATER)
    assert result.parts[2]["text"] == "Sis anys."
    assert told(result) == [("same_day", "durada", ["OAE-C-0002", "OAE-C-0003"])]
    assert [r["text"] for r in result.conflicts[0]["readings"]] == ["Cinc anys.", "Sis anys."]
    assert str(result.conflicts[0]["sentence"]) == (
        "Les addendes OAE-C-0002 i OAE-C-0003 es contradiuen en la part «durada» "
        "i no consta que cap sigui posterior."
    )


def test_addenda_of_the_same_day_that_agree_or_complete_each_other_are_no_conflict():
    made = [
        change("replace", "durada", code="OAE-C-0002", text="Sis anys."),
        change("replace", "durada", code="OAE-C-0003", text="Sis anys.", heading="Vigència"),
        change("delete", "objecte", code="OAE-C-0002"),
        change("delete", "objecte", code="OAE-C-0003"),
    ]
    assert consolidate(ORIGINAL, made, LATER).conflicts == ()


def test_addenda_of_different_days_are_no_conflict():
    made = [
        change("replace", "durada", code="OAE-C-0002", day="2020-01-01", text="A"),
        change("replace", "durada", code="OAE-C-0003", day="2020-01-02", text="B"),
    ]
    assert consolidate(ORIGINAL, made, LATER).conflicts == ()


def test_two_changes_of_one_addendum_are_no_conflict_the_last_counts():
    made = [change("replace", "durada", text="A"), change("replace", "durada", text="B") | {"position": 2}]
    result = consolidate(ORIGINAL, made, LATER)
    assert (result.parts[2]["text"], result.conflicts) == ("B", ())


def test_addenda_whose_order_is_not_known_are_a_conflict():
    made = [
        change("replace", "durada", code="OAE-C-0002", day="2020", text="A"),
        change("replace", "durada", code="OAE-C-0003", day="2020-06-01", text="B"),
    ]
    assert told(consolidate(ORIGINAL, made, LATER)) == [("same_day", "durada", ["OAE-C-0003", "OAE-C-0002"])]
    assert consolidate(ORIGINAL, made, date(2020, 7, 1)).conflicts == ()


@pytest.mark.parametrize(("one", "other"), [("OAE-C-0002", "OAE-C-0003"), ("OAE-C-0003", "OAE-C-0002")])
def test_deleting_and_replacing_the_same_day_is_a_conflict_whatever_the_codes(one, other):
    made = [change("delete", "durada", code=one), change("replace", "durada", code=other, text="X")]
    result = consolidate(ORIGINAL, made, LATER)
    assert told(result) == [("same_day", "durada", ["OAE-C-0002", "OAE-C-0003"])]
    assert "durada" not in dict(texts(result))


@pytest.mark.parametrize(("one", "other"), [("OAE-C-0002", "OAE-C-0003"), ("OAE-C-0003", "OAE-C-0002")])
def test_a_part_put_behind_one_deleted_the_same_day_is_kept_whatever_the_codes(one, other):
    made = [
        change("delete", "durada", code=one),
        change("insert_after", "durada", code=other, key="bis", text="X"),
    ]
    result = consolidate(ORIGINAL, made, LATER)
    assert [part["key"] for part in result.parts] == ["parts", "objecte", "bis", "annex-1"]
    assert result.conflicts == ()


@pytest.mark.parametrize("op", ["replace", "delete", "insert_after"])
def test_a_target_that_does_not_exist_is_a_conflict(op):
    result = consolidate(ORIGINAL, [change(op, "cap", key="bis", text="X")], LATER)
    assert texts(result) == texts(consolidate(ORIGINAL, [], LATER))
    assert told(result) == [("missing_target", "cap", ["OAE-C-0002"])]
    assert (
        str(result.conflicts[0]["sentence"])
        == "L’addenda OAE-C-0002 es refereix a la part «cap», que no existeix."
    )


@pytest.mark.parametrize("op", ["replace", "delete", "insert_after"])
def test_a_target_an_earlier_addendum_deleted_is_a_conflict_with_both_readings(op):
    made = [
        change("delete", "durada", code="OAE-C-0002", day="2020-01-01"),
        change(op, "durada", code="OAE-C-0003", day="2021-01-01", key="bis", text="X"),
    ]
    result = consolidate(ORIGINAL, made, LATER)
    assert told(result) == [("deleted_target", "durada", ["OAE-C-0002", "OAE-C-0003"])]
    assert [r["op"] for r in result.conflicts[0]["readings"]] == ["delete", op]
    assert "l’addenda OAE-C-0002 ja havia suprimit" in str(result.conflicts[0]["sentence"])


def test_an_addendum_that_changes_what_it_deletes_is_a_conflict_with_itself():
    made = [change("delete", "durada"), change("replace", "durada", text="X") | {"position": 2}]
    assert told(consolidate(ORIGINAL, made, LATER)) == [("deleted_target", "durada", ["OAE-C-0002"])]


def test_a_key_already_taken_is_a_conflict_with_both_readings():
    made = [
        change("insert_after", "objecte", code="OAE-C-0002", key="bis", text="A"),
        change("insert_after", "objecte", code="OAE-C-0003", day="2021", key="bis", text="B"),
        change("insert_after", "objecte", code="OAE-C-0004", day="2022", key="durada", text="C"),
    ]
    result = consolidate(ORIGINAL, made, LATER)
    assert told(result) == [
        ("key_taken", "bis", ["OAE-C-0002", "OAE-C-0003"]),
        ("key_taken", "durada", ["OAE-C-0004"]),
    ]
    assert [r["text"] for r in result.conflicts[0]["readings"]] == ["A", "B"]
    assert [r["addendum"] for r in result.conflicts[1]["readings"]] == [None, "OAE-C-0004"]


def test_addenda_of_the_same_day_apply_by_the_number_of_their_code():
    made = [
        change("replace", "durada", code="OAE-C-10000", text="deu mil"),
        change("replace", "durada", code="OAE-C-9999", text="abans"),
    ]
    assert consolidate(ORIGINAL, made, LATER).parts[2]["text"] == "deu mil"


def addendum(**facts):
    made = [{"op": "replace", "target": "durada", "key": "", "label": "", "heading": "", "text": "X"}]
    return {"code": "OAE-C-0002", "kind": "addendum", "origin": "registered", "changes": made, **facts}


PARTIES = [{"code": "OAE-O-0001"}, {"code": "OAE-O-0002"}]
SIGNED = [
    {"organisation": p, "signed_on": d} for p, d in zip(PARTIES, ["2020-03-01", "2020-04-01"], strict=True)
]


def test_the_day_of_the_last_signature_stands_in_for_an_empty_effective_day():
    agreement = {"code": "OAE-C-0001", "parties": PARTIES, "parts": ORIGINAL}
    made = [addendum(signatures=SIGNED)]
    assert consolidated_text(agreement, made, date(2020, 3, 31)).parts[2]["text"] == "Text de durada."
    assert consolidated_text(agreement, made, date(2020, 4, 1)).parts[2]["text"] == "X"
    assert [(c["effective_on"], c["position"]) for c in signed_changes(agreement, made)] == [
        ("2020-04-01", 1)
    ]


def test_an_addendum_that_lacks_a_signature_changes_nothing():
    agreement = {"code": "OAE-C-0001", "parties": PARTIES, "parts": ORIGINAL}
    made = [addendum(signatures=SIGNED[:1], effective_on="2020-01-01")]
    assert consolidated_text(agreement, made, LATER) == consolidate(ORIGINAL, [], LATER)


def test_long_texts_with_many_addenda_are_quick():
    parts = [
        {"key": f"c{i}", "section": "clauses", "label": "", "heading": "", "text": "x" * 200}
        for i in range(200)
    ]
    made = [
        change(
            "replace" if i % 2 else "insert_after",
            f"c{i}",
            f"OAE-C-{i:04}",
            f"20{i:02}-01-01",
            key=f"n{i}",
            text="y",
        )
        for i in range(60)
    ]
    consolidate(parts, made, date(2100, 1, 1))
    took = min(_seconds(parts, made) for _ in range(5))
    assert took < 0.02


def test_many_parts_of_one_addendum_are_quick_wherever_it_puts_them():
    behind_each_other = [("p", "k0"), *((f"k{i}", f"k{i + 1}") for i in range(300))]
    behind_the_first = [("p", f"j{i}") for i in range(300)]
    at_the_end = [("", f"e{i}") for i in range(300)]
    places = [*behind_each_other, *behind_the_first, *at_the_end]
    made = [
        change("insert_after", target, key=key) | {"position": i} for i, (target, key) in enumerate(places)
    ]
    parts = [{"key": "p", "section": "clauses"}]

    keys = [part["key"] for part in consolidate(parts, made, LATER).parts]

    assert keys == ["p", *(key for _target, key in places)]
    assert _seconds(parts, made) < 0.5


def _seconds(parts, made):
    start = time.process_time()
    consolidate(parts, made, date(2100, 1, 1))
    return time.process_time() - start
