"""What people may send: every field, every wrong type, and nothing that answers 500."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from observatori.publishing.models import Record
from tests.api.calling import Caller, pointers, problem
from tests.making import make_agreement, make_alliance, make_lesson, make_organisation, make_term, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_organisation("Hospital")


@pytest.fixture
def editor(owner):
    return Caller(make_user(organisation=owner))


def test_required_to_create(editor):
    assert pointers(editor.post("alliances/", {})) == {"/name": "required"}
    assert pointers(editor.post("agreements/", {})) == {"/title": "required", "/kind": "required"}
    assert pointers(editor.post("addenda/", {})) == dict.fromkeys(
        ["/title", "/amends", "/addendum_kind"], "required"
    )
    assert pointers(editor.post("agreements/", {"title": "x", "kind": "addendum"})) == dict.fromkeys(
        ["/amends", "/addendum_kind"], "required"
    )
    assert pointers(editor.post("experiences/", {"title": ""})) == {"/title": "required"}
    assert pointers(editor.post("organisations/", {"name": None})) == {"/name": "required"}


WRONG = [
    ("alliances", {"name": "x", "motives": "mission"}, "/motives"),
    ("alliances", {"name": "x", "motives": ["zzz"]}, "/motives"),
    ("alliances", {"name": 5}, "/name"),
    ("alliances", {"name": "x\x00"}, "/name"),
    ("alliances", '{"name": "x\\ud800"}', "/name"),
    ("alliances", {"name": "x" * 251}, "/name"),
    ("alliances", {"name": "x", "summary": "x" * 50_001}, "/summary"),
    ("alliances", {"name": "x", "start": "2020-13"}, "/start"),
    ("alliances", {"name": "x", "start": "2020", "end": "2019"}, "/end"),
    ("alliances", {"name": "x", "phase": ["design"]}, "/phase"),
    ("alliances", {"name": "x", "phase": "zzz"}, "/phase"),
    ("alliances", {"name": "x", "form": "zzz"}, "/form"),
    ("alliances", {"name": "x", "visibility": None}, "/visibility"),
    ("alliances", {"name": "x", "population": {"year": 2020}}, "/population/number"),
    ("alliances", {"name": "x", "population": {"number": -1}}, "/population/number"),
    ("alliances", {"name": "x", "population": {"number": 10**30}}, "/population/number"),
    ("alliances", {"name": "x", "population": {"number": True}}, "/population/number"),
    ("alliances", {"name": "x", "population": 5}, "/population"),
    ("alliances", {"name": "x", "conditions": {"zzz": "yes"}}, "/conditions/zzz"),
    ("alliances", {"name": "x", "conditions": {"generosity": "maybe"}}, "/conditions/generosity"),
    ("alliances", {"name": "x", "partners": {"organisation": "x"}}, "/partners"),
    ("alliances", {"name": "x", "partners": ["x"]}, "/partners/0"),
    ("alliances", {"name": "x", "partners": [{}]}, "/partners/0/organisation"),
    ("alliances", {"name": "x", "partners": [{"organisation": "zzz"}]}, "/partners/0/organisation"),
    ("alliances", {"name": "x", "partners": [{"organisation": "x", "a/b~c": 1}]}, "/partners/0/a~1b~0c"),
    ("alliances", {"name": "x", "partners": [{"organisation": "x", "confirmation": "x"}]}, "/partners/0/confirmation"),
    ("alliances", {"name": "x", "sources": [{"title": "x", "url": "javascript:alert(1)"}]}, "/sources/0/url"),
    ("alliances", {"name": "x", "results": [{"indicator": "x", "value": []}]}, "/results/0/value"),
    ("alliances", {"name": "x", "unknown": 1}, "/unknown"),
    ("alliances", {"name": "x", "owner": "OAE-O-9999"}, "/owner"),
    ("alliances", '{"name": "x", "owner": "\\ud800"}', "/owner"),
    ("alliances", {"name": "x", "partners": [None]}, "/partners/0"),
    ("alliances", {"name": "x", "governance": [None]}, "/governance/0"),
    ("alliances", {"name": "x", "sources": [None]}, "/sources/0"),
    ("alliances", {"name": "x", "results": [None]}, "/results/0"),
    ("agreements", {"title": "x", "kind": "other", "parts": [None]}, "/parts/0"),
    ("agreements", {"title": "x", "kind": "other", "signatures": [None]}, "/signatures/0"),
    ("agreements", {"title": "x", "kind": "other", "commitments": [None]}, "/commitments/0"),
    ("agreements", {"title": "x", "kind": "other", "relations": [None]}, "/relations/0"),
    ("addenda", {"title": "x", "amends": "x", "addendum_kind": "other", "changes": [None]}, "/changes/0"),
    ("experiences", {"title": "x", "evidence": [None]}, "/evidence/0"),
    ("experiences", {"title": "x", "results": [None]}, "/results/0"),
    ("alliances", [], ""),
    ("alliances", "null", ""),
    ("agreements", {"title": "x", "kind": "zzz"}, "/kind"),
    ("agreements", {"title": "x", "kind": "framework", "slug": "x"}, "/slug"),
    ("agreements", {"title": "x", "kind": "framework", "open_ended": "true"}, "/open_ended"),
    ("agreements", {"title": "x", "kind": "framework", "renewal_months": 0}, "/renewal_months"),
    ("agreements", {"title": "x", "kind": "framework", "parts": [{"section": "x"}]}, "/parts/0/section"),
    ("agreements", {"title": "x", "kind": "framework", "signatures": [{"person": "x"}]}, "/signatures/0/organisation"),
    ("agreements", {"title": "x", "kind": "other", "commitments": [{"amount": 1e20}]}, "/commitments/0/amount"),
    ("agreements", {"title": "x", "kind": "framework", "public_text": "ftp://x"}, "/public_text"),
    ("agreements", {"title": "x", "kind": "framework", "amends": "OAE-C-9"}, "/amends"),
    ("addenda", {"title": "x", "kind": "framework", "amends": "x", "addendum_kind": "other"}, "/kind"),
    ("experiences", {"title": "x", "axes": ["zzz"]}, "/axes"),
    ("experiences", {"title": "x", "results": [{"value": 1}]}, "/results/0/indicator"),
    ("experiences", {"title": "x", "results": [{"indicator": "x", "value": "12"}]}, "/results/0/value"),
    ("experiences", {"title": "x", "evidence": [{"lesson": "x"}]}, "/evidence/0/stance"),
    ("experiences", {"title": "x", "factors": ["zzz"]}, "/factors/0"),
    ("experiences", {"title": "x", "recommendations": [1]}, "/recommendations/0"),
    ("organisations", {"name": "x", "tax_id": "A1"}, "/tax_id"),
    ("organisations", {"name": "x", "comarca": "zzz"}, "/comarca"),
    ("organisations", {"name": "x", "centre_of": "zzz"}, "/centre_of"),
    ("organisations", {"name": "x", "verified": True}, "/verified"),
    ("organisations", {"name": "x", "collective_size": 5}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "body", "pointer"), WRONG, ids=lambda value: str(value)[:60])
def test_what_is_wrong_is_pointed_at_and_nothing_is_kept(editor, noun, body, pointer):
    before = Record.objects.count()

    response = editor.post(f"{noun}/", body)

    assert pointer in pointers(response)
    assert all(
        " is " not in one["detail"] and "This" not in one["detail"] for one in response.json()["errors"]
    )
    assert Record.objects.count() == before


@pytest.mark.parametrize(("body", "status"), [
    (b"{", 400),
    (b'{"name": "\xff"}', 400),
    (b'{"name": NaN}', 400),
    (b'{"population": {"number": Infinity}}', 400),
    (b"[" * 33 + b"]" * 33, 400),
    (b"[" * 200_000, 400),
    (b"9" * 5000, 400),
    (b'{"name": "' + b"x" * 1024 * 1024 + b'"}', 413),
    (b'{"name": "' + b"x" * 3 * 1024 * 1024 + b'"}', 413),
])  # fmt: skip
@pytest.mark.parametrize("key", [None, "clau-1"])
def test_a_body_that_cannot_be_read(editor, body, status, key):
    headers = {} if key is None else {"Idempotency-Key": key}

    problem(editor.send("post", "alliances/", body, **headers), status)


def test_a_comment_is_about_a_field_that_is_there(editor, owner):
    path = f"alliances/{make_alliance(owner=owner).record.code}/comments/"

    refused = editor.post(path, {"field": "zzz", "text": "Què?"})
    assert set(pointers(refused)) == {"/field"}
    assert editor.post(path, {"field": "partners/0/role", "text": "Què?"}).status_code == 201
    assert editor.post(path, {"field": None, "text": "Què?"}).status_code == 201


def test_another_content_type_is_415(editor):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        problem(editor.send("post", "alliances/", "name=x", type=content_type), 415)


def test_every_field_of_an_alliance_comes_back(editor, owner):
    make_term("comarca", "24"), make_term("benefit", "talent"), make_term("contribution", "staff")
    other = make_organisation(verified_at="2026-01-01T00:00Z")
    facts = {
        "name": "Aliança",
        "acronym": "AB",
        "aliases": ["Altra"],
        "summary": "Resum.",
        "visibility": "partners",
        "start": "2019-03",
        "end": None,
        "phase": "design",
        "motives": ["mission"],
        "territory": ["24"],
        "benefits": ["talent"],
        "population": {"number": 90000, "year": 2020},
        "governance": [
            {"level": "management_teams", "name": "Comitè", "composition": None, "frequency": "mensual"}
        ],
        "conditions": {"generosity": "yes"},
        "condition_notes": {"generosity": "A l’acta."},
        "partners": [
            {"organisation": owner.code, "role": "lead", "benefits": ["talent"], "contribution": ["staff"]},
            {"organisation": other.slug, "joined_on": "2020"},
        ],
        "results": [{"indicator": "Llits", "value": "90 / 80", "unit": None, "year": 2020}],
        "sources": [{"title": "Memòria", "url": "https://exemple.cat/"}],
    }

    answer = editor.post("alliances/", facts).json()

    for name in facts.keys() - {"partners", "conditions", "condition_notes", "governance"}:
        shown = answer[name]
        if name == "results":
            shown = [{key: row[key] for key in facts[name][0]} for row in shown]
        assert (name, shown) == (name, facts[name])
    assert answer["conditions"]["generosity"] == "yes"
    assert answer["conditions"]["transparency"] == "unknown"
    assert [(one["organisation"]["code"], one["role"]) for one in answer["partners"]] == [
        (owner.code, "lead"),
        (other.code, "partner"),
    ]


def test_a_merge_patch_merges_objects_and_null_clears(editor, owner):
    made = editor.post(
        "alliances/",
        {
            "name": "Aliança",
            "acronym": "AB",
            "population": {"number": 10, "year": 2020},
            "conditions": {"generosity": "yes", "transparency": "no"},
            "partners": [{"organisation": owner.code}],
        },
    )
    path = f"alliances/{made.json()['code']}/"
    number = made.json()["partners"][0]["id"]

    changed = editor.patch(
        path,
        {
            "acronym": None,
            "population": {"number": 20},
            "conditions": {"generosity": None},
            "partners": [{"organisation": owner.slug, "role": "lead"}],
        },
        '"1"',
    ).json()

    assert (changed["acronym"], changed["population"]) == (None, {"number": 20, "year": 2020})
    assert changed["conditions"]["generosity"] == "unknown"
    assert changed["conditions"]["transparency"] == "no"
    assert changed["partners"][0]["id"] == number  # the row, and so its confirmation, is kept
    cleared = editor.patch(path, {"conditions": None, "population": None}, '"2"').json()
    assert (cleared["population"], cleared["conditions"]["transparency"]) == (None, "unknown")
    plain = editor.send("patch", path, {"name": "Nova"}, **{"If-Match": '"3"'})
    assert (plain.status_code, plain.json()["name"]) == (200, "Nova")


@pytest.mark.parametrize(("tag", "status"), [
    (None, 428),
    ("*", 428),
    ('"2"', 412),
    ('W/"1"', 412),
    ("1", 412),
    ('"1", "x"', 200),
    ('"1"', 200),
])  # fmt: skip
def test_a_change_needs_the_version_that_was_read(editor, owner, tag, status):
    alliance = make_alliance(owner=owner, published=False)

    response = editor.patch(f"alliances/{alliance.record.code}/", {"acronym": "X"}, tag)

    if status == 200:
        assert response.status_code == 200
    else:
        problem(response, status)


def test_refusals_come_in_the_order_of_the_contract(editor, owner):
    path = f"alliances/{make_alliance(owner=owner, published=False).record.code}/"
    Record.objects.filter(owner=owner).update(state="submitted")

    problem(editor.send("patch", path, "{"), 400)  # before 428
    problem(editor.patch(path, {"zzz": 1}), 428)  # before 409 and 422
    problem(editor.patch(path, {"zzz": 1}, '"9"'), 412)  # before 409
    problem(editor.patch(path, {"zzz": 1}, '"1"'), 409)  # before 422
    problem(editor.send("put", path, "{}"), 405)
    Record.objects.filter(owner=owner).update(state="draft")
    assert pointers(editor.patch(path, {"zzz": 1}, '"1"')) == {"/zzz": "unknown_field"}


ALLOWED = {
    "name", "acronym", "aliases", "language", "summary", "visibility", "why_together", "why_now", "start", "end",
    "phase", "form", "form_text", "vision", "motives", "shared_objective", "objectives", "joint_work", "territory",
    "territory_other", "services", "themes", "challenges", "levels_of_care", "benefits", "population",
    "value_for_people", "value_for_professionals", "value_for_organisations", "systemic_fit", "initiative",
    "governance", "joint_direction", "transition_plan", "follow_up", "conflict_resolution", "communication",
    "conditions", "condition_notes", "partners", "results", "difficulties", "notes", "sources",
}  # fmt: skip


@pytest.mark.parametrize("role", ["editor", "admin", "curator", "administrator"])
def test_no_other_column_can_be_written(owner, role):
    user = (
        make_user(organisation=owner, membership=role)
        if role in {"editor", "admin"}
        else make_user(role=role)
    )
    alliance = make_alliance(owner=owner, published=False)
    path, caller = f"alliances/{alliance.record.code}/", Caller(user)
    names = {field.name for model in (Record, type(alliance)) for field in model._meta.get_fields()}
    names |= set(caller.get(f"{path}?version=draft").json())
    before = Record.objects.filter(pk=alliance.pk).values().get()

    for name in sorted(names - ALLOWED):
        assert pointers(caller.patch(path, {name: "x"}, '"1"')).keys() == {f"/{name}"}

    assert names > ALLOWED - {"population", "territory"}
    assert Record.objects.filter(pk=alliance.pk).values(
        "state", "owner", "origin", "created_by", "withdrawn"
    ).get() == {
        name.removesuffix("_id"): before[name]
        for name in ("state", "owner_id", "origin", "created_by_id", "withdrawn")
    }


def test_whose_a_new_record_is(owner):
    other, stranger = make_organisation(), make_organisation(verified_at="2026-01-01T00:00Z")
    person = make_user(organisation=owner)
    other.memberships.create(user=person, role="editor")
    two = Caller(person)
    owner_of = lambda answer: (answer.json()["owner"] or {}).get("code")  # noqa: E731

    assert pointers(two.post("alliances/", {"name": "x"})) == {"/owner": "required"}
    assert owner_of(two.post("alliances/", {"name": "x", "owner": other.slug})) == other.code
    named = {"name": "x", "partners": [{"organisation": stranger.code}, {"organisation": other.code}]}
    assert owner_of(two.post("alliances/", named)) == other.code
    assert owner_of(Caller(person, organisation=owner).post("alliances/", {"name": "x"})) == owner.code
    problem(two.post("alliances/", {"name": "x", "owner": stranger.code}), 403)
    problem(Caller(make_user(organisation=owner, membership="reader")).post("alliances/", {"name": "x"}), 403)
    assert pointers(Caller(make_user()).post("alliances/", {"name": "x"})) == {"/owner": "required"}
    curator = Caller(make_user(role="curator"))
    assert owner_of(curator.post("alliances/", {"name": "x"})) is None
    assert owner_of(curator.post("alliances/", {"name": "x", "owner": stranger.code})) == stranger.code
    draft = curator.post("alliances/", {"name": "x"})
    assert pointers(curator.patch(f"alliances/{draft.json()['code']}/", {"owner": owner.code}, '"1"')) == {
        "/owner": "read_only"
    }


def test_a_curator_changes_the_agreement_of_any_alliance(owner):
    alliance = make_alliance(owner=owner, published=False)
    agreement = make_agreement(alliance, registered=False, record={"owner": owner})
    curator = Caller(make_user(role="curator"))

    answer = curator.patch(f"agreements/{agreement.record.code}/", {"title": "Nou"}, '"1"')

    assert (answer.status_code, answer.json()["title"]) == (200, "Nou")


def test_an_experience_with_evidence(editor, owner):
    lesson = make_lesson()
    answer = editor.post(
        "experiences/",
        {
            "title": "x",
            "organisations": [owner.code],
            "evidence": [{"lesson": lesson.record.code, "stance": "confirms", "quote": "Sí."}],
        },
    )

    assert answer.status_code == 201, answer.content
    assert answer.json()["evidence"][0]["lesson"]["code"] == lesson.record.code


def test_a_document_of_the_wrong_kind(editor, owner):
    agreement = make_agreement(make_alliance(owner=owner), registered=False, record={"owner": owner})
    path = f"agreements/{agreement.record.code}/documents/"

    problem(editor.post(path, {"title": "x"}), 415)
    response = editor.client.post(f"/api/v1/{path}", {"title": "x", "zzz": 1}, headers=editor.headers)
    assert pointers(response) == {
        "/file": "required", "/kind": "required", "/visibility": "required", "/zzz": "unknown_field"
    }  # fmt: skip
    big = b"x" * (20 * 1024 * 1024 + 1)
    response = editor.client.post(
        f"/api/v1/{path}",
        {"file": SimpleUploadedFile("x.pdf", big), "title": "x", "kind": "other", "visibility": "partners"},
        headers=editor.headers,
    )
    problem(response, 413)
