"""The semàfor on pages and in the API: who reads it, who marks it, and that marking it changes no draft."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.completeness.marks import completeness_of, mark
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
TODAY = date(2026, 11, 1)
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


def content_of(answer, item):
    """What the step shows of a content, beside its fields."""
    return next(one for one in answer.context["form"].layout if one.get("item") == item)


def checked(answer):
    """What the form of the answer would send of each content that has an answer."""
    sent = form_of(answer)
    return {item: sent[f"{item}__answer"] for item in "abcdefgh" if sent[f"{item}__answer"] != [""]}


def test_a_part_is_named_by_label_and_heading_and_can_be_read_there(client, agreement, owner):
    agreement.parts.filter(key="seguiment").update(label="Setena", heading="Comissió de seguiment")
    put(agreement)
    client.force_login(make_user(organisation=owner))

    page = client.get(address(agreement))

    named = {"name": "Setena · Comissió de seguiment", "text": "Es crea una comissió de seguiment."}
    assert content_of(page, "f")["chosen"] == [named]
    choices = dict(page.context["form"].fields["g__parts"].choices)
    assert choices["seguiment"] == "Setena · Comissió de seguiment"
    assert named in page.context["text"]


def test_a_suggestion_fills_its_content_in_and_is_not_saved(client, agreement, owner):
    client.force_login(make_user(organisation=owner))
    opened = client.get(address(agreement))
    assert [one["name"] for one in content_of(opened, "f")["suggested"]] == ["seguiment"]

    filled = client.post(address(agreement), {**form_of(opened), "_fill": "f"})

    assert checked(filled) == {"f": ["ok"]}
    assert content_of(filled, "f")["suggested"] == []
    assert answers(agreement) == {}
    send(client, address(agreement), form_of(filled))
    assert answers(agreement) == {"f": ("ok", ["seguiment"], "")}


def test_all_suggestions_fill_the_form_in_beside_what_is_typed(client, agreement, owner):
    client.force_login(make_user(organisation=owner))
    opened = {**form_of(client.get(address(agreement))), "f__answer": "missing"}

    filled = client.post(address(agreement), {**opened, "_fill": "tot"})

    assert checked(filled) == {"c": ["ok"], "f": ["missing"]}
    assert answers(agreement) == {}


@pytest.mark.parametrize(("button", "left"), [({"_clear": "f"}, {"c": ["ok"]}), ({"_undo": "1"}, {})])
def test_what_was_filled_in_can_be_undone(client, agreement, owner, button, left):
    client.force_login(make_user(organisation=owner))
    opened = form_of(client.get(address(agreement)))
    filled = form_of(client.post(address(agreement), {**opened, "_fill": "tot"}))

    undone = client.post(address(agreement), {**filled, **button})

    assert checked(undone) == left
    assert answers(agreement) == {}


def test_an_answer_taken_out_of_the_form_goes_when_it_is_saved(client, agreement, owner):
    put(agreement)
    client.force_login(make_user(organisation=owner))
    opened = form_of(client.get(address(agreement)))

    cleared = client.post(address(agreement), {**opened, "_clear": "f"})

    assert answers(agreement).keys() == {"f"}
    send(client, address(agreement), form_of(cleared))
    assert answers(agreement) == {}


def test_one_button_fills_in_that_the_rest_is_missing(client, agreement, owner):
    put(agreement)
    client.force_login(make_user(organisation=owner))

    filled = client.post(address(agreement), {**form_of(client.get(address(agreement))), "_rest": "1"})

    assert checked(filled) == {item: ["missing"] for item in "abcdegh"} | {"f": ["ok"]}
    assert answers(agreement).keys() == {"f"}


def test_what_the_fields_say_is_no_content_nobody_looked_at(client, alliance, owner, partner):
    dated = agreement_of(
        alliance, owner, partner, registered=False, in_force_from="2026-01-01", in_force_until="2027-12-31"
    )
    client.force_login(make_user(organisation=owner))

    form = client.get(address(dated)).context["form"]

    none_of = {item: dict(form.fields[f"{item}__answer"].choices)[""] for item in "gh"}
    assert none_of == {"g": "Sense mirar", "h": "Hi és: surt dels camps del conveni (la vigència)"}


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
        mark(
            record=agreement.record, marks={"g": None}, parts=(), at=TODAY, by=make_user(organisation=partner)
        )


def test_an_archived_agreement_is_marked_no_more(agreement, owner):
    Record.objects.filter(pk=agreement.pk).update(state=State.ARCHIVED)

    with pytest.raises(WrongState):
        mark(record=agreement.record, marks={"g": None}, parts=(), at=TODAY, by=make_user(organisation=owner))


def test_one_refused_answer_leaves_the_others_unwritten(agreement, owner):
    marks = {"g": {"answer": "missing"}, "f": {"answer": "ok"}}

    with pytest.raises(ValidationError):
        mark(record=agreement.record, marks=marks, parts=(), at=TODAY, by=make_user(organisation=owner))

    assert answers(agreement) == {}
