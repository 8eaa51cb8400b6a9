"""What the staff learn of what is submitted: by letter, and on the page what changed since they last read it."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from alliances.rules import ALLIANCE
from observatori.digests.letters import LETTERS
from observatori.publishing import deliveries
from observatori.publishing.assignment import assign
from observatori.publishing.editing import change
from observatori.publishing.models import Delivery, Event, Record, Verb
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from observatori.publishing.written import field_digests
from tests.curation.making import in_review, queries_of
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="([^"]+)"')


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def author(hospital):
    return make_user("autora@exemple.cat", organisation=hospital)


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


@pytest.fixture
def draft(hospital):
    made = make_alliance(
        "Triangle", owner=hospital, partners=[hospital, make_organisation()], published=False
    )
    return Record.objects.select_related("owner").get(pk=made.pk)


def submit(record, author):
    return advance(record=record, verb="submit", user=author, rules=ALLIANCE)


def back_to_author(record, curator):
    asked = [{"field": "summary", "text": "Més llarg."}]
    advance(record=record, verb="start-review", user=curator, rules=ALLIANCE)
    advance(record=record, verb="request-changes", user=curator, rules=ALLIANCE, comments=asked)


def told():
    """Hand everything over; return the letters to the staff, by who got them."""
    mail.outbox.clear()
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    return {one.to[0]: one for one in mail.outbox if one.subject.startswith("Per revisar")}


def test_every_curator_is_told_who_is_not_of_the_owner(draft, author, curator, hospital):
    other = make_user(role="administrator")
    make_user(role="curator", organisation=hospital, membership="reader")
    make_user()
    submit(draft, author)

    letters = told()

    assert letters.keys() == {curator.email, other.email}
    assert Delivery.objects.filter(letter="record_submitted").count() == 2, "nobody else was even asked for"
    assert "S’ha tramès l’aliança «Triangle»" in letters[curator.email].body
    assert f"/curadoria/{draft.code}/" in letters[curator.email].body
    assert "perquè sou de l’equip" in letters[curator.email].body


def test_who_looks_after_it_is_told_alone_and_that_it_comes_again(draft, author, curator):
    make_user(role="curator")
    submit(draft, author)
    back_to_author(draft, curator)
    told()
    submit(draft, author)

    letters = told()

    assert letters.keys() == {curator.email}
    assert letters[curator.email].subject == "Per revisar un altre cop: «Triangle»"
    assert "S’ha tornat a trametre" in letters[curator.email].body
    assert "perquè us en cuideu" in letters[curator.email].body
    html = letters[curator.email].alternatives[0][0]
    assert any(f"/curadoria/{draft.code}/" in link for link in HREF.findall(html))


def test_who_joined_the_owner_since_no_longer_counts_as_looking_after_it(draft, author, curator, hospital):
    assign(record=draft, to=curator, user=curator)
    hospital.memberships.create(user=curator, role="reader")
    other = make_user(role="curator")
    submit(draft, author)

    assert told().keys() == {other.email}


def test_each_submission_is_told_once_and_not_to_who_sends_it(draft, curator):
    other = make_user(role="curator")
    submit(draft, curator)

    assert told().keys() == {other.email}
    assert Delivery.objects.filter(letter="record_submitted").count() == 1


def test_what_somebody_reviews_already_is_not_told(draft, author, curator):
    make_user(role="curator")
    submit(draft, author)
    advance(record=draft, verb="start-review", user=curator, rules=ALLIANCE)

    assert told() == {}


def test_who_begins_the_review_looks_after_it_unless_somebody_does(draft, author, curator):
    submit(draft, author)

    assert advance(record=draft, verb="start-review", user=curator, rules=ALLIANCE).assignee == curator
    assert "Triangle" not in str(Event.objects.get(record=draft, verb=Verb.REVIEW_STARTED).changes)


def test_the_page_marks_what_changed_since_the_last_review(client, draft, author, curator):
    submit(draft, author)
    back_to_author(draft, curator)
    facts = {"rules": ALLIANCE, "user": author, "version": None, "references": References(author)}
    change(record=draft, facts={"summary": "Ara és més llarg.", "why_now": ""}, **facts)
    submit(draft, author)
    client.force_login(curator)

    for _state in ("submitted", "in review"):
        page = client.get(f"/curadoria/{draft.code}/")
        fields = [field for section in page.context["sections"] for field in section["fields"]]
        assert [field["name"] for field in fields if field["since"]] == ["summary"]
        assert "Hi ha 1 camp que ha canviat des de l’última revisió." in page.content.decode()
        advance(
            record=draft, verb="start-review", user=curator, rules=ALLIANCE
        ) if _state == "submitted" else None


def test_in_the_first_review_and_after_publishing_nothing_is_marked(client, author, curator, hospital):
    record = in_review(owner=hospital, partners=[hospital, make_organisation()], by=curator)
    client.force_login(curator)
    assert client.get(f"/curadoria/{record.code}/").context["since"] == 0

    advance(record=record, verb="publish", user=curator, rules=ALLIANCE)
    facts = {"rules": ALLIANCE, "user": author, "version": None, "references": References(author)}
    change(record=record, facts={"summary": "Un altre."}, **facts)
    submit(record, author)

    assert client.get(f"/curadoria/{record.code}/").context["since"] == 0


def test_each_row_and_part_has_a_digest_of_its_own():
    before = field_digests({"partners": [{"role": "lead"}, {"role": "partner"}], "conditions": {"a": "yes"}})
    after = field_digests({"partners": [{"role": "lead"}, {"role": "funder"}], "conditions": {"a": "no"}})

    assert {name for name in after if before[name] != after[name]} == {
        "partners",
        "partners/1",
        "conditions",
        "conditions/a",
    }


def test_the_page_makes_the_same_queries_however_often_it_was_reviewed(client, draft, author, curator):
    client.force_login(curator)

    def round():
        submit(draft, author)
        back_to_author(draft, curator)

    round()
    submit(draft, author)
    one = queries_of(client, f"/curadoria/{draft.code}/")
    back_to_author(draft, curator)
    for _ in range(3):
        round()
    submit(draft, author)

    assert queries_of(client, f"/curadoria/{draft.code}/") == one
