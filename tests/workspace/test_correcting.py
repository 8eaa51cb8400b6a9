"""Correcting what the directory says of an organisation, by the page and by the API."""

import pytest
from django.test import Client

from observatori.organisations.models import Organisation
from observatori.publishing.corrections import correctable
from observatori.publishing.models import Event, SearchEntry
from observatori.publishing.organisations import index_organisations, verify_organisation
from observatori.workspace.organisation_form import CorrectionForm
from tests.api.calling import Caller, pointers, problem
from tests.making import make_alliance, make_organisation, make_term, make_user

pytestmark = pytest.mark.django_db
LOGIN = 302
WHO = {  # page, reading the draft by the API, changing it by the API
    "admin": (200, 200, 200),
    "curator": (200, 200, 200),
    "curator who is its admin": (200, 200, 200),
    "curator who is its editor": (403, 200, 403),
    "editor": (403, 200, 403),
    "reader": (403, 200, 403),
    "partner": (404, 404, 403),
    "outsider": (404, 404, 403),
    "anonymous": (LOGIN, 404, 401),
}


@pytest.fixture
def hospital():
    made = make_organisation("Hospital del Pla", tax_id="G58005208", short_name="HP")
    return verify_organisation(organisation=made, by=make_user(role="curator"))


@pytest.fixture
def admin(hospital):
    return make_user("admin@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def page(client, admin, hospital):
    client.force_login(admin)
    return f"/tauler/{hospital.slug}/entitat/"


def person(who, hospital):
    partner = make_organisation()
    make_alliance(partners=[hospital, partner])
    return {
        "admin": lambda: make_user(organisation=hospital, membership="admin"),
        "curator": lambda: make_user(role="curator"),
        "curator who is its admin": lambda: make_user(
            role="curator", organisation=hospital, membership="admin"
        ),
        "curator who is its editor": lambda: make_user(role="curator", organisation=hospital),
        "editor": lambda: make_user(organisation=hospital),
        "reader": lambda: make_user(organisation=hospital, membership="reader"),
        "partner": lambda: make_user(organisation=partner, membership="admin"),
        "outsider": lambda: make_user(organisation=make_organisation(), membership="admin"),
        "anonymous": lambda: None,
    }[who]()


def typed(client, page, **changes):
    """What the form would send, with something typed over it."""
    form = client.get(page).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in shown.items()} | changes


