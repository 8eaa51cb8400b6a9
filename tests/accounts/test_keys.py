"""The pages of the keys of the API."""

import re

import pytest

from observatori.organisations.models import Token
from observatori.organisations.tokens import issue_token, token_of
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"oae_[A-Za-z0-9_-]{43}")


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def admin(organisation, client):
    user = make_user(organisation=organisation, membership="admin")
    client.force_login(user)
    return user


def test_a_key_is_shown_once_and_nowhere_else(client, admin, organisation):
    path = f"/tauler/{organisation.slug}/claus/"
    response = client.post(path, {"name": "Web", "scopes": ["read", "write"], "days": "30"})
    (secret,) = set(SECRET.findall(response.content.decode()))

    token = token_of(secret)
    assert (token.user, token.organisation, token.name, token.scopes) == (
        admin,
        organisation,
        "Web",
        ["read", "write"],
    )
    assert "no-store" in response["Cache-Control"]
    page = client.get(path).content.decode()
    assert secret not in page
    assert token.hint in page
    assert secret not in str(dict(client.session))


def test_an_admin_sees_and_revokes_the_keys_others_have_in_her_organisations_name(
    client, admin, organisation
):
    other, secret = issue_token(
        user=make_user(organisation=organisation, membership="admin"),
        scopes=["read"],
        organisation=organisation,
    )
    path = f"/tauler/{organisation.slug}/claus/"
    assert other.hint in client.get(path).content.decode()

    client.post(f"{path}{other.pk}/revoca/")

    assert token_of(secret) is None
    assert other.hint not in client.get(path).content.decode()


def test_a_person_manages_only_her_own_keys(client, admin):
    other, secret = issue_token(user=make_user(), scopes=["read"])
    own, own_secret = issue_token(user=admin, scopes=["read"])

    page = client.get("/compte/claus/").content.decode()

    assert own.hint in page
    assert other.hint not in page
    assert client.post(f"/compte/claus/{other.pk}/revoca/").status_code == 404
    assert token_of(secret)
    client.post(f"/compte/claus/{own.pk}/revoca/")
    assert token_of(own_secret) is None


def test_only_staff_are_offered_to_curate(client, admin):
    refused = client.post("/compte/claus/", {"scopes": ["curate"], "days": ""})

    assert refused.status_code == 422
    assert "revisar i publicar" not in client.get("/compte/claus/").content.decode()
    assert not Token.objects.exists()
    client.force_login(make_user(role="curator"))
    assert client.post("/compte/claus/", {"scopes": ["curate"], "days": ""}).status_code == 200
    assert Token.objects.get().expires_at is None


def test_a_key_without_scopes_is_422(client, admin):
    response = client.post("/compte/claus/", {"name": "x", "days": "30"})

    assert response.status_code == 422
    assert 'id="resum-errors"' in response.content.decode()
