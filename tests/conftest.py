import os
from functools import partial

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import copies
from tests.sample import make_sample

# On a loaded machine drawing examples is slow and so is running them: neither says anything of what is tested. Where
# many wait for one run (CI), the examples are always the same; a desk draws others each time, and keeps what fails.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("suite")


# With tests of ten seconds and more: at work while there is plenty left for the other worker.
LONG = ("tests/browser/", "tests/local/", "tests/deploy/", "tests/test_html.py", "tests/test_addresses.py",
        "tests/imports/test_catalogue_in_api.py")  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The long ones first, in the order they were shuffled into: who would begin one at the end would be waited for."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


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
    with django_db_blocker.unblock():
        copies.forget_all()
        copies.end_sessions(connection.settings_dict["NAME"])


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """The real cases and the model case, for all the tests of a file."""
    load = partial(call_command, "load_data", verbosity=0)
    with django_db_blocker.unblock(), copies.copy_of("catalogue", load):
        yield


@pytest.fixture(scope="module")
def model_case(django_db_setup, django_db_blocker):
    """The model case alone, for all the tests of a file."""
    load = partial(call_command, "load_data", "--example", verbosity=0)
    with django_db_blocker.unblock(), copies.copy_of("model_case", load):
        yield


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """One of everything, for all the tests of a file; see `tests.addresses`."""
    with django_db_blocker.unblock(), copies.copy_of("sample", make_sample) as sample:
        yield sample
