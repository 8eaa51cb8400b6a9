"""The address of a record: its code while it is a draft, its first public name ever after."""

import threading

import pytest
from django.db import connection, transaction

from alliances.rules import ALLIANCE, publish_alliance
from experiences.rules import EXPERIENCE, publish_experience
from observatori.publishing.editing import change, create
from observatori.publishing.models import Record
from observatori.publishing.references import References
from tests.api.calling import Caller
from tests.making import make_alliance, make_experience, make_organisation, make_user
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db

NAME = "Aliança del Pla"


def draft(name=NAME, rules=ALLIANCE, **facts):
    facts = {"name": name, "title": name, **facts}
    user = make_user(role="curator")
    return create(rules=rules, facts=facts, owner=None, user=user, references=References(user)).record


def publish(record):
    publish_alliance(alliance=ALLIANCE.load(record), by=None)
    record.refresh_from_db()
    return record.slug


def rename(record, name):
    user = make_user(role="curator")
    change(
        record=record,
        rules=ALLIANCE,
        facts={"name": name},
        user=user,
        version=None,
        references=References(user),
    )
    record.refresh_from_db()


@pytest.mark.parametrize("rules", [ALLIANCE, EXPERIENCE])
def test_a_draft_of_a_secret_name_looks_like_any_other(rules):
    records = [draft(rules=rules) for _ in range(3)]
    rename(records[0], "Un altre nom") if rules is ALLIANCE else None

    for record in records:
        record.refresh_from_db()
        assert record.slug == record.code.lower()


def test_the_api_tells_an_author_nothing_of_the_drafts_of_others():
    draft()
    editor = Caller(make_user(organisation=make_organisation()))

    answer = editor.post("alliances/", {"name": NAME}).json()

    assert answer["slug"] == answer["code"].lower()
    assert editor.get(f"alliances/{answer['slug']}/?version=draft").status_code == 200


def test_the_name_is_the_address_from_the_first_publication(client):
    record = draft()
    neutral = record.slug
    assert client.get(f"/aliances/{neutral}/").status_code == 404

    assert publish(record) == "alianca-del-pla"
    assert record.published_revision.document["slug"] == "alianca-del-pla"
    rename(record, "Aliança de l’Anoia")
    assert publish(record) == "alianca-del-pla"
    for old in (neutral, record.code):
        response = client.get(f"/aliances/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/aliances/alianca-del-pla/")


def test_a_second_publication_of_a_name_gets_a_number_and_experiences_have_their_own():
    experience = draft(rules=EXPERIENCE)
    publish_experience(experience=EXPERIENCE.load(experience), by=None)
    experience.refresh_from_db()

    assert [publish(draft()) for _ in range(3)] == [
        "alianca-del-pla",
        "alianca-del-pla-2",
        "alianca-del-pla-3",
    ]
    assert experience.slug == "alianca-del-pla"


def test_what_is_published_for_some_only_takes_no_name_of_others():
    hidden = draft(visibility="partners")

    assert publish(hidden) == hidden.code.lower()
    assert publish(draft()) == "alianca-del-pla"


def test_a_name_written_like_a_code_is_not_read_as_one(client):
    other = draft("Una altra")
    record = draft(other.code)

    slug = publish(record)

    assert slug == f"alliance-{other.code.lower()}"
    assert client.get(f"/aliances/{slug}/").status_code == 200
    assert client.get(f"/aliances/{other.code.lower()}/").status_code == 404


def test_what_names_a_draft_leads_to_its_address_once_it_is_public(client):
    alliance = make_alliance(NAME, published=False)
    Record.objects.filter(pk=alliance.record.pk).update(slug=alliance.record.code.lower())
    experience = make_experience(alliances=[alliance])

    publish(Record.objects.get(pk=alliance.record.pk))

    answer = client.get(f"/api/v1/experiences/{experience.record.code}/").json()
    assert [one["slug"] for one in answer["alliances"]] == ["alianca-del-pla"]


@pytest.mark.django_db(transaction=True)
def test_two_that_publish_one_name_at_once_get_two_addresses():
    records = [draft() for _ in range(2)]
    barrier = threading.Barrier(2, timeout=PATIENCE)

    def attempt(record):
        try:
            with transaction.atomic():
                barrier.wait()
                publish_alliance(alliance=ALLIANCE.load(record), by=None)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[record]) for record in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    slugs = sorted(Record.objects.filter(kind="alliance").values_list("slug", flat=True))
    assert slugs == ["alianca-del-pla", "alianca-del-pla-2"]
