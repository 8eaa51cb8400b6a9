"""The rooms of work as a person meets them: the staff’s queue and review, and an organisation’s workspace."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client

from observatori.organisations.models import User
from observatori.publishing.claims import ask_claim
from observatori.publishing.comments import comment
from observatori.publishing.models import Record
from tests.browser.conftest import scrolls_sideways, violations
from tests.curation.making import in_review
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db  # only reads: the rows stand outside its transaction
WIDTHS = (1280, 320)
CURATOR, EDITOR = "curadora@exemple.cat", "editora@exemple.cat"
PATHS = {
    "queue": "/curadoria/",
    "agreements": "/curadoria/convenis/",
    "organisations": "/curadoria/entitats/",
    "organisation": "/curadoria/entitats/{slug}/",
    "claims": "/curadoria/peticions/",
    "review": "/curadoria/{code}/",
    "workspace": "/tauler/{slug}/",
    "records": "/tauler/{slug}/aliances/",
    "claim": "/tauler/reclama/{case}/",
}


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
        page = open_page("/")
        page.wait_for_load_state("networkidle")  # or what is still on its way would count as a complaint
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": catalogue[email], "url": site}
        page.context.add_cookies([cookie])
        record = Record.objects.select_related("owner").get(state="in_review")
        case = Record.objects.get(origin="documented", kind="alliance")
        address = site + path.format(code=record.code, slug=record.owner.slug, case=case.code)
        page.goto(address)
        assert page.url == address
        return page

    return open_path


@pytest.mark.parametrize("name", PATHS)
def test_a_room_is_clean_at_every_width(open_as, name):
    page = open_as(PATHS[name], CURATOR if "curadoria" in PATHS[name] else EDITOR)

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        assert not scrolls_sideways(page), f"{width} px"
        assert violations(page) == [], f"{width} px"


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
