"""What holds of every agreement with its addenda, whatever they say and whatever the day: text and fingerprint.

`test_consolidation.py` and `test_fingerprint.py` draw changes and facts; here whole documents are drawn, with changes
of the parts the agreement has. `--hypothesis-show-statistics` tells how often each case comes.
"""

from datetime import date, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from alliances.consolidation import consolidated_text
from alliances.fingerprint import fingerprint, terms
from alliances.term import status, timeline
from observatori.partial_dates import PartialDate
from tests.alliances.terms_drawn import days_near, named_days

EVE, THE_DAY, AFTERWARDS = date(2022, 5, 31), "2022-06-01", "2023-06-01"
KEYS = ("reunits", "objecte", "durada", "annex")
SECTIONS = ("parties", "clauses", "clauses", "annexes")
PARTIES = [{"code": f"OAE-O-000{i}", "name": f"Hospital {i}"} for i in (1, 2, 3)]
JOINING = [{"code": "OAE-O-0009", "name": "Consell"}]
PART = ("key", "label", "section", "heading", "text")
WRITTEN = ("kind", "signed_on", "in_force_from", "extension_until", "notice_months", "renewal_months")
WHOLE = [
    {"key": key, "section": section, "label": key.title(), "heading": "Títol", "text": f"Text de {key}."}
    for key, section in zip(KEYS, SECTIONS, strict=True)
]
MONEY = {"organisation": PARTIES[0], "year": 2020, "amount": 100.5, "in_kind": None, "concept": "Equip"}
SPACE = {"organisation": PARTIES[1], "year": None, "amount": None, "in_kind": "Espais", "concept": None}

edges = ["2020-01-01", "2020-06-01", "2020-06-30", "2020-12-31", "2021-01-01", "2021-12-31"]
exact_days = st.dates(date(2020, 1, 1), date(2021, 12, 31)).map(PartialDate.of)
some_days = st.sampled_from([*edges, *edges, "2020", "2020-06", "2021"]).map(PartialDate) | exact_days
words = st.sampled_from(["U", "Dos", "Tres mots seguits"])
commitments = st.sampled_from([[], [MONEY], [SPACE, MONEY]])
kinds = st.sampled_from(
    "amendment amendment extension termination separation accession economic new_service".split()  # noqa: SIM905
)


def mostly(value, other):
    """Three times in four the one, once the other."""
    return st.integers(0, 3).flatmap(lambda number: other if number == 3 else value)


agreements = st.fixed_dictionaries(
    {
        "code": st.just("OAE-C-0001"),
        "kind": st.sampled_from(["framework", "specific"]),
        "origin": st.just("documented"),
        "parties": st.sampled_from([PARTIES, PARTIES[:2]]),
        "signed_on": st.sampled_from([None, PartialDate("2019-12-20")]),
        "in_force_from": mostly(st.just(PartialDate("2020-01-01")), st.none()),
        "in_force_until": mostly(some_days, st.none()),
        "open_ended": st.booleans(),
        "extension_until": st.sampled_from([None, PartialDate("2021-12-31"), PartialDate("2024-12-31")]),
        "notice_months": st.sampled_from([None, 0, 3]),
        "renewal": st.sampled_from(["none", "express", "tacit", "tacit", "unknown"]),
        "renewal_months": st.sampled_from([None, 3, 12]),
        "parts": st.sampled_from([WHOLE, WHOLE, WHOLE[1:3], WHOLE[:3], []]),
        "commitments": commitments,
    }
)


@st.composite
def changes(draw, keys):
    """A change of one of the parts there may be, or rarely of one that never was."""
    target = draw(mostly(st.sampled_from([*keys, "bis"]), st.sampled_from([*KEYS, "ter"])))
    op = draw(st.sampled_from(["replace", "insert_after", "delete", "replace"]))
    if op == "delete":
        return {"op": op, "target": target}
    if op == "replace":
        return {"op": op, "target": target, "heading": draw(words), "text": draw(words)}
    key = draw(st.sampled_from(["bis", "ter", "quater"]))
    return {"op": op, "target": draw(st.sampled_from([target, ""])), "key": key, "text": "Nou."}


