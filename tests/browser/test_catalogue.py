"""The public catalogue as a person meets it, on the real cases and the model case."""

import pytest
from playwright.sync_api import expect

from observatori.publishing.models import SearchEntry
from tests.browser.conftest import scrolls_sideways, violations

pytestmark = pytest.mark.django_db  # only reads: the rows of the catalogue stand outside its transaction
WIDTHS = (1280, 320)


def agreement_path():
    model = SearchEntry.objects.get(type="agreement", is_example=True, card__kind="framework")
    return f"/convenis/{model.code}/?at=2026-10-01"


PATHS = {
    "home": lambda: "/",
    "list": lambda: "/aliances/",
    "filtered list": lambda: "/aliances/?comarca=24&phase=implementation",
    "record": lambda: "/aliances/triangle-del-senglar/",
    "model case": lambda: SearchEntry.objects.get(type="alliance", is_example=True).url,
    "agreement": agreement_path,
    "organisations": lambda: "/entitats/",
    "organisation": lambda: SearchEntry.objects.filter(type="organisation").first().url,
    "experiences": lambda: "/experiencies/",
    "experience": lambda: "/experiencies/integracio-laboratoris-catlab/",
    "guide": lambda: "/aprenentatges/",
    "lesson": lambda: SearchEntry.objects.filter(type="lesson").first().url,
    "search": lambda: "/cerca/?q=laboratori",
    "empty search": lambda: "/cerca/?q=zzzzzz",
    "reference": lambda: "/api/docs/",
}


@pytest.mark.parametrize("name", PATHS)
def test_a_page_is_clean_at_every_width(open_page, name):
    page = open_page(PATHS[name]())

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), f"{width} px"
        assert violations(page) == [], f"{width} px"


@pytest.mark.parametrize("language", ["es", "en"])
def test_other_languages_and_the_dark_scheme_are_clean(open_page, language):
    for name in ("home", "record", "agreement", "guide", "lesson", "search"):
        page = open_page(f"/{language}{PATHS[name]()}", language=language, color_scheme="dark")

        assert page.locator("html").get_attribute("lang") == language
        assert violations(page) == [], f"{name} en {language}"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", ["guide", "lesson"])
def test_translated_lessons_fit_a_small_screen(open_page, name, language):
    page = open_page(f"/{language}{PATHS[name]()}", language=language, width=320)

    assert not scrolls_sideways(page)
    assert violations(page) == []


def test_the_contents_of_the_guide_stay_in_sight_on_a_desk(open_page):
    page = open_page("/aprenentatges/")
    page.locator(".guide-contents").get_by_role("link").last.click()

    expect(page.locator("#factors-titol")).to_be_in_viewport()
    expect(page.locator(".guide-contents")).to_be_in_viewport()


def test_a_filter_changes_the_list_and_the_address_without_a_whole_page(open_page):
    page = open_page("/aliances/")
    page.evaluate("window.same = true")
    page.get_by_text("Comarca", exact=True).click()

    page.get_by_label("Osona", exact=True).check()
    page.wait_for_url("**/aliances/?*comarca=24*")
    page.wait_for_function("document.querySelectorAll('[data-code]').length < 20")

    assert page.evaluate("window.same")
    assert (
        page.locator("[data-code]").count()
        == SearchEntry.objects.filter(type="alliance").with_facet("comarca", ["24"]).count()
    )


def test_the_search_box_of_every_page_finds(open_page):
    page = open_page("/entitats/")

    page.get_by_role("searchbox").first.fill("triangle del senglar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca/**")

    assert page.locator("[data-code] a").first.inner_text() == "Triangle del Senglar"
