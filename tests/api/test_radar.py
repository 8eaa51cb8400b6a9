"""The radar in the API: who reads whose, page by page, and what it says of a day."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliances.radar.charges import give_charge
from alliances.radar.keeping import keep_milestones
from observatori.organisations.tokens import issue_token
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

RADAR = "/api/v1/radar/"


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def alliance(hospital):
    return make_alliance(
        "Guàrdies", owner=hospital, partners=[hospital, make_organisation()], published=False
    )


def agree(alliance, title="Conveni de guàrdies", **facts):
    made = make_agreement(alliance, title, registered=False, record={"owner": alliance.record.owner}, **facts)
    keep_milestones([made.pk])
    return made


@pytest.fixture
def agreement(alliance):
    return agree(
        alliance, in_force_from="2024-01-01", in_force_until="2027-03-31", notice_months=3,
        extension_until="2031-03-31",
    )  # fmt: skip


def key_of(user, *scopes):
    _token, secret = issue_token(user=user, scopes=scopes or ["read"])
    return {"Authorization": f"Bearer {secret}"}


def results(user, **query):
    answer = Client().get(RADAR, query, headers=key_of(user))
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_it_says_what_happens_to_what_and_when(hospital, agreement):
    reader = make_user(organisation=hospital, membership="reader")
    writer = make_user(organisation=hospital)
    give_charge(agreement=agreement, organisation=hospital, person=reader, by=writer)

    notice, end = results(reader, organisation=hospital.code)

    assert (notice["what"], notice["day"], notice["period_ends_on"]) == ("notice", "2026-12-31", "2027-03-31")
    assert (end["what"], end["day"], end["days_left"], end["early"]) == ("end", "2027-03-31", 129, False)
    assert end["agreement"] == {
        "code": agreement.record.code, "title": "Conveni de guàrdies", "kind": "framework",
    }  # fmt: skip
    assert end["alliance"]["name"] == "Guàrdies"
    assert (end["state"], end["in_notice"], end["can_extend"]) == ("in_force", False, True)
    assert (end["ends_on"], end["notice_on"], end["extension_until"]) == (
        "2027-03-31",
        "2026-12-31",
        "2031-03-31",
    )
    assert end["assignees"] == [
        {
            "organisation": {"code": hospital.code, "slug": hospital.slug, "name": hospital.name},
            "person": reader.pk,
            "name": str(reader),
        }
    ]
    assert [one["code"] for one in end["falls_with"]] == [agreement.alliance.record.code]


def test_nobody_is_asked_who_she_is(agreement):
    assert Client().get(RADAR).status_code == 401
    assert Client().get(RADAR, headers={"Authorization": "Bearer oae_fals"}).status_code == 401


def test_a_key_that_may_not_read_is_refused(hospital, agreement):
    key = key_of(make_user(organisation=hospital), "export")

    assert Client().get(RADAR, headers=key).status_code == 403


@pytest.mark.parametrize("named", ["code", "slug"])
def test_an_organisation_that_one_may_not_enter_is_none(hospital, agreement, named):
    outsider = make_user(organisation=make_organisation(), membership="admin")

    answer = Client().get(RADAR, {"organisation": getattr(hospital, named)}, headers=key_of(outsider))
    never = Client().get(RADAR, {"organisation": "OAE-O-99999999"}, headers=key_of(outsider))

    assert (answer.status_code, never.status_code) == (404, 404)
    assert answer.json()["detail"] == never.json()["detail"]


@pytest.mark.parametrize(("who", "count"), [("member", 2), ("partner", 2), ("outsider", 0), ("curator", 2)])
def test_without_an_organisation_it_is_all_one_may_read(hospital, alliance, agreement, who, count):
    partner = alliance.partnerships.exclude(organisation=hospital).get().organisation
    at = {"member": hospital, "partner": partner, "outsider": make_organisation(), "curator": None}[who]
    user = make_user(organisation=at, role="curator" if who == "curator" else "member")

    assert len(results(user)) == count


def test_whom_another_organisation_has_charged_is_theirs_to_know(hospital, alliance, agreement):
    person = make_user(organisation=hospital)
    give_charge(agreement=agreement, organisation=hospital, person=person, by=person)
    partner = alliance.partnerships.exclude(organisation=hospital).get().organisation

    assert {len(one["assignees"]) for one in results(make_user(organisation=partner))} == {0}
    assert {len(one["assignees"]) for one in results(make_user(role="curator"))} == {1}


def test_what_has_no_day_is_asked_for_alone(hospital, alliance, agreement):
    agree(alliance, "Sense final", in_force_from="2024-01-01")
    user = make_user(organisation=hospital)

    (one,) = results(user, what="unknown")

    assert (one["agreement"]["title"], one["day"], one["what"]) == ("Sense final", None, "unknown")
    assert one["missing"].startswith("Hi falta")
    assert "unknown" not in {one["what"] for one in results(user)}


def test_pages_follow_each_other_without_repeating_or_skipping(hospital, alliance):
    for number in range(7):
        agree(alliance, f"Conveni {number}", in_force_from="2024-01-01", in_force_until="2027-03-31")
    user, found, address = make_user(organisation=hospital), [], f"{RADAR}?page_size=3"
    while address:
        page = Client().get(address, headers=key_of(user)).json()
        found += [one["agreement"]["title"] for one in page["results"]]
        address = page["next"]

    assert sorted(found) == [f"Conveni {number}" for number in range(7)]


@pytest.mark.parametrize(
    "query", ["at=ahir", "at=2050-01-01", "until=x", "months=5", "what=no", "party=%00", "assignee=7"]
)
def test_what_cannot_be_read_is_a_400_that_names_it(hospital, query):
    answer = Client().get(f"{RADAR}?{query}", headers=key_of(make_user(organisation=hospital)))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"?{query.partition('=')[0]}"


def test_the_queries_are_the_same_with_one_and_with_twenty(hospital, alliance, agreement):
    key = key_of(make_user(organisation=hospital))

    def queries():
        with CaptureQueriesContext(connection) as context:
            assert Client().get(RADAR, headers=key).status_code == 200
        return len(context)

    agree(alliance, "Addenda", kind="addendum", amends=agreement, addendum_kind="economic")
    queries()
    one = queries()
    for number in range(20):
        agree(alliance, f"Conveni {number}", in_force_from="2024-01-01", in_force_until="2027-03-31")
    assert queries() == one
