"""A partner that nobody has registered yet: invited by mail from the step, claimed by a link, asked to confirm."""

import re

import pytest
from django.core import mail
from django.test import Client

from alliances.models import Partnership
from alliances.rules import ALLIANCE, publish_alliance
from observatori.organisations import members
from observatori.organisations.models import Invitation, Organisation
from observatori.publishing.models import Record
from tests.accounts.conftest import _letters_at_once, letters  # noqa: F401 - the same fixtures in both rooms
from tests.experiences.filling import form_of, send
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
INVITED = "direccio@montseny.cat"


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def client(client, hospital):
    client.force_login(make_user("editora@exemple.cat", organisation=hospital))
    return client


@pytest.fixture
def draft(hospital):
    return make_alliance("Aliança Secreta", owner=hospital, partners=[hospital], published=False)


@pytest.fixture
def invite(client, draft, letters):  # noqa: F811
    """Return a function that adds a new partner with its address, and returns the answer and the letters."""

    def invited(email=INVITED, name="Xarxa del Montseny"):
        step = f"/tauler/{draft.record.owner.slug}/aliances/{draft.record.code}/socis/"
        total = draft.partnerships.count()
        row = f"partners-{total}"
        fields = form_of(client.get(step)) | {"partners-total": str(total + 1)}
        typed = {
            f"{row}-organisation": name,
            f"{row}-organisation_choice": "new",
            f"{row}-role": "partner",
            f"{row}-organisation_new-name": name,
            f"{row}-organisation_new-email": email,
        }
        answers = []
        sent = letters(lambda: answers.append(send(client, step, fields, **typed)))
        return answers[0], sent

    return invited


def link_in(letter):
    return re.search(r"http://[^/]+(/\S+/compte/invitacio/\S+|/compte/invitacio/\S+)", letter.body)[1]


def test_its_address_gets_a_link_that_says_nothing_of_the_draft(invite, draft):
    answer, (letter,) = invite()

    assert answer.status_code == 302
    made = Organisation.objects.get(name="Xarxa del Montseny")
    assert (made.verified, made.memberships.count()) == (False, 0)
    assert letter.to == [INVITED]
    assert letter.subject == "Us conviden a administrar l’entitat «Xarxa del Montseny»"
    assert "Secreta" not in str(letter.message())
    assert draft.record.code not in str(letter.message())


def test_who_follows_the_link_administers_it_and_finds_what_waits(invite, draft):
    _answer, (letter,) = invite()
    user, browser = make_user(INVITED), Client()
    browser.force_login(user)

    assert browser.post(link_in(letter)).status_code == 302

    made = Organisation.objects.get(name="Xarxa del Montseny")
    assert made.memberships.get().role == "admin"
    assert browser.post(link_in(letter)).status_code == 404  # it works once
    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=draft.pk)), by=None)
    row = Partnership.objects.get(alliance=draft, organisation=made)
    assert row.confirmation == "pending"
    urls = [need.url for need in browser.get(f"/tauler/{made.slug}/").context["needs"]]
    assert f"/tauler/{made.slug}/confirmacions/{row.pk}/" in urls
    assert browser.post(f"/tauler/{made.slug}/confirmacions/{row.pk}/", {"_confirm": ""}).status_code == 302
    row.refresh_from_db()
    assert row.confirmation == "confirmed"


def test_a_link_is_for_its_address_alone(invite):
    _answer, (letter,) = invite()
    other = Client()
    other.force_login(make_user("algu@exemple.cat"))

    assert other.post(link_in(letter)).status_code == 403
    assert not Organisation.objects.get(name="Xarxa del Montseny").memberships.exists()


def test_an_address_that_is_none_is_said_and_registers_nothing(invite):
    answer, sent = invite("direccio")

    assert answer.status_code == 422
    assert "Escriviu una adreça sencera" in answer.content.decode()
    assert sent == []
    assert not Organisation.objects.filter(name="Xarxa del Montseny").exists()


def test_who_invites_is_told_to_whom_the_letter_went(invite, client):
    answer, _sent = invite()

    assert f"S’ha enviat una invitació a {INVITED}: val fins al" in client.get(answer.url).text


def test_without_an_address_nobody_is_written_to(invite, client):
    answer, sent = invite("")

    assert (answer.status_code, sent) == (302, [])
    assert "S’ha enviat una invitació" not in client.get(answer.url).text
    assert not Invitation.objects.exists()


def test_invitations_have_a_limit_and_beyond_it_nothing_is_saved(invite, monkeypatch):
    monkeypatch.setattr(members, "INVITATIONS", 1)
    invite()
    answer, sent = invite("altra@exemple.cat", "Xarxa del Pirineu")

    assert answer.status_code == 422
    assert "Heu enviat moltes invitacions" in answer.content.decode()
    assert sent == mail.outbox == []
    assert not Organisation.objects.filter(name="Xarxa del Pirineu").exists()
