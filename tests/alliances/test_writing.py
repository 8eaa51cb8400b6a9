"""Facts in the API’s write form to alliances and agreements."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.consolidation import consolidated_text
from alliances.rules import AGREEMENT, ALLIANCE
from observatori.publishing.editing import change, create
from observatori.publishing.references import References
from tests.making import make_agreement, make_alliance, make_organisation, make_term, make_user

pytestmark = pytest.mark.django_db
VERIFIED = {"verified_at": "2026-01-01T00:00Z"}


@pytest.fixture
def organisation():
    return make_organisation("Hospital de Prova", **VERIFIED)


@pytest.fixture
def editor(organisation):
    return make_user(organisation=organisation)


@pytest.fixture
def write(editor, organisation):
    """Return a function that creates (no record) or changes a thing and gives its document."""

    def write(rules, facts, record=None):
        references = References(editor)
        if record is None:
            thing = create(rules=rules, facts=facts, owner=organisation, user=editor, references=references)
        else:
            thing = change(
                record=record, rules=rules, facts=facts, user=editor, version=None, references=references
            )
        return rules.document(rules.load(thing.record)), thing.record

    return write


def refused(write, rules, facts, record=None):
    with pytest.raises(ValidationError) as error:
        write(rules, facts, record)
    return set(error.value.error_dict)


def test_partners_keep_their_row_when_the_list_is_written_again(write):
    first, second = make_organisation(**VERIFIED), make_organisation(**VERIFIED)
    document, record = write(ALLIANCE, {"name": "A", "partners": [{"organisation": first.code}]})
    (row,) = document["partners"]

    partners = [
        {"organisation": second.slug, "role": "lead"},
        {"organisation": first.code, "own_objectives": "Créixer."},
    ]
    document, _record = write(ALLIANCE, {"partners": partners}, record)

    assert [partner["organisation"]["code"] for partner in document["partners"]] == [second.code, first.code]
    assert document["partners"][1]["id"] == row["id"]
    assert document["partners"][1]["own_objectives"] == "Créixer."


def test_the_same_partner_twice_at_once_is_refused_and_a_return_is_not(write):
    partner = make_organisation(**VERIFIED).code
    twice = [{"organisation": partner}, {"organisation": partner}]
    returned = [{"organisation": partner, "left_on": "2010"}, {"organisation": partner, "joined_on": "2012"}]

    assert refused(write, ALLIANCE, {"name": "A", "partners": twice}) == {"partners/1/organisation"}
    assert len(write(ALLIANCE, {"name": "A", "partners": returned})[0]["partners"]) == 2


def test_a_partner_leaves_after_it_joined(write):
    partners = [{"organisation": make_organisation(**VERIFIED).code, "joined_on": "2012", "left_on": "2010"}]

    assert refused(write, ALLIANCE, {"name": "A", "partners": partners}) == {"partners/0/left_on"}


def test_an_organisation_nobody_knows_of_is_refused_as_one_that_does_not_exist(write):
    hidden = make_organisation("Secreta")
    errors = []
    for identity in (hidden.code, "OAE-O-9999"):
        with pytest.raises(ValidationError) as error:
            write(ALLIANCE, {"name": "A", "partners": [{"organisation": identity}]})
        errors.append(error.value.message_dict["partners/0/organisation"][0].replace(identity, ""))

    assert errors[0] == errors[1]


def test_everything_wrong_is_said_at_once(write):
    facts = {"name": "x" * 251, "start": "2020", "end": "2010", "form": "cap", "territory": ["cap"]}

    assert refused(write, ALLIANCE, facts) == {"name", "form", "territory/0"}
    assert refused(write, ALLIANCE, facts | {"name": "A"}) == {"end", "form", "territory/0"}


def test_terms_of_one_field_leave_those_of_the_others(write):
    make_term("comarca", "osona")
    make_term("theme", "pal-liatius")
    _document, record = write(ALLIANCE, {"name": "A", "territory": ["osona"], "themes": ["pal-liatius"]})

    document, _record = write(ALLIANCE, {"territory": []}, record)

    assert (document["territory"], document["themes"]) == ([], ["pal-liatius"])


def test_conditions_change_one_by_one(write):
    _document, record = write(ALLIANCE, {"name": "A", "conditions": {"generosity": "yes"}})

    document, _record = write(ALLIANCE, {"condition_notes": {"generosity": "Acta 3"}}, record)

    assert document["conditions"]["generosity"] == "yes"
    assert document["condition_notes"]["generosity"] == "Acta 3"
    assert document["conditions"]["transparency"] == "unknown"


def test_writing_makes_the_same_queries_with_1_and_20_partners(write):
    make_term("benefit", "talent")
    counts = []
    for many in (1, 1, 20):  # the first only fills the caches
        partners = [
            {"organisation": make_organisation(**VERIFIED).code, "benefits": ["talent"]} for _ in range(many)
        ]
        _document, record = write(ALLIANCE, {"name": "A"})
        with CaptureQueriesContext(connection) as captured:
            write(ALLIANCE, {"partners": partners}, record)
        counts.append(len(captured))

    assert counts[1] == counts[2]


def agreement_facts(**facts):
    return {"title": "Conveni marc", "kind": "framework", **facts}


def test_an_agreement_is_signed_at_its_last_signature(write, organisation):
    signatures = [
        {"organisation": organisation.code, "person": "A. B.", "signed_on": "2020-03-01"},
        {"party_text": "Ajuntament", "signed_on": "2020-02"},
    ]

    document, record = write(AGREEMENT, agreement_facts(signatures=signatures))

    assert document["signed_on"] == "2020-03-01"
    assert refused(write, AGREEMENT, {"signed_on": "2019"}, record) == {"signed_on"}


def test_a_signature_is_of_an_organisation_or_of_a_text(write, organisation):
    both = {"organisation": organisation.code, "party_text": "Ajuntament"}

    errors = refused(write, AGREEMENT, agreement_facts(signatures=[both, {"person": "A. B."}]))

    assert errors == {"signatures/0/organisation", "signatures/1/organisation"}


def test_parts_without_a_key_get_one_of_their_own(write):
    parts = [
        {"section": "clauses", "label": "Primera", "text": "Objecte."},
        {"section": "clauses", "label": "Primera", "text": "Una altra."},
        {"section": "annexes", "text": "Annex."},
    ]

    document, _record = write(AGREEMENT, agreement_facts(parts=parts))

    assert [part["key"] for part in document["parts"]] == ["primera", "primera-2", "part-3"]


def test_a_part_inserted_without_a_key_gets_one_that_no_other_has(write):
    parts = [
        {"key": "quarta", "section": "clauses", "text": "Quatre."},
        {"label": "Segona", "section": "clauses"},
    ]
    amended, _record = write(AGREEMENT, agreement_facts(parts=parts))
    facts = {"amends": amended["code"], "addendum_kind": "amendment", "title": "Addenda"}
    facts |= {"kind": "addendum", "origin": "documented", "effective_on": "2021-01-01"}

    def inserted(heading, key=""):
        return {"op": "insert_after", "target": "quarta", "key": key, "heading": heading, "text": "Nova."}

    first, _record = write(AGREEMENT, facts | {"changes": [inserted("Sisena")]})
    changes = [inserted("Quarta"), inserted("Sisena"), inserted("Quarta"), inserted("Altra", "quarta-3")]
    second, record = write(AGREEMENT, facts | {"changes": [*changes, inserted("Ñ" * 3), inserted("L" * 60)]})
    third, _record = write(AGREEMENT, facts | {"changes": [inserted("L" * 60)]})
    again, _record = write(AGREEMENT, {"changes": changes}, record)

    assert [one["key"] for one in first["changes"]] == ["sisena"]
    keys = ["quarta-2", "sisena-2", "quarta-4", "quarta-3"]
    assert [one["key"] for one in second["changes"]] == [*keys, "nnn", "l" * 50]
    assert [one["key"] for one in third["changes"]] == ["l" * 48 + "-2"]
    assert [one["key"] for one in again["changes"]] == keys
    addenda = [one | {"origin": "documented"} for one in (first, second, third)]
    assert consolidated_text(amended, addenda, date(2022, 1, 1)).conflicts == ()


def test_a_key_somebody_types_is_kept_though_it_be_taken(write):
    amended, _record = write(AGREEMENT, agreement_facts(parts=[{"key": "quarta", "section": "clauses"}]))
    typed = {"op": "insert_after", "target": "quarta", "key": "quarta", "text": "Nova."}
    facts = {"kind": "addendum", "amends": amended["code"], "title": "Addenda", "addendum_kind": "amendment"}

    document, _record = write(AGREEMENT, facts | {"changes": [typed]})

    assert [one["key"] for one in document["changes"]] == ["quarta"]


def test_two_parts_with_one_key_are_refused(write):
    parts = [{"key": "a", "section": "clauses"}, {"key": "a", "section": "clauses"}]

    assert refused(write, AGREEMENT, agreement_facts(parts=parts)) == {"parts/1/key"}


def test_an_agreement_that_ends_before_it_starts_is_refused(write):
    facts = agreement_facts(in_force_from="2020", in_force_until="2019")

    assert refused(write, AGREEMENT, facts) == {"in_force_until"}


def test_an_addendum_takes_alliance_and_parties_from_what_it_amends(write, organisation):
    _document, alliance = write(ALLIANCE, {"name": "A"})
    facts = agreement_facts(alliance=alliance.code, parties=[organisation.code])
    _document, agreement = write(AGREEMENT, facts)

    document, _record = write(
        AGREEMENT,
        {"title": "Addenda", "kind": "addendum", "amends": agreement.code, "addendum_kind": "other"},
    )

    assert document["alliance"]["code"] == alliance.code
    assert [party["code"] for party in document["parties"]] == [organisation.code]


def test_an_addendum_signed_before_what_it_amends_is_recorded_as_it_was_signed(write):
    _document, agreement = write(AGREEMENT, agreement_facts(signed_on="2020-05-01"))
    facts = {"title": "Addenda", "kind": "addendum", "amends": agreement.code}
    signature = {"party_text": "Ajuntament", "signed_on": "2019"}

    document, _record = write(AGREEMENT, facts | {"signatures": [signature]})

    assert document["signed_on"] == "2019"


def test_an_addendum_of_an_agreement_one_may_not_read_is_refused(write):
    other = make_agreement(make_alliance(owner=make_organisation()), registered=False)
    facts = {"title": "Addenda", "kind": "addendum", "amends": other.record.code}

    assert refused(write, AGREEMENT, facts) >= {"amends"}


def test_a_registered_agreement_stays_in_its_alliance(write, organisation):
    alliance = make_alliance(owner=organisation)
    record = make_agreement(alliance, record={"owner": organisation}).record
    _document, other = write(ALLIANCE, {"name": "Una altra"})

    assert refused(write, AGREEMENT, {"alliance": other.code}, record) == {"alliance"}
    assert write(AGREEMENT, {"alliance": alliance.record.code}, record)


def test_a_commitment_says_who_and_how_much(write, organisation):
    commitments = [{"organisation": organisation.code}, {"amount": 10.5}]

    errors = refused(write, AGREEMENT, agreement_facts(commitments=commitments))

    assert errors == {"commitments/0/amount", "commitments/1/organisation"}


def test_a_commitment_of_an_organisation_nobody_knows_is_refused_at_its_row(write):
    commitments = [{"organisation": "OAE-O-9999", "year": 2024, "amount": 1}]
    facts = {"title": "Conveni", "kind": "framework", "commitments": commitments}

    assert refused(write, AGREEMENT, facts) == {"commitments/0/organisation"}


@pytest.mark.parametrize("field", ["party_text", "person", "office"])
def test_a_signature_never_has_an_identity_number(write, field):
    signature = {"party_text": "Una part"} | {field: "Joan Puig, 12345678Z"}
    facts = {"title": "Conveni", "kind": "framework", "signatures": [signature]}

    assert refused(write, AGREEMENT, facts) == {f"signatures/0/{field}"}


def test_what_only_an_addendum_has_is_refused_elsewhere(write):
    facts = {"title": "Conveni", "kind": "framework", "effective_on": "2020", "new_until": "2024"}

    assert refused(write, AGREEMENT, facts) == {"effective_on", "new_until"}


def test_an_addendum_of_an_addendum_is_refused(write):
    _document, agreement = write(AGREEMENT, {"title": "Conveni", "kind": "framework"})
    addendum = {"title": "Addenda", "kind": "addendum", "addendum_kind": "other"}
    _document, first = write(AGREEMENT, addendum | {"amends": agreement.code})

    assert refused(write, AGREEMENT, addendum | {"amends": first.code}) == {"amends"}
