"""The year 9999, which people write for «never»: the last one that has days."""

from datetime import date

import pytest
from django.test import Client

from alliances.models import Milestone
from alliances.procedures.catalogue import known_steps
from alliances.procedures.lateness import last_day
from alliances.radar.calendars import make_calendar
from observatori.charts.horizon import horizon
from observatori.partial_dates import PartialDate
from tests.api.calling import Caller, problem
from tests.making import make_agreement, make_alliance, make_organisation, make_user

NEVER = "9999-12-31"


@pytest.fixture
def hospital():
    return make_organisation("Hospital")


@pytest.fixture
def admin(hospital):
    return make_user(organisation=hospital, membership="admin")


@pytest.fixture
def browser(admin):
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def agreement(hospital):
    alliance = make_alliance(partners=[hospital, make_organisation()], owner=hospital)
    term = {"in_force_from": "2020-01-01", "in_force_until": NEVER, "notice_months": 3}
    agreement = make_agreement(
        alliance, "Conveni", parts=[("primera", "Text.")], signed_on=NEVER, extension_until=NEVER,
        record={"owner": hospital}, **term,
    )  # fmt: skip
    record = {"owner": hospital}
    for kind, day in (("extension", {"new_until": NEVER}), ("amendment", {})):
        make_agreement(
            alliance, "Addenda", kind="addendum", amends=agreement, addendum_kind=kind, effective_on=NEVER,
            record=record, **day,
        )  # fmt: skip
    return agreement


def paths(agreement, hospital):
    page, api = f"/convenis/{agreement.record.code}", f"/api/v1/agreements/{agreement.record.code}"
    desk = f"/tauler/{hospital.slug}"
    return [
        "/", "/convenis/", f"/convenis/?at={NEVER}", f"{page}/", f"{page}/?at={NEVER}", f"{page}/comparacio/",
        f"{page}/comparacio/?from=2020-01-01&to={NEVER}", f"{page}/text.pdf?at={NEVER}",
        f"/aliances/{agreement.alliance.record.slug}/", f"{api}/", f"{api}/?at={NEVER}", f"{api}/text/?at={NEVER}",
        f"{api}/diff/", f"{api}/completeness/", f"/api/v1/agreements/?at={NEVER}", f"/entitats/{hospital.slug}/",
        f"/entitats/{hospital.slug}/transparencia/", f"{desk}/", f"{desk}/convenis/", f"{desk}/radar/",
        f"{desk}/tramits/", f"{desk}/radar.csv", f"{desk}/confirmacions/",
        f"{desk}/convenis/{agreement.record.code}/tramits/",
    ]  # fmt: skip


@pytest.mark.django_db
def test_every_page_of_it_can_be_read(browser, agreement, hospital):
    for path in paths(agreement, hospital):
        assert (path, browser.get(path).status_code in {200, 301, 302, 404}) == (path, True)
    page = f"/convenis/{agreement.record.code}/?at={NEVER}"
    assert Client().get(page).status_code == 200


@pytest.mark.django_db
def test_a_calendar_tells_its_last_day(client, hospital, admin):
    alliance = make_alliance(partners=[hospital, make_organisation()], owner=hospital)
    make_agreement(
        alliance, in_force_from="2020-01-01", in_force_until="2030-12-31", record={"owner": hospital}
    )
    Milestone.objects.update(day=date.max, ends_on=date.max)
    _calendar, secret = make_calendar(organisation=hospital, person=admin, name="Outlook")

    body = client.get(f"/calendari/{secret}.ics").content.decode()

    assert "DTSTART;VALUE=DATE:99991231" in body


@pytest.mark.django_db
def test_the_radar_looks_ten_years_ahead_and_no_more(time_machine, browser, admin, agreement, hospital):
    time_machine.move_to("2026-11-22T12:00:00+01:00", tick=False)
    desk, sentence = f"/tauler/{hospital.slug}", "el radar arriba fins al 22 de novembre del 2036"

    for path in (f"{desk}/radar/", f"{desk}/radar.csv"):
        assert browser.get(f"{path}?until=2036-11-22").status_code == 200
        for day in ("2036-11-23", "9998-12-31", NEVER):
            answer = browser.get(f"{path}?until={day}")
            assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Caller(admin).get("radar/?until=2036-11-22").status_code == 200
    assert sentence in problem(Caller(admin).get(f"radar/?until={NEVER}"), 400)["detail"]


def test_deadlines_stop_at_the_last_day():
    for step in known_steps().values():
        if step.deadline:
            assert last_day(step.deadline, PartialDate(NEVER)) == date.max


def test_an_axis_of_months_reaches_it():
    line = {"days": [{"day": date(2026, 12, 1), "to": date.max, "shape": "end", "words": ""}]}
    first = date(2026, 12, 1)

    drawn = horizon([line], first=first, last=date(2027, 2, 1), today=first)

    assert drawn["lines"][0]["stretches"] == [{"x": "0%", "width": "100%"}]
