"""What nobody types: letters PostgreSQL cannot hold, numbers without end, days that do not exist in UTC."""

import pytest
from django.test import Client

from observatori.publishing.models import Record
from tests.api.calling import Caller, problem
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    owner = make_organisation()
    alliance = make_alliance(owner=owner, published=False)
    user = make_user(organisation=owner)
    client = Client()
    client.force_login(user)
    return client, user, alliance, f"/tauler/{owner.slug}"


@pytest.mark.parametrize("letters", ["%00", "a%00b", "%ff%fe"])
def test_letters_that_no_code_has_name_nothing(room, letters):
    client, _user, _alliance, desk = room
    document = f"{desk}/documents/{letters}/11111111-1111-4111-8111-111111111111"
    for path in (f"{desk}/documents/{letters}/", f"{document}/dades/", f"/api/v1/factors/{letters}/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("key", ["\x00", "x" * 100_000])
def test_a_form_takes_any_key_and_begins_once(room, key):
    client, _user, _alliance, desk = room
    for _time in range(2):
        assert client.post(f"{desk}/aliances/nova/", {"name": "Nova", "key": key}).status_code == 302
    assert Record.objects.filter(alliance__name="Nova").count() == 1


def test_a_version_without_end_counts_as_none_known(room):
    client, _user, alliance, desk = room
    path = f"{desk}/aliances/{alliance.record.code}/identitat/"
    assert client.post(path, {"name": "Altra", "version": "9" * 5000}).status_code in {302, 409}


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59"])
@pytest.mark.parametrize("noun", ["alliances", "agreements", "experiences", "organisations"])
def test_a_moment_that_is_none_in_utc_is_refused(noun, moment):
    problem(Caller().get(f"{noun}/?modified_since={moment}"), 400)


def test_a_draft_that_others_depend_on_is_not_deleted(room):
    client, user, alliance, desk = room
    make_agreement(alliance, registered=False, record={"owner": alliance.record.owner})

    problem(Caller(user).delete(f"alliances/{alliance.record.code}/"), 409)
    assert client.post(f"{desk}/aliances/{alliance.record.code}/esborra/").status_code == 302
    alliance.record.refresh_from_db()
    assert alliance.record.deleted_at is None
