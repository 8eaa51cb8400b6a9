"""A first view is light and still, also on a slow line, and serves its reader without JavaScript."""

import time

import pytest
from django.test import override_settings
from django.test.testcases import LiveServerThread

from observatori.local.static_files import collect_if_changed
from observatori.publishing.models import SearchEntry
from tests.browser.first_view import PAGES, first_view

pytestmark = pytest.mark.django_db  # only reads: the rows of the catalogue stand outside its transaction
BYTES, REQUESTS, SHIFT = 100_000, 12, 0.02
AS_SERVED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture(scope="module")
def site(catalogue, tmp_path_factory):
    """The address of a server that serves static files as in production: compressed, under names of their own."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=AS_SERVED, VAR=folder, STATIC_ROOT=folder / "static"):
        collect_if_changed()
        server = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert server.error is None
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


@pytest.fixture
def view(browser, site):
    """Return a function that sees a page of `PAGES` for the first time."""
    seen = []

    def view(name, **kwargs):
        seen.append(first_view(browser, site + PAGES[name], **kwargs))
        return seen[-1]

    yield view
    for one in seen:
        one.page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_it_is_light(view, name):
    seen = view(name)

    assert [one.url for one in seen.answers if not one.ok] == []
    assert seen.weight() <= BYTES
    assert len(seen.answers) <= REQUESTS, [one.url for one in seen.answers]


def test_static_files_are_compressed_and_kept_for_ever(view):
    files = [one for one in view("home").answers if "/static/" in one.url]
    text = [one for one in files if one.request.resource_type in {"stylesheet", "script"}]

    assert text
    assert [one.url for one in files if "immutable" not in one.headers.get("cache-control", "")] == []
    assert [one.url for one in text if one.headers.get("content-encoding") not in {"br", "gzip"}] == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_when_the_fonts_come_late(view, name, width):
    def late(route):
        time.sleep(0.3)
        route.continue_()

    seen = view(name, width=width, prepare=lambda page: page.route("**/fonts/**", late))

    assert seen.vitals()["cls"] <= SHIFT


@pytest.fixture
def page(browser, site):
    """A page of a browser without JavaScript."""
    context = browser.new_context(base_url=site, locale="ca", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_one_reads_a_list_filters_it_and_opens_a_record(page):
    page.goto("/aliances/")
    assert page.locator("[data-code]").count() > 1
    page.get_by_text("Comarca", exact=True).click()
    page.get_by_label("Osona", exact=True).check()
    page.get_by_role("button", name="Filtra", exact=True).click()
    page.wait_for_url("**/aliances/?**")

    expected = SearchEntry.objects.filter(type="alliance").with_facet("comarca", ["24"]).count()
    assert "comarca=24" in page.url
    assert page.locator("[data-code]").count() == expected

    name = page.locator("[data-code] a").first.inner_text()
    page.locator("[data-code] a").first.click()
    page.wait_for_url(lambda address: "comarca" not in address)
    assert page.locator("h1").inner_text() == name


def test_without_javascript_one_searches(page):
    page.goto("/")
    page.get_by_role("searchbox").last.fill("triangle del senglar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca/**")

    assert page.locator("[data-code] a").first.inner_text() == "Triangle del Senglar"
