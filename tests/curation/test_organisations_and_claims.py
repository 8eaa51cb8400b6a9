"""Organisations that wait to be checked, and the claims of documented cases."""

import pytest
from django.test import Client
from django.utils import timezone

from observatori.organisations.members import ask_to_join
from observatori.organisations.models import Organisation
from observatori.publishing.claims import ask_claim
from observatori.publishing.models import Claim, ClaimState, Record
from tests.api.calling import Caller, problem
from tests.curation.making import queries_of
from tests.making import make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return make_user(role="curator")


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


def claimed(hospital, name="Cas documentat"):
    case = make_alliance(name, partners=[hospital, make_organisation()], record={"origin": "documented"})
    editor = make_user(organisation=hospital)
    return ask_claim(record=case.record, organisation=hospital, message="Hi som.", user=editor)


def test_those_that_people_registered_come_first(desk):
    make_organisation("De casos")
    person = make_organisation("De persones", registered_by=make_user())
    make_organisation("Verificada", verified_at="2026-01-01T00:00Z")

    rows = desk.get("/curadoria/entitats/").context["rows"]

    assert [row["name"] for row in rows] == [person.name, "De casos"]
    assert "el NIF" in rows[0]["lacks"]


def test_the_check_shows_what_it_may_already_be_and_verifies(desk, curator):
    make_organisation("Hospital General del Pla de Baix", verified_at="2026-01-01T00:00Z")
    new = make_organisation("Hospital General del Pla de Baix i Rodalia", registered_by=make_user())
    path = f"/curadoria/entitats/{new.slug}/"

    assert "Hospital General del Pla de Baix</a>" in desk.get(path).content.decode()
    response = desk.post(path)

    assert response["Location"] == "/curadoria/entitats/"
    assert Organisation.objects.get(pk=new.pk).verified_by == curator


@pytest.mark.parametrize("membership", ["reader", "editor", "admin"])
def test_nobody_verifies_an_organisation_of_her_own(client, membership):
    own = make_organisation("Entitat pròpia", registered_by=make_user())
    curator = make_user(role="curator", organisation=own, membership=membership)
    client.force_login(curator)
    path = f"/curadoria/entitats/{own.slug}/"

    page = client.get(path).content.decode()
    assert "Verifica l’entitat" not in page
    assert "Sou membre d’aquesta entitat" in page
    assert client.post(path).status_code == 403
    problem(Caller(curator).post(f"organisations/{own.code}/verify/"), 403)
    own.refresh_from_db()
    assert not own.verified


@pytest.mark.parametrize(("who", "status"), [("anonymous", 302), ("admin", 404)])
def test_nobody_else_verifies(client, hospital, who, status):
    if who == "admin":
        client.force_login(make_user(organisation=hospital, membership="admin"))
    path = f"/curadoria/entitats/{hospital.slug}/"

    assert client.get(path).status_code == status
    assert client.post(path).status_code == status
    hospital.refresh_from_db()
    assert not hospital.verified


def test_only_requests_that_nobody_else_can_answer_are_shown(desk, hospital):
    with_admin = make_organisation("Amb administració")
    make_user(organisation=with_admin, membership="admin")
    for organisation in (hospital, with_admin):
        ask_to_join(organisation=organisation, user=make_user())

    page = desk.get("/curadoria/peticions/")

    assert [asked.organisation for asked in page.context["requests"]] == [hospital]
    assert {tab["label"]: tab["count"] for tab in page.context["tabs"]}["Peticions"] == 1


@pytest.mark.parametrize(("verb", "roles"), [("accepta", ["admin"]), ("denega", [])])
def test_who_joins_what_nobody_administers_is_answered_by_the_staff(desk, hospital, verb, roles):
    hospital.verified_at = timezone.now()
    hospital.save()
    person = make_user("nova@exemple.cat")
    visitor = Client()
    visitor.force_login(person)
    form = visitor.get(f"/compte/entitat/{hospital.slug}/").content.decode()
    asked = ask_to_join(organisation=hospital, user=person, message="Soc la gerent.")

    page = desk.get("/curadoria/peticions/").content.decode()
    deed = f"/tauler/{hospital.slug}/peticions/{asked.pk}/{verb}/"
    answer = desk.post(deed, {"from": "staff", "role": "admin"})

    assert "us respondrà l’equip de l’Observatori" in form
    assert "Soc la gerent." in page
    assert f'action="{deed}"' in page
    assert '<option value="admin" selected>' in page
    assert answer["Location"] == "/curadoria/peticions/"
    assert [one.role for one in person.memberships.all()] == roles
    assert desk.get("/curadoria/peticions/").context["requests"].count() == 0


def test_an_admin_answers_in_her_own_room_and_offers_to_read(client, hospital):
    client.force_login(make_user(organisation=hospital, membership="admin"))
    asked = ask_to_join(organisation=hospital, user=make_user())

    page = client.get(f"/tauler/{hospital.slug}/membres/")
    deed = f"/tauler/{hospital.slug}/peticions/{asked.pk}/accepta/"

    assert page.context["default_role"] == "reader"
    answer = client.post(deed, {"from": "staff", "role": "reader"})
    assert answer["Location"] == f"/tauler/{hospital.slug}/membres/"


def test_what_waits_and_what_only_is_not_verified_stand_apart(desk):
    make_organisation("De casos")
    make_organisation("De persones", registered_by=make_user())

    page = desk.get("/curadoria/entitats/").content.decode()

    order = ["Les ha registrat algú", "De persones", "Surten en casos documentats", "De casos"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)


def test_organisations_make_the_same_queries_with_1_and_20(desk):
    def make():
        organisation = make_organisation(registered_by=make_user())
        ask_to_join(organisation=organisation, user=make_user())

    make()
    one = queries_of(desk, "/curadoria/entitats/")
    for _ in range(19):
        make()

    assert queries_of(desk, "/curadoria/entitats/") == one


