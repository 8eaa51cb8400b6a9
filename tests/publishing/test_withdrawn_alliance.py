"""What becomes of the agreements of an alliance that is withdrawn, and what is said of it beforehand."""

import pytest

from alliances.rules import ALLIANCE
from observatori.publishing.models import Record
from observatori.publishing.transitions import advance
from tests.api.calling import Caller, problem
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db
REASON = "Ho han demanat els socis"


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def admin(hospital):
    return make_user("admin@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def alliance(hospital):
    return make_alliance("Triangle", owner=hospital, partners=[hospital, make_organisation()])


def spine(hospital, **facts):
    return {"owner": hospital, "origin": "documented", **facts}


def withdraw(alliance, admin):
    record = Record.objects.select_related("owner").get(pk=alliance.pk)
    advance(record=record, verb="withdraw", user=admin, rules=ALLIANCE, reason=REASON)


def test_an_agreement_that_was_public_is_gone_for_the_reason_of_its_alliance(
    client, alliance, admin, hospital
):
    made = make_agreement(alliance, record=spine(hospital))
    withdraw(alliance, admin)

    page = client.get(f"/convenis/{made.record.code}/")
    answer = problem(Caller().get(f"agreements/{made.record.code}/"), 410)

    assert page.status_code == 410
    assert REASON in page.content.decode()
    assert made.title not in page.content.decode()
    assert answer["detail"] == REASON


def test_an_agreement_that_was_never_public_stays_unknown(client, alliance, admin, hospital):
    draft = make_agreement(alliance, registered=False, record=spine(hospital))
    kept = make_agreement(alliance, record=spine(hospital, visibility="partners"))
    withdraw(alliance, admin)
    late = make_agreement(alliance, record=spine(hospital))

    for made in (draft, kept, late):
        assert client.get(f"/convenis/{made.record.code}/").status_code == 404
        problem(Caller().get(f"agreements/{made.record.code}/"), 404)


def test_its_parties_are_told_why_the_public_reads_it_no_more(client, alliance, admin, hospital):
    made = make_agreement(alliance, record=spine(hospital))
    withdraw(alliance, admin)
    said = f"El públic ja no en llegeix res, perquè se n’ha retirat l’aliança: {REASON}."

    client.force_login(admin)
    for page in (
        f"/tauler/{hospital.slug}/",
        f"/tauler/{hospital.slug}/convenis/",
        f"/tauler/{hospital.slug}/convenis/{made.record.code}/",
    ):
        assert said in client.get(page).content.decode(), page
    client.force_login(make_user(role="curator"))
    assert said in client.get(f"/curadoria/{made.record.code}/").content.decode()


def test_before_withdrawing_one_learns_what_goes_with_it_and_what_stays(client, alliance, admin, hospital):
    framework = make_agreement(alliance, record=spine(hospital))
    make_agreement(alliance, record=spine(hospital))
    make_agreement(alliance, kind="addendum", amends=framework, record=spine(hospital))
    make_agreement(alliance, registered=False, record=spine(hospital))
    client.force_login(admin)

    asks = client.get(
        f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/accions/withdraw/"
    ).content.decode()
    client.force_login(make_user(role="curator"))
    desk = client.get(f"/curadoria/{alliance.record.code}/").content.decode()

    for page in (asks, desk):
        assert "deixen de ser públics 2 convenis" in page
        assert "Les experiències que hi fan referència es continuen llegint." in page


def test_an_experience_without_a_readable_alliance_has_no_heading_for_it(client, alliance, admin):
    made = make_experience(alliances=[alliance])

    def terms():
        return [fact["term"] for fact in client.get(f"/experiencies/{made.record.slug}/").context["facts"]]

    assert "Aliança" in terms()

    withdraw(alliance, admin)

    assert "Aliança" not in terms()


@pytest.mark.parametrize("state", ["published", "draft"])
def test_a_withdrawn_record_says_how_it_is_published_again(client, alliance, admin, hospital, state):
    withdraw(alliance, admin)
    Record.objects.filter(pk=alliance.pk).update(state=state)
    client.force_login(admin)

    page = client.get(f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/identitat/").content.decode()

    assert f"S’ha retirat del web: {REASON}." in page
    assert "ho decidirà l’equip de l’Observatori" in page


def test_what_is_archived_after_being_withdrawn_cannot_come_back(client, alliance, admin, hospital):
    withdraw(alliance, admin)
    Record.objects.filter(pk=alliance.pk).update(state="archived")
    client.force_login(admin)

    page = client.get(f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/").content.decode()

    assert "S’ha arxivat i ja no es pot canviar." in page
    assert "Per tornar-ho a publicar" not in page


@pytest.mark.parametrize("published", [True, False])
def test_what_is_archived_is_offered_neither_archiving_nor_deleting(client, admin, hospital, published):
    made = make_alliance(
        owner=hospital, published=published, record={"state": "archived"} if not published else ()
    )
    Record.objects.filter(pk=made.pk).update(state="archived")
    address = f"/tauler/{hospital.slug}/aliances/{made.record.code}/"
    client.force_login(admin)

    page = client.get(address)

    assert page.context["verbs"] == [] or "archive" not in {row["verb"] for row in page.context["verbs"]}
    assert page.context["delete_url"] == ""
    assert client.post(f"{address}accions/archive/").status_code == 302  # said again, it does nothing
    client.force_login(make_user(role="curator"))
    buttons = client.get(f"/curadoria/{made.record.code}/").context["buttons"]
    assert "archive" not in {button["verb"] for button in buttons}


def test_the_room_and_the_steps_lead_to_the_public_page(client, alliance, admin, hospital):
    made = make_agreement(alliance, record=spine(hospital))
    client.force_login(admin)
    pages = {
        "aliances": (alliance.record.code, f"/aliances/{alliance.record.slug}/"),
        "convenis": (made.record.code, f"/convenis/{made.record.code}/"),
    }
    for part, (code, public) in pages.items():
        assert f'href="{public}"' in client.get(f"/tauler/{hospital.slug}/{part}/{code}/").content.decode()
        assert f'href="{public}"' in client.get(f"/tauler/{hospital.slug}/").content.decode()

    withdraw(alliance, admin)

    for part, (code, public) in pages.items():
        assert (
            f'href="{public}"' not in client.get(f"/tauler/{hospital.slug}/{part}/{code}/").content.decode()
        )


def test_an_addendum_is_called_one(client, alliance, admin, hospital):
    framework = make_agreement(alliance, record=spine(hospital))
    addendum = make_agreement(
        alliance, kind="addendum", addendum_kind="amendment", amends=framework, record=spine(hospital)
    )
    client.force_login(admin)

    page = client.get(f"/tauler/{hospital.slug}/convenis/{addendum.record.code}/").content.decode()

    assert f"Addenda · {addendum.record.code}" in page
    assert "És una addenda registrada" in page
    assert "És un conveni" not in page
