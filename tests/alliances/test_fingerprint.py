import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.fingerprint import fingerprint, terms

AT = date(2012, 6, 1)
PARTS = [
    {
        "key": "objecte",
        "section": "clauses",
        "label": "Primera",
        "heading": "Objecte",
        "text": "L’objecte és…",
    },
    {"key": "durada", "section": "clauses", "label": "Segona", "heading": "Durada", "text": "Quatre anys."},
]
COMMITMENTS = [
    {
        "organisation": {"code": "OAE-O-0002", "slug": "b", "name": "B"},
        "year": 2011,
        "amount": 1500.5,
        "in_kind": None,
        "concept": "Equip",
    }
]
AGREEMENT = {
    "code": "OAE-C-0001",
    "title": "Conveni marc",
    "kind": "framework",
    "origin": "documented",
    "parties": [
        {"code": "OAE-O-0002", "slug": "b", "name": "B"},
        {"code": "OAE-O-0001", "slug": "a", "name": "A"},
    ],
    "signed_on": "2010-11-09",
    "in_force_from": "2010-11-09",
    "in_force_until": "2014-11-08",
    "open_ended": False,
    "extension_until": "2018-11-08",
    "notice_months": 3,
    "renewal": "express",
    "renewal_months": None,
    "parts": PARTS,
    "commitments": COMMITMENTS,
}
AMENDMENT = {
    "code": "OAE-C-0002",
    "kind": "addendum",
    "addendum_kind": "amendment",
    "origin": "documented",
    "effective_on": "2012-01-01",
    "changes": [
        {"op": "replace", "target": "durada", "key": "", "label": "", "heading": "", "text": "Sis anys."}
    ],
    "commitments": [
        {"organisation": "OAE-O-0001", "year": 2012, "amount": Decimal("200.00"), "concept": "Espais"}
    ],
}

facts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("framework", "protocol")),
        "signed_on": st.sampled_from((None, "2010", "2010-11-09")),
        "in_force_from": st.sampled_from((None, "2010-11-09")),
        "in_force_until": st.sampled_from((None, "2014-11-08", "2014")),
        "open_ended": st.booleans(),
        "extension_until": st.sampled_from((None, "2018")),
        "notice_months": st.sampled_from((None, 0, 3)),
        "renewal": st.sampled_from((None, "none", "tacit")),
        "renewal_months": st.sampled_from((None, 12)),
        "parts": st.sampled_from(([], PARTS, PARTS[:1])),
        "commitments": st.sampled_from(([], COMMITMENTS)),
        "parties": st.sets(st.sampled_from(("OAE-O-0001", "OAE-O-0002"))).map(sorted),
    }
)


def test_it_is_the_sha_256_of_the_canonical_json_of_the_terms():
    written_by_hand = (
        '{"commitments":[{"amount":1500.5,"concept":"Equip","in_kind":null,"organisation":"OAE-O-0002","year":2011}],'
        '"ends_on":"2014-11-08","extension_until":"2018-11-08","in_force_from":"2010-11-09","kind":"framework",'
        '"notice_months":3,"open_ended":false,"parties":["OAE-O-0001","OAE-O-0002"],'
        '"parts":[{"heading":"Objecte","key":"objecte","label":"Primera","section":"clauses","text":"L’objecte és…"},'
        '{"heading":"Durada","key":"durada","label":"Segona","section":"clauses","text":"Quatre anys."}],'
        '"renewal":"express","renewal_months":null,"signed_on":"2010-11-09"}'
    )
    assert fingerprint(AGREEMENT, [], AT) == hashlib.sha256(written_by_hand.encode()).hexdigest()


@given(
    facts,
    st.sampled_from(("kind", "signed_on", "in_force_from", "extension_until", "notice_months")),
    st.data(),
)
def test_a_term_that_differs_makes_another_fingerprint(one, field, data):
    value = data.draw(facts)[field]
    other = {"origin": "documented", **one, field: value}
    same = fingerprint({"origin": "documented", **one}, [], AT) == fingerprint(other, [], AT)
    assert same is (value == one[field])


@pytest.mark.parametrize(
    "story",
    [
        {"title": "Un altre títol"},
        {"summary": "Una història"},
        {"documents": [{"title": "Original"}]},
        {"parties": list(reversed(AGREEMENT["parties"]))},
        {"parties": ["OAE-O-0001", "OAE-O-0002"]},
        {"parties": [party | {"name": "Nom nou"} for party in AGREEMENT["parties"]]},
        {"commitments": [COMMITMENTS[0] | {"amount": Decimal("1500.50"), "in_kind": ""}]},
        {"record_state": "published"},
    ],
)
def test_documents_story_and_names_take_no_part(story):
    assert fingerprint(AGREEMENT | story, [], AT) == fingerprint(AGREEMENT, [], AT)


