"""The public catalogue as a person meets it, on the real cases and the model case."""

import pytest
from playwright.sync_api import expect

from observatori.publishing.models import SearchEntry
from tests.browser.conftest import violations

pytestmark = pytest.mark.django_db  # only reads: the rows of the catalogue stand outside its transaction


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


def test_the_map_of_the_home_page_is_walked_by_keyboard(open_page):
    page = open_page("/")
    tiles = page.locator("a.tile")
    tiles.first.focus()

    page.keyboard.press("Tab")

    assert tiles.nth(1).evaluate("tile => tile === document.activeElement && tile.matches(':focus-visible')")
    count = int(tiles.nth(1).locator(".tile-number").text_content())
    page.keyboard.press("Enter")
    page.wait_for_url("**/aliances/?comarca=*")
    assert page.locator("[data-code]:not(:has-text('exemple'))").count() == count


def test_what_folds_on_a_telephone_is_open_on_a_desk(open_page):
    page = open_page(SearchEntry.objects.get(type="alliance", is_example=True).url)
    seeks = page.get_by_text("Què hi busca", exact=True).first

    assert seeks.is_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert not seeks.is_visible()
    page.locator(".tuck > summary").first.click()
    assert seeks.is_visible()


@pytest.mark.parametrize(("width", "most"), [(1280, 6_800), (320, 11_000)])
def test_the_model_case_is_a_story_one_reads_to_its_end(open_page, width, most):
    """CSS pixels; with all of it open it is twice as long."""
    page = open_page(SearchEntry.objects.get(type="alliance", is_example=True).url, width=width)

    assert page.evaluate("document.documentElement.scrollHeight") <= most


def test_the_contents_say_where_one_reads(open_page):
    page = open_page("/aprenentatges/")
    here = page.locator(".guide-contents [aria-current]")

    for section in ("management", "factors", "governance"):
        page.evaluate("id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", section)
        expect(here).to_have_attribute("href", f"#{section}")
        expect(here).to_have_count(1)
    assert violations(page) == []


def test_without_javascript_the_contents_are_links_and_nothing_more(open_page):
    page = open_page("/aprenentatges/", java_script_enabled=False)

    assert page.locator(".guide-contents a").count() == 5
    assert page.locator(".guide-contents [aria-current]").count() == 0


def test_on_a_small_map_each_figure_has_letters_that_the_list_explains(open_page):
    page = open_page("/", width=320)
    letters = page.locator(".tile-short")

    assert letters.evaluate_all("all => all.filter((one) => one.checkVisibility()).length") == 43
    assert letters.first.evaluate("one => one.getBoundingClientRect().height") >= 10
    assert page.locator(".tile-name").first.is_hidden()
    page.locator(".tile-map summary").click()
    explained = page.locator(".map-rows li").evaluate_all(
        "all => all.map((row) => getComputedStyle(row, '::before').content.split('\"')[1])"
    )
    assert set(explained) == set(letters.all_text_contents())


def test_each_tile_is_large_enough_for_a_finger(open_page):
    page = open_page("/", width=320)

    boxes = page.locator("a.tile rect").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )

    assert boxes
    assert all(width >= 24 and height >= 24 for width, height in boxes)


def test_the_subscription_follows_the_filters_that_are_changed_in_place(open_page):
    page = open_page("/aliances/")
    page.locator("summary", has_text="Forma").click()
    page.locator("input[name=form]").first.check()
    page.wait_for_url("**/aliances/?**form=**")
    page.locator(".subscribe a[href*='form=']").first.wait_for()

    assert "type=alliance" in page.locator(".subscribe a").first.get_attribute("href")
