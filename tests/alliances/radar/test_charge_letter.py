"""The letter to who is asked to look after an agreement: who gets it, in which language, and when it is too late."""

import pytest
from django.core import mail
from django.utils import timezone

from alliances.radar.charges import give_charge
from alliances.radar.keeping import keep_milestones
from observatori.digests.letters import LETTERS
from observatori.organisations.models import Membership
from observatori.publishing import deliveries
from observatori.publishing.models import Delivery
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def agreement(hospital):
    alliance = make_alliance("Guàrdies", owner=hospital, partners=[hospital], published=False)
    term = {"in_force_from": "2024-01-01", "in_force_until": "2027-03-31", "notice_months": 3}
    made = make_agreement(
        alliance, "Conveni de guàrdies", registered=False, record={"owner": hospital}, **term
    )
    made.parties.set([hospital])
    keep_milestones([made.pk])
    return made


@pytest.fixture
def chief(hospital):
    return make_user("cap@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def colleague(hospital):
    return make_user("collega@exemple.cat", organisation=hospital)


def handed_over():
    """Hand over what is due; return the letters as (address, subject, text, html)."""
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    return [(one.to[0], one.subject, one.body, one.alternatives[0][0]) for one in mail.outbox]


def test_who_is_asked_gets_one_letter_with_what_she_has_to_know(hospital, agreement, chief, colleague):
    for _twice in range(2):
        give_charge(agreement=agreement, organisation=hospital, person=colleague, by=chief)

    ((to, subject, text, html),) = handed_over()

    assert to == colleague.email
    assert subject == "Us encarregueu de: «Conveni de guàrdies»"
    for body in (text, html):
        assert (
            f"{chief} ha dit que us encarregueu d’aquest conveni ({agreement.record.code}) de part de" in body
        )
        assert "L’últim dia per avisar és el 31 de desembre del 2026." in body
        assert f"/convenis/{agreement.record.code}/?version=draft" in body
        assert f"/tauler/{hospital.slug}/radar/?assignee=me" in body
        assert f"/tauler/{hospital.slug}/radar/{agreement.record.code}/" in body


def test_who_takes_it_on_herself_gets_none(hospital, agreement, chief):
    give_charge(agreement=agreement, organisation=hospital, person=chief, by=chief)

    assert not Delivery.objects.exists()


def test_who_only_reads_is_not_sent_to_change_it(hospital, agreement, chief):
    reader = make_user(organisation=hospital, membership="reader")
    give_charge(agreement=agreement, organisation=hospital, person=reader, by=chief)

    ((_to, _subject, text, _html),) = handed_over()

    assert f"/radar/{agreement.record.code}/" not in text


def test_it_is_in_the_language_of_who_reads_it(hospital, agreement, chief, colleague):
    colleague.language = "en"
    colleague.save()
    give_charge(agreement=agreement, organisation=hospital, person=colleague, by=chief)

    ((_to, _subject, text, _html),) = handed_over()

    assert f"/en/convenis/{agreement.record.code}/" in text


@pytest.mark.parametrize("change", ["taken away", "left"])
def test_it_is_not_sent_to_who_has_it_no_more(hospital, agreement, chief, colleague, change):
    give_charge(agreement=agreement, organisation=hospital, person=colleague, by=chief)
    if change == "left":
        Membership.objects.filter(user=colleague).delete()
    else:
        give_charge(agreement=agreement, organisation=hospital, person=None, by=chief)

    assert handed_over() == []
