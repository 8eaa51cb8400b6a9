"""An agreement of visibility *organisation* is read by its owner, by who signs it and by the staff, and not by the
partners of its alliance: at every door.
"""

import pytest
from django.test import Client

from alliances.models import AddendaRead, Milestone
from alliances.radar.keeping import keep_milestones
from alliances.rules import AGREEMENT, register_agreement
from observatori.publishing.editing import change
from observatori.publishing.references import References
from tests.api.calling import Caller
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TERM = {"in_force_from": "2024-01-01", "in_force_until": "2027-03-31", "notice_months": 3}
ROOMS = ("owner", "party", "partner", "host")  # host: the owner of the alliance, no party of the agreement
SHARED = {"owner", "party", "partner", "host", "curator"}
KEPT = {"owner", "party", "curator"}
READERS = {"public": SHARED, "partners": SHARED, "organisation": KEPT}


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def rooms():
    return {name: make_organisation(name) for name in ROOMS}


@pytest.fixture
def alliance(rooms):
    return make_alliance(owner=rooms["host"], partners=list(rooms.values()))


@pytest.fixture
def people(rooms):
    made = {name: make_user(organisation=room, membership="admin") for name, room in rooms.items()}
    outsider = make_user(organisation=make_organisation(), membership="admin")
    return made | {"curator": make_user(role="curator"), "outsider": outsider}


def agree(alliance, rooms, visibility, **facts):
    made = make_agreement(
        alliance, "Mandarina", registered=False, record={"owner": rooms["owner"], "visibility": visibility},
        **TERM | facts,
    )  # fmt: skip
    made.parties.set([rooms["owner"], rooms["party"]])
    keep_milestones([made.pk])
    return made


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("registered", [False, True], ids=["draft", "registered"])
@pytest.mark.parametrize("visibility", READERS)
def test_who_reads_an_agreement_at_each_door(alliance, rooms, people, visibility, registered):
    made = agree(alliance, rooms, visibility)
    if registered:
        register_agreement(agreement=made, by=None)
    code, read = made.record.code, {}

    for who, user in people.items():
        api, pages = Caller(user), logged_in(user)
        paths = [f"agreements/{code}/?version=draft", f"agreements/{code}/text/?version=draft"]
        if registered and visibility != "public":
            paths.append(f"agreements/{code}/")
        found = {path: api.get(path).status_code == 200 for path in paths}
        found["page"] = pages.get(f"/convenis/{code}/?version=draft").status_code == 200
        found["list"] = code in api.get("agreements/?version=draft").content.decode()
        found["radar"] = code in api.get("radar/").content.decode()
        if who in rooms:
            found["room"] = code in pages.get(f"/tauler/{rooms[who].slug}/radar/").content.decode()
            found["file"] = code in pages.get(f"/tauler/{rooms[who].slug}/radar.csv").content.decode()
        read[who] = set(found.values())

    assert read == {who: {who in READERS[visibility]} for who in people}


def test_an_addendum_follows_its_own_visibility(alliance, rooms, people):
    made = agree(alliance, rooms, "partners")
    kept = agree(
        alliance, rooms, "organisation", kind="addendum", addendum_kind="extension", amends=made,
        effective_on="2027-04-01", new_until="2029-12-31",
    )  # fmt: skip
    keep_milestones([made.pk])

    def ends(who):
        return {row["day"] for row in Caller(people[who]).get("radar/?what=end&months=24").json()["results"]}

    for who in people:
        answer = Caller(people[who]).get(f"addenda/{kept.record.code}/?version=draft")
        assert (who, answer.status_code) == (who, 200 if who in KEPT else 404)
    assert ends("partner") == {"2027-03-31"}
    assert "2027-03-31" not in ends("party")


def test_what_is_kept_from_the_partners_leaves_their_radar_at_once(alliance, rooms, people):
    made = agree(alliance, rooms, "partners")
    addendum = agree(alliance, rooms, "partners", kind="addendum", addendum_kind="amendment", amends=made)
    owner = people["owner"]

    change(
        record=addendum.record, rules=AGREEMENT, facts={"visibility": "organisation"}, user=owner, version=None,
        references=References(owner),
    )  # fmt: skip

    kinds = set(Milestone.objects.filter(agreement=made).values_list("addenda", flat=True))
    assert kinds == {AddendaRead.ALL, AddendaRead.SHARED}


def test_the_form_says_who_reads_it(alliance, rooms, people):
    made = agree(alliance, rooms, "organisation")

    form = logged_in(people["owner"]).get(
        f"/tauler/{rooms['owner'].slug}/convenis/{made.record.code}/revisio/"
    )

    assert "La vostra entitat, les que el signen i l’Observatori" in form.content.decode()
    listed = logged_in(people["owner"]).get(f"/entitats/{rooms['owner'].slug}/transparencia/")
    sentence = "Només el llegeixen l’entitat que el registra, les que el signen i l’Observatori."
    assert [row["why"] for row in listed.context["absent"]] == [sentence]
