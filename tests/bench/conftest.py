"""The platform as `make run` serves it, and the browser of the browser tests."""

from tests.browser.conftest import browser  # noqa: F401 - fixture
from tests.browser.test_whole_job import mailbox, platform  # noqa: F401 - fixtures
