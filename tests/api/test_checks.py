"""What the database would refuse is refused before, at its field: no answer is a 500."""

import pytest

from tests.api.calling import Caller, pointers
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("noun", "facts", "pointer"),
    [
        ("agreements", {"commitments": [{"organisation": "ORG", "amount": -1}]}, "/commitments/0/amount"),
        ("agreements", {"commitments": [{"organisation": "ORG", "amount": 1e14}]}, "/commitments/0/amount"),
        ("agreements", {"commitments": [{"organisation": "ORG"}]}, "/commitments/0"),
        ("agreements", {"commitments": [{"organisation": "ORG", "amount": 1, "year": -1}]}, "/commitments/0/year"),
        ("agreements", {"signatures": [{}]}, "/signatures/0"),
        ("agreements", {"signatures": [{"organisation": "ORG", "party_text": "X"}]}, "/signatures/0"),
        ("agreements", {"signatures": [{"party_text": "X", "signed_on": "9999-13"}]}, "/signatures/0/signed_on"),
        ("agreements", {"renewal_months": 0}, "/renewal_months"),
        ("agreements", {"renewal_months": -1}, "/renewal_months"),
        ("agreements", {"notice_months": -1}, "/notice_months"),
        ("agreements", {"in_force_from": "2020", "in_force_until": "2019"}, "/in_force_until"),
        ("agreements", {"open_ended": True, "in_force_until": "2019"}, "/in_force_until"),
        ("agreements", {"parts": [{"section": "no", "text": "x"}]}, "/parts/0/section"),
        ("alliances", {"population": {"number": -1}}, "/population/number"),
        ("alliances", {"start": "2020", "end": "2019"}, "/end"),
        ("alliances", {"partners": [{"organisation": "ORG", "joined_on": "2020", "left_on": "2019"}]}, "/partners/0"),
        ("alliances", {"motives": ["no"]}, "/motives"),
        ("experiences", {"start": "2020", "end": "2019"}, "/end"),
        ("experiences", {"axes": ["no"]}, "/axes"),
    ],
)  # fmt: skip
def test_a_row_that_no_table_holds_is_a_422_at_its_field(noun, facts, pointer):
    hospital = make_organisation()
    named = {"alliances": {"name": "Nova"}, "agreements": {"title": "Nou", "kind": "framework"}}
    body = named.get(noun, {"title": "Nova"}) | _named(facts, hospital.code)

    found = pointers(Caller(make_user(organisation=hospital)).post(f"{noun}/", body))

    assert any(one.startswith(pointer) for one in found), found


def _named(value, code):
    if isinstance(value, dict):
        return {name: _named(one, code) for name, one in value.items()}
    if isinstance(value, list):
        return [_named(one, code) for one in value]
    return code if value == "ORG" else value
