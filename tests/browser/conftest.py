"""A real Chromium for the tests: Debian’s, driven by Playwright, on a live server."""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest
import pytest_playwright_axe
from django.conf import settings
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.waiting import PATIENCE

# Playwright’s synchronous API runs an event loop in this thread, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = next(Path(pytest_playwright_axe.__file__).parent.rglob("axe.min.js")).read_text()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
# What a page is waited for: half the patience of the rest, because a page that is broken breaks many tests.
MILLISECONDS = PATIENCE * 1000 // 2
expect.set_options(timeout=MILLISECONDS)


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("Falta Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, timeout=MILLISECONDS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(catalogue):
    """The address of a live server over the catalogue."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


def complain_of(complaints, page, request):
    """Note a request that failed; one that the browser gave up, because the page was closed, did not."""
    if request.failure != "net::ERR_ABORTED":
        complaints.append(f"{page.url}: {request.url} {request.failure}")


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens a path at a width, with the session given; the test fails on anything the console
    complains of."""
    contexts, complaints = [], []

    def open_path(path, *, session="", width=1280, language="ca", color_scheme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale=language, color_scheme=color_scheme, **options
        )
        contexts.append(context)
        if session:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", partial(complain_of, complaints, page))
        response = page.goto(site + path)
        assert response.ok, f"{path}: {response.status}"
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert complaints == []


def bring_axe(page) -> None:
    """Have axe-core in the page, half a megabyte that it is given once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)


def violations(page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA and good practice: the rule and the elements."""
    bring_axe(page)
    found = page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })")
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found["violations"]]


def scrolls_sideways(page) -> bool:
    """Say whether the page is wider than its window (WCAG 2.2, 1.4.10)."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
