"""What a partner has answered stands for the public, whatever an editor does with its row in the draft."""

import pytest
from django.test import Client
from django.utils import timezone

from alliances.confirmations.rules import confirm, dispute
from alliances.rules import ALLIANCE, publish_alliance
from observatori.publishing.editing import change
from observatori.publishing.models import Record
from observatori.publishing.references import References
from tests.alliances.confirmations.making import edited, partner_facts, row_of, signed_by, states
from tests.api.calling import Caller
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db


def drafted(alliance, user, partners):
    record = Record.objects.get(pk=alliance.pk)
    facts = {"partners": partners}
    change(record=record, rules=ALLIANCE, facts=facts, user=user, version=None, references=References(user))


def public(alliance, partner):
    body = Client().get(f"/api/v1/alliances/{alliance.record.code}/").json()
    return {one["organisation"]["code"]: one["confirmation"] for one in body["partners"]}[partner.code]


@pytest.mark.parametrize("answer", ["confirmed", "disputed", "pending"])
def test_a_row_taken_out_of_the_draft_hides_no_answer(
    alliance, hospital, partner, admin, owner_admin, answer
):
    both = partner_facts(alliance, partner)
    if answer == "confirmed":
        confirm(partnership=row_of(alliance, partner), user=admin)
    elif answer == "disputed":
        dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi som.")
    else:
        publish_alliance(alliance=alliance, by=None)
    page = f"/aliances/{alliance.record.slug}/"
    before = Client().get(page).content.decode()

    drafted(alliance, owner_admin, [one for one in both if one["organisation"] == hospital.code])

    assert public(alliance, partner) == answer
    phrase = "Confirmada per 2 de 2 socis" if answer == "confirmed" else "Confirmada per 1 de 2 socis"
    assert phrase in before
    assert phrase in Client().get(page).content.decode()

    back = [
        {name: value for name, value in one.items() if name not in ("id", "confirmation")} for one in both
    ]
    drafted(alliance, owner_admin, back)
    assert states(alliance)[partner.name] == answer
    assert public(alliance, partner) == answer


@pytest.fixture
def anew(alliance, hospital, partner, owner_admin):
    """The number that the row of the partner had when it was published: the draft has made it anew since."""
    both = partner_facts(alliance, partner)
    number = row_of(alliance, partner).pk
    drafted(alliance, owner_admin, [one for one in both if one["organisation"] == hospital.code])
    drafted(alliance, owner_admin, [{"organisation": one["organisation"]} for one in both])
    assert row_of(alliance, partner).pk != number
    return number


@pytest.mark.parametrize("which", ["published", "draft"])
@pytest.mark.parametrize("verb", ["confirm", "dispute"])
def test_a_partner_answers_for_the_row_that_was_published_whatever_the_draft_made_of_it(
    alliance, partner, admin, anew, which, verb
):
    number = anew if which == "published" else row_of(alliance, partner).pk
    body = {"reason": "No hi som."} if verb == "dispute" else {}

    answer = Caller(admin).post(f"partnerships/{number}/{verb}/", body)

    state = "confirmed" if verb == "confirm" else "disputed"
    assert answer.status_code == 200
    (mine,) = (one for one in answer.json()["partners"] if one["organisation"]["code"] == partner.code)
    assert (mine["id"], mine["confirmation"]) == (anew, state)
    assert public(alliance, partner) == states(alliance)[partner.name] == state
    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)
    assert public(alliance, partner) == state


@pytest.mark.parametrize("which", ["letter", "list"])
def test_the_page_of_a_letter_takes_the_answer_still(client, alliance, partner, admin, anew, which):
    client.force_login(admin)
    number = anew if which == "letter" else row_of(alliance, partner).pk
    address = f"/tauler/{partner.slug}/confirmacions/{number}/"

    assert "Aliança del Ter" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert public(alliance, partner) == "confirmed"


def test_what_changes_makes_the_row_made_anew_stale_too(alliance, hospital, partner, admin, anew):
    Caller(admin).post(f"partnerships/{anew}/confirm/", {})

    signed_by(alliance, hospital, partner)

    assert public(alliance, partner) == states(alliance)[partner.name] == "stale"


def test_a_row_that_only_the_draft_has_answers_for_nothing(alliance, owner_admin, partner):
    newcomer = make_organisation(verified_at=timezone.now())
    user = make_user(organisation=newcomer, membership="admin")
    both = [{"organisation": one["organisation"]} for one in partner_facts(alliance, partner)]
    drafted(alliance, owner_admin, [*both, {"organisation": newcomer.code}])
    number = row_of(alliance, newcomer).pk

    assert Caller(user).post(f"partnerships/{number}/confirm/", {}).status_code == 409


def test_the_number_of_a_row_that_is_gone_is_nothing_to_the_others(alliance, anew):
    outsider = make_user(organisation=make_organisation(), membership="admin")

    for user in (outsider, make_user(role="curator")):
        assert Caller(user).post(f"partnerships/{anew}/confirm/", {}).status_code == 404


def test_an_earlier_part_of_who_left_and_came_back_answers_for_nothing(
    alliance, hospital, partner, admin, owner_admin
):
    first = [
        {"organisation": hospital.code},
        {"organisation": partner.code, "left_on": "2015"},
        {"organisation": partner.code, "joined_on": "2018"},
    ]
    edited(alliance, owner_admin, partners=first)
    earlier, later = alliance.partnerships.filter(organisation=partner).order_by("position")

    statuses = [
        Caller(admin).post(f"partnerships/{one.pk}/confirm/", {}).status_code for one in (earlier, later)
    ]

    assert statuses == [409, 200]
