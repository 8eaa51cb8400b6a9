"""Every state × verb × role of the contract, written out here by hand: nothing is read from the code’s own table."""

import pytest
from django.db import transaction

from alliances.models import Agreement
from observatori.publishing.models import Record
from tests.api.calling import Caller, problem
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db

STATES = ["draft", "submitted", "in_review", "changes_requested", "published", "rejected", "archived"]
BODIES = {
    "submit": {},
    "start-review": {},
    "request-changes": {"comments": [{"field": "summary", "text": "Més clar."}]},
    "publish": {},
    "reject": {"reason": "No escau."},
    "withdraw": {"reason": "Ho demanen."},
    "archive": {},
    "unarchive": {},
}
FROM = {
    "submit": {"draft", "changes_requested"},
    "start-review": {"submitted"},
    "request-changes": {"in_review"},
    "publish": {"in_review"},
    "reject": {"submitted", "in_review"},
    "withdraw": {"published"},
    "archive": {"draft", "submitted", "changes_requested", "published", "rejected", "archived"},
    "unarchive": {"archived"},  # beside the contract
}
TO = {
    "submit": "submitted",
    "start-review": "in_review",
    "request-changes": "changes_requested",
    "publish": "published",
    "reject": "rejected",
    "withdraw": "published",
    "archive": "archived",
    "unarchive": "draft",  # nothing says here which state it was archived from
}
STAFF = set(BODIES)
MAY = {
    "reader": set(),
    "editor": {"submit"},
    "admin": {"submit", "withdraw", "archive", "unarchive"},
    "partner_admin": set(),
    "curator": STAFF,
    "administrator": STAFF,
    "curator_of_owner": {"submit", "withdraw", "archive", "unarchive"},
}
ROLES = ["anonymous", "outsider", *MAY]


def people(owner, partner):
    return {
        "anonymous": None,
        "outsider": make_user(organisation=make_organisation(), membership="admin"),
        "reader": make_user(organisation=owner, membership="reader"),
        "editor": make_user(organisation=owner, membership="editor"),
        "admin": make_user(organisation=owner, membership="admin"),
        "partner_admin": make_user(organisation=partner, membership="admin"),
        "curator": make_user(role="curator"),
        "administrator": make_user(role="administrator"),
        "curator_of_owner": make_user(role="curator", organisation=owner),
    }


def alliance_in(state, owner, partner):
    alliance = make_alliance(
        partners=[owner, partner], owner=owner, published=state in {"published", "archived"}
    )
    Record.objects.filter(pk=alliance.pk).update(state=state)
    return f"alliances/{alliance.record.code}"


def experience_in(state, owner, partner):
    experience = make_experience(
        organisations=[owner, partner],
        owner=owner,
        published=state in {"published", "archived"},
        summary="Resum.",
        what_was_done="Es va fer.",
    )
    Record.objects.filter(pk=experience.pk).update(state=state)
    return f"experiences/{experience.record.code}"


def expected(state, verb, role):
    if role == "anonymous":
        return 401
    if role == "outsider":
        return 403 if state == "published" else 404
    if verb not in MAY[role]:
        return 403
    return 200 if state in FROM[verb] else 409


def undone(call):
    """The answer of a call whose effects are taken back."""
    with transaction.atomic():
        response = call()
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("make", [alliance_in, experience_in])
@pytest.mark.parametrize("state", STATES)
def test_who_may_say_what_in_each_state(make, state):
    owner, partner = make_organisation(), make_organisation()
    path = make(state, owner, partner)
    for role, user in people(owner, partner).items():
        caller = Caller(user)
        for verb, body in BODIES.items():
            response = undone(lambda: caller.post(f"{path}/{verb}/", body))  # noqa: B023 — called at once
            assert (role, verb, response.status_code) == (role, verb, expected(state, verb, role))
            if response.status_code == 200:
                assert response.json()["state"] == TO[verb]
                assert response.json()["withdrawn"] is (verb == "withdraw")
            else:
                problem(response, response.status_code)


