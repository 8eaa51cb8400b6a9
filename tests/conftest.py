import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.sample import make_sample

# On a loaded machine drawing examples is slow and so is running them: neither says anything of what is tested.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _fresh_start():
    """No test inherits another’s cache, or the language its last request left active."""
    cache.clear()
    with translation.override("ca"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """End every session of the test database before it is dropped.

    Fixtures of a whole file and threads of the live server have connections of their own, which Django’s
    teardown does not know.
    """
    yield
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """One of everything, once for all the tests of a file, which only read it; see `tests.addresses`."""
    with django_db_blocker.unblock(), translation.override("ca"):
        yield make_sample()
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()  # or the database could not be dropped in the end
