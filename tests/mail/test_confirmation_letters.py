"""The letters of the double confirmation, handed over to a real SMTP server: whole, and the same in text and HTML."""

import re
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from alliances.confirmations.rules import confirm, dispute
from alliances.models import Partnership
from alliances.rules import ALLIANCE, publish_alliance
from observatori.digests.letters import LETTERS
from observatori.publishing import deliveries
from observatori.publishing.editing import change
from observatori.publishing.models import Delivery, DeliveryState, Record
from observatori.publishing.references import References
from tests.mail.smtp_server import Server
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https?://[^\s\"<]+")
HREF = re.compile(r'href="([^"]+)"')
HOST = "http://127.0.0.1:8000"


@pytest.fixture
def server(settings):
    server = Server()
    server.start()
    settings.MAILERS = server.mailers()
    yield server
    server.stop()


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def partner():
    return make_organisation("Consorci de les Valls", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def people(hospital, partner):
    return (
        make_user("titular@exemple.cat", organisation=hospital, membership="admin"),
        make_user("socia@exemple.cat", organisation=partner, membership="admin"),
    )


def handed_over(server):
    """Give the server what is due; return each message with its text and HTML."""
    before = len(server.handler.taken)
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    messages = [message_from_bytes(one, policy=policy.default) for one in server.handler.taken[before:]]
    return [(message, *(part.get_content() for part in message.iter_parts())) for message in messages]


def test_each_letter_arrives_whole_and_leads_where_its_text_does(server, hospital, partner, people):
    owner, admin = people
    made = make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])
    row = Partnership.objects.select_related("organisation").get(alliance=made, organisation=partner)
    room = f"{HOST}/tauler/{partner.slug}/confirmacions/{row.pk}/"
    letters = handed_over(server)
    confirm(partnership=row, user=admin)
    letters += handed_over(server)
    rows = [
        {"organisation": hospital.code},
        {"organisation": partner.code, "own_objectives": "Uns altres."},
    ]
    facts = {"facts": {"partners": rows}, "user": owner, "version": None, "references": References(owner)}
    change(record=Record.objects.get(pk=made.pk), rules=ALLIANCE, **facts)
    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=made.pk)), by=None)
    letters += handed_over(server)
    dispute(partnership=row, user=admin, reason="No és el que busquem: <hi som> per a la recerca.")
    letters += handed_over(server)

    assert [(message["To"], message["Subject"]) for message, _text, _html in letters] == [
        ("socia@exemple.cat", "Us demanen que confirmeu la vostra part a «Aliança del Ter»"),
        ("titular@exemple.cat", "«Consorci de les Valls» ha confirmat la seva part a «Aliança del Ter»"),
        ("socia@exemple.cat", "Ha canviat la vostra part a «Aliança del Ter»"),
        ("titular@exemple.cat", "«Consorci de les Valls» discrepa del que es diu a «Aliança del Ter»"),
    ]
    for message, text, html in letters:
        assert set(ADDRESS.findall(text)) == set(HREF.findall(html))
        assert message["Auto-Submitted"] == "auto-generated"
    assert room in letters[0][1]
    assert room in letters[2][1]
    assert "No és el que busquem: <hi som> per a la recerca." in letters[3][1]
    assert "&lt;hi som&gt;" in letters[3][2]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DONE}


def test_who_is_refused_for_good_is_not_written_to_again(server, hospital, partner):
    make_user("refused@exemple.cat", organisation=partner, membership="admin")
    make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])

    assert handed_over(server) == []
    assert Delivery.objects.get().state == DeliveryState.FAILED
