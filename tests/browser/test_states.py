"""Pages in the middle of something: every refused form, what two people change at once, what opens and what is empty.

Other states are looked at where they are reached: `test_whole_job.py`, `test_keyboard_only.py`, the forms.
"""

import pytest

from tests.addresses import LANGUAGES, READERS
from tests.browser.states import assert_clean
from tests.browser.visiting import Visitor, combination_of, findings
from tests.refusals import read_pages, refused_forms

pytestmark = pytest.mark.django_db  # what the server writes stands outside the test’s transaction


@pytest.fixture(scope="module")
def catalogue(sample):
    """The live server serves the sample."""
    return sample


@pytest.fixture(scope="module")
def visitors(browser, site, catalogue):
    found = {reader: Visitor(browser, site, catalogue, reader) for reader in READERS}
    yield found
    for visitor in found.values():
        visitor.context.close()


@pytest.fixture
def goes(visitors, catalogue):
    """Return a function that takes a reader to a path, filled with the sample’s values."""

    def goes(reader, path, width=1280):
        visitors[reader].looks(width, "light")
        assert visitors[reader].page.goto(path.format(**catalogue.values)).ok
        return visitors[reader].page

    return goes


def presses(page, words):
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).last.click()


def meanwhile(page):
    """The same page in another tab, where somebody else is at work."""
    other = page.context.new_page()
    other.goto(page.url)
    return other


def test_every_refused_form_is_clean_and_fits_a_small_screen(visitors, catalogue):
    seen, faults = 0, []
    for reader, path, content in refused_forms(catalogue, read_pages(catalogue, LANGUAGES)):
        visitor = visitors[reader]
        _language, width, scheme = combination_of(f"{reader} {path}")
        visitor.looks(width, scheme)
        answers = {"body": content, "content_type": "text/html"}
        visitor.page.route(
            visitor.site + path, lambda route, _asked, answers=answers: route.fulfill(**answers)
        )
        visitor.page.goto(path)
        visitor.page.unroute(visitor.site + path)

        found = [*findings(visitor.page)["violations"], *filter(None, [visitor.narrows()])]
        faults += [(reader, path, width, scheme, fault) for fault in found]
        seen += visitor.page.locator("#resum-errors").count()

    assert not faults, "\n".join(map(str, faults))
    assert seen > 20


@pytest.mark.parametrize(
    ("path", "field", "saves"),
    [
        ("/tauler/{room}/aliances/{alliance_draft}/identitat/", "acronym", "Desa"),
        ("/tauler/{room}/entitat/", "short_name", "Desa les dades"),
    ],
    ids=["step", "organisation"],
)
def test_what_two_people_change_at_once_is_clean(goes, path, field, saves):
    page = goes("editor", path)
    other = meanwhile(page)
    other.locator(f"[name={field}]").fill("GCM")
    presses(other, saves)
    other.close()

    page.locator(f"[name={field}]").fill("GCX")
    presses(page, saves)

    page.get_by_text("GCM").first.wait_for()
    assert_clean(page)


def test_a_decision_that_comes_too_late_is_clean(goes):
    page = goes("curator", "/curadoria/{alliance_in_review}/")
    page.get_by_label("Comentari general").fill("Ja el tinc mirat.")
    other = meanwhile(page)
    other.get_by_label("Comentari general").fill("Digueu-ne l’any.")
    presses(other, "Demana els canvis")
    other.close()

    presses(page, "Publica")

    page.get_by_text("No s’ha desat res: el registre ha canviat").wait_for()
    assert_clean(page)


def test_the_menu_of_a_small_screen_is_clean_when_it_is_open(goes):
    page = goes("editor", "/", width=320)
    page.locator("details.menu > summary").click()

    assert_clean(page)
    assert page.locator(".site-nav a").first.is_visible()


@pytest.mark.parametrize(
    ("reader", "path", "group"),
    [
        ("anonymous", "/aliances/", "Comarca"),
        ("anonymous", "/cerca/?q=laboratori", "Comarca"),
        ("curator", "/curadoria/", "Estat"),
        ("editor", "/tauler/{room}/aliances/", "Estat"),
    ],
    ids=["list", "search", "queue", "workspace"],
)
def test_the_drawer_of_the_filters_is_clean_when_it_is_open(goes, reader, path, group):
    page = goes(reader, path, width=320)
    page.locator(".filters > summary").click()
    fold = page.locator("details.group", has=page.get_by_text(group, exact=True)).first
    fold.evaluate("one => { one.open = true }")

    assert_clean(page)
    assert fold.locator("input").first.is_visible()


def test_a_filter_that_finds_nothing_leaves_a_clean_page_that_says_how_to_go_on(goes):
    page = goes("anonymous", "/aliances/")
    page.get_by_label("Paraules").fill("zzzzzz")
    page.get_by_role("button", name="Filtra", exact=True).click()
    page.locator(".empty").wait_for()

    assert_clean(page)
    assert page.locator(".empty a").get_attribute("href") == "/aliances/"