AGREEMENT_BODIES = {"register": {}, "withdraw": {"reason": "Ho demanen."}, "archive": {}, "unarchive": {}}
AGREEMENT_FROM = {
    "register": {"draft"},
    "withdraw": {"published"},
    "archive": {"draft", "published", "archived"},
    "unarchive": {"archived"},
}
AGREEMENT_MAY = {
    "reader": set(),
    "editor": set(),
    "admin": {"register", "withdraw", "archive", "unarchive"},
    "partner_admin": {"register", "withdraw", "archive", "unarchive"},  # a party’s admin
    "curator": {"register", "withdraw", "archive", "unarchive"},
    "administrator": {"register", "withdraw", "archive", "unarchive"},
    "curator_of_owner": {"withdraw", "archive", "unarchive"},  # its editor
}


@pytest.mark.parametrize("noun", ["agreements", "addenda"])
@pytest.mark.parametrize("state", ["draft", "published", "archived"])
def test_agreements_know_only_register_withdraw_and_archive(noun, state):
    owner, partner = make_organisation(), make_organisation()
    agreement = make_agreement(
        make_alliance(owner=owner), registered=state != "draft", record={"owner": owner}
    )
    agreement.parties.set([owner, partner])
    Record.objects.filter(pk=agreement.pk).update(state=state)
    path = f"{noun}/{agreement.record.code}"
    for role, user in people(owner, partner).items():
        caller = Caller(user)
        for verb, body in AGREEMENT_BODIES.items():
            response = undone(lambda: caller.post(f"{path}/{verb}/", body))  # noqa: B023 — called at once
            if role == "anonymous":
                status = 401
            elif role == "outsider":
                status = 403 if state == "published" else 404
            elif verb not in AGREEMENT_MAY[role]:
                status = 403
            else:
                status = 200 if state in AGREEMENT_FROM[verb] else 409
            assert (role, verb, response.status_code) == (role, verb, status)
        for verb in ("submit", "start-review", "request-changes", "publish", "reject", "confirm", "adopt"):
            assert caller.post(f"{path}/{verb}/", {}).status_code == 404


@pytest.mark.parametrize("verb", ["withdraw", "archive"])
def test_an_addendum_is_withdrawn_by_the_parties_of_what_it_amends(verb):
    owner, partner, joined = (make_organisation() for _ in range(3))
    alliance = make_alliance(owner=owner, partners=[owner, partner, joined])
    agreement = make_agreement(alliance, record={"owner": owner})
    agreement.parties.set([owner, partner])
    addendum = make_agreement(
        alliance, kind="addendum", addendum_kind="accession", amends=agreement, record={"owner": owner}
    )
    addendum.parties.set([joined])
    path, body = f"addenda/{addendum.record.code}/{verb}/", AGREEMENT_BODIES[verb]

    for one, status in ((owner, 200), (partner, 200), (joined, 403)):
        admin = Caller(make_user(organisation=one, membership="admin"))
        assert undone(lambda: admin.post(path, body)).status_code == status  # noqa: B023
    for role in ("editor", "reader"):
        assert Caller(make_user(organisation=partner, membership=role)).post(path, body).status_code == 403


EDITABLE = {"draft", "changes_requested", "published", "rejected"}


@pytest.mark.parametrize("state", STATES)
def test_who_may_change_and_delete_in_each_state(state):
    owner, partner = make_organisation(), make_organisation()
    path = alliance_in(state, owner, partner) + "/"
    never_published = state not in {"published", "archived"}
    writers = {"editor", "admin", "curator", "administrator", "curator_of_owner"}
    for role, user in people(owner, partner).items():
        caller = Caller(user)
        changed = undone(lambda: caller.patch(path, {"acronym": "AB"}, '"1"'))  # noqa: B023
        deleted = undone(lambda: caller.delete(path))  # noqa: B023
        if role in writers:
            assert (role, changed.status_code) == (role, 200 if state in EDITABLE else 409)
            assert (role, deleted.status_code) == (
                role,
                204 if never_published and state != "in_review" else 409,
            )
        else:
            status = expected(state, "publish", role)
            assert (role, changed.status_code, deleted.status_code) == (role, status, status)
        if changed.status_code == 200:
            resting = "changes_requested" if state == "changes_requested" else "draft"
            assert (changed.json()["state"], changed["ETag"]) == (resting, '"2"')


def test_a_curators_verb_needs_the_scope_and_a_member_cannot_have_it():
    owner = make_organisation()
    path = alliance_in("submitted", owner, make_organisation())
    curator = make_user(role="curator")

    answer = problem(Caller(curator, scopes=["read", "write"]).post(f"{path}/start-review/"), 403)

    assert answer["code"] == "missing_scope"
    assert Caller(curator, scopes=["curate"]).post(f"{path}/start-review/").status_code == 200


