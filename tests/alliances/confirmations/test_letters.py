"""The letters of the double confirmation: who is told what, and once."""

import pytest

from alliances.confirmations.rules import confirm, dispute
from observatori.organisations.models import Membership
from observatori.publishing.models import Delivery
from tests.alliances.confirmations.making import edited, partner_facts, row_of, told
from tests.making import make_alliance, make_user

pytestmark = pytest.mark.django_db


def test_the_admins_of_a_partner_are_asked_once_and_led_to_the_page(alliance, partner, admin, owner_admin):
    make_user("editora@exemple.cat", organisation=partner)
    edited(alliance, owner_admin, summary="Un altre resum.")

    ((to, subject, body),) = told()

    assert to == "socia@exemple.cat"
    assert subject == "Us demanen que confirmeu la vostra part a «Aliança del Ter»"
    assert f"/tauler/{partner.slug}/confirmacions/{row_of(alliance, partner).pk}/" in body


def test_they_are_asked_again_once_for_each_answer_that_grows_stale(alliance, partner, admin, owner_admin):
    confirm(partnership=row_of(alliance, partner), user=admin)
    for objectives in ("Uns.", "Uns altres."):
        edited(alliance, owner_admin, partners=partner_facts(alliance, partner, own_objectives=objectives))

    asked = [subject for to, subject, _body in told() if to == "socia@exemple.cat"]

    assert asked == ["Ha canviat la vostra part a «Aliança del Ter»"]


def test_a_partner_that_disputed_is_told_when_it_is_corrected(alliance, partner, admin, owner_admin):
    dispute(partnership=row_of(alliance, partner), user=admin, reason="Els objectius no són aquests.")
    Delivery.objects.all().delete()
    edited(alliance, owner_admin, summary="Un altre resum.")
    assert told() == []

    edited(alliance, owner_admin, partners=partner_facts(alliance, partner, own_objectives="Els bons."))

    assert [(to, subject) for to, subject, _body in told()] == [
        ("socia@exemple.cat", "Ha canviat la vostra part a «Aliança del Ter»")
    ]


def test_the_owner_is_told_what_a_partner_answers_and_why(alliance, partner, admin):
    Delivery.objects.all().delete()
    dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi posem cap edifici.")
    confirm(partnership=row_of(alliance, partner), user=admin)

    letters = told()

    assert [(to, subject) for to, subject, _body in letters] == [
        ("titular@exemple.cat", "«Consorci de les Valls» discrepa del que es diu a «Aliança del Ter»"),
        ("titular@exemple.cat", "«Consorci de les Valls» ha confirmat la seva part a «Aliança del Ter»"),
    ]
    assert "No hi posem cap edifici." in letters[0][2]


def test_who_no_longer_administers_or_has_answered_meanwhile_gets_no_letter(alliance, partner, admin):
    other = make_user("altra@exemple.cat", organisation=partner, membership="admin")
    Membership.objects.filter(user=admin).delete()
    confirm(partnership=row_of(alliance, partner), user=other)

    assert [to for to, _subject, _body in told()] == ["titular@exemple.cat"]


def test_the_letter_is_in_the_language_of_who_reads_it(hospital, partner, admin):
    type(admin).objects.filter(pk=admin.pk).update(language="en")
    make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])

    assert Delivery.objects.get().language == "en"
