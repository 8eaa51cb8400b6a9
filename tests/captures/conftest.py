"""The browser of the browser tests, and the sample behind a live server."""

from tests.drill.conftest import browser, catalogue, site, visitors  # noqa: F401 - fixtures
