"""The main job with a keyboard alone: register, ask for changes, mend, publish; and filter a list."""

import re

import pytest

from observatori.publishing.models import Record
from tests.browser.keyboard import FOCUS, Hands
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.django_db  # what the server writes stands outside the test’s transaction
NAME = "Aliança de les Dues Mans"


@pytest.fixture(scope="module")
def catalogue(sample):
    """The live server serves the sample."""
    return sample


@pytest.fixture
def hands(browser, site, catalogue):
    """Return a function that gives a reader of the sample a keyboard."""
    met = []

    def hands(reader):
        met.append(Visitor(browser, site, catalogue, reader))
        return Hands(met[-1])

    yield hands
    for visitor in met:
        visitor.context.close()
    complaints = [one for visitor in met for one in visitor.complaints if "422" not in one]
    assert complaints == []


def test_an_alliance_is_registered_reviewed_and_published(hands, catalogue):
    editor, curator = hands("editor"), hands("curator")

    # An alliance with two partners; the name is forgotten first, and the summary of errors leads to it.
    editor.comes_to("/tauler/")
    editor.follows("Hospital Comarcal del Pla i de les Valls")
    editor.follows("Registra una aliança")
    editor.presses("Desa i continua")
    assert editor.page.evaluate("document.activeElement.id") == "resum-errors"
    editor.types("name", NAME)
    editor.types("summary", "Dues entitats comparteixen la guàrdia.")
    editor.presses("Desa i continua")
    editor.takes("partners-1-organisation", "consell comarcal de les valls")
    editor.swaps("Afegeix un soci")
    editor.takes("partners-2-organisation", "fundacio tot just")
    editor.presses("Desa")
    tasks = re.search(r"/tauler/[\w-]+/aliances/OAE-A-\d+/", editor.page.url).group()

    # Its agreement, with a part of its text.
    editor.follows("Convenis")
    editor.follows("Afegeix un conveni")
    editor.types("title", "Conveni marc de les Dues Mans")
    editor.reaches(editor.page.locator("main select[name=kind]"))
    editor.page.keyboard.type("Conveni marc")
    editor.presses("Desa")
    editor.follows("Text")
    if not editor.page.locator("[name='parts-0-text']").count():
        editor.swaps("Afegeix una part")
    editor.types("parts-0-label", "Primera")
    editor.types("parts-0-text", "Guàrdia compartida.")
    editor.presses("Desa")

    editor.comes_to(tasks)
    editor.presses("Tramet a l’Observatori")

    # The curator asks for a change at a field.
    curator.comes_to("/curadoria/")
    curator.follows(NAME)
    code = curator.page.url.rstrip("/").rpartition("/")[2]
    curator.presses("Comença la revisió")
    curator.comes_to(f"/curadoria/{code}/")
    field = curator.page.locator("#camp-summary")
    curator.reaches(field.locator("summary").first)
    curator.page.keyboard.press("Enter")
    curator.types("comment-summary", "Quines dues entitats?")
    curator.presses("Demana els canvis")

    # The editor makes it, and it is published.
    editor.comes_to(f"{tasks}identitat/")
    editor.types("summary", "L’hospital i el Consell Comarcal comparteixen la guàrdia.")
    editor.presses("Desa")
    editor.presses("Tramet a l’Observatori")
    curator.comes_to(f"/curadoria/{code}/")
    curator.presses("Comença la revisió")
    curator.comes_to(f"/curadoria/{code}/")
    curator.presses("Publica")

    assert Record.objects.published().filter(code=code).exists()


def test_a_filter_keeps_the_focus_and_says_its_results(hands):
    reader = hands("anonymous")
    reader.comes_to("/aliances/")
    main = reader.page.locator("main")
    group = main.locator("summary", has_text="Comarca")
    reader.reaches(group)
    reader.page.keyboard.press("Enter")
    box = main.get_by_label("Osona", exact=True)
    reader.reaches(box)

    with reader.page.expect_response(lambda answer: "comarca=24" in answer.url):
        reader.page.keyboard.press("Space")
    reader.page.locator("#anuncis:not(:empty)").wait_for(state="attached")

    assert box.evaluate("one => one === document.activeElement"), reader.page.evaluate(FOCUS)
    assert box.is_checked()
    assert re.search(r"\d", reader.page.locator("#anuncis[role=status]").inner_text())


def test_the_menu_of_a_small_screen_opens_and_closes_with_the_keyboard(hands):
    reader = hands("anonymous")
    reader.visitor.looks(320, "light")
    reader.comes_to("/")
    summary = reader.page.locator("details.menu > summary")
    reader.reaches(summary)
    reader.page.keyboard.press("Enter")
    reader.reaches(reader.page.locator(".site-nav a").first)

    reader.page.keyboard.press("Escape")

    assert not reader.page.locator("details.menu").evaluate("menu => menu.open")
    assert summary.evaluate("one => one === document.activeElement")
