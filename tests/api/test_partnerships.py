"""The verbs of a partner in the API: who may, in which state, and what comes back."""

import pytest

from alliances.models import Partnership
from alliances.rules import ALLIANCE
from observatori.publishing.models import Event, Record
from observatori.publishing.transitions import advance
from tests.api.calling import Caller, pointers, problem
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
REASON = {"reason": "No hi posem cap edifici."}
VERBS = {"confirm": None, "dispute": REASON}
STATES = ("draft", "partners only", "published", "withdrawn")
WHO = {  # by state, in their order; anonymous callers are told to say who they are before anything else
    "admin of the partner": (409, 200, 200, 409),
    "curator who is its admin": (409, 200, 200, 409),
    "editor of the partner": (403, 403, 403, 403),
    "reader of the partner": (403, 403, 403, 403),
    "admin of the owner": (403, 403, 403, 403),
    "reader of the owner": (403, 403, 403, 403),
    "curator": (403, 403, 403, 403),
    "outsider": (404, 404, 403, 410),
    "anonymous": (401, 401, 401, 401),
}


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Consorci de les Valls")


@pytest.fixture
def admin(partner):
    return make_user("socia@exemple.cat", organisation=partner, membership="admin")


def made(state, hospital, partner):
    visibility = "partners" if state == "partners only" else "public"
    alliance = make_alliance(
        owner=hospital,
        partners=[hospital, partner],
        published=state != "draft",
        record={"visibility": visibility},
    )
    if state == "withdrawn":
        user = make_user(organisation=hospital, membership="admin")
        record = Record.objects.get(pk=alliance.pk)
        advance(record=record, verb="withdraw", user=user, rules=ALLIANCE, reason="A petició dels socis.")
    return alliance


def person(who, hospital, partner):
    if who == "anonymous":
        return None
    if who.startswith("curator"):
        mine = {"organisation": partner, "membership": "admin"} if "admin" in who else {}
        return make_user(role="curator", **mine)
    if who == "outsider":
        return make_user(organisation=make_organisation(), membership="admin")
    membership, organisation = who.split()[0], partner if "partner" in who else hospital
    return make_user(organisation=organisation, membership=membership)


def row_of(alliance, organisation):
    return Partnership.objects.get(alliance=alliance, organisation=organisation)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", WHO)
def test_only_its_admins_answer_for_a_partner_of_what_is_published(hospital, partner, who, state, verb):
    row = row_of(made(state, hospital, partner), partner)
    before = row.confirmation

    response = Caller(person(who, hospital, partner)).post(f"partnerships/{row.pk}/{verb}/", VERBS[verb])

    status = WHO[who][STATES.index(state)]
    if status != 200:
        problem(response, status)
        assert row_of(row.alliance, partner).confirmation == before
        return
    assert response.status_code == 200
    answer = response.json()
    assert answer["code"] == row.alliance.record.code
    states = {one["id"]: one["confirmation"] for one in answer["partners"]}
    assert states[row.pk] == {"confirm": "confirmed", "dispute": "disputed"}[verb]


def test_a_documented_case_is_answered_for_by_nobody(hospital, partner, admin):
    alliance = make_alliance(partners=[hospital, partner], record={"origin": "documented"})

    problem(Caller(admin).post(f"partnerships/{row_of(alliance, partner).pk}/confirm/"), 409)


@pytest.mark.parametrize("number", [2_000_000_000, 10**30])
def test_a_number_that_is_none_is_404(admin, number):
    problem(Caller(admin).post(f"partnerships/{number}/confirm/"), 404)


def test_a_row_of_a_draft_is_as_if_it_were_not_for_who_reads_only_what_is_public(hospital, partner):
    alliance = make_alliance(owner=hospital, partners=[hospital, partner])
    added = Partnership.objects.create(alliance=alliance, organisation=make_organisation())
    outsider = Caller(make_user(organisation=make_organisation(), membership="admin"))

    problem(outsider.post(f"partnerships/{added.pk}/confirm/"), 404)
    problem(outsider.post(f"partnerships/{row_of(alliance, partner).pk}/confirm/"), 403)


@pytest.mark.parametrize(
    ("verb", "body", "expected"),
    [
        ("dispute", {}, {"/reason": "required"}),
        ("dispute", {"reason": "  "}, {"/reason": "blank"}),
        ("dispute", {"reason": "a" * 2001}, {"/reason": "max_length"}),
        ("dispute", {"reason": "No.", "why": "?"}, {"/why": "unknown_field"}),
        ("confirm", {"reason": "Sí."}, {"/reason": "unknown_field"}),
    ],
)
def test_a_body_that_will_not_do_is_422(hospital, partner, admin, verb, body, expected):
    row = row_of(made("published", hospital, partner), partner)

    response = Caller(admin).post(f"partnerships/{row.pk}/{verb}/", body)

    assert pointers(response).keys() == expected.keys()
    assert row_of(row.alliance, partner).confirmation == "pending"


def test_the_state_is_looked_at_before_the_body(hospital, partner, admin):
    row = row_of(made("draft", hospital, partner), partner)

    problem(Caller(admin).post(f"partnerships/{row.pk}/dispute/", {}), 409)


def test_a_token_that_only_reads_may_not(hospital, partner, admin):
    row = row_of(made("published", hospital, partner), partner)

    problem(Caller(admin, scopes=["read"]).post(f"partnerships/{row.pk}/confirm/"), 403)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_nothing_but_post(hospital, partner, admin, method):
    row = row_of(made("published", hospital, partner), partner)

    problem(Caller(admin).send(method, f"partnerships/{row.pk}/confirm/", None), 405)


def test_the_event_is_read_by_anybody_and_its_reason_by_nobody(hospital, partner, admin):
    row = row_of(made("published", hospital, partner), partner)
    Caller(admin).post(f"partnerships/{row.pk}/dispute/", REASON)

    event = Event.objects.get(verb="partner_disputed")

    assert event.record_id == row.alliance_id
    assert "edifici" not in str(event.changes)


def test_the_same_request_twice_is_one_answer(hospital, partner, admin):
    row = row_of(made("published", hospital, partner), partner)
    caller = Caller(admin)

    first = caller.post(f"partnerships/{row.pk}/confirm/", {}, Idempotency_Key="una")
    again = caller.post(f"partnerships/{row.pk}/confirm/", {}, Idempotency_Key="una")
    later = caller.post(f"partnerships/{row.pk}/confirm/", {})

    assert first.status_code == again.status_code == later.status_code == 200
    assert first.json() == again.json()
    assert Event.objects.filter(verb="partner_confirmed").count() == 1