def test_claims_make_the_same_queries_with_1_and_20(desk, hospital):
    def make():
        claimed(hospital)
        case = make_experience(organisations=[hospital], record={"origin": "documented"})
        editor = make_user(organisation=hospital)
        ask_claim(record=case.record, organisation=hospital, message="", user=editor)
        ask_to_join(organisation=hospital, user=make_user())

    make()
    one = queries_of(desk, "/curadoria/peticions/")
    for _ in range(9):
        make()

    assert queries_of(desk, "/curadoria/peticions/") == one


def test_a_claim_is_approved(desk, hospital):
    claim = claimed(hospital)

    body = desk.get("/curadoria/peticions/").content.decode()
    response = desk.post(f"/curadoria/peticions/{claim.pk}/accepta/", follow=True)

    assert "Hi prenen part:" in body
    assert "Hospital del Pla ja es fa càrrec" in response.content.decode()
    assert Record.objects.get(pk=claim.record_id).owner == hospital


def test_a_second_approval_is_told(desk, hospital):
    claim = claimed(hospital)
    desk.post(f"/curadoria/peticions/{claim.pk}/accepta/")

    response = desk.post(f"/curadoria/peticions/{claim.pk}/accepta/", follow=True)

    assert "Aquesta petició ja s’ha respost." in response.content.decode()


def test_a_refusal_without_its_reason_is_asked_for_it(desk, hospital):
    claim = claimed(hospital)
    path = f"/curadoria/peticions/{claim.pk}/denega/"

    refused = desk.post(path, {"reason": ""})
    assert refused.status_code == 422
    assert f'href="#peticio-{claim.pk}-reason"' in refused.content.decode()

    desk.post(path, {"reason": "Falta l’acord dels socis."})
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == (ClaimState.REFUSED, "Falta l’acord dels socis.")


@pytest.mark.parametrize("verb", ["accepta", "denega"])
@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 302), ("admin", 404), ("curator of the asker", 403)]
)
def test_who_may_not_answer_a_claim(client, hospital, verb, who, status):
    claim = claimed(hospital)
    roles = {"admin": "member", "curator of the asker": "curator"}
    if who in roles:
        client.force_login(make_user(role=roles[who], organisation=hospital, membership="admin"))

    assert client.post(f"/curadoria/peticions/{claim.pk}/{verb}/", {"reason": "No."}).status_code == status
    claim.refresh_from_db()
    assert claim.state == ClaimState.PENDING


def test_the_public_page_of_a_documented_case_leads_to_the_claim(client, hospital):
    case = make_alliance(partners=[hospital, make_organisation()], record={"origin": "documented"})
    path = f"/tauler/reclama/{case.record.code}/"

    page = client.get(f"/aliances/{case.record.slug}/").content.decode()
    assert f'href="{path}"' in page
    assert "Entreu per demanar-ne la gestió" in page
    assert client.get(path)["Location"] == f"/compte/entrar/?next={path}"


@pytest.mark.parametrize(("who", "shown"), [("editor", True), ("reader", False), ("outsider", False)])
def test_only_who_may_ask_is_led_to_the_claim(client, hospital, who, shown):
    case = make_alliance(partners=[hospital, make_organisation()], record={"origin": "documented"})
    at = make_organisation() if who == "outsider" else hospital
    client.force_login(make_user(organisation=at, membership="reader" if who == "reader" else "editor"))

    page = client.get(f"/aliances/{case.record.slug}/").content.decode()

    assert (f"/tauler/reclama/{case.record.code}/" in page) is shown
    assert ("Demaneu-ne la gestió" in page) is shown
    assert "Entreu per" not in page


def test_an_editor_asks_for_the_case(client, hospital):
    case = make_alliance(partners=[hospital, make_organisation()], record={"origin": "documented"})
    client.force_login(make_user(organisation=hospital))
    path, data = f"/tauler/reclama/{case.record.code}/", {"organisation": hospital.slug, "message": "Hi som."}

    assert "Hospital del Pla" in client.get(path).content.decode()
    assert client.post(path, data)["Location"] == f"/tauler/{hospital.slug}/"
    again = client.post(path, data)

    assert Claim.objects.get().message == "Hi som."
    assert again.status_code == 422
    assert "Aquesta entitat ja ho ha demanat." in again.content.decode()
    assert "Hi som." in again.content.decode()
    assert "N’heu demanat la gestió" in client.get(f"/tauler/{hospital.slug}/").content.decode()


@pytest.mark.parametrize("who", ["reader", "outsider"])
def test_who_cannot_ask_reads_why(client, hospital, who):
    case = make_alliance(partners=[hospital, make_organisation()], record={"origin": "documented"})
    at = hospital if who == "reader" else make_organisation()
    client.force_login(make_user(organisation=at, membership="reader" if who == "reader" else "admin"))
    path = f"/tauler/reclama/{case.record.code}/"

    assert "no consta que el tingueu" in client.get(path).content.decode()
    assert client.post(path, {"organisation": hospital.slug}).status_code == 422
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "record", [{}, {"origin": "documented", "withdrawn": True, "withdrawn_reason": "Sí."}]
)
def test_what_is_not_a_public_documented_case_is_not_found(client, hospital, record):
    case = make_alliance(partners=[hospital, make_organisation()])
    Record.objects.filter(pk=case.pk).update(**record)
    client.force_login(make_user(organisation=hospital))

    assert client.get(f"/tauler/reclama/{case.record.code}/").status_code == 404
    assert Client().get(f"/tauler/reclama/{case.record.code}/").status_code == 302
