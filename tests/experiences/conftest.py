"""An organisation, its editor at her desk and the draft she is writing, for the tests of the forms."""

import pytest

from tests.making import make_experience, make_organisation, make_user


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def editor(client, hospital):
    """The browser of somebody who writes for the hospital."""
    client.force_login(make_user("editora@exemple.cat", organisation=hospital))
    return client


@pytest.fixture
def new(hospital):
    return f"/tauler/{hospital.slug}/experiencies/nova/"


@pytest.fixture
def draft(hospital):
    return make_experience("Guàrdies compartides", owner=hospital, organisations=[hospital], published=False)
