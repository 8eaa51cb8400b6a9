"""The queue of the staff: what waits, for how long, and who looks after it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from observatori.publishing.assignment import assign
from observatori.publishing.comments import comment
from observatori.publishing.models import Record
from tests.curation.making import in_review, queries_of, submitted
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db
PAGES = ["/curadoria/", "/curadoria/convenis/", "/curadoria/entitats/", "/curadoria/peticions/"]


@pytest.fixture
def curator():
    return make_user(role="curator")


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


def codes(response):
    return [row["code"] for row in response.context["rows"]]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("anonymous", 302), ("member", 404), ("admin", 404), ("curator", 200), ("administrator", 200)],
)
def test_only_staff_enter(client, path, who, status):
    if who != "anonymous":
        role = who if who in ("curator", "administrator") else "member"
        client.force_login(make_user(role=role, organisation=make_organisation(), membership="admin"))

    response = client.get(path)

    assert response.status_code == status
    assert status != 302 or response["Location"].startswith("/compte/entrar/?next=/curadoria/")


def test_it_lists_what_waits_and_nothing_else(desk):
    waiting = submitted("La que espera")
    make_alliance("En esborrany", published=False)
    make_alliance("Publicada")

    response = desk.get("/curadoria/")

    assert codes(response) == [waiting.code]
    body = response.content.decode()
    assert f'data-code="{waiting.code}" data-state="submitted"' in body


def test_the_oldest_comes_first_and_says_its_age(desk):
    new, old = submitted("Nova"), submitted("Vella")
    Record.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=20))

    response = desk.get("/curadoria/")

    assert codes(response) == [old.code, new.code]
    assert "tramesa fa 2" in response.context["rows"][0]["waiting"]
    assert [row["late"] for row in response.context["rows"]] == [True, False]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=experience", {"experience"}),
        ("state=in_review", {"review"}),
        ("state=draft", {"experience"}),
        ("assignee=me", {"mine"}),
        ("assignee=nobody", {"mine"}),
        ("q=alianca+girones", {"accents"}),
        ("older_than=7", {"old"}),
        ("organisation=OWNER", {"owned"}),
    ],
)
def test_a_filter_keeps_what_it_says(desk, curator, query, found):
    plain = submitted("Sense res")
    owner = make_organisation("La propietària")
    kept = {
        "kind=experience": lambda: make_experience(published=False).record,
        "state=in_review": in_review,
        "state=draft": lambda: make_experience(published=False).record,
        "assignee=me": lambda: in_review(by=curator),
        "assignee=nobody": lambda: submitted("Ningú"),
        "q=alianca+girones": lambda: submitted("Aliança del Gironès"),
        "older_than=7": lambda: submitted("Vella"),
        "organisation=OWNER": lambda: submitted("Seva", owner=owner),
    }[query]()
    if query == "older_than=7":
        Record.objects.filter(pk=kept.pk).update(submitted_at=timezone.now() - timedelta(days=8))
    if query == "assignee=nobody":
        Record.objects.filter(pk=plain.pk).update(assignee=curator)
    if query == "kind=experience":
        query += "&state=draft"

    response = desk.get(f"/curadoria/?{query.replace('OWNER', owner.code)}")

    assert codes(response) == [kept.code]


def test_a_code_is_found_whatever_its_state(desk):
    record = make_alliance("Publicada").record

    assert codes(desk.get(f"/curadoria/?q={record.code.lower()}")) == [record.code]


@pytest.mark.parametrize("query", ["state=zzz", "older_than=no", "ordering=x", "q=%00", "q=" + "a" * 201])
def test_a_filter_that_cannot_be_read_is_told(desk, query):
    response = desk.get(f"/curadoria/?{query}")

    assert response.status_code == 422
    assert 'id="resum-errors"' in response.content.decode()


def test_an_own_record_is_shown_and_says_why_it_is_not_reviewed(client):
    record = submitted()
    client.force_login(make_user(role="curator", organisation=record.owner))

    response = client.get("/curadoria/")

    assert "És d’una entitat vostra" in response.content.decode()
    assert "M’ho quedo" not in response.content.decode()


def test_open_conversations_are_counted_without_their_answers(desk, curator):
    record = in_review()
    first = comment(record=record, user=curator, text="Una.")
    comment(record=record, user=curator, text="Resposta.", reply_to=first)
    comment(record=record, user=curator, text="Dues.")

    assert desk.get("/curadoria/").context["rows"][0]["comments"] == "2 comentaris oberts"


def test_the_queue_makes_the_same_queries_with_1_and_20(desk, curator):
    def make():
        record = in_review(by=make_user(role="curator"))
        comment(record=record, user=curator, text="Una.")
        comment(record=record, user=curator, text="Dues.")

    make()
    one = queries_of(desk, "/curadoria/")
    for _ in range(19):
        make()

    assert queries_of(desk, "/curadoria/") == one


def test_a_long_queue_has_pages(desk):
    for _ in range(21):
        submitted()

    assert len(codes(desk.get("/curadoria/"))) == 20
    assert len(codes(desk.get("/curadoria/?page=2"))) == 1


def test_registered_agreements_are_listed_with_the_same_queries(desk):
    registered = make_agreement(make_alliance(), "Conveni registrat")
    make_agreement(make_alliance(), "Conveni en esborrany", registered=False)
    assert codes(desk.get("/curadoria/convenis/")) == [registered.record.code]
    one = queries_of(desk, "/curadoria/convenis/")
    for _ in range(19):
        make_agreement(make_alliance())

    assert queries_of(desk, "/curadoria/convenis/") == one


def test_taking_a_record_comes_back_to_the_queue_as_it_was_asked(desk, curator):
    record = submitted()

    response = desk.post(
        f"/curadoria/{record.code}/assigna/", {"assignee": curator.pk, "queue": "assignee=nobody&x=\r\nA: b"}
    )

    record.refresh_from_db()
    assert record.assignee == curator
    assert response["Location"].startswith("/curadoria/?assignee=nobody&")


def test_a_record_is_given_to_somebody_and_to_nobody(desk, curator):
    record, other = submitted(), make_user(role="curator")
    path = f"/curadoria/{record.code}/assigna/"

    desk.post(path, {"assignee": other.pk})
    record.refresh_from_db()
    assert record.assignee == other

    desk.post(path, {"assignee": ""})
    record.refresh_from_db()
    assert record.assignee is None


def test_it_is_not_given_to_who_is_of_its_owner_or_not_of_the_staff(desk):
    record = submitted()
    for user in (make_user(role="curator", organisation=record.owner), make_user()):
        response = desk.post(f"/curadoria/{record.code}/assigna/", {"assignee": user.pk}, follow=True)
        record.refresh_from_db()
        assert record.assignee is None
        assert "notice-error" in response.content.decode()


def test_the_rule_of_assigning_refuses_who_is_not_of_the_staff(curator):
    record = submitted()

    with pytest.raises(PermissionDenied):
        assign(record=record, to=curator, user=make_user(organisation=record.owner, membership="admin"))
    with pytest.raises(ValidationError):
        assign(record=record, to=make_user(), user=curator)


def test_assigning_is_a_post(desk):
    assert desk.get(f"/curadoria/{submitted().code}/assigna/").status_code == 405


def test_all_filters_can_be_taken_off(desk):
    waiting = submitted()
    draft = make_alliance(published=False).record
    published = make_alliance().record

    first = desk.get("/curadoria/")
    everything = desk.get(first.context["clear_url"])

    assert first.context["chips"]
    assert waiting.code in codes(first)
    assert everything.context["chips"] == []
    assert {waiting.code, draft.code, published.code} <= set(codes(everything))


def test_the_states_can_be_taken_off_one_by_one(desk):
    published = make_alliance().record
    address = "/curadoria/"
    for _state in range(3):
        chip = desk.get(address).context["chips"][0]
        address = f"/curadoria/{chip['url']}"

    response = desk.get(address)

    assert response.context["chips"] == []
    assert codes(response) == [published.code]


def test_the_form_says_that_its_states_were_chosen(desk):
    """Without it a form with no state would ask for those that wait."""
    assert '<input type="hidden" name="scope" value="all"' in desk.get("/curadoria/").content.decode()


def test_what_was_just_submitted_waits_since_now(desk):
    record = submitted()
    assert desk.get("/curadoria/").context["rows"][0]["waiting"].startswith("tramesa ara mateix (")

    Record.objects.filter(pk=record.pk).update(submitted_at=timezone.now() - timedelta(minutes=2))
    assert desk.get("/curadoria/").context["rows"][0]["waiting"].startswith("tramesa fa 2\xa0minuts (")


def test_states_agree_with_what_they_are_of(desk):
    make_experience()
    make_agreement(make_alliance())

    rows = desk.get("/curadoria/?state=published").context["rows"]
    agreements = desk.get("/curadoria/convenis/").context["rows"]

    assert {row["badge"]["label"] for row in rows} == {"Publicada"}
    assert [row["badge"]["label"] for row in agreements] == ["Registrat"]
