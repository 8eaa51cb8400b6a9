"""Whoever may not read a thing gets the very answer of a thing that does not exist, at every address."""

import json

import pytest

from observatori.publishing.models import Record
from tests.api.calling import Caller, problem
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db

SECRET = "Mandarina"
SINCE = "?modified_since=2020-01-01T00:00:00Z"
NOWHERE = {"alliances": "OAE-A-99999999", "experiences": "OAE-E-99999999", "agreements": "OAE-C-99999999"}
READING = ["", "?version=draft", "?version=1", "comments/", "?fields=code", "?at=2020-01-01"]
OF_AGREEMENTS = ["text/", "text/?version=draft", "documents/"]
REVIEWED = [
    "submit",
    "start-review",
    "request-changes",
    "publish",
    "reject",
    "withdraw",
    "archive",
    "unarchive",
]
VERBS = {
    "alliances": REVIEWED,
    "experiences": REVIEWED,
    "agreements": ["register", "withdraw", "archive", "unarchive"],
}


@pytest.fixture(params=["draft", "partners", "deleted", "archived"])
def secrets(request):
    """Things an outsider may not read, each by its code and its slug."""
    owner = make_organisation(SECRET)
    published = request.param in {"partners", "archived"}
    spine = {"visibility": "partners" if request.param == "partners" else "public"}
    alliance = make_alliance(SECRET, owner=owner, published=published, record=spine)
    made = [
        alliance,
        make_experience(SECRET, owner=owner, published=published, record=spine),
        make_agreement(alliance, SECRET, registered=published, record=spine | {"owner": owner}),
    ]
    records = [thing.record for thing in made]
    owner_editor = Caller(make_user(organisation=owner, membership="admin"))
    for noun, record in zip(NOWHERE, records, strict=True):
        path = f"{noun}/{record.code}/"
        if request.param == "deleted":
            Record.objects.filter(pk=record.pk).update(deleted_at="2026-01-01T00:00Z", slug=None)
        elif request.param == "archived":
            Record.objects.filter(pk=record.pk).update(state="archived")
            record.search_entry.delete() if hasattr(record, "search_entry") else None
        else:
            assert owner_editor.get(f"{path}?version=draft").status_code == 200
    return dict(zip(NOWHERE, records, strict=True))


@pytest.fixture(params=["anonymous", "outsider"])
def stranger(request):
    if request.param == "anonymous":
        return Caller()
    return Caller(make_user(organisation=make_organisation(), membership="admin"))


def same_answer(one, other, code, nowhere):
    assert one.status_code == other.status_code
    assert one.content.decode().replace(code, nowhere) == other.content.decode()
    assert {name.lower() for name in one.headers} == {name.lower() for name in other.headers}


def test_reading_and_writing_answer_as_for_nothing(secrets, stranger):
    for noun, record in secrets.items():
        nowhere = NOWHERE[noun]
        for path in READING + (OF_AGREEMENTS if noun == "agreements" else []):
            found = stranger.get(f"{noun}/{record.code}/{path}")
            problem(found, 404)
            same_answer(found, stranger.get(f"{noun}/{nowhere}/{path}"), record.code, nowhere)
        for verb in [*VERBS[noun], "comments", *(["documents"] if noun == "agreements" else [])]:
            found = stranger.post(f"{noun}/{record.code}/{verb}/", {"reason": "x", "text": "x"})
            assert found.status_code in {401, 404}
            nothing = stranger.post(f"{noun}/{nowhere}/{verb}/", {"reason": "x", "text": "x"})
            same_answer(found, nothing, record.code, nowhere)
        for send in (
            lambda code, noun=noun: stranger.patch(f"{noun}/{code}/", {"title": "x"}, '"1"'),
            lambda code, noun=noun: stranger.delete(f"{noun}/{code}/"),
        ):
            same_answer(send(record.code), send(nowhere), record.code, nowhere)


def test_lists_search_events_and_suggestions_show_nothing(secrets, stranger):
    for path in (
        *(
            f"{noun}/{asked}"
            for noun in NOWHERE
            for asked in ("", "?version=draft", SINCE, f"{SINCE}&version=draft")
        ),
        "addenda/?version=draft",
        "organisations/",
        f"search/?q={SECRET}",
        f"suggest/?q={SECRET}",
        "events/",
    ):
        body = json.dumps(stranger.get(path).json())
        for shown in (SECRET, *(record.code for record in secrets.values())):
            assert shown not in body, path


def test_a_reference_to_it_is_refused_as_one_to_nothing(secrets):
    organisation = make_organisation()
    outsider = Caller(make_user(organisation=organisation, membership="admin"))
    for body in (
        {"noun": "experiences", "title": "x", "alliances": ["{}"]},
        {"noun": "agreements", "title": "x", "kind": "framework", "alliance": "{}"},
    ):
        noun = body.pop("noun")
        code, nowhere = secrets["alliances"].code, NOWHERE["alliances"]
        found, nothing = (
            outsider.post(f"{noun}/", json.dumps(body).replace("{}", one)) for one in (code, nowhere)
        )
        assert problem(found, 422)["errors"][0]["code"] == "unknown_reference"
        same_answer(found, nothing, code, nowhere)
    addendum = {"title": "x", "amends": secrets["agreements"].code, "addendum_kind": "other"}
    assert problem(outsider.post("addenda/", addendum), 422)["errors"][0]["pointer"] == "/amends"


def test_an_unverified_organisation_is_known_to_who_registered_it_alone():
    person = Caller(make_user())
    made = person.post("organisations/", {"name": SECRET})
    path = f"organisations/{made.json()['code']}/"

    assert (made.status_code, made.json()["verified"]) == (201, False)
    assert person.get(path).status_code == 200
    problem(Caller().get(path), 404)
    problem(Caller(make_user(organisation=make_organisation())).get(path), 404)
    problem(Caller(make_user()).post(f"{path}verify/"), 404)
    problem(person.post(f"{path}verify/"), 403)
    assert Caller(make_user(role="curator")).post(f"{path}verify/").json()["verified"]
    assert Caller().get(path).status_code == 200
