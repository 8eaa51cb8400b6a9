"""The model case gets a fourth addendum: its text changes on its day, and so do comparison, radar and semàfor."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from observatori.catalan import date_text
from observatori.publishing.models import Record
from tests.browser.job import Person
from tests.making import make_user

pytestmark = pytest.mark.django_db  # what the server writes stands outside the test’s transaction
CLAUSE, CONFLICTS = "clausula-14", "clausula-16"
TODAY = timezone.localdate()
LAST_DAY = TODAY + timedelta(days=200)  # within the radar, and before the term of the model case is over
DAY_BEFORE = LAST_DAY - timedelta(days=1)
NEW_TEXT = f"El Conveni deixa de ser vigent el {date_text(LAST_DAY)}, per acord unànime de les parts."


@pytest.fixture(scope="module")
def agreement(catalogue, site):
    """The framework agreement of the model case, with its three addenda."""
    return Record.objects.select_related("owner").get(
        agreement__kind="framework", is_example=True, kind="agreement"
    )


@pytest.fixture(scope="module")
def director(browser, site, agreement):
    """An admin of the organisation that owns it, at her browser."""
    client = Client()
    client.force_login(
        make_user("direccio.exemple@exemple.cat", organisation=agreement.owner, membership="admin")
    )
    person = Person(browser, site)
    name = settings.SESSION_COOKIE_NAME
    person.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    yield person
    person.page.context.close()


def adds(person, words, field):
    person.page.get_by_role("button", name=words).click()
    person.page.locator(f"[name='{field}']").wait_for()


def typed(day):
    return f"{day.day}/{day.month}/{day.year}"


def radar_rows(person, room):
    """The rows of the radar that name the day."""
    person.goes(f"{room}/radar/")
    return person.page.get_by_role("row").filter(has_text=date_text(LAST_DAY))


def light_of(person, path, item):
    person.goes(path)
    return person.page.locator(f"[data-item='{item}']").first.get_attribute("data-light")


def test_a_fourth_addendum_changes_text_comparison_radar_and_semafor(director, agreement):
    room = f"/tauler/{agreement.owner.slug}"
    desk, page = f"{room}/convenis/{agreement.code}/", f"/convenis/{agreement.code}/"

    # The semàfor of the model case is marked: its text says how conflicts are settled.
    assert light_of(director, f"{page}?at={LAST_DAY}", "jurisdiction") == "ok"

    # The radar has no end that day, and nothing differs between the two days.
    expect(radar_rows(director, room)).to_have_count(0)
    director.goes(f"{page}comparacio/?from={DAY_BEFORE}&to={LAST_DAY}")
    expect(director.page.locator("main ins, main del")).to_have_count(0)
    assert light_of(director, f"{page}?at={DAY_BEFORE}", "jurisdiction") == "ok"

    # An early end, with the clause of the term written anew and that of conflicts taken out.
    director.goes(f"{desk}addenda/")
    director.fills(
        title="Addenda quarta: resolució de mutu acord",
        addendum_kind="termination",
        effective_on=typed(LAST_DAY),
    )
    director.presses("Desa i continua")
    code = re.search(r"/convenis/(OAE-C-\d+)/", director.page.url).group(1)
    addendum = f"{room}/convenis/{code}/"
    director.goes(f"{addendum}canvis/")
    if not director.page.locator("[name='changes-0-target']").count():
        adds(director, "Afegeix un canvi", "changes-0-target")
    director.page.locator("[name='changes-0-target']").select_option(CLAUSE)
    expect(director.page.locator("[name='changes-0-text']")).not_to_have_value("")
    director.fills(changes_0_text=NEW_TEXT)
    adds(director, "Afegeix un canvi", "changes-1-op")
    director.fills(changes_1_op="delete", changes_1_target=CONFLICTS)
    director.page.locator("[name='changes-1-text']").fill("")
    director.presses("Desa")
    director.reads("S’ha desat «Canvis».")

    # Until every party has signed and it is registered, nothing of it counts.
    director.goes(f"{page}?at={LAST_DAY}")
    assert NEW_TEXT not in director.page.locator("main").inner_text()
    director.goes(f"{addendum}signatures/")
    days = director.page.locator("[name^='signatures-'][name$='-signed_on']")
    for number in range(days.count()):
        director.fills(**{f"signatures_{number}_signed_on": typed(TODAY)})
    director.presses("Desa")
    director.goes(addendum)
    director.presses("Registra")

    # The text changes on its day, and names the addendum behind.
    director.goes(f"{page}?at={DAY_BEFORE}")
    assert NEW_TEXT not in director.page.locator("main").inner_text()
    director.goes(f"{page}?at={LAST_DAY}")
    director.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    clause = director.page.locator(f"#part-{CLAUSE}")
    expect(clause).to_contain_text(NEW_TEXT)
    expect(clause).to_contain_text("Addenda quarta: resolució de mutu acord")

    # The comparison of the two days shows the words.
    director.goes(f"{page}comparacio/?from={DAY_BEFORE}&to={LAST_DAY}")
    expect(director.page.locator("main ins").first).to_be_visible()
    expect(director.page.locator("main del").first).to_be_visible()

    # The radar has the end where it was beyond its horizon, and the semàfor misses what was taken out.
    expect(radar_rows(director, room).first).to_contain_text("Conveni marc")
    assert light_of(director, f"{page}?at={LAST_DAY}", "jurisdiction") != "ok"
    assert light_of(director, f"{page}?at={DAY_BEFORE}", "jurisdiction") == "ok"
    assert director.complaints == []
