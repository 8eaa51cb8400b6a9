"""A hospital with an agreement on its radar, and who writes for it."""

import pytest

from tests.making import make_alliance, make_organisation, make_user
from tests.workspace.radars import TERM, agree, logged_in


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def partner():
    return make_organisation("Consell de la Vall")


@pytest.fixture
def alliance(hospital, partner):
    return make_alliance("Guàrdies", owner=hospital, partners=[hospital, partner], published=False)


@pytest.fixture
def agreement(alliance, hospital):
    return agree(alliance, "Conveni de guàrdies", parties=[hospital], **TERM)


@pytest.fixture
def writer(hospital):
    return make_user(organisation=hospital)


@pytest.fixture
def editor(writer):
    return logged_in(writer)
