"""What is typed and not saved: it is asked for, kept in the tab, and given back."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from observatori.publishing.comments import comment
from tests.browser.states import assert_clean
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db  # nothing is written in its transaction: the server would not see it
NOTICE = "[data-kept]:not([hidden])"


@pytest.fixture(scope="module")
def desk(catalogue, site):
    """The addresses of an alliance with one partner, and its editor with her cookie."""
    hospital = make_organisation("Hospital de la Vall Fosca")
    editor = make_user("editora.vall@exemple.cat", organisation=hospital, membership="admin")
    alliance = make_alliance("Aliança de la Vall Fosca", owner=hospital, partners=[hospital], published=False)
    curator = make_user(role="curator")
    for text in ("Massa llarg.", "I massa vague."):
        comment(record=alliance.record, user=curator, text=text, field="summary")
    client = Client()
    client.force_login(editor)
    room = f"/tauler/{hospital.slug}"
    return {
        "editor": editor,
        "room": room,
        "alliance": f"{room}/aliances/{alliance.record.code}/",
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


@pytest.fixture
def open_desk(open_page, desk):
    def open_desk(path):
        page = open_page(path, session=desk["session"])
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    return open_desk


def kept_in(page):
    return page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('typed:'))")


def test_two_rows_come_back_after_a_reload_and_are_saved(open_desk, desk):
    page = open_desk(f"{desk['alliance']}socis/")
    page.clock.set_fixed_time(
        timezone.localtime().replace(hour=12)
    )  # the notice says the hour, of the same day
    boxes = page.locator("[name^=partners-][name$=-role_text]")
    rows = boxes.count()
    boxes.first.fill("Hi posa l’edifici")
    page.get_by_role("button", name="Afegeix un soci").click()
    expect(boxes).to_have_count(rows + 1)
    page.locator(f"[name=partners-{rows}-organisation]").press_sequentially("clinic plato")
    page.locator(".suggestions[aria-busy=false] [data-code^=OAE]").first.click()
    page.locator(f"[name=partners-{rows}-role]").select_option("partner")
    boxes.last.fill("Hi posa la gent")
    expect(page.get_by_text("Hi ha canvis sense desar")).to_be_visible()

    page.reload()
    expect(page.locator(NOTICE)).to_contain_text("Teniu canvis que no vau desar, de les")
    assert boxes.count() == rows
    assert_clean(page)
    page.get_by_role("button", name="Recupera’ls").click()

    page.get_by_text("Això és el que havíeu escrit. Encara no s’ha desat.").wait_for()
    assert_clean(page)
    assert (boxes.first.input_value(), boxes.last.input_value()) == ("Hi posa l’edifici", "Hi posa la gent")
    page.get_by_role("button", name="Desa", exact=True).last.click()
    page.wait_for_url(f"**{desk['alliance']}")
    page.get_by_text("S’ha desat «Socis».").wait_for()
    assert kept_in(page) == []
    page.goto(page.url + "socis/")
    assert (boxes.first.input_value(), boxes.last.input_value()) == ("Hi posa l’edifici", "Hi posa la gent")
    assert page.locator(NOTICE).count() == 0


def test_what_is_discarded_is_not_offered_again(open_desk, desk):
    page = open_desk(f"{desk['alliance']}identitat/")
    page.get_by_label("Sigla").fill("VF")
    page.get_by_role("link", name="Tots els passos").click()
    page.wait_for_url(f"**{desk['alliance']}")
    page.go_back()
    page.get_by_role("button", name="Descarta’ls").click()
    expect(page.locator(NOTICE)).to_have_count(0)

    page.reload()

    assert page.locator(NOTICE).count() == 0
    assert kept_in(page) == []


def test_a_comment_is_answered_and_closed_beside_what_is_typed(open_desk, desk):
    page = open_desk(f"{desk['alliance']}identitat/")
    page.get_by_label("Sigla").fill("VF")
    first, second = page.locator(".conversation").all()

    first.get_by_text("Respon", exact=True).click()
    first.get_by_label("Resposta").fill("L’escurcem")
    first.get_by_role("button", name="Envia la resposta").click()
    page.locator(".conversation").first.get_by_text("L’escurcem").wait_for()
    second.get_by_role("button", name="Fet").click()
    page.get_by_text("El comentari queda tancat.").first.wait_for()

    assert page.get_by_label("Sigla").input_value() == "VF"
    assert page.locator(".conversation").count() == 1
    assert_clean(page)


def test_logging_out_leaves_nothing_in_the_tab(open_desk, desk):
    page = open_desk(f"{desk['alliance']}identitat/")
    page.get_by_label("Sigla").fill("VF")
    page.reload()
    assert kept_in(page) == [f"typed:{desk['alliance']}identitat/"]

    page.goto(page.url.split("/tauler/")[0] + "/compte/sortir/")
    page.evaluate(  # the session is of the other tests too: it is not ended
        """() => {
            const form = document.querySelector("[data-forgets]");
            form.addEventListener("submit", (event) => event.preventDefault());
            form.requestSubmit();
        }"""
    )

    assert kept_in(page) == []
