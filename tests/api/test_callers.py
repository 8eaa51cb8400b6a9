"""Who calls: tokens, sessions, their limits, and the words they are answered in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from observatori.organisations.models import Membership, Token
from observatori.organisations.tokens import issue_token
from tests.api.calling import Caller, problem
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "",
    "alliances/",
    "search/",
    "schema/",
    "me/",
    "events/",
    "suggest/",
    "no/",
    "alliances/no/",
    "no/no/",
]


@pytest.mark.parametrize(
    "header", ["Bearer oae_" + "x" * 43, "Bearer", "Basic eDp4", "", "oae_x", "Bearer \xff"]
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_bad_token_is_401_everywhere(client, address, header):
    response = client.get(f"/api/v1/{address}", headers={"Authorization": header})

    problem(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("facts", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_token_that_is_closed_opens_nothing(facts):
    caller = Caller(make_user())
    assert caller.get("me/").status_code == 200
    Token.objects.update(**facts)

    problem(caller.get("me/"), 401)
    problem(caller.send("put", "alliances/OAE-A-0001/", "{}"), 401)


def test_me(django_user_model):
    organisation = make_organisation("Hospital")
    user = make_user("anna@exemple.cat", organisation=organisation)

    assert Caller(user, scopes=["read", "export"]).get("me/").json() == {
        "email": "anna@exemple.cat",
        "name": "",
        "role": "member",
        "organisations": [
            {"code": organisation.code, "slug": organisation.slug, "name": "Hospital", "role": "editor"}
        ],
        "scopes": ["read", "export"],
    }
    client = Client()
    client.force_login(make_user(role="curator"))
    assert client.get("/api/v1/me/").json()["scopes"] == ["read", "write", "export", "webhooks", "curate"]
    problem(Caller().get("me/"), 401)


def test_a_session_writes_only_with_its_csrf_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(organisation=make_organisation()))
    send = lambda **headers: client.post(  # noqa: E731
        "/api/v1/alliances/", {"name": "x"}, content_type="application/json", headers=headers
    )

    body = problem(send(), 403)
    assert (body["code"], "CSRF" in body["detail"]) == ("csrf_failed", True)
    client.get("/compte/entrar/")
    secret = "a" * 32
    client.cookies["csrftoken"] = secret
    assert send(**{"X-CSRFToken": secret}).status_code == 201


def test_leaving_an_organisation_counts_at_the_next_request():
    owner = make_organisation()
    user = make_user(organisation=owner)
    caller = Caller(user)
    path = f"alliances/{make_alliance(owner=owner, published=False).record.code}/?version=draft"
    assert caller.get(path).status_code == 200
    Membership.objects.filter(user=user).delete()

    problem(caller.get(path), 404)


def test_answers_to_somebody_are_not_for_shared_caches():
    caller = Caller(make_user())

    response = caller.get("alliances/")

    assert "private" in response["Cache-Control"]
    assert "Authorization" in response["Vary"]
    assert "Authorization" in Caller().get("alliances/")["Vary"]


def test_too_many_requests_are_429_with_the_seconds_to_wait(settings):
    settings.API_REQUESTS_PER_MINUTE = {"read": 2, "write": 1}
    caller = Caller(make_user())
    assert caller.get("me/")["RateLimit-Policy"] == '"read";q=2;w=60'
    caller.get("me/")

    response = caller.get("me/")

    problem(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60
    assert Caller(make_user()).get("me/").status_code == 200
    assert caller.post("alliances/", {}).status_code == 422  # writing is counted apart


def test_a_made_up_address_does_not_pass_the_limit(settings, client):
    settings.API_REQUESTS_PER_MINUTE = {"read": 2, "write": 1}
    statuses = [
        client.get("/api/v1/alliances/", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        for number in range(3)
    ]

    assert statuses == [200, 200, 429]


def test_reading_600_times_a_minute_is_never_limited(settings):
    assert settings.API_REQUESTS_PER_MINUTE["read"] >= 600


ENGLISH = (
    "The ",
    "This ",
    "Not ",
    "Invalid",
    "You ",
    "Method",
    "Unsupported",
    " is ",
    "Authentication",
    "Malformed",
)


@pytest.mark.parametrize("call", [
    lambda caller: caller.get("alliances/no/"),
    lambda caller: caller.get("factors/no/"),
    lambda caller: caller.get("territories/no/"),
    lambda caller: caller.send("put", "alliances/", "{}"),
    lambda caller: caller.send("post", "alliances/", "x", type="text/plain"),
    lambda caller: caller.send("post", "alliances/", "{"),
    lambda caller: caller.post("alliances/", {"motives": 1, "partners": 1, "population": 1, "open": 1}),
    lambda caller: caller.get("alliances/", Accept="text/html"),
    lambda caller: caller.get("alliances/?phase=zzz"),
    lambda caller: caller.get("alliances/?page_size=x"),
    lambda caller: Caller().post("alliances/", {}),
    lambda caller: Caller(make_user(), scopes=["read"]).post("alliances/", {}),
])  # fmt: skip
def test_no_error_speaks_english_in_catalan(call):
    response = call(Caller(make_user(organisation=make_organisation())))

    body = problem(response, response.status_code)
    for sentence in (body["title"], body["detail"], *(one["detail"] for one in body["errors"])):
        assert not any(word in f"{sentence} " for word in ENGLISH), sentence
    if response.status_code == 405:
        assert "GET" in response["Allow"]


def test_a_token_of_a_person_who_was_closed_out_opens_nothing():
    user = make_user()
    _token, secret = issue_token(user=user, scopes=["read"], days=1)
    user.is_active = False
    user.save()

    problem(Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}), 401)
    assert Token.objects.get().expires_at > timezone.now() + timedelta(hours=23)