def fresh(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def aliases(organisation):
    return [alias.name for alias in organisation.aliases.all()]


@pytest.mark.parametrize("who", WHO)
def test_the_page_is_for_admins_and_staff_of_other_organisations(hospital, who):
    user, client = person(who, hospital), Client()
    if user:
        client.force_login(user)
    page, status = f"/tauler/{hospital.slug}/entitat/", WHO[who][0]

    assert client.get(page).status_code == status
    sent = typed(client, page, website="https://exemple.cat") if status == 200 else {"name": "Meu"}
    assert client.post(page, sent).status_code == (LOGIN if status == 200 else status)
    assert fresh(hospital).website == ("https://exemple.cat" if status == 200 else "")
    assert fresh(hospital).name == "Hospital del Pla"
    if status in (200, 403):
        desk = client.get(f"/tauler/{hospital.slug}/").content.decode()
        assert (page in desk) == (status == 200)


@pytest.mark.parametrize("who", WHO)
def test_the_api_lets_the_same_people_read_it_and_change_it(hospital, who):
    caller = Caller(person(who, hospital))
    path, (_page, reads, writes) = f"organisations/{hospital.code}/", WHO[who]

    assert caller.get(f"{path}?version=draft").status_code == reads
    tag = caller.get(f"{path}?version=draft")["ETag"] if reads == 200 else '"1"'
    assert caller.patch(path, {"website": "https://exemple.cat"}, tag).status_code == writes
    assert fresh(hospital).website == ("https://exemple.cat" if writes == 200 else "")


def test_all_that_is_asked_is_saved_with_its_event_and_its_entry(client, hospital, page):
    make_term("legal_form", "consortium", "Consorci")
    make_term("municipality", "m1", "Vic")
    make_term("comarca", "24", "Osona")
    make_term("health_region", "r1", "Catalunya Central")
    make_term("sector", "salut", "Salut")
    make_term("organisation_kind", "provider", "Proveïdor")
    make_term("level_of_care", "primary", "Primària")
    facts = {
        "short_name": "HdP",
        "aliases": "Casa del Pla\nHospital Vell",
        "legal_form": "consortium",
        "ownership": "public",
        "kinds": ["provider"],
        "sectors": ["salut"],
        "levels_of_care": ["primary"],
        "municipality_text": "vic",
        "comarca": "24",
        "health_region": "r1",
        "website": "https://pla.exemple.cat",
    }

    assert client.post(page, typed(client, page, **facts)).status_code == LOGIN

    saved = fresh(hospital)
    assert (saved.short_name, aliases(saved)) == ("HdP", ["Casa del Pla", "Hospital Vell"])
    assert (saved.municipality.ca, saved.municipality_text, saved.comarca.code) == ("Vic", "", "24")
    assert (saved.kinds, saved.sectors, saved.levels_of_care) == (["provider"], ["salut"], ["primary"])
    assert (saved.legal_form.code, saved.health_region.code, saved.ownership) == (
        "consortium",
        "r1",
        "public",
    )
    assert (saved.verified, saved.version) == (True, hospital.version + 1)
    entry = SearchEntry.objects.get(organisation=saved)
    assert {"comarca:24", "sector:salut"} <= set(entry.facets)
    assert "Hospital Vell" in entry.names
    event = Event.objects.get(organisation=saved, verb="updated")
    assert event.actor.user.email == "admin@exemple.cat"
    assert "website" in event.changes["fields"]
    fields = typed(client, page)
    assert (fields["municipality_text"], fields["aliases"]) == ("Vic", "Casa del Pla\nHospital Vell")


def test_saving_what_nobody_changed_changes_nothing(client, hospital, page):
    client.post(page, typed(client, page))

    assert fresh(hospital).version == hospital.version
    assert not Event.objects.filter(organisation=hospital, verb="updated").exists()


def test_the_old_name_stays_as_another_name(client, hospital, page):
    client.post(page, typed(client, page, name="Hospital Nou del Pla"))
    assert aliases(fresh(hospital)) == ["Hospital del Pla"]
    assert Event.objects.get(organisation=hospital, verb="updated").changes["name"] == {
        "before": "Hospital del Pla",
        "after": "Hospital Nou del Pla",
    }

    client.post(page, typed(client, page, name="Hospital del Pla"))
    assert aliases(fresh(hospital)) == ["Hospital Nou del Pla"]


@pytest.mark.parametrize("change", [{"name": "Hospital Clínic"}, {"tax_id": "Q0801175A"}])
def test_a_name_or_nif_that_its_admin_changes_waits_for_the_staff_again(client, hospital, page, change):
    make_alliance(partners=[hospital, make_organisation()])

    answer = client.post(page, typed(client, page, **change), follow=True)

    assert "tornarà a verificar" in answer.content.decode()
    assert not fresh(hospital).verified
    anybody = Client().get(f"/entitats/{hospital.slug}/")
    assert anybody.status_code == 200
    assert "Entitat verificada" not in anybody.content.decode()
    client.force_login(make_user(role="curator"))
    queue = client.get("/curadoria/entitats/")
    assert queue.context["rows"][0]["registered"] == "Era verificada: n’ha canviat el nom o el NIF."
    assert [tab["count"] for tab in queue.context["tabs"]][2] == 1
    client.post(f"/curadoria/entitats/{hospital.slug}/")
    assert fresh(hospital).verified


def test_the_same_nif_written_otherwise_is_no_change(client, hospital, page):
    client.post(page, typed(client, page, tax_id="ES G-58.005.208"))

    assert (fresh(hospital).verified, fresh(hospital).version) == (True, hospital.version)


def test_nobody_reads_a_name_that_nobody_checked_where_nothing_published_has_it(client, hospital, page):
    client.post(page, typed(client, page, name="Hospital Clínic"))

    assert Client().get(f"/entitats/{hospital.slug}/").status_code == 404
    assert not SearchEntry.objects.filter(organisation=hospital).exists()


def test_what_staff_change_they_have_checked(client, hospital, page):
    client.force_login(make_user(role="curator"))

    client.post(page, typed(client, page, name="Hospital Comarcal del Pla", tax_id="Q0801175A"))

    saved = fresh(hospital)
    assert (saved.name, saved.tax_id, saved.verified) == ("Hospital Comarcal del Pla", "Q0801175A", True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 251}, "name"),
        ({"tax_id": "G58005206"}, "tax_id"),
        ({"tax_id": "Q0801175A"}, "tax_id"),  # somebody else’s
        ({"website": "exemple"}, "website"),
        ({"comarca": "cap"}, "comarca"),
        ({"sectors": ["cap"]}, "sectors"),
        ({"aliases": "a" * 251}, "aliases"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, hospital, page, change, field):
    make_organisation("Altra", tax_id="Q0801175A")

    answer = client.post(page, typed(client, page, **change | {"short_name": "Es queda"}))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'id="resum-errors"' in answer.content.decode()
    assert "Es queda" in answer.content.decode()
    assert (fresh(hospital).version, aliases(fresh(hospital))) == (hospital.version, [])


