"""The letters of the double confirmation: who is told what, and once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.confirmations.rules import confirm, dispute
from alliances.models import Agreement
from alliances.rules import register_agreement
from observatori.organisations.models import Membership
from observatori.publishing.models import Delivery
from tests.alliances.confirmations.making import edited, partner_facts, row_of, signed_by, states, told
from tests.making import make_alliance, make_organisation, make_user

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


def test_who_writes_for_an_owner_that_nobody_administers_is_told(alliance, partner, admin, hospital):
    Membership.objects.filter(organisation=hospital).delete()
    make_user("escriu@exemple.cat", organisation=hospital)
    make_user("llegeix@exemple.cat", organisation=hospital, membership="reader")
    Delivery.objects.all().delete()

    dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi posem cap edifici.")

    assert [to for to, _subject, _body in told()] == ["escriu@exemple.cat"]


def test_who_no_longer_administers_or_has_answered_meanwhile_gets_no_letter(alliance, partner, admin):
    other = make_user("altra@exemple.cat", organisation=partner, membership="admin")
    Membership.objects.filter(user=admin).delete()
    confirm(partnership=row_of(alliance, partner), user=other)

    assert [to for to, _subject, _body in told()] == ["titular@exemple.cat"]


def test_the_letter_is_in_the_language_of_who_reads_it(hospital, partner, admin):
    type(admin).objects.filter(pk=admin.pk).update(language="en")
    make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])

    assert Delivery.objects.get().language == "en"


def test_asking_twenty_partners_costs_the_queries_of_asking_one(hospital):
    def queries(partners):
        asked = [make_organisation() for _ in range(partners)]
        for one in asked:
            make_user(organisation=one, membership="admin")
            make_user(organisation=one, membership="admin")
        made = make_alliance(owner=hospital, partners=[hospital, *asked])
        Delivery.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            signed_by(made, hospital, *asked)
        assert Delivery.objects.count() == 2 * partners
        return len(captured)

    assert queries(1) == queries(20)


def test_registering_again_with_twenty_partners_costs_the_queries_of_one(hospital):
    def queries(partners):
        asked = [make_organisation() for _ in range(partners)]
        for one in asked:
            make_user(organisation=one, membership="admin")
        made = make_alliance(owner=hospital, partners=[hospital, *asked])
        agreement = signed_by(made, hospital, *asked)
        for one in asked:
            confirm(partnership=row_of(made, one), user=one.memberships.get().user)
        Agreement.objects.filter(pk=agreement.pk).update(notice_months=6)
        again = Agreement.objects.get(pk=agreement.pk)
        with CaptureQueriesContext(connection) as captured:
            register_agreement(agreement=again, by=None)
        assert set(states(made).values()) == {"stale"}
        return len(captured)

    assert queries(1) == queries(20)


def test_telling_ten_admins_of_an_answer_costs_the_queries_of_telling_one(hospital, partner, admin):
    def queries(admins):
        owner = make_organisation()
        for _ in range(admins):
            make_user(organisation=owner, membership="admin")
        made = make_alliance(owner=owner, partners=[owner, partner])
        Delivery.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            confirm(partnership=row_of(made, partner), user=admin)
        assert Delivery.objects.count() == admins
        return len(captured)

    queries(1)  # the pseudonym of who answers is made once
    assert queries(1) == queries(10)
