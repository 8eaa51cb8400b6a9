"""Asking that an agreement be registered: who is asked, how often, by which letter, and where it waits meanwhile."""

import re
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliances.models import Signature
from alliances.rules import register_agreement
from observatori.digests.letters import LETTERS
from observatori.publishing import deliveries
from observatori.publishing.models import Delivery, DeliveryState
from tests.mail.smtp_server import Server
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="([^"]+)"')


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def council():
    return make_organisation("Consell Comarcal")


@pytest.fixture
def editor(hospital):
    return make_user("editora@exemple.cat", organisation=hospital)


@pytest.fixture
def admin(council):
    return make_user("administra@exemple.cat", organisation=council, membership="admin")


@pytest.fixture
def agreement(hospital, council):
    alliance = make_alliance("Aliança del Pla", owner=hospital, partners=[hospital, council])
    made = make_agreement(alliance, "Conveni del Pla", registered=False, record={"owner": hospital})
    made.parties.set([hospital, council])
    register_agreement(agreement=made, by=None)
    return made


def signed(agreement, parties, *, owner, title="Addenda del Pla"):
    """A draft of the owner that amends an agreement, signed by all."""
    made = make_agreement(
        agreement.alliance, title, registered=False, kind="addendum", addendum_kind="amendment",
        amends=agreement, record={"owner": owner, "origin": "registered"},
    )  # fmt: skip
    made.parties.set(parties)
    for party in parties:
        Signature.objects.create(agreement=made, organisation=party, signed_on="2026-01-01")
    return made


@pytest.fixture
def addendum(agreement, hospital, council):
    return signed(agreement, [hospital, council], owner=hospital)


def room(agreement, page=""):
    return f"/tauler/{agreement.record.owner.slug}/convenis/{agreement.record.code}/{page}"


def ask(client, agreement):
    return client.post(room(agreement, "demana-registre/"), follow=True)


def asked():
    return list(
        Delivery.objects.filter(letter="registration_asked")
        .order_by("pk")
        .values_list("recipient", flat=True)
    )


def test_who_writes_and_may_not_register_has_a_button(client, addendum, editor, admin):
    client.force_login(editor)
    review, tasks = client.get(room(addendum, "revisio/")), client.get(room(addendum))

    for page in (review, tasks):
        assert f'action="{room(addendum, "demana-registre/")}"' in page.text
        assert page.context["registering"] == ""
    assert "La pot registrar qui administra una de les parts del conveni" in review.text
    answer = ask(client, addendum)
    assert answer.redirect_chain[-1][0] == room(addendum)
    assert "S’ha demanat per correu" in answer.text
    assert asked() == ["administra@exemple.cat"]


def test_the_button_saves_the_step_it_stands_in(client, addendum, editor, admin):
    client.force_login(editor)
    context = client.get(room(addendum, "revisio/")).context
    sent = {"started": context["started"], "visibility": "partners"}

    client.post(room(addendum, "demana-registre/"), sent)

    addendum.record.refresh_from_db()
    assert addendum.record.visibility == "partners"
    assert asked() == ["administra@exemple.cat"]


def test_it_is_asked_once_a_day_whoever_presses(client, addendum, editor, admin, hospital, time_machine):
    time_machine.move_to("2026-11-16 10:00Z")
    client.force_login(editor)
    ask(client, addendum)
    client.force_login(make_user(organisation=hospital))
    again = ask(client, addendum)

    assert "Avui ja s’ha demanat" in again.text
    assert len(asked()) == 1
    time_machine.move_to("2026-11-17 10:00Z")
    ask(client, addendum)
    assert len(asked()) == 2


def test_parties_then_owner_then_staff_are_asked(client, agreement, addendum, editor, hospital, council):
    staff = make_user("curadora@exemple.cat", role="curator")
    client.force_login(editor)
    ask(client, addendum)
    assert asked() == [staff.email]

    Delivery.objects.all().delete()
    boss = make_user("gerent@exemple.cat", organisation=hospital, membership="admin")
    agreement.parties.set([council])
    ask(client, addendum)
    assert asked() == [boss.email]

    Delivery.objects.all().delete()
    party = make_user("part@exemple.cat", organisation=council, membership="admin")
    ask(client, addendum)
    assert asked() == [party.email]


def test_where_nobody_can_register_it_it_is_said(client, addendum, editor):
    client.force_login(editor)

    answer = client.post(room(addendum, "demana-registre/"))

    assert answer.status_code == 409
    assert "Ara no hi ha ningú més que ho pugui registrar." in answer.text


def test_what_is_registered_cannot_be_asked_for(client, addendum, editor, admin):
    register_agreement(agreement=addendum, by=None)
    client.force_login(editor)

    assert "demana-registre" not in client.get(room(addendum)).text
    assert client.post(room(addendum, "demana-registre/")).status_code == 409
    assert asked() == []


def test_only_who_writes_it_asks(client, addendum, admin, hospital, council):
    people = {
        make_user(organisation=hospital, membership="reader"): 403,
        make_user(organisation=council): 403,
        make_user(organisation=make_organisation()): 404,
    }
    for user, status in people.items():
        client.force_login(user)
        assert client.post(room(addendum, "demana-registre/")).status_code == status
    client.logout()
    assert client.post(room(addendum, "demana-registre/")).status_code == 302
    assert asked() == []


def test_a_get_leads_back_and_asks_nothing(client, addendum, editor, admin):
    client.force_login(editor)

    assert client.get(room(addendum, "demana-registre/")).url == room(addendum)
    assert asked() == []


@pytest.fixture
def server(settings):
    server = Server()
    server.start()
    settings.MAILERS = server.mailers()
    yield server
    server.stop()


