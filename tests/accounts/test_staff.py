"""What the sessions of staff must keep to: a second factor, two hours of silence, twelve in all."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
CURATION = "/curadoria/"


@pytest.fixture(params=["curator", "administrator"])
def staff(request, client):
    user = make_user(role=request.param)
    client.force_login(user)
    return user


def with_factor(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_staff_without_a_second_factor_are_led_to_set_one_up(client, staff, settings):
    settings.REQUIRE_MFA = True

    for path in (CURATION, "/tauler/"):
        assert client.get(path)["Location"] == "/compte/dos-passos/"
    assert client.get("/compte/dos-passos/").status_code == 200
    assert client.get("/aliances/").status_code == 200
    assert (
        client.post("/compte/claus/", {"scopes": ["curate"], "days": ""})["Location"] == "/compte/dos-passos/"
    )
    assert client.post("/compte/", {"name": "Ada", "language": "ca"})["Location"] == "/compte/"
    with_factor(staff)
    assert client.get(CURATION).status_code != 302


def test_where_it_is_not_required_nobody_is_led_anywhere(client, staff, settings):
    settings.REQUIRE_MFA = False

    assert client.get(CURATION).status_code != 302


def test_members_need_no_second_factor(client, settings):
    settings.REQUIRE_MFA = True
    client.force_login(make_user(organisation=make_organisation()))

    assert client.get("/compte/claus/").status_code == 200
    assert client.post("/compte/claus/", {"scopes": ["read"], "days": ""}).status_code == 200


def test_a_session_of_staff_ends_after_two_idle_hours(client, staff):
    assert client.get("/compte/").status_code == 200

    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        assert client.get("/compte/").status_code == 302


def test_a_session_of_staff_ends_after_twelve_hours_of_work(client, staff):
    start = timezone.now()
    for hours in range(12):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert client.get("/compte/").status_code == 200, hours

    with time_machine.travel(start + timedelta(hours=12, seconds=2)):
        assert client.get("/compte/").status_code == 302


def test_the_session_of_a_member_goes_on(client):
    client.force_login(make_user(organisation=make_organisation()))
    client.get("/compte/")

    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert client.get("/compte/").status_code == 200
