"""The connection pool of the settings, which the other tests do without."""

import copy

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper


@pytest.fixture
def pooled(db):
    """A connection of its own to the test database, through the pool that production has."""
    own = copy.deepcopy(connection.settings_dict)
    own["OPTIONS"]["pool"] = settings.POOL
    wrapper = DatabaseWrapper(own, alias=connection.alias)
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def backend(wrapper):
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_the_pool_hands_out_a_living_connection_after_the_server_has_ended_it(pooled):
    before = backend(pooled)
    pooled.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])

    assert backend(pooled) != before


def test_a_host_that_vanishes_does_not_hang_a_request():
    options = settings.DATABASES["default"]["OPTIONS"]

    assert options["tcp_user_timeout"] <= 4000  # milliseconds
    assert options["connect_timeout"] <= 3  # seconds
    assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]
    assert settings.POOL["timeout"] <= 3  # seconds
