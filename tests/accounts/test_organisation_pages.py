"""How a person finds or registers her organisation."""

import pytest
from django.utils import timezone

from observatori.organisations.models import Membership, Organisation
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
NEW = "/compte/entitat/nova/"


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def hospital():
    return make_organisation("Hospital Comarcal de Riudebrera", verified_at=timezone.now())


@pytest.mark.parametrize(
    "path", ["/compte/", "/compte/entitat/", NEW, "/compte/claus/", "/compte/entitat/x/"]
)
def test_who_is_not_logged_in_is_led_to_log_in_and_back(client, path):
    assert client.get(path)["Location"] == f"/compte/entrar/?next={path}"


def test_a_person_finds_her_organisation_and_is_led_to_ask(client, user, hospital):
    page = client.get("/compte/entitat/?q=riudevrera").content.decode()

    assert f'href="/compte/entitat/{hospital.slug}/"' in page
    assert f'data-code="{hospital.code}"' in page
    assert client.get(f"/compte/entitat/{hospital.slug}/").status_code == 200


def test_who_finds_nothing_is_led_to_register_it_with_what_she_wrote(client, user):
    page = client.get("/compte/entitat/?q=Cooperativa+Llum").content.decode()

    assert f'href="{NEW}?name=Cooperativa+Llum"' in page
    assert 'value="Cooperativa Llum"' in client.get(f"{NEW}?name=Cooperativa+Llum").content.decode()


def test_an_organisation_is_registered_and_waits_for_verification(client, user):
    response = client.post(NEW, {"name": "Cooperativa Llum", "ownership": "private_nonprofit", "tax_id": ""})

    assert response.status_code == 302
    made = Organisation.objects.get()
    assert (made.name, made.verified, made.registered_by) == ("Cooperativa Llum", False, user)
    assert Membership.objects.get(user=user, organisation=made).role == "admin"
    assert "pendent de verificar" in client.get("/compte/").content.decode()


def test_what_looks_like_another_is_shown_once_and_the_person_may_go_on(client, user, hospital):
    data = {"name": "Hospital de Riudebrera"}
    first = client.post(NEW, data)
    page = first.content.decode()

    assert first.status_code == 200
    assert 'id="semblants"' in page
    assert hospital.name in page
    assert Organisation.objects.count() == 1
    assert 'name="anyway" value="on"' in page
    assert client.post(NEW, {**data, "anyway": "on"}).status_code == 302
    assert Organisation.objects.count() == 2


def test_what_she_was_already_shown_is_not_asked_again(client, user, hospital):
    found = client.get("/compte/entitat/?q=Hospital+de+Riudebrera")
    link = f"{NEW}?name=Hospital+de+Riudebrera&seen={hospital.code}"
    assert link.replace("&", "&amp;") in found.content.decode()
    fields = client.get(link).context["form"]
    assert (fields["name"].value(), fields["seen"].value()) == ("Hospital de Riudebrera", hospital.code)

    sent = {"name": "Hospital de Riudebrera", "seen": hospital.code}
    assert client.post(NEW, sent).status_code == 302


def test_what_she_was_not_shown_yet_is_asked(client, user, hospital):
    other = make_organisation("Hospital de la Riudebrera", verified_at=timezone.now())

    page = client.post(NEW, {"name": "Hospital de Riudebrera", "seen": hospital.code})

    assert [one.pk for one in page.context["similar"]] == [other.pk]
    assert Organisation.objects.count() == 2


def test_a_wrong_nif_is_said_before_anything_is_asked(client, user, hospital):
    answer = client.post(NEW, {"name": "Hospital de Riudebrera", "tax_id": "Q0818003A"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["tax_id"]
    assert 'id="semblants"' not in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Llum", "tax_id": "Q0818003A"}, "tax_id"),
        ({"name": "Llum", "website": "x"}, "website"),
        ({"name": "Llum", "comarca": "cap"}, "comarca"),
        ({"name": "x" * 251}, "name"),
    ],
)
def test_a_refused_form_is_422_with_the_error_at_its_field(client, user, data, field):
    response = client.post(NEW, {**data, "anyway": "on", "short_name": "Conservat"})
    page = response.content.decode()

    assert response.status_code == 422
    assert f'href="#id_{field}"' in page
    assert "Conservat" in page
    assert "<title>Error: " in page
    assert not Organisation.objects.exists()


def test_a_tax_id_of_somebody_else_is_refused_at_its_field(client, user):
    make_organisation(tax_id="Q0818003F")

    response = client.post(NEW, {"name": "Llum", "tax_id": "Q0818003F", "anyway": "on"})

    assert response.status_code == 422
    assert "Ja hi ha una entitat amb aquest NIF." in response.content.decode()


@pytest.mark.parametrize("verified", [True, False])
def test_staff_register_for_others_and_may_verify_at_once(client, verified):
    client.force_login(make_user(role="curator"))

    client.post(NEW, {"name": "D’algú altre", **({"verified": "on"} if verified else {})})

    made = Organisation.objects.get()
    assert made.verified is verified
    assert not made.memberships.exists()


def test_nobody_else_verifies_by_sending_the_field(client, user):
    client.post(NEW, {"name": "Meva", "verified": "on"})

    assert not Organisation.objects.get().verified


def test_a_person_changes_her_name_and_language(client, user):
    assert client.post("/compte/", {"name": "Ada", "language": "es"}).status_code == 302
    assert client.post("/compte/", {"name": "", "language": "xx"}).status_code == 422

    user.refresh_from_db()
    assert (user.name, user.language) == ("Ada", "es")
