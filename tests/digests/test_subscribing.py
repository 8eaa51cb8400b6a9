"""The pages: subscribe, confirm, change, leave; and what they do not tell."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from observatori.digests import rules, views
from observatori.digests.models import Subscription
from observatori.publishing.models import Delivery
from tests.making import make_term, make_user

pytestmark = pytest.mark.django_db
URL = "/subscripcions/"


def ask(client, email="lectora@exemple.cat", **facts):
    return client.post(URL, {"email": email, "frequency": "weekly", **facts})


def letters():
    rules.hand_over(now=timezone.now())
    return mail.outbox


def link(message, name):
    return re.search(rf"http://127\.0\.0\.1:8000(/\S*{name}\S*)", message.body)[1]


def subscribe(client, **facts):
    """Subscribe and confirm as a person does; return the subscription."""
    ask(client, **facts)
    client.post(link(letters()[-1], "confirmar"))
    return Subscription.objects.latest("pk")


def test_the_form_shows_what_comes_from_a_list(client):
    make_term("comarca", "osona", "Osona")
    content = client.get(URL, {"comarca": "osona", "type": "alliance", "q": "ter"}).content.decode()

    assert "Comarca: Osona" in content
    assert re.search(r'type="hidden" name="comarca" value="osona"', content)
    assert re.search(r'value="alliance"[^>]*checked', content)
    assert re.search(r'name="q" value="ter"', content)


def test_subscribing_asks_by_mail_and_only_then_counts(client):
    response = ask(client)

    assert (response.status_code, response["Location"]) == (302, "/subscripcions/rebuda/")
    assert not Subscription.objects.active().exists()
    (message,) = letters()
    assert message.to == ["lectora@exemple.cat"]
    assert "* Tot el que es publica" in message.body

    path = link(message, "confirmar")
    assert client.get(path).status_code == 200
    assert not Subscription.objects.active().exists()  # mail scanners follow links
    response = client.post(path)
    subscription = Subscription.objects.active().get()
    assert response["Location"] == f"/subscripcions/{subscription.token}/"
    assert subscription.next_at > timezone.now()


def test_the_query_is_kept_normalised_and_unknown_parameters_are_dropped(client):
    make_term("comarca", "osona", "Osona")
    ask(
        client, q="  el   ter ", type=["experience", "alliance"], comarca="osona", ordering="title", altre="x"
    )

    assert Subscription.objects.get().query == "comarca=osona&q=el+ter&type=alliance&type=experience"


@pytest.mark.parametrize(("facts", "field"), [
    ({"email": "no"}, "Adreça electrònica"),
    ({"email": ""}, "Adreça electrònica"),
    ({"frequency": "sempre"}, "Cada quan"),
    ({"type": "res"}, "Què"),
    ({"comarca": "no-hi-es"}, "Comarca"),
    ({"q": "a" * 201}, "Paraules"),
    ({"year": "\x00"}, "Any"),
    ({"organisation": ["OAE-O-0001"] + [f"OAE-O-{n:04}" for n in range(200)]}, "massa filtres"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(client, facts, field):
    response = ask(client, **facts)

    content = response.content.decode()
    assert response.status_code == 422
    assert field in content.partition('id="resum-errors"')[2].partition("</ul>")[0]
    assert "<title>Error: " in content
    assert not Subscription.objects.exists()


def test_the_answer_is_the_same_for_an_address_that_is_known(client):
    fresh = ask(client, email="nova@exemple.cat")
    subscribe(client)
    known = ask(client)

    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])
    assert Subscription.objects.filter(email="lectora@exemple.cat").count() == 1
    assert "Ja ho fem, cada setmana" in letters()[-1].body


def test_somebody_else_cannot_change_how_often_a_subscriber_is_written_to(client):
    subscribe(client)
    ask(client, frequency="instant")

    assert Subscription.objects.get().frequency == "weekly"


def test_addresses_do_not_differ_by_capitals(client):
    ask(client, email="Lectora@Exemple.cat")
    ask(client, email="lectora@exemple.cat")

    assert Subscription.objects.get().email == "lectora@exemple.cat"


def test_two_clicks_are_one_letter(client):
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        ask(client)
        ask(client)

    assert Delivery.objects.count() == 1


def test_nobody_can_fill_the_letter_box_of_another(client):
    for _ in range(views.PER_RECIPIENT):
        assert ask(client).status_code == 302
    response = ask(client)

    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Massa peticions" in response.content.decode()
    assert ask(client, email="altra@exemple.cat").status_code == 302


def test_one_caller_cannot_write_to_everybody(client):
    for number in range(views.PER_CALLER):
        ask(client, email=f"persona-{number}@exemple.cat")

    assert ask(client, email="una-altra@exemple.cat").status_code == 429


def test_a_made_up_forwarded_address_changes_nothing(client):
    for number in range(views.PER_CALLER):
        ask(client, email=f"persona-{number}@exemple.cat")
    response = client.post(
        URL,
        {"email": "una-altra@exemple.cat", "frequency": "daily"},
        headers={"x-forwarded-for": "198.51.100.7"},
    )

    assert response.status_code == 429


def test_a_person_logged_in_confirms_nothing_for_her_own_verified_address(client):
    user = make_user("editora@exemple.cat")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    response = ask(client, email="editora@exemple.cat")

    assert response["Location"] == "/subscripcions/rebuda/"
    assert Subscription.objects.active().get().user == user
    assert letters() == []


@pytest.mark.parametrize(
    ("address", "verified"), [("editora@exemple.cat", False), ("altra@exemple.cat", True)]
)
def test_a_person_logged_in_confirms_any_other_address(client, address, verified):
    user = make_user("editora@exemple.cat")
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    client.force_login(user)
    ask(client, email=address)

    assert not Subscription.objects.active().exists()


def test_a_link_confirms_for_a_week(client):
    ask(client)
    path = link(letters()[0], "confirmar")

    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.post(path).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert client.post(path).status_code == 302


@pytest.mark.parametrize("secret", ["a", "1:abc:def", "MQ:1uXyZ1:abcdef"])
def test_a_made_up_link_confirms_nothing(client, secret):
    assert client.get(f"/subscripcions/confirmar/{secret}/").status_code == 404


def test_the_token_of_the_unsubscribe_link_confirms_nothing(client):
    ask(client)
    token = Subscription.objects.get().token

    assert client.post(f"/subscripcions/confirmar/{token}/").status_code == 404
    assert client.post(f"/subscripcions/{token}/", {"frequency": "daily"}).status_code == 404
    assert Subscription.objects.get().confirmed_at is None


def test_one_click_ends_it_at_once_without_cookies(client):
    subscription = subscribe(client)
    mail_program = Client(enforce_csrf_checks=True)
    path = f"/subscripcions/{subscription.token}/baixa/"

    for _ in range(2):
        response = mail_program.post(path, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not response.cookies
    assert not Subscription.objects.active().exists()


def test_following_the_link_shows_a_button_and_changes_nothing(client):
    subscription = subscribe(client)
    response = client.get(f"/subscripcions/{subscription.token}/baixa/")

    assert response.status_code == 200
    assert "<button" in response.content.decode()
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert Subscription.objects.active().exists()


@pytest.mark.parametrize("path", ["no-hi-es/", "no-hi-es/baixa/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_token_is_not_found(client, path, method):
    assert getattr(client, method)(URL + path).status_code == 404


def test_how_often_can_be_changed_from_the_link(client):
    subscription = subscribe(client)
    path = f"/subscripcions/{subscription.token}/"

    assert client.get(path).status_code == 200
    assert client.post(path, {"frequency": "sempre"}).status_code == 422
    assert client.post(path, {"frequency": "daily"})["Location"] == path
    changed = Subscription.objects.get()
    assert changed.frequency == "daily"
    assert changed.next_at < timezone.now() + timedelta(days=1, hours=1)


def test_who_left_can_come_back(client):
    rules.leave(subscription=subscribe(client))
    subscribe(client)

    assert Subscription.objects.count() == 2
    assert Subscription.objects.active().count() == 1


def test_pages_are_in_the_language_of_the_address(client):
    response = client.post("/es/subscripcions/", {"email": "lectora@exemple.cat", "frequency": "daily"})

    assert response["Location"] == "/es/subscripcions/rebuda/"
    assert Subscription.objects.get().language == "es"
    assert "http://127.0.0.1:8000/es/subscripcions/confirmar/" in letters()[0].body
