"""The rooms of work as a person meets them: the staff’s queue and review, and an organisation’s workspace."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from playwright.sync_api import expect

from observatori.organisations.models import User
from observatori.publishing.claims import ask_claim
from observatori.publishing.comments import comment
from observatori.publishing.models import Record
from tests.browser.states import assert_clean
from tests.curation.making import in_review
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db  # only reads: the rows stand outside its transaction
CURATOR, EDITOR = "curadora@exemple.cat", "editora@exemple.cat"


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """Things to do, once for all the tests of the file; the session of each person by her address."""
    with django_db_blocker.unblock():
        _something_to_do()
        yield {user.email: _session(user) for user in User.objects.filter(email__in=[CURATOR, EDITOR])}
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()


def _session(user):
    """Logged in outside the transaction of a test, where the server would not see it."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _something_to_do():
    """A record in review with remarks, drafts, agreements and a claim."""
    curator = make_user(CURATOR, role="curator")
    hospital = make_organisation("Hospital Comarcal del Pla de Baix", registered_by=curator)
    editor = make_user(EDITOR, organisation=hospital, membership="admin")
    summary = "Els dos hospitals comparteixen guàrdies de cirurgia i un sol laboratori des del 2019."
    partners = [hospital, make_organisation("Fundació Sanitària de la Vall")]
    facts = {"acronym": "GC", "phase": "implementation", "start": "2019-03", "summary": summary}
    record = in_review(
        "Guàrdies compartides de cirurgia", by=curator, owner=hospital, partners=partners, **facts
    )
    first = comment(record=record, user=curator, text="De quants professionals parlem?", field="summary")
    comment(record=record, user=editor, text="Són dotze cirurgians.", reply_to=first)
    agreement = {"in_force_from": "2019-03-01", "in_force_until": "2026-12-31", "notice_months": 3}
    make_agreement(record.alliance, "Conveni marc de guàrdies compartides", registered=False, **agreement)
    make_agreement(make_alliance("Xarxa de laboratoris", partners=partners), "Conveni de laboratori")
    make_alliance("Guàrdies compartides de pediatria", owner=hospital, partners=1, published=False)
    make_experience(
        "Una agenda per a dos hospitals", owner=hospital, organisations=[hospital], published=False
    )
    case = make_alliance("Cas documentat de la Vall", partners=partners, record={"origin": "documented"})
    ask_claim(record=case.record, organisation=hospital, message="Hi som des del principi.", user=editor)


@pytest.fixture
def open_as(open_page, site, catalogue):
    """Return a function that opens a path as the person of an address."""

    def open_path(path, email):
        record = Record.objects.select_related("owner").get(state="in_review")
        case = Record.objects.get(origin="documented", kind="alliance")
        address = path.format(code=record.code, slug=record.owner.slug, case=case.code)
        page = open_page(address, session=catalogue[email])
        assert page.url == site + address
        return page

    return open_path


def test_a_filter_of_the_queue_changes_it_without_a_whole_page(open_as):
    page = open_as("/curadoria/", CURATOR)
    page.evaluate("window.same = true")

    page.get_by_label("Esborrany").check()
    page.locator(".queue > li").nth(2).wait_for()

    assert "state=draft" in page.url
    assert page.evaluate("window.same") is True


def test_a_comment_is_written_in_the_box_at_its_field(open_as):
    page = open_as("/curadoria/{code}/", CURATOR)
    field = page.locator("#camp-acronym")

    field.get_by_text("Comenta-ho").click()
    field.get_by_label("Comentari a «Sigla»").fill("Què vol dir?")
    page.get_by_role("button", name="Desa només els comentaris").click()

    page.locator("#camp-acronym .thread").get_by_text("Què vol dir?").wait_for()
    assert_clean(page)


def test_enter_in_the_day_of_a_review_decides_nothing(open_as):
    page = open_as("/curadoria/{code}/", CURATOR)

    page.get_by_label("Comentari general").fill("Encara me’l miro.")
    page.get_by_label("Termini per fer els canvis").press("Enter")

    page.locator("#missatges").get_by_text("S’ha desat el comentari.").wait_for()
    assert page.locator(".review").get_attribute("data-state") == "in_review"


def test_leaving_with_a_comment_that_was_not_sent_asks_first(open_as):
    page = open_as("/curadoria/{code}/", CURATOR)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    field = page.locator("#camp-acronym")
    field.get_by_text("Comenta-ho").click()
    field.get_by_label("Comentari a «Sigla»").press_sequentially("A mig escriure")

    with page.expect_event("dialog"):
        page.get_by_role("button", name="Assigna").click()  # another form of the page

    expect(page.locator("button[data-sent]", has_text="Assigna")).to_be_enabled()  # pressed, and free again
    assert field.get_by_label("Comentari a «Sigla»").input_value() == "A mig escriure"
    assert asked == ["beforeunload"]


def test_sending_what_was_typed_does_not_ask(open_as):
    page = open_as("/curadoria/{code}/", CURATOR)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.get_by_label("Comentari general").press_sequentially("Ja està.")
    page.get_by_role("button", name="Desa només els comentaris").last.click()

    page.locator("#missatges").wait_for()
    assert asked == []


def test_the_filters_of_the_queue_can_all_be_taken_off(open_as):
    page = open_as("/curadoria/", CURATOR)

    for state in ("Pendent de revisió", "En revisió", "Amb canvis demanats"):
        page.get_by_label(state).uncheck()
        page.get_by_role("link", name=f"Treu el filtre: Estat: {state}").wait_for(state="detached")

    assert page.locator(".chips").count() == 0
    assert page.locator(".queue > li").count() > 3


def test_whatever_is_reached_with_the_keyboard_shows_that_it_is(open_as):
    page = open_as("/curadoria/{code}/", CURATOR)
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    total = page.evaluate(REACHABLE)

    seen = []
    for _ in range(total):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))

    assert [words for words, outline in seen if not outline] == []
    assert len({words for words, _outline in seen}) > total / 2
    assert any(words.startswith("TEXTAREA comment ") for words, _outline in seen)


REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(one => one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility()).length"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const inside = !one.matches(":focus");  // a part of a date, which the browser outlines by itself
  return [`${one.tagName} ${one.name ?? ""} ${one.innerText ?? ""}`, inside || style.outlineStyle !== "none"];
}"""
