"""The project’s settings in test mode: its own cluster, and templates that fail on what they do not know."""

import os

os.environ["OBSERVATORI_MODE"] = "test"

from observatori.local import database
from observatori.settings import *  # noqa: F403
from observatori.settings import DATABASES, TEMPLATES, VAR, env


class UndefinedVariable(str):
    """Raises where a template prints a variable that the view did not give."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, variable):
        raise KeyError(f"La plantilla demana una variable que no existeix: {variable}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # only speed: no test is about hashing
STATIC_ROOT = VAR / "static-test"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a folder that is not there
DATABASES["default"]["TEST"] = {
    "NAME": os.environ.get("TEST_DATABASE", "test_observatori")
}  # two runs may differ
# Events can be read once nothing older runs in the whole cluster: with one for each worker, none waits for the other.
if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and not env.str("DATABASE_URL", ""):
    folder = VAR / "postgres-test" / worker / database.MAJOR
    DATABASES["default"]["HOST"] = database.ensure(folder, **database.FOR_TESTS)
# Letters wake a worker; none is there to empty a queue on files.
CELERY_BROKER_URL = "memory://localhost"
# A pool keeps sessions open in the background, and a database somebody is in cannot be dropped: one test
# of its own (test_database.py) looks at the pool.
POOL = DATABASES["default"]["OPTIONS"].pop("pool")
