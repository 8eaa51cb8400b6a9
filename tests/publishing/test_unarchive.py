"""What was archived comes back as it was: its state, its page, what depends on it."""

import pytest

from alliances.confirmations.rules import confirm
from alliances.models import Milestone, Partnership
from alliances.rules import AGREEMENT, ALLIANCE, register_agreement
from observatori.publishing.models import Event, Record, SearchEntry
from observatori.publishing.transitions import WrongState, advance
from tests.api.calling import Caller, problem
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db

TERM = {"in_force_from": "2024-01-01", "in_force_until": "2099-12-31"}


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def admin(hospital):
    return make_user(organisation=hospital, membership="admin")


@pytest.fixture
def alliance(hospital):
    return make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, make_organisation()])


@pytest.fixture
def agreement(alliance, hospital):
    made = make_agreement(alliance, record={"owner": hospital}, **TERM)
    made.parties.add(hospital)
    return made


def say(verb, thing, user, rules=ALLIANCE):
    return advance(record=Record.objects.get(pk=thing.pk), verb=verb, user=user, rules=rules)


def statuses(client, alliance, agreement):
    paths = [f"/aliances/{alliance.record.slug}/", f"/convenis/{agreement.record.code}/"]
    paths += [f"/api/v1/agreements/{agreement.record.code}/"]
    return [client.get(path).status_code for path in paths]


def entries():
    return set(SearchEntry.objects.values_list("code", flat=True))


@pytest.mark.parametrize("state", ["draft", "submitted", "changes_requested", "published", "rejected"])
def test_it_comes_back_to_the_state_it_had(alliance, admin, state):
    Record.objects.filter(pk=alliance.pk).update(state=state)

    say("archive", alliance, admin)
    say("unarchive", alliance, admin)

    assert Record.objects.get(pk=alliance.pk).state == state


def test_archived_once_more_it_comes_back_to_where_it_was_the_last_time(alliance, admin):
    for state in ("rejected", "published"):
        Record.objects.filter(pk=alliance.pk).update(state=state)
        say("archive", alliance, admin)
        say("archive", alliance, admin)  # said again, it does nothing
        assert say("unarchive", alliance, admin).state == state


def test_what_nobody_said_where_it_was_comes_back_as_a_draft(alliance, admin):
    Record.objects.filter(pk=alliance.pk).update(state="archived")

    assert say("unarchive", alliance, admin).state == "draft"


def test_an_alliance_is_public_again_with_its_agreements(client, alliance, agreement, admin):
    before = entries()

    say("archive", alliance, admin)
    assert statuses(client, alliance, agreement) == [404, 404, 404]
    assert agreement.record.code not in entries()

    say("unarchive", alliance, admin)
    assert statuses(client, alliance, agreement) == [200, 200, 200]
    assert entries() == before
    told = list(Event.objects.filter(record=alliance.pk).values_list("verb", "changes"))
    assert told[-2:] == [
        ("archived", {"state": ["published", "archived"]}),
        ("updated", {"state": ["archived", "published"]}),
    ]


def test_an_agreement_is_on_the_radar_again_and_its_confirmations_settle(client, alliance, agreement, admin):
    row = alliance.partnerships.select_related("organisation").last()
    agreement.parties.add(row.organisation)
    register_agreement(agreement=AGREEMENT.load(agreement.record), by=None)
    confirm(partnership=row, user=make_user(organisation=row.organisation, membership="admin"))
    days = list(Milestone.objects.filter(agreement=agreement).values_list("what", "day"))

    say("archive", agreement, admin, AGREEMENT)
    assert not Milestone.objects.filter(agreement=agreement).exists()
    assert Partnership.objects.get(pk=row.pk).confirmation == "stale"

    say("unarchive", agreement, admin, AGREEMENT)
    assert list(Milestone.objects.filter(agreement=agreement).values_list("what", "day")) == days != []
    assert Partnership.objects.get(pk=row.pk).confirmation == "confirmed"
    assert statuses(client, alliance, agreement) == [200, 200, 200]


def test_what_was_withdrawn_before_is_withdrawn_still(client, alliance, admin):
    facts = {"record": Record.objects.get(pk=alliance.pk), "user": admin, "rules": ALLIANCE}
    advance(**facts, verb="withdraw", reason="S’ha desfet.")
    say("archive", alliance, admin)

    say("unarchive", alliance, admin)

    assert client.get(f"/aliances/{alliance.record.slug}/").status_code == 410


def test_what_is_not_archived_has_nothing_to_undo(alliance, admin):
    with pytest.raises(WrongState):
        say("unarchive", alliance, admin)

    problem(Caller(admin).post(f"alliances/{alliance.record.code}/unarchive/", {}), 409)


def test_the_api_answers_with_the_draft(agreement, admin):
    path = f"agreements/{agreement.record.code}"
    Caller(admin).post(f"{path}/archive/", {})

    answer = Caller(admin).post(f"{path}/unarchive/", {})

    assert (answer.status_code, answer.json()["record_state"]) == (200, "published")


@pytest.mark.parametrize("verb", ["archive", "unarchive"])
def test_the_page_asks_first_and_says_what_can_be_undone(client, alliance, hospital, admin, verb):
    if verb == "unarchive":
        say("archive", alliance, admin)
    client.force_login(admin)
    tasks = f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/"
    words = {"archive": "Més endavant ho podreu desfer", "unarchive": "hi tornarà a sortir tot seguit"}

    assert f"{tasks}accions/{verb}/" in client.get(tasks).content.decode()
    assert words[verb] in client.get(f"{tasks}accions/{verb}/").content.decode()
    client.post(f"{tasks}accions/{verb}/")

    assert Record.objects.get(pk=alliance.pk).state == {"archive": "archived", "unarchive": "published"}[verb]


@pytest.mark.parametrize("who", ["editor", "outsider"])
def test_who_may_not_archive_does_not_undo_it(client, alliance, hospital, admin, who):
    say("archive", alliance, admin)
    organisation = hospital if who == "editor" else make_organisation()
    client.force_login(make_user(organisation=organisation, membership="editor"))
    tasks = f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/"

    assert client.post(f"{tasks}accions/unarchive/").status_code == (403 if who == "editor" else 404)
    assert Record.objects.get(pk=alliance.pk).state == "archived"
    assert not Event.objects.filter(record=alliance.pk, verb="updated").exists()


def test_the_staff_undo_it_where_they_review(client, alliance, admin):
    say("archive", alliance, admin)
    client.force_login(make_user(role="curator"))
    review = f"/curadoria/{alliance.record.code}/"
    version = Record.objects.get(pk=alliance.pk).version

    assert "Desfés l’arxivament" in client.get(review).content.decode()
    found = client.post(review, {"version": version, "verb": "unarchive"}, follow=True).content.decode()

    assert "S’ha desfet l’arxivament." in found
    assert Record.objects.get(pk=alliance.pk).state == "published"
