"""Letters to addresses that somebody typed: what they quote is a name, and they say who invites and to what."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from observatori.mail import absolute
from observatori.organisations.members import invite_member
from observatori.organisations.models import Organisation
from observatori.organisations.rules import register_organisation, write_corrected
from tests.api.calling import Caller, pointers
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
BAD = [
    "Banc\nEntreu", "Banc\r\nBcc: x", "https://mal.example", "Aneu a www.mal.example", "Escriviu a x@mal.example",
    "mal.example/entra", "HTTP:mal",
]  # fmt: skip
GOOD = [
    "Hospital de l’Esperit Sant",
    "S.A. Clínica 2.0",
    "Fundació X / Institut Y",
    "Banc de Sang (bancsang.net)",
]


@pytest.mark.parametrize("name", BAD)
def test_a_name_with_an_address_or_several_lines_is_refused(client, name):
    user = make_user()
    client.force_login(user)

    page = client.post("/compte/entitat/nova/", {"name": f"A {name}", "anyway": "on"})

    assert page.status_code == 422
    assert set(pointers(Caller(user).post("organisations/", {"name": f"A {name}"}))) == {"/name"}
    assert client.post("/compte/", {"name": f"A {name}", "language": "ca"}).status_code == 422
    with pytest.raises(ValidationError):
        write_corrected(make_organisation(), {"short_name": f"A {name}"})
    assert not Organisation.objects.filter(name__startswith="A ").exists()


@pytest.mark.parametrize("name", GOOD)
def test_names_of_organisations_are_taken(name):
    assert register_organisation(facts={"name": name}, user=make_user()).name == name


def test_the_letter_to_the_first_admin_says_who_invites_to_what_and_what_to_do_else(letters):
    hospital, other = make_organisation("Hospital del Pla"), make_organisation("Fundació Nova")
    person = make_user(organisation=hospital)
    person.name = "Maria Puig"

    (letter,) = letters(
        lambda: invite_member(organisation=other, email="nova@exemple.cat", role="admin", by=person)
    )

    assert "Maria Puig (Hospital del Pla) us convida a administrar l’entitat «Fundació Nova»" in letter.body
    assert "L’Observatori és el lloc on les entitats" in letter.body
    assert "Si no sou d’aquesta entitat, no feu cas d’aquest missatge" in letter.body
    html = letter.alternatives[0][0]
    assert html.count("<a ") == html.count(f'<a href="{absolute("/compte/invitacio/")}') == 1


def test_the_page_of_the_link_says_the_same(letters):
    hospital = make_organisation("Hospital del Pla")
    admin = make_user(organisation=hospital, membership="admin")
    (letter,) = letters(
        lambda: invite_member(organisation=hospital, email="nova@exemple.cat", role="editor", by=admin)
    )
    path = letter.body[letter.body.index("/compte/invitacio/") :].split()[0]

    page = Client().get(path).content.decode()

    assert f"Us convida {admin} (Hospital del Pla)." in page
    assert "No soc d’aquesta entitat" in page
    assert "L’Observatori és el lloc on les entitats" in page


def test_who_invites_reads_to_whom_and_until_when(client, time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00", tick=False)
    hospital = make_organisation()
    client.force_login(make_user(organisation=hospital, membership="admin"))

    page = client.post(
        f"/tauler/{hospital.slug}/membres/", {"email": "nova@exemple.cat", "role": "reader"}, follow=True
    ).content.decode()

    assert "S’ha enviat una invitació a nova@exemple.cat: val fins al 6 de desembre del 2026." in page