@pytest.mark.parametrize("name", ["register", "withdraw", "archive"])
def test_what_only_staff_may_do_needs_the_scope_too(name):
    owner, body = make_organisation(), {"reason": "Error."} if name == "withdraw" else None
    curator, admin = (
        make_user(role="curator"),
        make_user(organisation=owner, membership="admin", role="curator"),
    )

    def ask(user, *scopes):
        record = {"owner": owner}
        agreement = make_agreement(make_alliance(owner=owner), record=record, registered=name == "withdraw")
        return Caller(user, scopes=scopes).post(f"agreements/{agreement.record.code}/{name}/", body)

    assert problem(ask(curator, "read", "write"), 403)["code"] == "missing_scope"
    assert ask(curator, "read", "write", "curate").status_code == 200
    assert ask(admin, "read", "write").status_code == 200  # as of the owner, not as of the staff


def test_a_curator_hands_in_the_draft_of_others_with_the_scope():
    path = alliance_in("draft", make_organisation(), make_organisation())
    curator = make_user(role="curator")

    problem(Caller(curator, scopes=["read", "write"]).post(f"{path}/submit/"), 403)
    assert Caller(curator).post(f"{path}/submit/").status_code == 200


def test_writing_needs_the_scope_write():
    owner = make_organisation()
    path = alliance_in("draft", owner, make_organisation())
    reading = Caller(make_user(organisation=owner), scopes=["read"])

    assert reading.get(f"{path}/?version=draft").status_code == 200
    problem(reading.post(f"{path}/submit/"), 403)
    problem(reading.patch(f"{path}/", {"acronym": "X"}, '"1"'), 403)
    problem(reading.post("alliances/", {"name": "Nova"}), 403)
    problem(Caller(make_user(organisation=owner), scopes=["export"]).get(f"{path}/?version=draft"), 404)


def test_the_body_of_a_verb_is_looked_at_after_the_state():
    owner = make_organisation()
    path = alliance_in("submitted", owner, make_organisation())
    curator = Caller(make_user(role="curator"))

    problem(curator.post(f"{path}/withdraw/", {"unknown": 1}), 409)
    assert problem(curator.post(f"{path}/reject/", {}), 422)["errors"][0]["pointer"] == "/reason"
    assert problem(curator.post(f"{path}/reject/", {"reason": "x", "why": 1}), 422)["errors"] == [
        {"pointer": "/why", "code": "unknown_field", "detail": "Aquest camp no existeix."}
    ]
    problem(curator.post(f"{path}/reject/", ["x"]), 422)
    problem(curator.post(f"{path}/reject/", "{", type="application/json"), 400)
    problem(curator.send("post", f"{path}/reject/", "x", type="text/plain"), 415)


def test_a_change_request_says_where_it_is_wrong():
    owner = make_organisation()
    path = alliance_in("in_review", owner, make_organisation())
    curator = Caller(make_user(role="curator"))
    wrong = {"comments": [{"field": "zzz", "text": "x"}, {"field": "name"}], "due_on": "demà"}

    errors = problem(curator.post(f"{path}/request-changes/", wrong), 422)["errors"]

    assert {one["pointer"] for one in errors} == {"/comments/1/text", "/due_on"}
    errors = problem(curator.post(f"{path}/request-changes/", {"comments": wrong["comments"][:1]}), 422)[
        "errors"
    ]
    assert [one["pointer"] for one in errors] == ["/comments/0/field"]


def test_registering_before_the_alliance_is_public_answers_with_the_agreement():
    owner = make_organisation()
    agreement = make_agreement(
        make_alliance(owner=owner, published=False), registered=False, record={"owner": owner}
    )
    admin = Caller(make_user(organisation=owner, membership="admin"))

    answer = admin.post(f"agreements/{agreement.record.code}/register/")

    assert (answer.status_code, answer.json()["record_state"]) == (200, "published")
    problem(Caller().get(f"agreements/{agreement.record.code}/"), 404)
    assert admin.get(f"agreements/{agreement.record.code}/").json()["code"] == agreement.record.code
    assert Agreement.objects.public().count() == 0
