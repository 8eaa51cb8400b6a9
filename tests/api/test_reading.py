"""What anybody reads through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.models import Change
from alliances.rules import publish_alliance, register_agreement
from experiences.rules import publish_experience
from observatori.publishing.models import Record
from tests.making import (
    make_agreement,
    make_alliance,
    make_evidence,
    make_experience,
    make_lesson,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def problem(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert body.keys() >= {"type", "title", "status", "detail", "instance", "code", "errors"}
    assert body["status"] == status
    return body


def test_an_alliance_answers_to_its_code_and_to_its_slug(client):
    alliance = make_alliance("Aliança del Bages")

    by_code = client.get(f"/api/v1/alliances/{alliance.record.code}/").json()

    assert by_code == client.get(f"/api/v1/alliances/{alliance.record.slug}/").json()
    assert by_code["name"] == "Aliança del Bages"
    assert by_code["state"] == "published"
    assert by_code["published_version"] == 1
    assert [partner["confirmation"] for partner in by_code["partners"]] == ["unasked", "unasked"]


def test_an_edited_alliance_reads_as_published_until_published_again(client):
    alliance = make_alliance("Nom publicat")
    alliance.name = "Nom nou"
    alliance.save()

    assert client.get(f"/api/v1/alliances/{alliance.record.code}/").json()["name"] == "Nom publicat"


def test_a_draft_is_nowhere(client):
    alliance = make_alliance("Secreta", published=False)
    experience = make_experience("Secreta", published=False)
    agreement = make_agreement(alliance, "Conveni secret")

    for path in (
        f"alliances/{alliance.record.code}",
        f"alliances/{alliance.record.slug}",
        f"experiences/{experience.record.code}",
        f"agreements/{agreement.record.code}",
        f"agreements/{agreement.record.code}/text",
        f"organisations/{alliance.partnerships.first().organisation.code}",
    ):
        problem(client.get(f"/api/v1/{path}/"), 404)
    for noun in ("alliances", "experiences", "agreements", "organisations"):
        assert client.get(f"/api/v1/{noun}/").json()["results"] == []
    assert client.get("/api/v1/search/?q=secreta").json()["count"] == 0


def test_an_agreement_is_public_once_its_alliance_is(client):
    alliance = make_alliance(published=False)
    agreement = make_agreement(alliance)
    publish_alliance(alliance=alliance, by=None)

    assert client.get(f"/api/v1/agreements/{agreement.record.code}/").status_code == 200


@pytest.mark.parametrize("visibility", ["partners", "organisation"])
def test_an_agreement_that_is_not_of_public_visibility_is_nowhere(client, visibility):
    alliance = make_alliance()
    agreement = make_agreement(alliance, "Conveni reservat", record={"visibility": visibility})

    problem(client.get(f"/api/v1/agreements/{agreement.record.code}/"), 404)
    assert client.get(f"/api/v1/alliances/{alliance.record.code}/").json()["agreements"] == []
    assert client.get("/api/v1/search/?q=reservat").json()["count"] == 0


def test_a_withdrawn_record_says_why(client):
    alliance = make_alliance()
    Record.objects.filter(pk=alliance.pk).update(withdrawn=True, withdrawn_reason="A petició dels socis.")

    body = problem(client.get(f"/api/v1/alliances/{alliance.record.code}/"), 410)

    assert body["detail"] == "A petició dels socis."


def test_a_merged_record_sends_to_the_other(client):
    kept, merged = make_alliance(), make_alliance()
    Record.objects.filter(pk=merged.pk).update(merged_into=kept.record)

    response = client.get(f"/api/v1/alliances/{merged.record.code}/")

    assert response.status_code == 301
    assert response["Location"] == f"/api/v1/alliances/{kept.record.code}/"


def test_a_published_version_can_be_asked(client):
    alliance = make_alliance("Primera")
    alliance.name = "Segona"
    alliance.save()
    publish_alliance(alliance=alliance, by=None)
    path = f"/api/v1/alliances/{alliance.record.code}/"

    assert client.get(path).json()["name"] == "Segona"
    assert client.get(f"{path}?version=1").json()["name"] == "Primera"
    for unknown in ("9", "x", "draft", "99999999999999999999"):
        problem(client.get(f"{path}?version={unknown}"), 404)


def test_the_text_of_an_agreement_on_a_day(client):
    alliance = make_alliance()
    agreement = make_agreement(
        alliance, signed_on="2020-01-01", parts=[("primera", "Abans."), ("segona", "Igual.")]
    )
    addendum = make_agreement(
        alliance,
        kind="addendum",
        amends=agreement,
        addendum_kind="amendment",
        effective_on="2022-01-01",
        registered=False,
    )
    Change.objects.create(addendum=addendum, position=1, op="replace", target="primera", text="Després.")
    register_agreement(agreement=addendum, by=None)
    path = f"/api/v1/agreements/{agreement.record.code}/text/"

    before, after = client.get(f"{path}?at=2021-12-31").json(), client.get(f"{path}?at=2022-01-01").json()

    assert [part["text"] for part in before["parts"]] == ["Abans.", "Igual."]
    assert [part["text"] for part in after["parts"]] == ["Després.", "Igual."]
    assert [part["changed_by"] for part in after["parts"]] == [addendum.record.code, None]
    assert before["fingerprint"] != after["fingerprint"]
    assert after["at"] == "2022-01-01"


@pytest.mark.parametrize("day", ["2022-13-01", "20220101", "avui", "2022-1-1", "2022", "0000-00-00", "%00"])
def test_a_day_that_cannot_be_read_is_400(client, day):
    agreement = make_agreement(make_alliance())

    for path in ("", "text/"):
        body = problem(client.get(f"/api/v1/agreements/{agreement.record.code}/{path}?at={day}"), 400)
        assert body["errors"][0]["pointer"] == "?at"


def test_addenda_answer_under_both_nouns(client):
    alliance = make_alliance()
    agreement = make_agreement(alliance)
    addendum = make_agreement(
        alliance, kind="addendum", amends=agreement, addendum_kind="extension", new_until="2030"
    )

    for noun in ("agreements", "addenda"):
        body = client.get(f"/api/v1/{noun}/{addendum.record.code}/").json()
        assert body["amends"]["code"] == agreement.record.code
    codes = [one["code"] for one in client.get("/api/v1/addenda/").json()["results"]]
    assert codes == [addendum.record.code]


def test_a_lesson_counts_its_evidence_and_an_example_proves_nothing(client):
    lesson = make_lesson("Escollir bé el soci.")
    make_experience(evidence=[lesson])
    publish_experience(experience=make_evidence(make_experience(), lesson, "qualifies").experience, by=None)
    make_experience(evidence=[lesson], record={"is_example": True})
    make_experience(evidence=[lesson], published=False)

    body = client.get(f"/api/v1/lessons/{lesson.record.code}/").json()

    assert body["evidence_count"] == {"confirms": 1, "qualifies": 1, "contradicts": 0}


def test_evidence_edited_after_publishing_waits_for_the_next_version(client):
    lesson = make_lesson()
    experience = make_experience()
    make_evidence(experience, lesson)

    before = client.get(f"/api/v1/lessons/{lesson.record.code}/").json()["evidence_count"]
    publish_experience(experience=experience, by=None)

    assert before["confirms"] == 0
    assert client.get(f"/api/v1/lessons/{lesson.record.code}/").json()["evidence_count"]["confirms"] == 1


def test_a_published_experience_does_not_name_the_draft_behind_it(client):
    draft = make_alliance("Aliança secreta", published=False)
    experience = make_experience(alliances=[draft])

    body = client.get(f"/api/v1/experiences/{experience.record.code}/").json()

    assert body["alliances"] == []
    assert "secreta" not in client.get(f"/experiencies/{experience.record.slug}/").text
    assert client.get("/api/v1/search/?q=secreta").json()["count"] == 0
    publish_alliance(alliance=draft, by=None)
    assert client.get(f"/api/v1/experiences/{experience.record.code}/").json()["alliances"] != []


def test_an_organisation_is_public_when_a_published_record_names_it(client):
    organisation = make_organisation("Hospital de Prova")

    problem(client.get(f"/api/v1/organisations/{organisation.slug}/"), 404)
    make_alliance(partners=[organisation, make_organisation()])

    assert client.get(f"/api/v1/organisations/{organisation.slug}/").json()["name"] == "Hospital de Prova"


def test_fields_cuts_the_answer_down(client):
    make_alliance("Única")

    assert client.get("/api/v1/alliances/?fields=name,phase").json()["results"] == [
        {"name": "Única", "phase": None}
    ]


def test_a_field_there_is_none_of_is_400(client):
    assert problem(client.get("/api/v1/alliances/?fields=name,zzz"), 400)["errors"][0]["pointer"] == "?fields"


@pytest.mark.parametrize("visibility", ["partners", "organisation"])
def test_a_published_alliance_that_is_not_public_is_nowhere(client, visibility):
    alliance = make_alliance("Reservada", record={"visibility": visibility})
    agreement = make_agreement(alliance)

    problem(client.get(f"/api/v1/alliances/{alliance.record.code}/"), 404)
    problem(client.get(f"/api/v1/agreements/{agreement.record.code}/"), 404)
    assert client.get(f"/aliances/{alliance.record.slug}/").status_code == 404
    assert client.get("/api/v1/search/?q=reservada").json()["count"] == 0


def test_an_address_without_its_slash_is_sent_on(client):
    response = client.get("/api/v1/alliances")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/alliances/")


def test_a_code_finds_its_record(client):
    alliance = make_alliance()

    results = client.get(f"/api/v1/search/?q={alliance.record.code.lower()}").json()["results"]

    assert [one["code"] for one in results] == [alliance.record.code]


@pytest.mark.parametrize("size", ["0", "101", "-1", "x", "1.5", "18824177918574194161876992"])
def test_a_page_size_out_of_bounds_is_400(client, size):
    assert (
        problem(client.get(f"/api/v1/alliances/?page_size={size}"), 400)["errors"][0]["pointer"]
        == "?page_size"
    )


def test_pages_of_a_list_neither_repeat_nor_skip(client):
    names = sorted(make_alliance(f"Aliança {letter}").name for letter in "cabed")
    seen, address = [], "/api/v1/alliances/?page_size=2"
    while address:
        page = client.get(address).json()
        seen += [one["name"] for one in page["results"]]
        address = page["next"]

    assert seen == names


@pytest.mark.parametrize("cursor", ["xyz", "cD0lMDA%3D", "cD1hYmM%3D"])  # nonsense, a NUL, a word
@pytest.mark.parametrize("noun", ["alliances", "organisations", "territories", "factors"])
def test_a_bad_cursor_is_a_problem(client, noun, cursor):
    response = client.get(f"/api/v1/{noun}/?cursor={cursor}")

    assert response.status_code in {200, 400}  # any word is a place in a list by name
    if response.status_code == 400:
        assert problem(response, 400)["errors"][0]["pointer"] == "?cursor"


def test_filters_add_up(client):
    make_alliance(phase="design")
    make_alliance(phase="ended")
    make_alliance()

    count = lambda query: len(client.get(f"/api/v1/alliances/?{query}").json()["results"])  # noqa: E731

    assert count("phase=design&phase=ended") == 2
    assert count("phase=design&year=2020") == 0
    assert problem(client.get("/api/v1/alliances/?phase=inexistent"), 400)["errors"][0]["pointer"] == "?phase"


def test_an_organisation_filters_by_code_and_by_slug(client):
    organisation = make_organisation()
    alliance = make_alliance(partners=[organisation, make_organisation()])
    make_alliance()

    for identity in (organisation.code, organisation.slug):
        results = client.get(f"/api/v1/alliances/?organisation={identity}").json()["results"]
        assert [one["code"] for one in results] == [alliance.record.code]


def test_errors_speak_the_callers_language(client):
    assert client.get("/api/v1/alliances/no/").json()["title"] == "No s’ha trobat"
    spanish = client.get("/api/v1/alliances/no/", headers={"accept-language": "es"})
    assert spanish["Content-Language"] == "es"
    assert spanish.json()["title"] == "No se ha encontrado"
    assert client.get("/api/v1/no/", headers={"accept-language": "en"}).json()["title"] == "Not found"


@pytest.mark.parametrize(("method", "path", "status"), [
    ("get", "/api/no/", 404),
    ("get", "/api/v1/alliances/%00/", 404),
    ("post", "/api/v1/alliances/", 401),
    ("put", "/api/v1/alliances/OAE-A-0001/", 405),
    ("delete", "/api/v1/search/", 405),
    ("get", "/api/v1/search/?page=21", 400),
    ("get", "/api/v1/search/?page=x", 400),
    ("get", f"/api/v1/search/?q={'a' * 201}", 400),
    ("get", "/api/v1/search/?q=%00", 400),
    ("get", "/api/v1/alliances/?year=20", 400),
    ("get", "/api/v1/vocabularies/no/", 404),
    ("get", "/api/v1/territories/no/", 404),
])  # fmt: skip
def test_every_error_is_a_problem(client, method, path, status):
    problem(getattr(client, method)(path), status)


def test_a_fresh_answer_is_not_sent_again(client):
    path = f"/api/v1/alliances/{make_alliance().record.code}/"
    tag = client.get(path)["ETag"]

    assert client.get(path, headers={"if-none-match": tag}).status_code == 304


def make_full(number):
    """An alliance with agreement, addendum and experience, for counting queries."""
    alliance = make_alliance(f"Aliança plena {number:02}")
    agreement = make_agreement(alliance, parts=[("primera", "Text.")])
    make_agreement(alliance, kind="addendum", amends=agreement, addendum_kind="extension", new_until="2030")
    make_experience(alliances=[alliance], evidence=[make_lesson()])


QUERIES = {
    "organisations": 3,
    "alliances": 6,
    "agreements": 5,
    "addenda": 5,
    "experiences": 2,
    "lessons": 2,
}


def test_a_list_makes_the_same_queries_with_1_and_20_records(client):
    for records in (1, 20):
        for number in range(records):
            make_full(number)
        for noun in QUERIES:
            client.get(f"/api/v1/{noun}/")  # the vocabularies are cached from the first answer on
            with CaptureQueriesContext(connection) as captured:
                response = client.get(f"/api/v1/{noun}/")
            assert len(response.json()["results"]) >= records
            assert (noun, len(captured)) == (noun, QUERIES[noun])


def test_a_member_of_another_organisation_learns_nothing(client):
    alliance = make_alliance(published=False, owner=make_organisation())
    client.force_login(make_user(organisation=make_organisation()))

    outsider = client.get(f"/api/v1/alliances/{alliance.record.code}/").json()

    assert outsider == client.get(f"/api/v1/alliances/{alliance.record.code}/").json()
    assert outsider["detail"] == client.get("/api/v1/alliances/OAE-A-9999999/").json()["detail"]
