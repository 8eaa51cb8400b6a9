import pytest

from tests.making import make_alliance, make_organisation, make_user


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Consorci de les Valls")


@pytest.fixture
def owner_admin(hospital):
    return make_user("titular@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def admin(partner):
    return make_user("socia@exemple.cat", organisation=partner, membership="admin")


@pytest.fixture
def alliance(hospital, partner, owner_admin, admin):
    return make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])
