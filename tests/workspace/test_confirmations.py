"""The pages where a partner answers for its part, and where the others read the answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.confirmations.rules import confirm, dispute
from alliances.models import Partnership
from alliances.rules import ALLIANCE, publish_alliance, register_agreement
from observatori.publishing.editing import change
from observatori.publishing.models import Record
from observatori.publishing.references import References
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
LOGIN = 302


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def partner():
    return make_organisation("Consorci de les Valls", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def owner_admin(hospital):
    return make_user("titular@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def admin(partner):
    return make_user("socia@exemple.cat", organisation=partner, membership="admin")


@pytest.fixture
def alliance(hospital, partner):
    return make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])


@pytest.fixture
def page(client, admin, alliance, partner):
    client.force_login(admin)
    return page_of(alliance, partner)


def row_of(alliance, organisation):
    return Partnership.objects.select_related("organisation").get(
        alliance=alliance, organisation=organisation
    )


def page_of(alliance, organisation):
    return f"/tauler/{organisation.slug}/confirmacions/{row_of(alliance, organisation).pk}/"


def state_of(alliance, organisation):
    return row_of(alliance, organisation).confirmation


def objectives_changed(alliance, partner, text):
    user = make_user(role="curator")
    document = ALLIANCE.document(ALLIANCE.load(alliance.record))
    rows = [row | {"organisation": row["organisation"]["code"]} for row in document["partners"]]
    for row in rows:
        if row["organisation"] == partner.code:
            row["own_objectives"] = text
    record = Record.objects.get(pk=alliance.pk)
    facts = {"facts": {"partners": rows}, "user": user, "version": None, "references": References(user)}
    change(record=record, rules=ALLIANCE, **facts)
    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)


WHO = {  # the list, the page, and an answer
    "admin": (200, 200, 302),
    "editor": (200, 200, 403),
    "reader": (200, 200, 403),
    "curator": (200, 200, 403),
    "owner": (404, 404, 404),
    "outsider": (404, 404, 404),
    "anonymous": (LOGIN, LOGIN, LOGIN),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("answer", [{"_confirm": ""}, {"_dispute": "", "reason": "No en som socis."}])
def test_its_members_and_staff_read_and_its_admins_answer(client, alliance, hospital, partner, who, answer):
    if who != "anonymous":
        at = {"owner": hospital, "outsider": make_organisation(), "curator": None}.get(who, partner)
        membership = who if who in ("reader", "editor") else "admin"
        role = "curator" if who == "curator" else "member"
        client.force_login(make_user(role=role, organisation=at, membership=membership))
    page, (listed, read, answered) = page_of(alliance, partner), WHO[who]

    assert client.get(f"/tauler/{partner.slug}/confirmacions/").status_code == listed
    assert client.get(page).status_code == read
    assert client.post(page, answer).status_code == answered
    if answered != 302 or who == "anonymous":
        assert state_of(alliance, partner) == "pending"


def test_the_page_of_another_partner_is_not_in_this_room(client, admin, alliance, hospital, partner):
    client.force_login(admin)
    number = row_of(alliance, hospital).pk

    assert client.get(f"/tauler/{partner.slug}/confirmacions/{number}/").status_code == 404


@pytest.mark.parametrize("case", ["draft", "documented"])
def test_what_nobody_asks_has_no_page(client, admin, hospital, partner, case):
    client.force_login(admin)
    made = make_alliance(
        owner=hospital if case == "draft" else None, partners=[hospital, partner],
        published=case != "draft", record={"origin": "registered" if case == "draft" else "documented"},
    )  # fmt: skip

    assert client.get(page_of(made, partner)).status_code == 404


def test_the_desk_asks_and_stops_asking(client, admin, alliance, partner):
    client.force_login(admin)
    (need,) = client.get(f"/tauler/{partner.slug}/").context["needs"]
    assert (need.state, need.title, need.word) == ("pending", "Aliança del Ter", "Per confirmar")
    assert need.url == page_of(alliance, partner)

    client.post(need.url, {"_confirm": ""})

    assert client.get(f"/tauler/{partner.slug}/").context["needs"] == []


def test_the_page_shows_exactly_what_is_confirmed(client, page, alliance, hospital, partner):
    objectives_changed(alliance, partner, "Formar-hi residents.")
    agreement = make_agreement(
        alliance, "Conveni marc", registered=False, in_force_from="2026-01-01", in_force_until="2029-12-31"
    )
    agreement.parties.set([hospital, partner])
    agreement.commitments.create(organisation=partner, year=2026, amount=1200)
    register_agreement(agreement=agreement, by=None)
    make_agreement(alliance, "Conveni d’altres")

    body = client.get(page).content.decode()

    for said in ("Formar-hi residents.", "Conveni marc", "31 de desembre del 2029", "1.200", "Empremta"):
        assert said in body
    assert "Conveni d’altres" not in body


def test_confirming_leads_back_and_says_so(client, page, alliance, partner):
    response = client.post(page, {"_confirm": "", "seen": client.get(page).context["seen"]}, follow=True)

    assert response.redirect_chain == [(f"/tauler/{partner.slug}/confirmacions/", 302)]
    assert "S’ha desat la confirmació." in response.content.decode()
    assert state_of(alliance, partner) == "confirmed"


def test_a_dispute_without_a_reason_is_said_at_the_field(client, page, alliance, partner):
    response = client.post(page, {"_dispute": "", "reason": " "})

    assert response.status_code == 422
    body = response.content.decode()
    assert 'id="resum-errors"' in body
    assert "Cal dir què no és així." in body
    assert state_of(alliance, partner) == "pending"


def test_what_is_typed_stays_when_it_changed_meanwhile(client, page, alliance, partner):
    seen = client.get(page).context["seen"]
    objectives_changed(alliance, partner, "Uns altres objectius.")

    response = client.post(page, {"_dispute": "", "reason": "No en som socis.", "seen": seen})

    assert response.status_code == 409
    body = response.content.decode()
    assert "No en som socis." in body
    assert "Uns altres objectius." in body
    assert state_of(alliance, partner) == "pending"
    again = client.post(page, {"_confirm": "", "seen": response.context["seen"]})
    assert again.status_code == 302


def test_what_has_changed_is_shown_word_by_word(client, page, alliance, hospital, partner, admin):
    objectives_changed(alliance, partner, "Formar-hi residents.")
    agreement = make_agreement(
        alliance, "Conveni marc", registered=False, parts=[("primera", "Un edifici nou.")]
    )
    agreement.parties.set([hospital, partner])
    register_agreement(agreement=agreement, by=None)
    confirm(partnership=row_of(alliance, partner), user=admin)
    assert client.get(page).context["changes"] == []

    objectives_changed(alliance, partner, "Formar-hi residents i infermeres.")
    addendum = make_agreement(
        alliance, "Addenda primera", kind="addendum", amends=agreement, registered=False,
        addendum_kind="amendment", effective_on="2026-01-01",
    )  # fmt: skip
    addendum.parties.set([hospital, partner])
    addendum.changes.create(op="replace", target="primera", text="Dos edificis nous.", position=0)
    register_agreement(agreement=addendum, by=None)
    own, terms = client.get(page).context["changes"]

    assert own["title"] == "La vostra participació"
    assert [row["label"] for row in own["rows"]] == ["Objectius propis"]
    assert {"op": "ins", "text": " i infermeres"} in own["rows"][0]["runs"]
    assert terms["title"] == "Conveni marc"
    assert "Dos edificis nous." in "".join(run["text"] for row in terms["rows"] for run in row["runs"])


def test_the_public_page_says_how_many_confirm_and_never_why_one_disputes(
    client, alliance, hospital, partner, admin
):
    dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi posem cap edifici.")
    url = f"/aliances/{alliance.record.slug}/"

    body = client.get(url).content.decode()

    assert "Confirmada per 1 de 2 socis" in body
    assert "En discrepància" in body
    assert "edifici" not in body
    for user in (admin, make_user(organisation=hospital, membership="reader"), make_user(role="curator")):
        client.force_login(user)
        assert "No hi posem cap edifici." in client.get(url).content.decode()
    client.force_login(make_user(organisation=make_organisation(), membership="admin"))
    assert "edifici" not in client.get(url).content.decode()


def test_a_stale_confirmation_is_said_in_public(client, alliance, partner, admin):
    confirm(partnership=row_of(alliance, partner), user=admin)
    objectives_changed(alliance, partner, "Uns altres.")

    body = client.get(f"/aliances/{alliance.record.slug}/").content.decode()

    assert "Confirmat abans de l’últim canvi" in body


def test_a_case_that_asks_nobody_says_nothing_of_it(client, hospital, partner):
    made = make_alliance(partners=[hospital, partner], record={"origin": "documented"})

    assert "Confirmada per" not in client.get(f"/aliances/{made.record.slug}/").content.decode()


def test_the_page_of_an_agreement_says_which_parties_confirm(client, alliance, hospital, partner):
    agreement = make_agreement(alliance, registered=False)
    agreement.parties.set([hospital, partner])
    register_agreement(agreement=agreement, by=None)

    shown = client.get(f"/convenis/{agreement.record.code}/").context["confirmations"]

    assert [(one["name"], one["state"]) for one in shown] == [
        ("Hospital del Pla", "stale"),
        ("Consorci de les Valls", "pending"),
    ]


def test_the_owner_reads_at_its_desk_who_disputes_and_why(
    client, alliance, hospital, partner, admin, owner_admin
):
    dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi posem cap edifici")
    client.force_login(owner_admin)

    (need,) = client.get(f"/tauler/{hospital.slug}/").context["needs"]

    assert (need.state, need.text) == (
        "disputed", "«Consorci de les Valls» hi discrepa: No hi posem cap edifici."
    )  # fmt: skip


def test_the_list_and_the_page_make_the_same_queries_with_1_and_20(client, admin, hospital, partner):
    def make():
        made = make_alliance(owner=hospital, partners=[hospital, partner])
        agreement = make_agreement(made, registered=False)
        agreement.parties.set([hospital, partner])
        register_agreement(agreement=agreement, by=None)
        return made

    client.force_login(admin)
    first = make()
    dispute(partnership=row_of(first, partner), user=admin, reason="No en som socis.")
    paths = [f"/tauler/{partner.slug}/confirmacions/", f"/tauler/{partner.slug}/", page_of(first, partner)]
    counts = [queries(client, path) for path in paths]
    for _ in range(19):
        make()
    for number in range(19):
        agreement = make_agreement(first, f"Conveni {number}", registered=False)
        agreement.parties.set([hospital, partner])
        register_agreement(agreement=agreement, by=None)
    dispute(partnership=row_of(first, partner), user=admin, reason="Encara no en som.")

    assert [queries(client, path) for path in paths] == counts


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)