def test_an_unknown_renewal_is_null_whichever_way_it_is_written():
    unknown = AGREEMENT | {"renewal": "unknown"}
    assert terms(unknown, [], AT)["renewal"] is None
    assert fingerprint(unknown, [], AT) == fingerprint(AGREEMENT | {"renewal": None}, [], AT)


def test_the_terms_are_those_of_the_agreement_consolidated_on_the_day():
    before, after = terms(AGREEMENT, [AMENDMENT], date(2011, 12, 31)), terms(AGREEMENT, [AMENDMENT], AT)
    assert before == terms(AGREEMENT, [], AT)
    assert [part["text"] for part in after["parts"]] == ["L’objecte és…", "Sis anys."]
    assert [c["concept"] for c in after["commitments"]] == ["Equip", "Espais"]
    assert list(after["parts"][1]) == ["key", "label", "section", "heading", "text"]


def test_an_extension_moves_the_end_from_the_day_it_takes_effect():
    extension = {
        "code": "OAE-C-0003",
        "addendum_kind": "extension",
        "origin": "documented",
        "new_until": "2018-11-08",
    }
    dated = [extension | {"effective_on": "2014-11-09"}]
    assert terms(AGREEMENT, dated, date(2014, 11, 8))["ends_on"] == "2014-11-08"
    assert terms(AGREEMENT, dated, date(2014, 11, 9))["ends_on"] == "2018-11-08"


def test_an_accession_adds_its_parties_from_the_day_it_takes_effect():
    accession = {
        "code": "OAE-C-0003",
        "addendum_kind": "accession",
        "origin": "documented",
        "effective_on": "2012-06-01",
        "parties": [{"code": "OAE-O-0009"}],
    }
    assert terms(AGREEMENT, [accession], date(2012, 5, 31))["parties"] == ["OAE-O-0001", "OAE-O-0002"]
    assert terms(AGREEMENT, [accession], AT)["parties"] == ["OAE-O-0001", "OAE-O-0002", "OAE-O-0009"]


def test_a_separation_takes_its_parties_out_from_the_day_it_takes_effect():
    separation = {
        "code": "OAE-C-0003",
        "addendum_kind": "separation",
        "origin": "documented",
        "effective_on": "2012-06-01",
        "leaving": [{"code": "OAE-O-0001"}],
    }
    assert terms(AGREEMENT, [separation], date(2012, 5, 31))["parties"] == ["OAE-O-0001", "OAE-O-0002"]
    assert terms(AGREEMENT, [separation], AT)["parties"] == ["OAE-O-0002"]


def test_who_left_and_accedes_again_is_a_party_again():
    leaving, back = (
        {"code": f"OAE-C-000{n}", "addendum_kind": kind, "origin": "documented", "effective_on": f"2012-0{n}"}
        | whom
        for n, kind, whom in (
            (3, "separation", {"leaving": ["OAE-O-0001"]}),
            (4, "accession", {"parties": ["OAE-O-0001"]}),
        )
    )
    assert terms(AGREEMENT, [leaving, back], AT)["parties"] == ["OAE-O-0001", "OAE-O-0002"]


def test_an_agreement_with_nothing_written_has_a_fingerprint_too():
    nothing = {"parties": None, "parts": None, "commitments": None, "origin": "documented"}
    assert {name for name, value in terms(nothing, [], AT).items() if value} == set()
    assert len(fingerprint(nothing, [], AT)) == 64


def test_an_addendum_that_lacks_a_signature_takes_no_part():
    pending = AMENDMENT | {"origin": "registered", "record_state": "published", "signatures": []}
    assert fingerprint(AGREEMENT, [pending], AT) == fingerprint(AGREEMENT, [], AT)


@given(st.permutations(range(3)))
def test_the_order_of_the_addenda_takes_no_part(order):
    amending = [AMENDMENT | {"code": f"OAE-C-001{i}"} for i in range(3)]
    assert fingerprint(AGREEMENT, [amending[i] for i in order], AT) == fingerprint(AGREEMENT, amending, AT)


def test_the_day_that_stands_in_for_an_empty_start_is_not_written_as_one():
    assert terms(AGREEMENT | {"in_force_from": None}, [], AT)["in_force_from"] is None


def test_the_terms_are_plain_json():
    assert json.loads(json.dumps(terms(AGREEMENT, [AMENDMENT], AT))) == terms(AGREEMENT, [AMENDMENT], AT)
