"""Several requests that arrive at the same moment: each is answered, and one row is left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from observatori.organisations.models import Invitation, JoinRequest
from tests.making import make_organisation, make_user
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
SEVERAL = 8


def at_once(person, path, data):
    """Send the same form several times at once; return the statuses."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    barrier = Barrier(SEVERAL)

    def send(_number):
        mine = Client(raise_request_exception=False)
        mine.cookies = client.cookies
        barrier.wait(PATIENCE)
        try:
            return mine.post(path, data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(SEVERAL) as pool:
        return list(pool.map(send, range(SEVERAL)))


def test_invitations_of_one_address():
    hospital = make_organisation()
    admin = make_user(organisation=hospital, membership="admin")

    path = f"/tauler/{hospital.slug}/membres/"
    statuses = at_once(admin, path, {"email": "nova@exemple.cat", "role": "reader"})

    assert set(statuses) == {302}
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_requests_to_join():
    hospital = make_organisation(verified_at=timezone.now())

    statuses = at_once(make_user(), f"/compte/entitat/{hospital.slug}/", {"message": "Hi treballo."})

    assert 302 in statuses
    assert set(statuses) <= {302, 422}
    assert JoinRequest.objects.count() == 1