@st.composite
def one_addendum(draw, agreement, number):
    """An addendum of the agreement, as a rule signed and dated."""
    kind = draw(kinds)
    parties = JOINING if kind == "accession" else draw(st.sampled_from([[], agreement["parties"]]))
    keys = [part["key"] for part in agreement["parts"]]
    addendum = {
        "code": f"OAE-C-{9998 + number}",
        "kind": "addendum",
        "addendum_kind": kind,
        "effective_on": draw(mostly(some_days, st.none())),
        "new_until": draw(mostly(some_days, st.none())) if kind in ("extension", "amendment") else None,
        "parties": parties,
        "leaving": draw(st.lists(st.sampled_from([*PARTIES, *JOINING]), max_size=1))
        if kind == "separation"
        else [],
        "changes": draw(st.lists(changes(keys), min_size=kind == "amendment", max_size=2)),
        "commitments": draw(commitments),
        "origin": draw(st.sampled_from(["documented", "registered", "registered"])),
    }
    signing = parties or agreement["parties"]
    signing = draw(mostly(st.just(signing), st.just(signing[:1])))
    day = draw(st.none() | exact_days)
    signatures = [{"organisation": party, "party_text": None, "signed_on": day} for party in signing]
    return addendum | {"signatures": signatures, "record_state": "published"}


@st.composite
def amended(draw):
    """An agreement and up to four addenda, rarely none."""
    agreement = draw(agreements)
    count = draw(st.sampled_from([3, 2, 4, 1, 3, 2, 4, 0]))
    return agreement, [draw(one_addendum(agreement, number)) for number in range(count)]


def wording_of(agreement, amending, at):
    return [{name: part[name] for name in PART} for part in consolidated_text(agreement, amending, at).parts]


def day_of(draw, agreement, amending):
    """A day near those named, or near the end of the period that then runs; as a rule one on which addenda count."""
    dated = [addendum for addendum in amending if addendum["effective_on"]]
    at = draw(days_near(*dated) | days_near(agreement, *amending) | st.dates(EVE, EVE))
    end = status(agreement, amending, at).ends_on
    if end and draw(st.booleans()):
        return min(end.latest, date(2040, 1, 1)) + timedelta(days=draw(st.integers(-1, 1)))
    return at


def tell(agreement, amending, at):
    """Count what was drawn, for the statistics."""
    text = consolidated_text(agreement, amending, at)
    event("some part is changed", str(any(part["changed_by"] for part in text.parts) or bool(text.removed)))
    event("addenda in effect", len(_effective(agreement, amending, at)))
    event("conflict", bool(text.conflicts))
    event("state", status(agreement, amending, at).state)


@settings(max_examples=200)
@given(amended(), st.data())
def test_the_order_in_which_addenda_come_changes_neither_text_nor_fingerprint(documents, data):
    agreement, amending = documents
    at, shuffled = day_of(data.draw, *documents), data.draw(st.permutations(amending))
    tell(*documents, at)
    assert consolidated_text(agreement, shuffled, at) == consolidated_text(agreement, amending, at)
    assert fingerprint(agreement, shuffled, at) == fingerprint(agreement, amending, at)
    assert status(agreement, shuffled, at) == status(agreement, amending, at)


@settings(max_examples=200)
@given(amended(), st.data())
def test_text_and_fingerprint_change_only_on_days_the_dates_name_or_the_day_after(documents, data):
    agreement, amending = documents
    at = day_of(data.draw, *documents)
    eve = at - timedelta(days=1)
    named = named_days(*amending)
    if consolidated_text(*documents, at) != consolidated_text(*documents, eve):
        event("the text changes")
        assert at in {_effective_day(a, agreement).latest for a in amending if _effective_day(a, agreement)}
    if fingerprint(*documents, at) != fingerprint(*documents, eve):
        event("the fingerprint changes")
        if not {at, eve} & (named | named_days(agreement)):
            _only_a_renewal(agreement, _facts(*documents, eve), _facts(*documents, at), eve)


def _only_a_renewal(agreement, before, after, eve):
    """A tacit renewal changes the end of the period on the day after it, and nothing else."""
    event("a period is renewed")
    assert agreement["renewal"] == "tacit"
    assert before | {"ends_on": after["ends_on"]} == after
    ends_on = before["ends_on"]
    assert not ends_on or not ends_on.is_exact or ends_on.latest == eve


