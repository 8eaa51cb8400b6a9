"""The browser of the browser tests, and the sample behind a live server."""

import pytest

from tests.addresses import READERS
from tests.browser.conftest import browser, site  # noqa: F401 - fixtures
from tests.browser.visiting import Visitor


@pytest.fixture(scope="module")
def catalogue(sample):
    """The live server serves the sample."""
    return sample


@pytest.fixture(scope="module")
def visitors(browser, site, catalogue):  # noqa: F811 - fixtures
    found = {reader: Visitor(browser, site, catalogue, reader) for reader in READERS}
    yield found
    for visitor in found.values():
        visitor.context.close()
