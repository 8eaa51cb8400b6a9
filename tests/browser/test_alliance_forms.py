"""The forms of alliances and agreements in a browser: small screens, type-ahead, rows, what is not saved."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from observatori.publishing.comments import comment
from tests.browser.states import assert_clean
from tests.making import make_agreement, make_alliance, make_organisation, make_user
from tests.waiting import until

pytestmark = pytest.mark.django_db  # nothing is written in its transaction: the server would not see it


@pytest.fixture(scope="module")
def desk(catalogue, site):
    """The addresses of an alliance, its agreement and an addendum, and the cookie of their editor."""
    hospital = make_organisation("Hospital Comarcal del Pla i de les Valls")
    council = make_organisation("Consell Comarcal de les Valls", ownership="public")
    editor = make_user("editora.aliances@exemple.cat", organisation=hospital, membership="admin")
    spine = {"origin": "registered", "owner": hospital}
    alliance = make_alliance(
        "Triangle de les Valls", owner=hospital, partners=[hospital, council], published=False
    )
    agreement = make_agreement(
        alliance, parts=[("primera", "Objecte."), ("segona", "Durada.")], registered=False, record=spine
    )
    agreement.parties.set([hospital, council])
    addendum = make_agreement(
        alliance, kind="addendum", addendum_kind="amendment", amends=agreement, registered=False, record=spine
    )
    addendum.changes.create(op="replace", target="segona", text="Cinc anys.", position=0)
    comment(record=alliance.record, user=make_user(role="curator"), text="Massa llarg.", field="summary")
    client = Client()
    client.force_login(editor)
    room = f"/tauler/{hospital.slug}"
    return {
        "room": room,
        "alliance": f"{room}/aliances/{alliance.record.code}/",
        "agreement": f"{room}/convenis/{agreement.record.code}/",
        "addendum": f"{room}/convenis/{addendum.record.code}/",
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


@pytest.fixture
def open_desk(open_page, desk):
    def open_desk(path, *, width=320):
        return open_page(path, session=desk["session"], width=width)

    return open_desk


def test_a_partner_is_chosen_with_the_keyboard_while_typing(open_desk, desk):
    page = open_desk(f"{desk['alliance']}socis/", width=1280)
    page.get_by_role("button", name="Afegeix un soci").click()
    box = page.locator("#id_partners-2-organisation")
    box.wait_for()
    focused(page, "#id_partners-2-organisation")

    with page.expect_response("**/entitats/suggeriments/**"):
        box.press_sequentially("clinic plato")
    page.locator(".suggestions[aria-busy=false] [data-code]").first.wait_for()
    assert_clean(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert box.get_attribute("aria-expanded") == "false"
    assert page.locator("[name=partners-2-organisation_code]").input_value().startswith("OAE-O-")


def focused(page, selector):
    """Wait until the focus is on the element."""
    page.locator(f"{selector}:focus").wait_for(state="attached")


def hold(page, path):
    """Keep what is asked of a path waiting; return a function that lets it go on."""
    waiting = []
    page.route(f"**{path}", lambda route: waiting.append(route))

    def let_go():
        assert until(lambda: waiting or page.wait_for_timeout(50))  # meanwhile Playwright hears of it
        waiting.pop().continue_()

    return let_go


def test_enter_in_a_row_saves_the_step_and_stays(open_desk, desk):
    page = open_desk(f"{desk['alliance']}socis/", width=1280)
    rows = page.locator(".form-row").count()

    page.locator("#id_partners-0-role_text").fill("Hi posa l’edifici")
    page.keyboard.press("Enter")

    page.get_by_text("S’ha desat «Socis».").wait_for()
    assert page.url.endswith("/socis/")
    assert page.locator(".form-row").count() == rows
    assert page.locator("#id_partners-0-role_text").input_value() == "Hi posa l’edifici"


def test_adding_a_row_loses_nothing_and_leads_to_its_first_field(open_desk, desk):
    page = open_desk(f"{desk['alliance']}governanca/", width=1280)
    let_go = hold(page, "/governanca/")
    page.get_by_label("Pla de transició").fill("Abans de prémer")

    page.get_by_role("button", name="Afegeix un òrgan").click()
    page.locator("#edita[inert]").wait_for()
    page.locator("#edita").get_by_label("Pla de transició").focus()
    page.keyboard.type("no hi arriba")
    let_go()
    focused(page, "#id_governance-0-level")

    assert page.get_by_label("Pla de transició").input_value() == "Abans de prémer"
    expect(page.locator("#anuncis")).to_have_text("S’ha afegit.")
    expect(page.locator("#edita[inert]")).to_have_count(0)


def test_removing_and_moving_rows_leads_to_a_neighbour(open_desk, desk):
    page = open_desk(f"{desk['agreement']}text/", width=1280)
    page.locator("#files-parts-0 > summary").click()
    page.locator("[name=_down][value=parts-0]").click()
    focused(page, "[name=_up][value=parts-1]")
    assert page.locator("#id_parts-1-text").input_value() == "Objecte."
    page.locator("[name=_remove][value=parts-1]").click()
    focused(page, "#files-parts-0")
    expect(page.locator("#anuncis")).to_have_text("S’ha tret.")
    page.get_by_role("button", name="Afegeix una part").click()
    focused(page, "#id_parts-1-section")
    page.locator("[name=_remove][value=parts-1]").click()
    focused(page, "#files-parts-0")
    page.locator("#files-parts-0 > summary").click()
    page.locator("[name=_remove][value=parts-0]").click()
    focused(page, "[name=_add][value=parts]")


def test_rows_are_opened_and_closed_together_and_stay_so(open_desk, desk):
    page = open_desk(f"{desk['agreement']}text/", width=1280)
    opened = page.locator("details.form-row[open]")
    assert opened.count() == 0

    page.get_by_role("button", name="Obre-ho tot").click()
    assert opened.count() == 2
    assert_clean(page)
    page.locator("#files-parts-0 > summary").click()
    page.get_by_role("button", name="Afegeix una part").click()
    focused(page, "#id_parts-2-section")
    assert opened.evaluate_all("rows => rows.map((row) => row.id)") == ["files-parts-1", "files-parts-2"]
    page.locator("[name=_up][value=parts-1]").click()
    focused(page, "[name=_down][value=parts-0]")
    assert opened.evaluate_all("rows => rows.map((row) => row.id)") == ["files-parts-0", "files-parts-2"]
    page.get_by_role("button", name="Tanca-ho tot").click()
    assert opened.count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_what_has_the_focus_is_not_under_the_buttons_that_save(open_desk, desk, width):
    page = open_desk(f"{desk['alliance']}guany-mutu/", width=width)
    page.emulate_media(reduced_motion="reduce")
    bar = page.locator("form[data-guard] > .actions")
    under = []
    for field in page.locator("form[data-guard] textarea").all():
        page.evaluate("scrollTo(0, 0)")
        field.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        top = bar.bounding_box()["y"]
        assert top < 800  # in sight wherever the form is
        under += [field.get_attribute("name")] if field.bounding_box()["y"] + 44 > top else []
    assert under == []


def test_a_party_is_chosen_from_the_list_and_another_one_is_typed(open_desk, desk):
    page = open_desk(f"{desk['agreement']}compromisos/")
    page.get_by_role("button", name="Afegeix un compromís").click()
    focused(page, "#id_commitments-0-organisation")
    box = page.get_by_label("Nom, sigles o NIF de l’altra entitat")
    assert not box.is_visible()

    page.locator("#id_commitments-0-organisation").select_option("Una altra entitat…")
    assert box.is_visible()
    with page.expect_response("**/entitats/suggeriments/**"):
        box.press_sequentially("clinic plato")
    page.locator(".suggestions[aria-busy=false] [data-code]").first.wait_for()
    assert_clean(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert page.locator("[name=commitments-0-organisation_code]").input_value().startswith("OAE-O-")
    page.locator("#id_commitments-0-organisation").select_option("Consell Comarcal de les Valls")
    assert not box.is_visible()


def test_an_old_suggestion_is_not_taken_escape_closes_and_enter_saves(open_desk, desk):
    page = open_desk(f"{desk['alliance']}socis/", width=1280)
    page.get_by_role("button", name="Afegeix un soci").click()
    focused(page, "#id_partners-2-organisation")
    box, option = page.locator("#id_partners-2-organisation"), page.locator(".suggestions [data-code]").first
    box.press_sequentially("clinic pla")
    option.wait_for()

    let_go = hold(page, "/entitats/suggeriments/**")
    with page.expect_request("**/entitats/suggeriments/**"):
        box.press_sequentially("t")
    option.dispatch_event("mousedown")
    page.keyboard.press("ArrowDown")
    assert (box.input_value(), box.get_attribute("aria-activedescendant")) == ("clinic plat", "")

    let_go()
    expect(page.locator(".suggestions[aria-busy=false]")).to_have_count(1)
    page.keyboard.press("Escape")
    assert not option.is_visible()

    box.fill("")
    page.keyboard.press("Enter")
    page.get_by_text("No hi havia res per desar.").wait_for()


def test_a_part_that_is_chosen_brings_its_text_to_be_written_over(open_desk, desk):
    page = open_desk(f"{desk['addendum']}canvis/", width=1280)
    page.get_by_role("button", name="Afegeix un canvi").click()
    focused(page, "#id_changes-1-op")
    text = page.locator("#id_changes-1-text")

    page.locator("#id_changes-1-target").focus()
    page.locator("#id_changes-1-target").select_option("primera")
    expect(text).to_have_value("Objecte.")
    focused(page, "#id_changes-1-target")
    page.locator("#id_changes-1-target").select_option("segona")
    expect(text).to_have_value("Durada.")

    text.fill("Durada, i res més.")
    with page.expect_response("**/canvis/"):
        page.locator("#id_changes-1-target").select_option("primera")
    page.get_by_text("El text actual de la part és a la casella.").wait_for(state="attached")
    assert text.input_value() == "Durada, i res més."
    assert_clean(page)


def test_leaving_with_something_typed_asks_first(open_desk, desk):
    page = open_desk(f"{desk['alliance']}identitat/", width=1280)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_label("Sigla").fill("TV")
    page.get_by_role("link", name="Tots els passos").click()
    page.wait_for_url(f"**{desk['alliance']}")

    assert asked == ["beforeunload"]


def test_a_long_list_is_searched_without_accents(open_desk, desk):
    page = open_desk(f"{desk['alliance']}classificacio/", width=1280)
    territory = page.get_by_role("group", name="Comarques i municipis")

    territory.get_by_role("searchbox").fill("valles oriental")

    assert territory.get_by_role("checkbox").count() == 1