def test_who_comes_second_sees_what_the_first_left_and_may_go_on(client, hospital, page, admin):
    sent = typed(client, page, short_name="El meu")
    client.post(page, typed(client, page, short_name="El seu", website="https://seu.exemple.cat"))

    answer = client.post(page, sent)

    assert answer.status_code == 409
    assert [(row["label"], row["lines"]) for row in answer.context["theirs"]] == [
        ("Nom curt o sigles", ["El seu"]),
        ("Web", ["https://seu.exemple.cat"]),
    ]
    assert fresh(hospital).short_name == "El seu"
    again = answer.context["form"].data
    assert again["short_name"] == "El meu"
    assert client.post(page, again.dict()).status_code == LOGIN
    assert fresh(hospital).short_name == "El meu"


def test_the_api_wants_to_know_which_version_is_changed(hospital, admin):
    caller, path = Caller(admin), f"organisations/{hospital.code}/"
    tag = caller.get(f"{path}?version=draft")["ETag"]

    problem(caller.patch(path, {"short_name": "X"}), 428)
    changed = caller.patch(path, {"short_name": "X", "aliases": ["Un", "Dos"]}, tag)
    assert (changed.json()["short_name"], changed.json()["aliases"]) == ("X", ["Un", "Dos"])
    assert changed["ETag"] != tag
    problem(caller.patch(path, {"short_name": "Y"}, tag), 412)
    assert caller.patch(path, {"short_name": None}, changed["ETag"]).json()["short_name"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": None}, "/name"),
        ({"name": ""}, "/name"),
        ({"tax_id": "A1"}, "/tax_id"),
        ({"comarca": "cap"}, "/comarca"),
        ({"kinds": ["cap"]}, "/kinds"),
        ({"verified": True}, "/verified"),
        ({"member": True}, "/member"),
        ({"estrany": 1}, "/estrany"),
    ],
)
def test_the_api_points_at_what_is_wrong(hospital, admin, body, pointer):
    caller, path = Caller(admin), f"organisations/{hospital.code}/"
    tag = caller.get(f"{path}?version=draft")["ETag"]

    assert list(pointers(caller.patch(path, body, tag))) == [pointer]


def test_what_was_merged_into_another_cannot_be_corrected(hospital, admin):
    other = make_organisation("Altra")
    index_organisations([other])
    Organisation.objects.filter(pk=hospital.pk).update(merged_into=other)

    problem(Caller(admin).patch(f"organisations/{hospital.code}/", {"short_name": "X"}, '"1"'), 404)


def test_the_form_asks_nothing_that_cannot_be_saved(hospital):
    assert set(CorrectionForm.base_fields) - {"version"} == set(correctable(hospital)) - {"municipality"}
