"""What is done to a procedure with one button: the signatures are marked as the agreement says, an own step goes."""

import pytest
from django.test import Client

from alliances.models import ProcedureStep
from alliances.procedures.rules import add_step, change_step, start_procedures
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", ownership="public")


@pytest.fixture
def partner():
    return make_organisation("Mútua de les Valls", ownership="private_nonprofit")


@pytest.fixture
def editor(hospital):
    return make_user(organisation=hospital)


@pytest.fixture
def agreement(hospital, partner):
    alliance = make_alliance(owner=hospital, partners=[hospital, partner])
    record = {"owner": hospital, "origin": "registered"}
    made = make_agreement(alliance, "Conveni de laboratori", record=record, registered=False)
    made.parties.set([hospital, partner])
    return made


@pytest.fixture
def steps(agreement, hospital, editor):
    return start_procedures(agreement=agreement, organisation=hospital, by=editor)


@pytest.fixture
def signatures(steps):
    return next(step for step in steps if step.code == "signatures")


@pytest.fixture
def own(agreement, hospital, editor, steps):
    return add_step(
        agreement=agreement, organisation=hospital, title="Nota de premsa", stage="after", by=editor
    )


@pytest.fixture
def desk(editor):
    return session(editor)


@pytest.fixture
def url(hospital, agreement):
    return f"/tauler/{hospital.slug}/convenis/{agreement.record.code}/tramits/"


def session(user):
    client = Client()
    client.force_login(user)
    return client


def current(step):
    return ProcedureStep.objects.filter(pk=step.pk).first()


def press(client, url, verb, step, **facts):
    return client.post(
        url, {"_verb": verb, "step": step.pk, "version": step.version, **facts}, follow=True
    ).text


SIGNED = "Al conveni hi consta que l’han signat totes les parts, l’última el 14 de maig del 2026."
MARK = "Marca’l com a fet"


def test_signatures_of_all_are_proposed_and_kept_only_when_she_says_so(
    desk, url, agreement, hospital, partner, signatures
):
    agreement.signatures.create(organisation=hospital, signed_on="2026-05-12")
    assert MARK not in desk.get(url).text

    agreement.signatures.create(organisation=partner, signed_on="2026-05-14")
    page = desk.get(url).text
    assert SIGNED in page
    assert MARK in page
    assert current(signatures).state == "pending"

    assert "S’ha desat el tràmit" in press(desk, url, "signed", signatures)
    done = current(signatures)
    assert (done.state, str(done.done_on)) == ("done", "2026-05-14")
    assert SIGNED not in desk.get(url).text


def test_what_is_no_longer_signed_is_not_marked(desk, url, agreement, hospital, signatures):
    agreement.signatures.create(organisation=hospital, signed_on="2026-05-12")

    assert "ja no hi consta que l’hagin signat" in press(desk, url, "signed", signatures)
    assert current(signatures).state == "pending"


def test_signed_by_all_is_never_late(desk, url, agreement, hospital, partner, editor, signatures):
    change_step(step=signatures, facts={"due_on": "2026-01-01"}, version=1, by=editor)
    assert "Fa tard" in desk.get(url).text

    for party in (hospital, partner):
        agreement.signatures.create(organisation=party, signed_on="2026-05-12")
    assert "Fa tard" not in desk.get(url).text


def test_who_only_reads_sees_that_it_is_signed_and_marks_nothing(
    url, agreement, hospital, partner, signatures
):
    for party in (hospital, partner):
        agreement.signatures.create(organisation=party)
    reader = session(make_user(organisation=hospital, membership="reader"))

    page = reader.get(url).text
    assert "hi consta que l’han signat totes les parts." in page
    assert MARK not in page
    assert reader.post(url, {"_verb": "signed", "step": signatures.pk}).status_code == 403


def test_a_step_more_is_proposed_for_the_moment_the_agreement_is_in(
    desk, url, agreement, hospital, partner, steps
):
    assert desk.get(url).context["adding"]["stage"].value() == "before"

    for party in (hospital, partner):
        agreement.signatures.create(organisation=party, signed_on="2026-05-12")
    assert desk.get(url).context["adding"]["stage"].value() == "after"


def test_a_step_of_ones_own_is_taken_out(desk, url, own):
    assert desk.get(url).text.count("Treu-lo de la llista") == 1

    assert "S’ha tret el tràmit «Nota de premsa»." in press(desk, url, "remove", own)
    assert current(own) is None
    assert "ja no és a la llista" in press(desk, url, "remove", own)


def test_what_the_law_asks_stays(desk, url, signatures):
    assert "el demana la llei" in press(desk, url, "remove", signatures)
    assert current(signatures) is not None


def test_what_somebody_changed_meanwhile_stays(desk, url, own, editor):
    change_step(step=own, facts={"note": "Ja és enviada."}, version=1, by=editor)

    assert "algú altre ha canviat aquest tràmit" in press(desk, url, "remove", own)
    assert current(own).note == "Ja és enviada."


def test_who_does_not_write_takes_nothing_out(url, hospital, partner, own):
    reader = session(make_user(organisation=hospital, membership="reader"))
    assert reader.post(url, {"_verb": "remove", "step": own.pk, "version": 1}).status_code == 403
    other = session(make_user(organisation=partner))
    theirs = url.replace(hospital.slug, partner.slug)
    assert "ja no és a la llista" in press(other, theirs, "remove", own)
    assert current(own) is not None
