"""The radar of those who act counts what is signed and not registered: it says so, and leads to where it is read."""

import pytest
from django.test import Client

from alliances.radar.keeping import keep_milestones
from alliances.rules import register_agreement
from observatori.publishing.models import Record
from tests.api.calling import Caller
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TERM = {"in_force_from": "2024-01-01", "in_force_until": "2027-03-31"}
NOTE = "compta el que encara no s’ha registrat"


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def agreement(hospital):
    alliance = make_alliance(owner=hospital, partners=[hospital, make_organisation()])
    made = make_agreement(alliance, registered=False, record={"owner": hospital}, **TERM)
    made.parties.add(hospital)
    register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def user(hospital):
    return make_user(organisation=hospital)


def extend(agreement, **record):
    made = make_agreement(
        agreement.alliance, kind="addendum", addendum_kind="extension", amends=agreement, registered=False,
        effective_on="2026-01-01", new_until="2027-09-30", record={"owner": agreement.record.owner, **record},
    )  # fmt: skip
    made.parties.set(agreement.parties.all())
    keep_milestones([made.pk, agreement.pk])
    return made


def shown(user, organisation):
    """The address and the note of the one agreement on the page, and what the API says of it."""
    client = Client()
    client.force_login(user)
    ((cell, *_rest),) = client.get(f"/tauler/{organisation.slug}/radar/").context["rows"]
    (answer,) = Caller(user).get("radar/").json()["results"]
    return cell["url"], NOTE in cell["note"], answer["counts_drafts"]


def page_of(agreement):
    return f"/convenis/{agreement.record.code}/"


def test_what_is_registered_leads_to_its_page(agreement, user, hospital):
    assert shown(user, hospital) == (page_of(agreement), False, False)


def test_an_addendum_that_is_signed_and_not_registered_is_told(client, agreement, user, hospital):
    addendum = extend(agreement)

    draft = f"{page_of(agreement)}?version=draft"
    assert shown(user, hospital) == (draft, True, True)
    client.force_login(user)
    assert "30 de setembre del 2027" in client.get(draft).content.decode()
    assert "30 de setembre del 2027" not in client.get(page_of(agreement)).content.decode()

    register_agreement(agreement=addendum, by=None)
    assert shown(user, hospital) == (page_of(agreement), False, False)


def test_an_addendum_that_nobody_has_signed_counts_for_nothing(agreement, user, hospital):
    extend(agreement, origin="registered")

    assert shown(user, hospital) == (page_of(agreement), False, False)


def test_a_registered_agreement_that_is_being_corrected_is_told(agreement, user, hospital):
    Record.objects.filter(pk=agreement.pk).update(state="draft")

    assert shown(user, hospital) == (f"{page_of(agreement)}?version=draft", True, True)
