"""The components as a person meets them: in every scheme and width, without a mouse, without JavaScript."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from playwright.sync_api import expect

from alliances.models import Change
from alliances.rules import register_agreement
from observatori.publishing.models import Record
from tests.browser.conftest import MILLISECONDS, scrolls_sideways, violations
from tests.making import make_agreement, make_alliance, make_user

pytestmark = pytest.mark.django_db  # only reads: the rows stand outside its transaction
SMALLEST = 24  # CSS pixels: WCAG 2.2, 2.5.8
TARGETS = """() => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
    .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .skip, p, dd, li:not([class]) > span"))
    .filter((one) => getComputedStyle(one).display !== "inline" && one.getBoundingClientRect().height < %d)
    .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """One of the staff, by her session, and an agreement that an addendum changes."""
    with django_db_blocker.unblock():
        client = Client()
        client.force_login(make_user("curadora@exemple.cat", role="curator"))
        _an_amended_agreement()
        yield client.cookies[settings.SESSION_COOKIE_NAME].value
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()


def _an_amended_agreement():
    alliance = make_alliance("Guàrdies compartides")
    texts = [(f"clausula-{n}", f"Clàusula {n}. La vigència és de dos anys.\n\n" * 6) for n in range(12)]
    agreement = make_agreement(alliance, parts=texts, signed_on="2020-01-01", in_force_from="2020-01-01")
    addendum = make_agreement(
        alliance,
        kind="addendum",
        amends=agreement,
        addendum_kind="amendment",
        effective_on="2021-01-01",
        signed_on="2021-01-01",
        registered=False,
    )
    Change.objects.create(
        addendum=addendum,
        op="replace",
        target="clausula-3",
        text="Clàusula 3. La vigència és de quatre anys.",
        position=0,
    )
    register_agreement(agreement=addendum, by=None)


@pytest.fixture
def staff_page(browser, site, catalogue):
    """Return a function that opens a page of the staff."""
    contexts = []

    def open_path(path, *, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="ca", **options)
        contexts.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": catalogue, "url": site}])
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        page.goto(site + path)
        return page

    yield open_path
    for context in contexts:
        context.close()


def agreement_path():
    return f"/convenis/{Record.objects.get(kind='agreement', agreement__amends=None).code}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/components/", "/components/formulari/", "/components/dialeg/"])
def test_the_gallery_is_clean_in_both_schemes_and_widths(staff_page, path, scheme):
    page = staff_page(path, color_scheme=scheme)

    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), f"{width} px"
        assert violations(page) == [], f"{width} px"
        assert page.evaluate(TARGETS % SMALLEST) == []


def test_the_summary_of_errors_takes_the_focus_and_leads_to_each_field(staff_page):
    page = staff_page("/components/formulari/")

    assert page.evaluate("document.activeElement.id") == "resum-errors"
    page.get_by_role("link", name="Nom:").click()
    assert page.evaluate("document.activeElement.name") == "name"


def test_a_dialog_is_clean_closes_with_escape_and_gives_the_focus_back(staff_page):
    page = staff_page("/components/")
    page.get_by_role("link", name="Retireu-la del públic").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog", name="Voleu retirar l’aliança?")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.dataset.dialog") == "dialeg-mostra"


def test_without_javascript_a_dialog_is_a_page(staff_page):
    page = staff_page("/components/", java_script_enabled=False)

    page.get_by_role("link", name="Retireu-la del públic").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Un diàleg, com a pàgina"


def test_colours_forced_by_the_system_hide_nothing(staff_page):
    page = staff_page("/components/", forced_colors="active")

    shapes = page.evaluate("""[...document.querySelectorAll(".badge")].filter((one) => {
        const shape = getComputedStyle(one, "::before");
        return shape.borderTopWidth === "0px" && shape.backgroundColor === "rgba(0, 0, 0, 0)"
            && shape.backgroundImage === "none";
    }).map((one) => one.className)""")
    assert shapes == []
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).borderTopStyle") == "solid"


def test_nothing_moves_for_who_asks_so(staff_page):
    page = staff_page("/components/", reduced_motion="reduce")

    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    turned = "getComputedStyle(document.querySelector('.filters summary .icon')).transitionDuration"
    assert page.evaluate(turned) == "0s"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_text_of_an_agreement_is_folded_and_a_link_to_a_part_opens_its_section(open_page, width):
    page = open_page(agreement_path(), width=width)

    part = page.locator("#part-clausula-7")
    assert not part.is_visible()
    page.get_by_role("navigation", name="En aquesta pàgina").get_by_role("link", name="clàusules").click()
    part.wait_for(state="visible")
    page.reload()
    page.goto(page.url.partition("#")[0] + "#part-clausula-7")
    part.wait_for(state="visible")
    assert violations(page) == []


def test_on_a_desk_an_agreement_has_its_contents_beside_and_opens_whole(open_page):
    page = open_page(agreement_path())
    contents = page.get_by_role("navigation", name="En aquesta pàgina")

    page.get_by_role("button", name="Desplega tot el text").click()
    assert page.locator(".fold:not([open])").count() == 0
    contents.get_by_role("link", name="clausula-11").click()

    expect(page.locator("#part-clausula-11")).to_be_in_viewport()
    assert contents.is_visible()
    assert 0 <= contents.bounding_box()["y"] < 100
    assert violations(page) == []


def test_what_an_addendum_changed_is_told_word_by_word(open_page):
    page = open_page(f"{agreement_path()}#part-clausula-3")
    part = page.locator("#part-clausula-3")

    part.get_by_text("Què hi ha canviat").click()

    assert "quatre" in part.locator("ins").first.inner_text()
    assert "dos" in part.locator("del").first.inner_text()
    assert violations(page) == []


def test_the_button_of_the_filters_counts_those_at_work(open_page):
    page = open_page("/aliances/?q=guardies", width=320)
    summary = page.locator(".filters > summary")

    assert " ".join(summary.inner_text().split()) == "Filtres (1)"
    summary.click()
    page.get_by_label("Paraules").fill("")
    page.get_by_role("button", name="Filtra", exact=True).click()
    page.locator("#filtres-actius:empty").wait_for(state="attached")


def test_a_page_asks_for_one_style_sheet(open_page):
    page = open_page("/")

    assert page.locator('link[rel="stylesheet"]').count() == 1
