"""The main job through the API alone: register, curate, publish, with four people and their tokens."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.calling import Caller, pointers, problem
from tests.documents.files import make_pdf
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    hospital, partner = make_organisation("Hospital"), make_organisation("Ajuntament")
    curator = Caller(make_user(role="curator"))
    assert curator.post(f"organisations/{partner.code}/verify/").json()["verified"]
    return {
        "editor": Caller(make_user(organisation=hospital)),
        "admin": Caller(make_user(organisation=hospital, membership="admin")),
        "partner": Caller(make_user(organisation=partner, membership="admin")),
        "curator": curator,
        "hospital": hospital.code,
        "town": partner.slug,
    }


def test_an_alliance_from_its_first_draft_to_its_second_version(people):
    editor, curator = people["editor"], people["curator"]

    made = editor.post(
        "alliances/", {"name": "Aliança del Bages", "partners": [{"organisation": people["hospital"]}]}
    )
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    path = f"alliances/{code}/"
    assert made["Location"].endswith(f"/api/v1/{path}")
    assert made["ETag"] == '"1"'
    assert made.json()["owner"]["code"] == people["hospital"]
    assert pointers(editor.post(f"{path}submit/")) == {"/summary": "required", "/partners": "required"}

    partners = [{"organisation": people["hospital"], "role": "lead"}, {"organisation": people["town"]}]
    changed = editor.patch(path, {"summary": "Tot plegat.", "partners": partners}, made["ETag"])
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert people["partner"].get(f"{path}?version=draft").json()["summary"] == "Tot plegat."
    assert editor.post(f"{path}submit/").json()["state"] == "submitted"

    assert curator.post(f"{path}start-review/").json()["state"] == "in_review"
    asked = curator.post(
        f"{path}request-changes/", {"comments": [{"field": "summary", "text": "Massa curt."}]}
    )
    assert asked.json()["state"] == "changes_requested"
    said = editor.get(f"{path}comments/").json()
    assert [(one["field"], one["text"], one["asks_change"]) for one in said] == [
        ("summary", "Massa curt.", True)
    ]
    answer = editor.post(f"{path}comments/", {"text": "Fet.", "reply_to": said[0]["id"]})
    assert (answer.status_code, answer.json()["reply_to"]) == (201, said[0]["id"])

    tag = editor.get(f"{path}?version=draft")["ETag"]
    assert editor.patch(path, {"summary": "Tot plegat, i més."}, tag).status_code == 200
    for verb, who in (("submit", editor), ("start-review", curator), ("publish", curator)):
        last = who.post(f"{path}{verb}/")
        assert last.status_code == 200, last.content
    assert (last.json()["state"], last.json()["published_version"]) == ("published", 1)
    assert Caller().get(path).json()["summary"] == "Tot plegat, i més."
    assert Caller().get(f"organisations/{people['hospital']}/").json()["verified"]

    tag = editor.get(f"{path}?version=draft")["ETag"]
    assert editor.patch(path, {"summary": "Segona."}, tag).json()["state"] == "draft"
    assert Caller().get(path).json()["summary"] == "Tot plegat, i més."
    for verb, who in (("submit", editor), ("start-review", curator), ("publish", curator)):
        assert who.post(f"{path}{verb}/").status_code == 200
    assert Caller().get(path).json()["published_version"] == 2
    assert Caller().get(f"{path}?version=1").json()["summary"] == "Tot plegat, i més."
    problem(editor.post(f"{path}withdraw/", {"reason": "Prova."}), 403)
    assert people["admin"].post(f"{path}withdraw/", {"reason": "Ho demanen els socis."}).json()["withdrawn"]
    assert problem(Caller().get(path), 410)["detail"] == "Ho demanen els socis."


def test_an_agreement_with_its_document_and_addendum(people):
    admin, editor = people["admin"], people["editor"]
    alliance = editor.post(
        "alliances/",
        {
            "name": "Aliança",
            "summary": "Resum.",
            "partners": [{"organisation": people["hospital"]}, {"organisation": people["town"]}],
        },
    ).json()["code"]
    made = editor.post(
        "agreements/",
        {
            "title": "Conveni marc",
            "kind": "framework",
            "alliance": alliance,
            "parties": [people["hospital"], people["town"]],
            "in_force_from": "2020-01-01",
            "in_force_until": "2023-12-31",
            "parts": [{"section": "clauses", "label": "Primera", "text": "Text."}],
        },
    )
    assert made.status_code == 201, made.content
    path = f"agreements/{made.json()['code']}/"
    assert (made.json()["state"], made.json()["record_state"]) == ("draft", "draft")
    signed = editor.patch(
        path,
        {"signatures": [{"organisation": people["hospital"], "signed_on": "2019-12-20"}]},
        made["ETag"],
    )
    assert signed.json()["state"] == "pending_signature"
    signatures = [
        {"organisation": party, "signed_on": "2019-12-20"} for party in (people["hospital"], people["town"])
    ]
    signed = editor.patch(path, {"signatures": signatures}, signed["ETag"])
    assert signed.json()["state"] == "expired"

    file = SimpleUploadedFile("conveni.pdf", make_pdf("Text del conveni."), "application/pdf")
    added = editor.client.post(
        f"/api/v1/{path}documents/",
        {"file": file, "title": "Còpia", "kind": "annex", "visibility": "partners"},
        headers=editor.headers,
    )
    assert added.status_code == 201, added.content
    assert [one["title"] for one in people["partner"].get(f"{path}documents/").json()] == ["Còpia"]

    problem(editor.post(f"{path}register/"), 403)
    assert people["partner"].post(f"{path}register/").json()["record_state"] == "published"
    problem(Caller().get(path), 404)
    for verb, who in (
        ("submit", editor),
        ("start-review", people["curator"]),
        ("publish", people["curator"]),
    ):
        assert who.post(f"alliances/{alliance}/{verb}/").status_code == 200
    public = Caller().get(path).json()
    assert (public["state"], public["documents"]) == ("expired", [])

    addendum = editor.post(
        "addenda/",
        {
            "title": "Pròrroga",
            "amends": path.split("/")[1],
            "addendum_kind": "extension",
            "effective_on": "2023-06-01",
            "new_until": "2030",
            "signatures": signatures,
        },
    )
    assert addendum.status_code == 201, addendum.content
    assert addendum.json()["kind"] == "addendum"
    assert people["hospital"] in [party["code"] for party in addendum.json()["parties"]]
    extended = editor.get(f"{path}?version=draft").json()
    assert (extended["extended"], extended["state"]) == (True, "in_force")
    assert Caller().get(path).json()["extended"] is False
    assert admin.post(f"addenda/{addendum.json()['code']}/register/").status_code == 200
    assert Caller().get(path).json()["extended"] is True


def test_an_experience_and_what_it_says_of_a_lesson(people):
    editor, curator = people["editor"], people["curator"]
    made = editor.post("experiences/", {"title": "Compartir professionals"})
    path = f"experiences/{made.json()['code']}/"
    facts = {
        "summary": "Resum.",
        "what_was_done": "Es va fer.",
        "organisations": [people["hospital"]],
        "results": [{"indicator": "Dies d’espera", "value": 12.5, "status": "measured"}],
    }
    changed = editor.patch(path, facts, made["ETag"])
    assert changed.status_code == 200, changed.content
    assert changed.json()["results"][0]["value"] == 12.5
    for verb, who in (("submit", editor), ("start-review", curator)):
        assert who.post(f"{path}{verb}/").status_code == 200
    assert curator.post(f"{path}reject/", {"reason": "Ja hi era."}).json()["state"] == "rejected"
    tag = editor.get(f"{path}?version=draft")["ETag"]
    assert editor.patch(path, {"context": "Nou."}, tag).json()["state"] == "draft"
    assert editor.delete(path).status_code == 204
    problem(editor.get(f"{path}?version=draft"), 404)
