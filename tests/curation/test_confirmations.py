"""The staff’s list of partners that dispute or owe an answer, the owner’s, and the reminder."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.confirmations.rules import confirm, dispute
from alliances.models import Partnership
from alliances.rules import publish_alliance
from observatori.publishing.models import Delivery
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
LIST = "/curadoria/confirmacions/"


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Consorci de les Valls")


@pytest.fixture
def admin(partner):
    return make_user("socia@exemple.cat", organisation=partner, membership="admin")


@pytest.fixture
def owner_editor(hospital):
    return make_user("editora@exemple.cat", organisation=hospital, membership="editor")


@pytest.fixture
def part(hospital, partner, admin):
    alliance = make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])
    return asked_part(alliance, partner)


def asked_part(alliance, organisation):
    alliance.record.origin = "registered"
    alliance.record.save()
    publish_alliance(alliance=alliance, by=None)
    return Partnership.objects.get(alliance=alliance, organisation=organisation)


@pytest.fixture
def desk(client):
    client.force_login(make_user("curadora@exemple.cat", role="curator"))
    return client


def rows(page):
    return [row for group in page.context["groups"] for row in group["rows"]]


def letters(name):
    return Delivery.objects.filter(letter=name)


def test_a_dispute_is_listed_with_its_reason_and_counted_in_the_tab(desk, part, admin):
    dispute(partnership=part, user=admin, reason="No hi cedim cap edifici.")
    page = desk.get(LIST)

    assert [(row["partner"], row["reason"], row["owes"]) for row in rows(page)] == [
        ("Consorci de les Valls", "No hi cedim cap edifici.", False)
    ]
    assert [tab["count"] for tab in page.context["tabs"] if tab["current"]] == [1]


def test_one_state_can_be_asked_for_and_what_is_confirmed_is_left_out(desk, part, admin):
    assert [row["state"] for row in rows(desk.get(LIST))] == ["pending"]
    assert rows(desk.get(f"{LIST}?state=disputed")) == []
    assert desk.get(f"{LIST}?state=no").context["state"] == ""

    confirm(partnership=part, user=admin)
    assert "Ningú no hi discrepa" in desk.get(LIST).text


def test_what_one_organisation_owes_stands_together_and_disputes_come_first(desk, hospital, partner, admin):
    other = make_organisation("Àrea de Llevant")
    chief = make_user("area@exemple.cat", organisation=other, membership="admin")
    for name, who in (("Primera", partner), ("Segona", other), ("Tercera", partner), ("Quarta", other)):
        asked_part(make_alliance(name, owner=hospital, partners=[hospital, who]), who)
    of_the_first = Partnership.objects.get(alliance__name="Primera", organisation=partner)
    dispute(partnership=of_the_first, user=admin, reason="No és així.")

    def named():
        return [
            (group["partner"], [row["title"] for row in group["rows"]])
            for group in desk.get(LIST).context["groups"]
        ]

    area = ("Àrea de Llevant", ["Quarta", "Segona"])
    assert named() == [("Consorci de les Valls", ["Primera", "Tercera"]), area]
    confirm(partnership=of_the_first, user=admin)
    assert named() == [area, ("Consorci de les Valls", ["Tercera"])]
    of_the_second = Partnership.objects.get(alliance__name="Segona", organisation=other)
    dispute(partnership=of_the_second, user=chief, reason="Tampoc.")
    assert named()[0] == ("Àrea de Llevant", ["Segona", "Quarta"])


def test_a_reminder_is_sent_once_a_week_whoever_presses(
    desk, client, part, owner_editor, hospital, time_machine
):
    time_machine.move_to("2026-11-16 10:00Z")
    before = letters("confirmation_asked").count()

    answer = desk.post(f"{LIST}{part.pk}/recorda/", follow=True)
    client.force_login(owner_editor)
    client.post(f"/tauler/{hospital.slug}/confirmacions/{part.pk}/recorda/")

    assert "Es recordarà per correu a «Consorci de les Valls»" in answer.text
    assert letters("confirmation_asked").count() == before + 1
    time_machine.move_to("2026-11-23 10:00Z")
    client.post(f"/tauler/{hospital.slug}/confirmacions/{part.pk}/recorda/")
    assert letters("confirmation_asked").count() == before + 2


def test_who_has_answered_is_not_reminded(desk, part, admin):
    before = letters("confirmation_asked").count()
    dispute(partnership=part, user=admin, reason="No és així.")

    assert "ja no deu cap resposta" in desk.post(f"{LIST}{part.pk}/recorda/", follow=True).text
    assert letters("confirmation_asked").count() == before


def test_where_nobody_administers_the_partner_it_is_said(desk, part, admin):
    admin.memberships.all().delete()

    page = desk.get(LIST).text
    assert "Encara no l’administra ningú." in page
    assert "Recorda-ho" not in page
    assert "no hi ha a qui recordar-ho" in desk.post(f"{LIST}{part.pk}/recorda/", follow=True).text


def test_only_who_writes_the_alliance_reminds(client, part, hospital, admin, owner_editor):
    url = f"/tauler/{hospital.slug}/confirmacions/{part.pk}/recorda/"
    reader = make_user("lectora@exemple.cat", organisation=hospital, membership="reader")
    for user, status in ((admin, 404), (reader, 403), (owner_editor, 302)):
        client.force_login(user)
        assert client.post(url).status_code == status
        assert ("Recorda-ho" in client.get(f"/tauler/{hospital.slug}/confirmacions/").text) == (status == 302)


def test_the_queries_are_the_same_for_1_and_for_20(desk, part, hospital, partner):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = desk.get(LIST)
        return len(captured), len(rows(page))

    desk.get(LIST)
    one, _count = queries()
    for number in range(19):
        asked_part(make_alliance(f"Aliança {number}", owner=hospital, partners=[hospital, partner]), partner)

    assert queries() == (one, 20)