@settings(max_examples=200)
@given(amended(), st.data())
def test_the_state_changes_on_the_days_of_the_timeline_and_on_no_other(documents, data):
    at, turns = day_of(data.draw, *documents), dict(timeline(*documents))
    before, now = (status(*documents, day).state for day in (at - timedelta(days=1), at))
    event("the state changes", str(before != now))
    assert (before != now) is (at in turns)
    assert turns.get(at, now) == now


@settings(max_examples=200)
@given(amended(), st.data())
def test_an_addendum_undone_by_a_later_one_gives_the_earlier_text_back(documents, data):
    agreement, amending = documents
    before = wording_of(agreement, amending, EVE)
    done, undone = _change_and_its_undoing(before, data.draw)
    event("changes undone", len(done))
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


@settings(max_examples=200)
@given(amended(), st.data())
def test_the_terms_behind_the_fingerprint_are_those_the_contract_lists(documents, data):
    at = day_of(data.draw, *documents)
    tell(*documents, at)
    assert terms(*documents, at) == _facts(*documents, at)


@settings(max_examples=250)
@given(amended(), st.data())
def test_fingerprints_are_equal_when_and_only_when_the_facts_are(documents, data):
    at = day_of(data.draw, *documents)
    what, other = _varied(*documents, data.draw)
    day = data.draw(mostly(st.just(at), days_near(*other[1], other[0])))
    is_same = _facts(*documents, at) == _facts(*other, day)
    event(f"{what}: the facts are", "the same" if is_same else "others")
    assert (fingerprint(*documents, at) == fingerprint(*other, day)) is is_same


def _varied(agreement, amending, draw):
    """Another agreement with its addenda: the same but for one thing, or altogether another."""
    what = draw(
        st.sampled_from(["story", "one field", "one fact of an addendum", "one less", "one more", "all"])
    )
    others = list(amending)
    if what == "story":
        return what, (agreement | {"title": "Un altre", "documents": [1]}, draw(st.permutations(others)))
    if what == "all":
        return what, draw(amended())
    if what == "one field":
        other, field = draw(agreements), draw(st.sampled_from(sorted(agreement)))
        return what, (agreement | {field: other[field]}, others)
    if what == "one more":
        return what, (agreement, [*others, draw(one_addendum(agreement, len(others)))])
    if others:
        place = draw(st.integers(0, len(others) - 1))
        other = draw(one_addendum(agreement, place))
        field = draw(st.sampled_from(sorted(other)))
        others[place : place + 1] = [] if what == "one less" else [others[place] | {field: other[field]}]
    return what, (agreement, others)


def _facts(agreement, amending, at):
    """What the contract lists as fingerprinted, found here by itself."""
    effective = _effective(agreement, amending, at)
    now = status(agreement, amending, at)
    return {name: agreement[name] for name in WRITTEN} | {
        "parties": _parties(agreement, effective),
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


def _parties(agreement, effective):
    found = {party["code"] for party in agreement["parties"]}
    for addendum in effective:
        if addendum["addendum_kind"] == "accession":
            found |= {party["code"] for party in addendum["parties"]}
        if addendum["addendum_kind"] == "separation":
            found -= {party["code"] for party in addendum["leaving"]}
    return sorted(found)


def _effective(agreement, amending, at):
    days = {addendum["code"]: _effective_day(addendum, agreement) for addendum in amending}
    effective = [a for a in amending if days[a["code"]] and days[a["code"]].latest <= at]
    return sorted(effective, key=lambda a: (days[a["code"]].latest, int(a["code"][6:])))


def _effective_day(addendum, agreement):
    """The day an addendum takes effect, by itself; None where it is not known or somebody has not signed."""
    signatories = {party["code"] for party in addendum["parties"] or agreement["parties"]}
    signed = {signature["organisation"]["code"] for signature in addendum["signatures"]}
    if addendum["origin"] != "documented" and not signatories <= signed:
        return None
    return addendum["effective_on"] or addendum["signatures"][0]["signed_on"]
