"""A documented case that an organisation makes its own: who may ask, who decides, what stays."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from alliances.models import Agreement
from alliances.rules import ALLIANCE
from experiences.rules import EXPERIENCE
from observatori.digests.letters import LETTERS
from observatori.publishing.claims import approve_claim, ask_claim, claimants, refuse_claim
from observatori.publishing.editing import change
from observatori.publishing.models import ClaimState, Delivery, Event, Record, Verb
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db
DOCUMENTED = {"origin": "documented"}


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def editor(hospital):
    return make_user(organisation=hospital)


@pytest.fixture
def curator():
    return make_user(role="curator")


@pytest.fixture
def case(hospital):
    return make_alliance("Cas documentat", partners=[hospital, make_organisation()], record=DOCUMENTED)


def ask(case, organisation, user, message="Hi som des del 2010."):
    return ask_claim(record=case.record, organisation=organisation, message=message, user=user)


def approve(claim, curator, rules=ALLIANCE):
    return approve_claim(claim=claim, user=curator, rules=rules)


def test_approving_gives_owner_and_origin_and_keeps_the_history(case, hospital, editor, curator):
    events = list(Event.objects.filter(record=case.record).values_list("pk", flat=True))
    first = case.record.published_revision

    claim = approve(ask(case, hospital, editor), curator)

    record = Record.objects.get(pk=case.pk)
    told = Event.objects.get(record=record, verb=Verb.CLAIMED)
    assert (record.owner, record.origin, record.version) == (hospital, "registered", 2)
    assert told.changes == {"owner": [None, hospital.code], "origin": ["documented", "registered"]}
    assert told.actor.user == curator
    assert (claim.state, claim.decided_by.user) == (ClaimState.APPROVED, curator)
    assert [revision.number for revision in record.revisions.all()] == [1, 2]
    assert record.revisions.first() == first
    assert first.document["origin"] == "documented"
    assert list(Event.objects.filter(record=record).values_list("pk", flat=True))[:1] == events


def test_the_page_no_longer_says_documented(client, case, hospital, editor, curator):
    path = f"/aliances/{case.record.slug}/"
    assert "Cas documentat per l’Observatori" in client.get(path).content.decode()

    approve(ask(case, hospital, editor), curator)

    assert "Cas documentat per l’Observatori" not in client.get(path).content.decode()


def test_an_experience_is_claimed_by_an_organisation_behind_it(hospital, editor, curator):
    case = make_experience(organisations=[hospital], record=DOCUMENTED)

    approve(ask(case, hospital, editor), curator, EXPERIENCE)

    record = Record.objects.get(pk=case.pk)
    assert (record.owner, record.published_revision.document["origin"]) == (hospital, "registered")


def test_changes_that_nobody_published_stay_unpublished(case, hospital, editor, curator):
    facts = {"rules": ALLIANCE, "version": None, "references": References(curator)}
    change(record=case.record, facts={"summary": "Encara no."}, user=curator, **facts)

    approve(ask(case, hospital, editor), curator)

    record = Record.objects.get(pk=case.pk)
    assert (record.state, record.origin, record.revisions.count()) == ("draft", "registered", 1)
    assert record.published_revision.document["summary"] == "Resum de prova."


def test_a_withdrawn_case_stays_withdrawn(case, hospital, editor, curator):
    claim = ask(case, hospital, editor)
    advance(record=case.record, verb="withdraw", user=curator, rules=ALLIANCE, reason="Ho demanen.")

    approve(claim, curator)

    assert Record.objects.get(pk=case.pk).withdrawn


def test_documented_agreements_go_along_and_stay_signed(case, hospital, editor, curator):
    documented = make_agreement(case)
    owned = make_agreement(case, record={"owner": make_organisation(), "origin": "registered"})

    approve(ask(case, hospital, editor), curator)

    documented.record.refresh_from_db()
    assert (documented.record.owner, documented.record.origin) == (hospital, "documented")
    assert Event.objects.get(record=documented.record, verb=Verb.CLAIMED).changes == {
        "owner": [None, hospital.code]
    }
    assert Record.objects.get(pk=owned.pk).owner != hospital


def test_what_everybody_reads_of_its_agreements_says_whose_they_are(client, case, hospital, editor, curator):
    agreement = make_agreement(case, "Conveni marc")
    Agreement.objects.filter(pk=agreement.pk).update(title="Encara un esborrany")
    Record.objects.filter(pk=agreement.pk).update(state="draft")
    before = agreement.record.published_revision.document

    approve(ask(case, hospital, editor), curator)

    record = Record.objects.get(pk=agreement.pk)
    after = record.published_revision.document
    assert after["owner"]["code"] == hospital.code
    assert {name for name in after if after[name] != before[name]} == {"owner"}
    assert (record.state, record.revisions.count()) == ("draft", 2)
    answer = client.get(f"/api/v1/agreements/{record.code}/").json()
    assert answer["owner"]["code"] == hospital.code


def test_an_agreement_nobody_registered_is_handed_over_as_a_draft(case, hospital, editor, curator):
    agreement = make_agreement(case, registered=False)

    approve(ask(case, hospital, editor), curator)

    record = Record.objects.get(pk=agreement.pk)
    assert (record.owner, record.published_revision) == (hospital, None)


def test_the_organisation_is_verified(case, hospital, editor, curator):
    approve(ask(case, hospital, editor), curator)

    hospital.refresh_from_db()
    assert hospital.verified_by == curator


def test_the_other_claims_that_wait_are_refused_with_a_reason(hospital, editor, curator):
    other = make_organisation()
    case = make_alliance(partners=[hospital, other], record=DOCUMENTED)
    second = ask(case, other, make_user(organisation=other))

    approve(ask(case, hospital, editor), curator)

    second.refresh_from_db()
    assert (second.state, second.reason) == (ClaimState.REFUSED, "Se n’ha fet càrrec una altra entitat.")


def test_a_refusal_says_why_and_changes_nothing(case, hospital, editor, curator):
    claim = ask(case, hospital, editor)

    with pytest.raises(ValidationError) as without:
        refuse_claim(claim=claim, user=curator, reason=" ")
    refuse_claim(claim=claim, user=curator, reason="Falta l’acord dels socis.")

    claim.refresh_from_db()
    record = Record.objects.get(pk=case.pk)
    assert "reason" in without.value.error_dict
    assert (claim.state, claim.reason) == (ClaimState.REFUSED, "Falta l’acord dels socis.")
    assert (record.owner, record.origin, record.version) == (None, "documented", 1)


def test_a_claim_is_decided_once(case, hospital, editor, curator):
    claim = ask(case, hospital, editor)
    approve(claim, curator)

    for decide in (
        lambda: approve(claim, curator),
        lambda: refuse_claim(claim=claim, user=curator, reason="No"),
    ):
        with pytest.raises(ValidationError) as refused:
            decide()
        assert refused.value.messages


def test_a_second_claim_that_waits_is_refused_at_once(case, hospital, editor):
    ask(case, hospital, editor)

    with pytest.raises(ValidationError) as refused:
        ask(case, hospital, editor)

    assert refused.value.messages == ["Aquesta entitat ja ho ha demanat."]


def test_only_who_takes_part_can_claim(case):
    outsider = make_organisation()

    with pytest.raises(ValidationError) as refused:
        ask(case, outsider, make_user(organisation=outsider))

    assert "organisation" in refused.value.error_dict


@pytest.mark.parametrize("relation", ["centre of the named one", "body of the named one"])
def test_the_body_answers_for_its_centre_and_the_other_way_round(case, hospital, relation):
    institute = make_organisation("Institut del Pla")
    if relation.startswith("centre"):
        institute.centre_of = hospital
        institute.save()
    else:
        hospital.centre_of = institute
        hospital.save()

    assert claimants(make_user(organisation=institute), case.record) == [institute]


@pytest.mark.parametrize(
    ("membership", "may"), [("reader", False), ("editor", True), ("admin", True), ("outsider", False)]
)
def test_who_may_ask(case, hospital, membership, may):
    outsider = membership == "outsider"
    at = make_organisation() if outsider else hospital
    user = make_user(organisation=at, membership="admin" if outsider else membership)

    assert bool(claimants(user, case.record)) is may
    if not may:
        with pytest.raises(PermissionDenied):
            ask(case, hospital, user)


def test_who_decides_is_of_the_staff_and_of_another_organisation(case, hospital, editor, curator):
    claim = ask(case, hospital, editor)

    for user in (editor, make_user(), make_user(role="curator", organisation=hospital)):
        with pytest.raises(PermissionDenied):
            approve(claim, user)
        with pytest.raises(PermissionDenied):
            refuse_claim(claim=claim, user=user, reason="No.")
    assert approve(claim, curator).state == ClaimState.APPROVED


def test_neither_a_registered_case_nor_an_example_is_claimed(hospital, editor):
    registered = make_alliance(partners=[hospital, make_organisation()])
    example = make_alliance(
        partners=[hospital, make_organisation()], record=DOCUMENTED | {"is_example": True}
    )

    for case in (registered, example):
        assert claimants(editor, case.record) == []
        with pytest.raises(ValidationError):
            ask(case, hospital, editor)


@pytest.mark.parametrize("approved", [True, False])
def test_who_asked_is_told_the_decision(case, hospital, editor, curator, approved):
    claim = ask(case, hospital, editor)
    if approved:
        approve(claim, curator)
    else:
        refuse_claim(claim=claim, user=curator, reason="Falta l’acord dels socis.")

    delivery = Delivery.objects.get(letter="claim_decided")
    letter = LETTERS["claim_decided"](delivery)

    assert delivery.recipient == editor.email
    assert "Cas documentat" in letter.subject
    assert ("Falta l’acord dels socis." in letter.text) is not approved
    assert ("/tauler/" in letter.html) is approved


def test_who_left_the_organisation_is_not_told(case, hospital, editor, curator):
    approve(ask(case, hospital, editor), curator)
    editor.memberships.all().delete()
    del editor.__dict__["_roles"]

    assert LETTERS["claim_decided"](Delivery.objects.get(letter="claim_decided")) is None
