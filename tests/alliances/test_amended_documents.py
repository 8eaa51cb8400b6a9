"""What holds of every agreement with its addenda, whatever they say and whatever the day: text and fingerprint.

`test_consolidation.py` and `test_fingerprint.py` draw changes and facts; here whole documents are drawn.
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alliances.consolidation import consolidated_text
from alliances.fingerprint import fingerprint, terms
from alliances.term import status, timeline

FIRST, LAST = date(2020, 1, 1), date(2021, 12, 31)
EVE, THE_DAY, AFTERWARDS = date(2022, 5, 31), "2022-06-01", "2023-06-01"
KEYS = ("reunits", "objecte", "durada", "annex")
SECTIONS = ("parties", "clauses", "clauses", "annexes")
PARTIES = [{"code": "OAE-O-0001", "name": "Hospital A"}, {"code": "OAE-O-0002", "name": "Hospital B"}]
SIGNED = [{"organisation": party, "party_text": None, "signed_on": None} for party in PARTIES]
PART = ("key", "label", "section", "heading", "text")

ONE_SIGNED = {"origin": "registered", "record_state": "published", "signatures": SIGNED[:1]}
ALL_SIGNED = ONE_SIGNED | {"signatures": SIGNED}
WHOLE = [
    {"key": key, "section": section, "label": key.title(), "heading": "Títol", "text": f"Text de {key}."}
    for key, section in zip(KEYS, SECTIONS, strict=True)
]
MONEY = {"organisation": PARTIES[0], "year": 2020, "amount": 100.5, "in_kind": None, "concept": "Equip"}
SPACE = {"organisation": PARTIES[1], "year": None, "amount": None, "in_kind": "Espais", "concept": None}

edges = ["2020-01-01", "2020-06-01", "2020-06-30", "2020-12-31", "2021-01-01", "2021-12-31"]
days = st.dates(FIRST, LAST) | st.sampled_from(edges).map(date.fromisoformat)
some_days = days.map(str) | st.sampled_from(["2020", "2020-06", "2021"])
words = st.sampled_from(["U", "Dos", "Tres mots seguits"])
targets = st.sampled_from([*KEYS, "bis"])
changes = st.one_of(
    st.builds(lambda key, text: {"op": "replace", "target": key, "heading": text, "text": text}, targets, words),
    st.builds(lambda key, new: {"op": "insert_after", "target": key, "key": new, "text": "Nou."}, targets | st.just(""),
              st.sampled_from(["bis", "ter"])),
    st.builds(lambda key: {"op": "delete", "target": key}, targets),
)  # fmt: skip
agreements = st.fixed_dictionaries(
    {
        "code": st.just("OAE-C-0001"),
        "kind": st.sampled_from(["framework", "specific"]),
        "origin": st.just("documented"),
        "parties": st.sampled_from([PARTIES, PARTIES[:1]]),
        "signed_on": st.sampled_from([None, "2019-12-20"]),
        "in_force_from": st.sampled_from([None, "2020-01-01"]),
        "in_force_until": st.none() | some_days,
        "open_ended": st.booleans(),
        "extension_until": st.sampled_from([None, "2024-12-31"]),
        "notice_months": st.sampled_from([None, 0, 3]),
        "renewal": st.sampled_from(["none", "express", "unknown"]),
        "renewal_months": st.none(),
        "parts": st.sampled_from([WHOLE, WHOLE[1:3], WHOLE[3:], []]),
        "commitments": st.sampled_from([[], [MONEY], [SPACE, MONEY]]),
    }
)
one_addendum = st.fixed_dictionaries(
    {
        "kind": st.just("addendum"),
        "addendum_kind": st.sampled_from(["amendment", "extension", "accession", "economic", "separation"]),
        "effective_on": st.none() | some_days,
        "new_until": st.none() | some_days,
        "parties": st.sampled_from([[], PARTIES]),
        "changes": st.lists(changes, max_size=2),
        "commitments": st.sampled_from([[], [MONEY], [SPACE]]),
        "signing": st.sampled_from([{"origin": "documented"}, ALL_SIGNED, ONE_SIGNED]),
    }
)
addenda = st.lists(one_addendum, max_size=3).map(
    lambda found: [
        addendum | addendum["signing"] | {"code": f"OAE-C-{9999 + number}"}
        for number, addendum in enumerate(found)
    ]
)


def wording_of(agreement, amending, at):
    return [{name: part[name] for name in PART} for part in consolidated_text(agreement, amending, at).parts]


@given(agreements, addenda, st.data())
def test_the_order_in_which_addenda_come_changes_neither_text_nor_fingerprint(agreement, amending, data):
    at, shuffled = data.draw(days), data.draw(st.permutations(amending))
    assert consolidated_text(agreement, shuffled, at) == consolidated_text(agreement, amending, at)
    assert fingerprint(agreement, shuffled, at) == fingerprint(agreement, amending, at)


@given(agreements, addenda, days)
def test_text_and_fingerprint_change_only_on_days_the_dates_name_or_the_day_after(agreement, amending, at):
    eve = at - timedelta(days=1)
    named = _days_named(agreement, *amending)
    if consolidated_text(agreement, amending, at) != consolidated_text(agreement, amending, eve):
        assert at in {_last_day(a["effective_on"]) for a in amending if a["effective_on"]}
    if fingerprint(agreement, amending, at) != fingerprint(agreement, amending, eve):
        assert {at, eve} & named


@given(agreements, addenda, days)
def test_the_state_changes_on_the_days_of_the_timeline_and_on_no_other(agreement, amending, at):
    turns = dict(timeline(agreement, amending))
    before, now = (status(agreement, amending, day).state for day in (at - timedelta(days=1), at))
    assert (before != now) is (at in turns)
    assert turns.get(at, now) == now


@given(agreements, addenda, st.data())
def test_an_addendum_undone_by_a_later_one_gives_the_earlier_text_back(agreement, amending, data):
    before = wording_of(agreement, amending, EVE)
    done, undone = _change_and_its_undoing(before, data.draw)
    facts = {"kind": "addendum", "addendum_kind": "amendment", "origin": "documented"}
    first = facts | {"code": "OAE-C-20000", "effective_on": THE_DAY, "changes": done}
    second = facts | {"code": "OAE-C-20001", "effective_on": AFTERWARDS, "changes": undone}
    between = wording_of(agreement, [*amending, first, second], date.fromisoformat(THE_DAY))
    after = date.fromisoformat(AFTERWARDS)
    assert (between == before) is (not done)
    assert wording_of(agreement, [second, *amending, first], after) == before
    assert fingerprint(agreement, [*amending, first, second], after) == fingerprint(
        agreement, amending, after
    )


def _change_and_its_undoing(parts, draw):
    """Changes that a text can take, and those that undo them. A first part cannot be put back in its place, nor
    an empty wording written, so neither is touched.
    """
    done, undone, gone = [], [], []
    for i, part in enumerate(parts):
        ops = ["nothing", "insert"]
        if part["label"] and part["heading"] and part["text"]:
            ops.append("replace")
        if i and parts[i - 1]["section"] == part["section"]:
            ops.append("delete")
        op = draw(st.sampled_from(ops))
        target = {"target": part["key"]}
        if op == "insert":
            done.append({"op": "insert_after", "key": f"nou-{i}", "text": "Nou."} | target)
            undone.append({"op": "delete", "target": f"nou-{i}"})
        elif op == "replace":
            done.append({"op": "replace", "text": f"{part['text']}!", "heading": "Altre"} | target)
            undone.append({"op": "replace", "text": part["text"], "heading": part["heading"]} | target)
        elif op == "delete":
            done.append({"op": "delete"} | target)
            gone.append({"op": "insert_after", "target": parts[i - 1]["key"]} | part)
    return done, [*undone, *gone]


@given(agreements, addenda, days)
def test_the_terms_behind_the_fingerprint_are_those_the_contract_lists(agreement, amending, at):
    assert terms(agreement, amending, at) == _facts(agreement, amending, at)


@given(agreements, agreements, addenda, days, st.data())
def test_fingerprints_are_equal_when_and_only_when_the_facts_are(one, another, amending, at, data):
    other = one | {
        field: another[field] for field in data.draw(st.sets(st.sampled_from(sorted(one)), max_size=3))
    }
    day = data.draw(st.just(at) | days)
    equal = fingerprint(one, amending, at) == fingerprint(other, amending, day)
    assert equal is (_facts(one, amending, at) == _facts(other, amending, day))


def _facts(agreement, amending, at):
    """What the contract lists as fingerprinted, found here by itself."""
    effective = [a for a in amending if _has_effect(a, agreement, at)]
    effective.sort(key=lambda a: (_last_day(a["effective_on"]), len(a["code"]), a["code"]))
    joined = [party for a in effective if a["addendum_kind"] == "accession" for party in a["parties"]]
    now = status(agreement, amending, at)
    written = ("kind", "signed_on", "in_force_from", "extension_until", "notice_months", "renewal_months")
    return {name: agreement[name] for name in written} | {
        "parties": sorted({party["code"] for party in [*agreement["parties"], *joined]}),
        "renewal": agreement["renewal"].replace("unknown", "") or None,
        "ends_on": now.ends_on,
        "open_ended": now.open_ended,
        "parts": wording_of(agreement, amending, at),
        "commitments": [
            commitment | {"organisation": commitment["organisation"]["code"]}
            for document in (agreement, *effective)
            for commitment in document["commitments"]
        ],
    }


def _has_effect(addendum, agreement, at):
    signatories = {party["code"] for party in addendum["parties"] or agreement["parties"]}
    signed = {s["organisation"]["code"] for s in addendum.get("signatures", ())}
    counts = addendum["origin"] == "documented" or signatories <= signed
    return counts and bool(addendum["effective_on"]) and _last_day(addendum["effective_on"]) <= at


def _last_day(written):
    return {"2020": date(2020, 12, 31), "2020-06": date(2020, 6, 30), "2021": date(2021, 12, 31)}.get(
        written
    ) or date.fromisoformat(written)


def _first_day(written):
    return {"2020": date(2020, 1, 1), "2020-06": date(2020, 6, 1), "2021": date(2021, 1, 1)}.get(
        written
    ) or date.fromisoformat(written)


def _days_named(*documents):
    fields = ("signed_on", "in_force_from", "in_force_until", "extension_until", "effective_on", "new_until")
    written = [document[field] for document in documents for field in fields if document.get(field)]
    return {edge(day) for day in written for edge in (_first_day, _last_day)}