def handed_over(server):
    before = len(server.handler.taken)
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    messages = [message_from_bytes(one, policy=policy.default) for one in server.handler.taken[before:]]
    return [(message, *(part.get_content() for part in message.iter_parts())) for message in messages]


def test_the_letter_arrives_whole_and_leads_to_where_it_is_registered(
    server, client, addendum, editor, admin
):
    client.force_login(editor)
    ask(client, addendum)
    ((message, text, html),) = handed_over(server)

    assert (message["To"], message["Subject"]) == (
        "administra@exemple.cat",
        "Per registrar: «Addenda del Pla»",
    )
    address = f"http://127.0.0.1:8000{room(addendum)}"
    for body in (text, html):
        assert f"l’addenda «Addenda del Pla» ({addendum.record.code})" in body
        assert "Modifica: Conveni del Pla" in body
        assert "Qui ho ha escrit: Hospital del Pla" in body
        assert address in body
    assert address in HREF.findall(html)
    client.force_login(admin)
    page = client.get(room(addendum))
    assert [verb["verb"] for verb in page.context["verbs"]] == ["register", "archive"]


@pytest.mark.parametrize("meanwhile", ["registered", "demoted", "deleted"])
def test_nothing_is_told_when_it_no_longer_waits(server, client, addendum, editor, admin, meanwhile):
    client.force_login(editor)
    ask(client, addendum)
    if meanwhile == "registered":
        register_agreement(agreement=addendum, by=None)
    elif meanwhile == "demoted":
        admin.memberships.update(role="editor")
    else:
        client.post(room(addendum, "esborra/"))

    assert not [
        one for one, _text, _html in handed_over(server) if one["Subject"].startswith("Per registrar")
    ]
    assert Delivery.objects.get(letter="registration_asked").state == DeliveryState.DONE


# --- Where it waits ----------------------------------------------------------------------------------


def needs_of(client, organisation):
    page = client.get(f"/tauler/{organisation.slug}/")
    return [(need.title, need.url) for need in page.context["needs"] if need.word == "Per registrar"]


def test_it_waits_at_the_desk_of_who_may_register_it(
    client, agreement, addendum, editor, admin, hospital, council
):
    unsigned = make_agreement(
        agreement.alliance,
        "Sense signar",
        registered=False,
        record={"owner": hospital, "origin": "registered"},
    )
    unsigned.parties.set([hospital, council])
    Signature.objects.create(agreement=unsigned, organisation=hospital, signed_on="2026-01-01")
    client.force_login(admin)
    assert needs_of(client, council) == [("Addenda del Pla", room(addendum))]

    client.force_login(editor)
    assert needs_of(client, hospital) == []
    ask(client, unsigned)
    client.force_login(admin)
    assert [title for title, _url in needs_of(client, council)] == ["Addenda del Pla", "Sense signar"]

    register_agreement(agreement=addendum, by=None)
    assert [title for title, _url in needs_of(client, council)] == ["Sense signar"]


def test_who_is_party_of_the_addendum_alone_does_not_have_it_to_register(client, agreement, hospital):
    stranger = make_organisation("Una altra")
    signed(agreement, [hospital, stranger], owner=hospital)
    client.force_login(make_user(organisation=stranger, membership="admin"))

    assert needs_of(client, stranger) == []


def test_the_desk_costs_the_same_however_many_wait(client, agreement, addendum, admin, hospital, council):
    client.force_login(admin)
    counts = []
    for _round in range(2):
        client.get(f"/tauler/{council.slug}/")
        with CaptureQueriesContext(connection) as queries:
            found = needs_of(client, council)
        counts.append((len(found), len(queries)))
        for number in range(3):
            signed(agreement, [hospital, council], owner=hospital, title=f"Addenda {number}")

    assert [found for found, _count in counts] == [1, 4]
    assert counts[0][1] == counts[1][1]


def test_the_staff_see_what_waits_above_what_is_registered(client, agreement, addendum):
    client.force_login(make_user(role="curator"))
    page = client.get("/curadoria/convenis/")

    assert [row["code"] for row in page.context["waiting"]] == [addendum.record.code]
    assert [row["code"] for row in page.context["rows"]] == [agreement.record.code]
    assert "Esperen que algú els registri" in page.text
    assert "Esperen que algú" not in client.get("/curadoria/convenis/?q=pla").text


# --- Before it is registered -------------------------------------------------------------------------


def test_the_button_that_registers_says_first_what_becomes_public(client, addendum, admin, hospital):
    client.force_login(make_user(organisation=hospital, membership="admin"))

    for page in (client.get(room(addendum)), client.get(room(addendum, "revisio/"))):
        assert page.text.index("es faran públics tot seguit el títol") < page.text.index(">Registra</button>")
    addendum.alliance.record.withdrawn, addendum.alliance.record.withdrawn_reason = True, "Un error."
    addendum.alliance.record.save()
    assert "quan ho sigui l’aliança" in client.get(room(addendum)).text


def test_the_staff_are_told_too_what_becomes_public(client, agreement, addendum):
    client.force_login(make_user(role="curator"))

    assert "es faran públics tot seguit" in client.get(f"/curadoria/{addendum.record.code}/").text
    assert "es faran públics tot seguit" not in client.get(f"/curadoria/{agreement.record.code}/").text


def test_the_signatures_of_an_addendum_are_those_of_the_addendum(client, agreement, addendum, editor):
    client.force_login(editor)
    of_addendum = client.get(room(addendum, "signatures/")).text
    of_agreement = client.get(room(agreement, "signatures/")).text

    assert "Data de signatura de l’addenda" in of_addendum
    assert "L’addenda queda signada" in of_addendum
    assert "conveni queda signat" not in of_addendum
    assert "Data de signatura del conveni" in of_agreement
    assert "El conveni queda signat" in of_agreement
