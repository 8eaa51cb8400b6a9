"""The semàfor on pages and in the API: who reads it, who marks it, and that marking it changes no draft."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.completeness_marks import completeness_of, mark
from alliances.fingerprint import fingerprint
from alliances.models import Change, CompletenessMark
from alliances.readings import public_readings
from alliances.rules import register_agreement
from observatori.organisations.tokens import issue_token
from observatori.publishing.models import Record, State
from observatori.publishing.transitions import WrongState
from tests.experiences.filling import errors, fill_in, form_of, send
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
PARTS = [
    ("objecte", "L’objecte del conveni és l’atenció conjunta."),
    ("seguiment", "Es crea una comissió de seguiment."),
    ("dades", "Protecció de dades personals, segons el Reglament (UE) 2016/679."),
]


@pytest.fixture
def owner():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Ajuntament del Pla", ownership="public")


@pytest.fixture
def alliance(owner, partner):
    return make_alliance(owner=owner, partners=[owner, partner])


def agreement_of(alliance, owner, partner, *, registered, **facts):
    spine = {"owner": owner, "origin": "registered"}
    made = make_agreement(alliance, parts=PARTS, registered=False, record=spine, **facts)
    made.parties.set([owner, partner])
    if registered:
        register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def agreement(alliance, owner, partner):
    """A draft."""
    return agreement_of(alliance, owner, partner, registered=False)


@pytest.fixture
def registered(alliance, owner, partner):
    return agreement_of(alliance, owner, partner, registered=True)


def put(agreement, item="f", answer="ok", parts=("seguiment",), note=""):
    return CompletenessMark.objects.create(
        agreement=agreement, item=item, answer=answer, parts=list(parts), note=note
    )


def person(who, owner, partner):
    return {
        "owner editor": lambda: make_user(organisation=owner),
        "owner reader": lambda: make_user(organisation=owner, membership="reader"),
        "partner": lambda: make_user(organisation=partner, membership="admin"),
        "curator": lambda: make_user(role="curator"),
        "outsider": lambda: make_user(organisation=make_organisation(), membership="admin"),
        "anonymous": lambda: None,
    }[who]()


def address(agreement, step="semafor/"):
    return f"/tauler/{agreement.record.owner.slug}/convenis/{agreement.record.code}/{step}"


def api(agreement):
    return f"/api/v1/agreements/{agreement.record.code}/completeness/"


def token_of(user, scopes="read write"):
    return {"HTTP_AUTHORIZATION": f"Bearer {issue_token(user=user, scopes=scopes.split(), name='p')[1]}"}


# --- Reading -----------------------------------------------------------------------------------------


def test_the_api_says_every_content_its_light_and_its_parts(client, registered):
    put(registered)

    answer = client.get(api(registered)).json()

    assert [one["item"] for one in answer["items"]] == [
        *"abcdefgh", "data_protection", "staff", "confidentiality", "intellectual_property", "jurisdiction"
    ]  # fmt: skip
    found = {one["item"]: one for one in answer["items"]}
    assert (found["f"]["light"], found["f"]["parts"], found["f"]["mandatory"]) == ("ok", ["seguiment"], True)
    assert (found["g"]["light"], found["g"]["parts"]) == ("unknown", [])
    assert (found["staff"]["mandatory"], answer["binding"]) == (False, True)


def test_no_article_binds_where_no_public_body_signs(client, alliance, owner):
    private = agreement_of(alliance, owner, make_organisation(), registered=True)

    answer = client.get(api(private)).json()

    assert answer["binding"] is False
    assert {one["mandatory"] for one in answer["items"]} == {False}


def test_the_api_follows_the_text_of_the_day(client, registered, alliance):
    put(registered)
    addendum = make_agreement(
        alliance, kind="addendum", amends=registered, addendum_kind="amendment", effective_on="2026-03-01",
        registered=False,
    )  # fmt: skip
    Change.objects.create(addendum=addendum, position=0, op="delete", target="seguiment")
    register_agreement(agreement=addendum, by=None)

    def light(at):
        items = client.get(api(registered), {"at": at}).json()["items"]
        return next(one["light"] for one in items if one["item"] == "f")

    assert (light("2026-02-28"), light("2026-03-01")) == ("ok", "missing")
    assert client.get(api(registered), {"at": "demà"}).status_code == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner editor", 200),
        ("owner reader", 200),
        ("partner", 200),
        ("curator", 200),
        ("outsider", 404),
        ("anonymous", 404),
    ],
)
def test_a_draft_is_read_by_who_reads_the_agreement(client, agreement, owner, partner, who, status):
    put(agreement)
    user = person(who, owner, partner)
    if user:
        client.force_login(user)
    headers = token_of(user) if user else {}

    assert client.get(f"/convenis/{agreement.record.code}/?version=draft").status_code == status
    assert client.get(f"{api(agreement)}?version=draft", **headers).status_code == status
    assert client.get(api(agreement), **headers).status_code == 404  # nothing is registered


def test_anybody_reads_the_semafor_of_a_registered_agreement(client, registered):
    put(registered)

    page = client.get(f"/convenis/{registered.record.code}/").content.decode()

    assert 'data-item="f" data-light="ok"' in page
    assert 'href="#part-seguiment"' in page
    assert 'id="part-seguiment"' in page
    assert "És una ajuda, no un dictamen jurídic" in page


def test_an_addendum_shows_no_semafor(client, registered, alliance):
    addendum = make_agreement(alliance, kind="addendum", amends=registered, addendum_kind="other")

    assert 'id="semafor"' not in client.get(f"/convenis/{addendum.record.code}/").content.decode()


def test_the_lights_of_many_agreements_cost_as_those_of_one(alliance, owner, partner):
    made = [agreement_of(alliance, owner, partner, registered=True) for _ in range(20)]
    for one in made:
        put(one)
    counts = []
    for some in (made[:1], made):
        readings = public_readings(some, date(2026, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            lights = [found.items[5].light for found in completeness_of(readings)]
        assert set(lights) == {"ok"}
        counts.append(len(queries))

    assert counts == [2, 2]


# --- Marking on the page -----------------------------------------------------------------------------


def answers(agreement):
    rows = CompletenessMark.objects.filter(agreement=agreement)
    return {row.item: (row.answer, row.parts, row.note) for row in rows}


def test_who_edits_says_which_part_answers(client, agreement, owner):
    client.force_login(make_user(organisation=owner))

    answer = fill_in(client, address(agreement), f__answer="ok", f__parts=["seguiment"], g__answer="missing")

    assert answer.status_code == 302
    assert answers(agreement) == {"f": ("ok", ["seguiment"], ""), "g": ("missing", [], "")}


def test_an_answer_can_be_taken_back(client, agreement, owner):
    put(agreement)
    client.force_login(make_user(organisation=owner))

    fill_in(client, address(agreement), f__answer="", f__parts=[])

    assert answers(agreement) == {}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"f__answer": "ok"}, "Cal dir quina part del text ho diu o, a la nota, on es pot llegir."),
        ({"d__answer": "not_applicable"}, "Cal dir, a la nota, per què no escau."),
        ({"f__parts": ["seguiment"]}, "Trieu si hi és, si hi és en part, si falta o si no escau."),
        ({"e__answer": "missing", "f__answer": "ok"}, "Cal dir quina part del text ho diu"),
    ],
)
def test_what_says_too_little_is_refused_with_a_sentence(client, agreement, owner, typed, words):
    client.force_login(make_user(organisation=owner))

    answer = fill_in(client, address(agreement), **typed)

    assert any(words in text for text in errors(answer))
    assert answers(agreement) == {}


def test_a_part_that_does_not_exist_is_refused(client, agreement, owner):
    client.force_login(make_user(organisation=owner))

    answer = fill_in(client, address(agreement), f__answer="ok", f__parts=["inventada"])

    assert answer.status_code == 422


def test_suggestions_count_once_they_are_accepted(client, agreement, owner):
    client.force_login(make_user(organisation=owner))
    page = client.get(address(agreement))
    assert {"name": "f) Seguiment i conflictes", "parts": ["seguiment"]} in page.context["suggested"]
    assert answers(agreement) == {}

    answer = fill_in(client, address(agreement), button="_accept", g__answer="missing")

    assert answer.url == address(agreement)
    found = answers(agreement)
    assert found["f"] == ("ok", ["seguiment"], "")
    assert found["g"][0] == "missing"  # what was typed is saved with them


def test_one_button_says_that_the_rest_is_missing(client, agreement, owner):
    put(agreement)
    client.force_login(make_user(organisation=owner))

    fill_in(client, address(agreement), button="_rest")

    found = {item: answer for item, (answer, _parts, _note) in answers(agreement).items()}
    assert found == dict.fromkeys("abcdegh", "missing") | {"f": "ok"}


def test_two_who_mark_at_once_keep_what_each_marked(client, agreement, owner):
    client.force_login(make_user(organisation=owner))
    opened = form_of(client.get(address(agreement)))
    fill_in(client, address(agreement), g__answer="missing")

    send(client, address(agreement), opened, e__answer="missing")

    assert answers(agreement).keys() == {"e", "g"}


def test_a_form_sent_empty_takes_no_answer_back(client, agreement, owner):
    put(agreement)
    client.force_login(make_user(organisation=owner))

    client.post(address(agreement))

    assert answers(agreement).keys() == {"f"}


def test_marking_a_registered_agreement_changes_neither_its_draft_nor_its_fingerprint(
    client, registered, owner
):
    before = Record.objects.get(pk=registered.pk)
    document = before.published_revision.document
    was = fingerprint(document, (), date(2026, 1, 1))
    client.force_login(make_user(organisation=owner))

    fill_in(client, address(registered), f__answer="ok", f__parts=["seguiment"])

    after = Record.objects.get(pk=registered.pk)
    assert (after.state, after.version) == (State.PUBLISHED, before.version)
    assert after.published_revision_id == before.published_revision_id
    assert fingerprint(after.published_revision.document, (), date(2026, 1, 1)) == was
    assert (
        'data-item="f" data-light="ok"' in client.get(f"/convenis/{registered.record.code}/").content.decode()
    )


def test_the_list_of_steps_and_the_review_show_it(client, agreement, owner):
    put(agreement, answer="missing", parts=())
    client.force_login(make_user(organisation=owner))

    for step in ("", "revisio/"):
        assert 'data-item="f" data-light="missing"' in client.get(address(agreement, step)).content.decode()


# --- Who may mark ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner editor", 302),
        ("curator", 302),
        ("owner reader", 403),
        ("partner", 403),
        ("outsider", 404),
    ],
)
def test_the_step_is_for_who_writes_the_agreement(client, agreement, owner, partner, who, status):
    client.force_login(person(who, owner, partner))

    assert client.get(address(agreement)).status_code == (200 if status == 302 else status)
    assert client.post(address(agreement), {"g__answer": "missing"}).status_code == status
    assert bool(answers(agreement)) == (status == 302)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner editor", 200),
        ("curator", 200),
        ("owner reader", 403),
        ("partner", 403),
        ("outsider", 404),
        ("anonymous", 401),
    ],
)
def test_the_api_marks_for_who_writes_the_agreement(client, agreement, owner, partner, who, status):
    user = person(who, owner, partner)
    body = {
        "items": [{"item": "f", "answer": "ok", "parts": ["seguiment"]}, {"item": "g", "answer": "missing"}]
    }

    answer = client.patch(
        api(agreement), body, content_type="application/json", **(token_of(user) if user else {})
    )

    assert answer.status_code == status
    assert bool(answers(agreement)) == (status == 200)


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"item": "z", "answer": "ok"}, "/items/0/item"),
        ({"item": "f", "answer": "potser"}, "/items/0/answer"),
        ({"item": "f", "answer": "ok", "parts": ["inventada"]}, "/f/parts"),
        ({"item": "f", "answer": "ok"}, "/f/parts"),
        ({"item": "d", "answer": "not_applicable"}, "/d/note"),
        ({"item": "f", "colour": "green"}, "/items/0/colour"),
    ],
)
def test_the_api_points_at_what_is_wrong(client, agreement, owner, item, pointer):
    headers = token_of(make_user(organisation=owner))

    answer = client.patch(api(agreement), {"items": [item]}, content_type="application/json", **headers)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert answers(agreement) == {}


def test_a_null_answer_takes_it_back_through_the_api(client, agreement, owner):
    put(agreement)
    headers = token_of(make_user(organisation=owner))

    body = {"items": [{"item": "f", "answer": None}]}
    answer = client.patch(api(agreement), body, content_type="application/json", **headers)

    assert (answer.status_code, answers(agreement)) == (200, {})


def test_the_rule_itself_refuses_who_may_not(agreement, partner):
    with pytest.raises(PermissionDenied):
        mark(record=agreement.record, marks={"g": None}, keys=(), by=make_user(organisation=partner))


def test_an_archived_agreement_is_marked_no_more(agreement, owner):
    Record.objects.filter(pk=agreement.pk).update(state=State.ARCHIVED)

    with pytest.raises(WrongState):
        mark(record=agreement.record, marks={"g": None}, keys=(), by=make_user(organisation=owner))


def test_one_refused_answer_leaves_the_others_unwritten(agreement, owner):
    marks = {"g": {"answer": "missing"}, "f": {"answer": "ok"}}

    with pytest.raises(ValidationError):
        mark(record=agreement.record, marks=marks, keys=(), by=make_user(organisation=owner))

    assert answers(agreement) == {}
