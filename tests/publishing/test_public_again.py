"""What becomes public with something else, goes with it and comes back with it: in the same transaction, told once."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from alliances.rules import ALLIANCE, publish_alliance, register_agreement
from experiences.rules import publish_experience, refresh_experiences_of
from observatori.publishing.models import Event, Record, SearchEntry
from observatori.publishing.transitions import advance, locked
from tests.api.calling import Caller
from tests.digests.conftest import enqueue, run, settle, subscribed
from tests.making import (
    make_agreement,
    make_alliance,
    make_experience,
    make_organisation,
    make_term,
    make_user,
)
from tests.waiting import PATIENCE

__all__ = ["enqueue", "run", "subscribed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_organisation("Hospital Mandarina")


@pytest.fixture
def caller(owner):
    return Caller(make_user(organisation=owner))


def visibility(caller, thing, value, noun="alliances"):
    thing.record.refresh_from_db()
    path = f"{noun}/{thing.record.code}/"
    answer = caller.patch(path, {"visibility": value}, f'"{thing.record.version}"')
    assert answer.status_code == 200, answer.content


def found(**where):
    return set(SearchEntry.objects.filter(**where).values_list("code", flat=True))


def verbs(thing):
    return list(thing.record.events.order_by("pk").values_list("verb", flat=True))


# --- Agreements become public with their alliance -----------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_follows_agreements_hears_of_one_that_becomes_public_with_its_alliance(
    subscribed, run, mailoutbox
):
    alliance = make_alliance(published=False)
    make_agreement(alliance, "Conveni del Ter")
    subscribed(query="type=agreement")
    assert run() == {}

    publish_alliance(alliance=alliance, by=None)

    assert run() == {"done": 1}
    assert "Conveni del Ter" in mailoutbox[0].body
    publish_alliance(alliance=ALLIANCE.load(alliance.record), by=None)
    assert run() == {}


@pytest.mark.django_db(transaction=True)
def test_the_events_of_the_api_tell_it_too(client):
    alliance = make_alliance(published=False)
    agreement = make_agreement(alliance)
    settle()
    before = client.get("/api/v1/events/").json()["results"]

    publish_alliance(alliance=alliance, by=None)

    settle()
    told = client.get("/api/v1/events/").json()["results"]
    assert before == []
    assert [one["verb"] for one in told if one["record"]["code"] == agreement.record.code] == [
        "agreement_signed",
        "published",
    ]


def test_an_agreement_that_was_public_is_not_told_again(caller, owner):
    alliance = make_alliance(owner=owner)
    early = make_agreement(alliance)
    visibility(caller, alliance, "partners")
    late = make_agreement(alliance)
    assert found(type="agreement") == set()

    for value in ("public", "partners", "public"):
        visibility(caller, alliance, value)

    assert found(type="agreement") == {early.record.code, late.record.code}
    assert verbs(early) == ["agreement_signed"]
    assert verbs(late) == ["agreement_signed", "published"]


def test_an_agreement_kept_to_the_parties_is_not_told(owner):
    alliance = make_alliance(owner=owner, published=False)
    agreement = make_agreement(alliance, record={"visibility": "partners"})

    publish_alliance(alliance=alliance, by=None)

    assert verbs(agreement) == ["agreement_signed"]
    assert found(type="agreement") == set()


def name_alliance(published):
    """An agreement and an experience of an alliance: each with the function that publishes it."""
    alliance = make_alliance(published=published)
    agreement = make_agreement(alliance, registered=False)
    experience = make_experience(alliances=[alliance], published=False)
    return alliance, {
        "agreement": lambda: register_agreement(agreement=agreement, by=None),
        "experience": lambda: publish_experience(experience=experience, by=None),
    }


@pytest.mark.parametrize("kind", ["agreement", "experience"])
@pytest.mark.django_db(transaction=True)
def test_what_is_published_while_its_alliance_is_knows_of_it(kind):
    alliance, publish = name_alliance(published=False)
    started = threading.Event()

    def other():
        started.set()
        try:
            publish[kind]()
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        locked(alliance.record)
        publish_alliance(alliance=alliance, by=None)
        thread.start()
        started.wait(PATIENCE)
        thread.join(timeout=1.5)  # long enough to end, if nothing made it wait
    thread.join(PATIENCE)

    entry = SearchEntry.objects.get(type=kind)
    assert f"alliance:{alliance.record.code}" in entry.facets


# --- Hidden and shown again ------------------------------------------------------------------------------


def places(client, word):
    """Where anybody finds the word: lists, search, feeds and facets."""
    paths = [
        "/aliances/",
        "/experiencies/",
        "/entitats/",
        "/aliances/feed/",
        "/api/v1/alliances/",
        "/api/v1/agreements/",
        f"/api/v1/search/?q={word}",
        f"/api/v1/suggest/?q={word}",
        "/sitemap-aliances.xml",
    ]
    return {path for path in paths if word.lower() in client.get(path).content.decode().lower()}


def test_an_alliance_leaves_and_comes_back_with_all_that_is_its_own(client, caller, owner):
    alliance = make_alliance("Aliança Mandarina", owner=owner, partners=[owner, make_organisation()])
    make_agreement(alliance, "Conveni Mandarina")
    everywhere = places(client, "Mandarina")
    assert len(everywhere) >= 7

    visibility(caller, alliance, "partners")
    assert places(client, "Mandarina") == set()
    assert found() == set()

    visibility(caller, alliance, "public")
    assert places(client, "Mandarina") == everywhere


def test_an_agreement_leaves_and_comes_back(client, caller, owner):
    agreement = make_agreement(make_alliance(owner=owner), "Conveni Mandarina", record={"owner": owner})

    visibility(caller, agreement, "partners", "agreements")
    assert found(type="agreement") == set()
    visibility(caller, agreement, "public", "agreements")

    assert found(type="agreement") == {agreement.record.code}


def test_an_experience_leaves_and_comes_back(caller, owner):
    experience = make_experience(owner=owner)

    visibility(caller, experience, "partners", "experiences")
    assert found(type="experience") == set()
    visibility(caller, experience, "public", "experiences")

    assert found(type="experience") == {experience.record.code}


def test_what_comes_back_is_what_was_published_not_its_draft(caller, owner):
    osona, bages = make_term("comarca", "osona-x"), make_term("comarca", "bages-x")
    alliance = make_alliance("Publicada", owner=owner, partners=[owner, make_organisation()], terms=[osona])
    experience = make_experience("Publicada", owner=owner)
    entries = list(SearchEntry.objects.order_by("pk").values("title", "names", "facets", "card", "body"))
    changes = {"name": "Mandarina", "territory": [bages.code], "partners": [], "visibility": "partners"}
    assert caller.patch(f"alliances/{alliance.record.code}/", changes, '"1"').status_code == 200
    changes = {"title": "Mandarina", "visibility": "partners"}
    assert caller.patch(f"experiences/{experience.record.code}/", changes, '"1"').status_code == 200

    visibility(caller, alliance, "public")
    visibility(caller, experience, "public", "experiences")

    again = SearchEntry.objects.order_by("pk").values("title", "names", "facets", "card", "body")
    assert sorted(map(str, again)) == sorted(map(str, entries))


def test_what_was_withdrawn_or_never_public_does_not_come_back(caller, owner):
    withdrawn = make_alliance(owner=owner)
    user = make_user(role="curator")
    advance(record=withdrawn.record, verb="withdraw", user=user, rules=ALLIANCE, reason="Error.")
    never = make_alliance(owner=owner, record={"visibility": "partners"})

    for value in ("partners", "public"):
        visibility(caller, withdrawn, value)
        visibility(caller, never, value)

    assert found(type="alliance") == set()


@pytest.mark.django_db(transaction=True)
def test_the_end_of_what_was_never_public_is_not_told(client, caller, owner):
    curator = make_user(role="curator")
    for name, spine in (("never", {"visibility": "partners"}), ("once", {})):
        alliance = make_alliance(name, owner=owner, record=spine)
        for value in ("partners", "public"):
            visibility(caller, alliance, value)
        advance(record=alliance.record, verb="withdraw", user=curator, rules=ALLIANCE, reason="Error.")
    settle()
    once = alliance.record.code

    told = client.get("/api/v1/events/").json()["results"]
    ended = client.get("/api/v1/alliances/?modified_since=2020-01-01T00:00:00Z").json()["results"]

    assert {one["record"]["code"] for one in told} == {once}
    assert [one["code"] for one in ended] == [once]


# --- An experience knows of alliances what the public does ------------------------------------------------


def test_an_experience_is_found_by_an_alliance_only_while_that_is_public(client, caller, owner):
    osona = make_term("comarca", "osona-x")
    alliance = make_alliance("Aliança Mandarina", owner=owner, published=False, terms=[osona])
    experience = make_experience(alliances=[alliance])
    ways = [f"comarca:{osona.code}", f"alliance:{alliance.record.code}"]

    def facets():
        entry = SearchEntry.objects.get(record=experience.record)
        return [facet for facet in ways if facet in entry.facets], entry.card["alliances"], entry.names

    assert facets() == ([], [], "")
    assert client.get(f"/api/v1/experiences/?comarca={osona.code}").json()["results"] == []

    publish_alliance(alliance=alliance, by=None)
    assert facets() == (ways, ["Aliança Mandarina"], "Aliança Mandarina")
    visibility(caller, alliance, "partners")
    assert facets() == ([], [], "")
    visibility(caller, alliance, "public")
    assert facets()[0] == ways
    curator = make_user(role="curator")
    advance(record=alliance.record, verb="withdraw", user=curator, rules=ALLIANCE, reason="Error.")
    assert facets()[0] == []


def test_an_unpublished_change_of_an_alliance_is_in_no_experience(caller, owner):
    osona, bages = make_term("comarca", "osona-x"), make_term("comarca", "bages-x")
    alliance = make_alliance(owner=owner, terms=[osona])
    changes = {"name": "Mandarina", "territory": [bages.code]}
    assert caller.patch(f"alliances/{alliance.record.code}/", changes, '"1"').status_code == 200

    make_experience(alliances=[alliance])

    entry = SearchEntry.objects.get(type="experience")
    assert [facet for facet in entry.facets if facet.startswith("comarca:")] == [f"comarca:{osona.code}"]
    assert "Mandarina" not in entry.names


def test_the_queries_do_not_depend_on_how_many_follow():
    def queries(experiences):
        alliance = make_alliance()
        organisation = make_organisation()
        for _number in range(experiences):
            make_experience(alliances=[alliance], organisations=[organisation])
        record = Record.objects.get(pk=alliance.record.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            refresh_experiences_of(record)
        return len(captured)

    assert queries(1) == queries(20)


def test_the_queries_do_not_depend_on_how_many_agreements_there_are():
    def queries(agreements):
        alliance = make_alliance(published=False)
        for _number in range(agreements):
            make_agreement(alliance)
        with CaptureQueriesContext(connection) as captured:
            publish_alliance(alliance=ALLIANCE.load(alliance.record), by=None)
        assert (
            Event.objects.filter(verb="published", record__agreement__alliance=alliance).count() == agreements
        )
        return len(captured)

    assert queries(1) == queries(20)
