"""Characters nobody sees: refused wherever people write, left out where rows from before have them."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from alliances.models import Alliance, CalendarEvent
from alliances.radar.calendars import make_calendar
from observatori.organisations.models import JoinRequest, Organisation
from observatori.publishing.models import Record, SearchEntry
from tests.api.calling import Caller, pointers
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db
CONTROLS = ["\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\x9f", "\uffff"]
LINE_ENDS = ["\u2028", "\u2029"]
SENTENCE = "que no es pot desar"


@pytest.fixture
def hospital():
    return make_organisation("Hospital")


@pytest.fixture
def admin(hospital):
    return make_user(organisation=hospital, membership="admin")


@pytest.fixture
def browser(admin):
    client = Client()
    client.force_login(admin)
    return client


@pytest.mark.parametrize("character", CONTROLS + LINE_ENDS)
def test_the_api_refuses_them_in_a_line(admin, character):
    caller, word = Caller(admin), f"Alian{character}ça"

    assert set(pointers(caller.post("alliances/", {"name": word}))) == {"/name"}
    assert set(pointers(caller.post("experiences/", {"title": word}))) == {"/title"}
    assert set(pointers(caller.post("organisations/", {"name": word}))) == {"/name"}
    assert not Record.objects.exists()


@pytest.mark.parametrize("character", CONTROLS)
def test_the_api_refuses_them_in_a_text_of_several_lines(admin, character):
    facts = {"name": "Aliança", "summary": f"Què{character} fem."}

    assert set(pointers(Caller(admin).post("alliances/", facts))) == {"/summary"}


@pytest.mark.parametrize(
    "text", ["Una ratlla.\nUna altra.", "Una ratlla.\r\nUna altra.", "Una\tcolumna.", "Dalt\u2028baix."]
)
def test_ends_of_lines_and_tabs_are_text(admin, text):
    answer = Caller(admin).post("alliances/", {"name": "Aliança", "summary": text})

    assert answer.status_code == 201


@pytest.mark.parametrize("character", [one for one in CONTROLS if one != "\x00"] + LINE_ENDS)
def test_a_form_refuses_them_with_the_sentence_of_the_null(browser, hospital, character):
    answer = browser.post(
        f"/tauler/{hospital.slug}/aliances/nova/", {"name": f"Alian{character}ça", "key": "k"}
    )

    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert not Alliance.objects.exists()


@pytest.mark.parametrize("character", ["\x0b", "\x85"])
def test_forms_of_people_and_organisations_refuse_them(browser, admin, hospital, character):
    other, word = make_organisation("Una altra", verified_at=timezone.now()), f"No{character}m"
    sent = {
        "/compte/entitat/nova/": {"name": word, "anyway": "on"},
        f"/compte/entitat/{other.slug}/": {"message": word},
        "/compte/": {"name": word, "language": "ca"},
        "/compte/claus/": {"name": word, "scopes": ["read"], "days": "30"},
        f"/tauler/{hospital.slug}/calendaris/": {"name": word},
    }
    for path, data in sent.items():
        answer = browser.post(path, data)
        assert (path, answer.status_code) == (path, 422)
        assert SENTENCE in answer.content.decode()
    assert Organisation.objects.count() == 2
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("path", ["/aliances/feed/", "/experiencies/feed/", "/cerca/feed/"])
def test_a_feed_leaves_out_what_rows_from_before_have(client, path):
    make_alliance()
    make_experience()
    SearchEntry.objects.update(title="Dalt\x0bbaix \x01net\uffff", summary="U\x0cn. Du\x02es.")

    answer = client.get(path)

    assert answer.status_code == 200
    entry = ElementTree.fromstring(answer.content).find("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == "Dalt baix net"
    assert entry.findtext("{http://www.w3.org/2005/Atom}summary") == "U n. Dues."


def test_a_calendar_leaves_them_out_too(client, hospital, admin, time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00", tick=False)
    alliance = make_alliance(partners=[hospital, make_organisation()], owner=hospital)
    title = "Dalt\x0bbaix\x0c i\x85 net\u2028s\x01"
    make_agreement(alliance, title, in_force_from="2024-01-01", in_force_until="2027-12-31")
    Organisation.objects.filter(pk=hospital.pk).update(name="Hospi\x0btal")
    _calendar, secret = make_calendar(organisation=hospital, person=admin, name="Outlook")

    body = client.get(f"/calendari/{secret}.ics").content.decode()

    assert CalendarEvent.objects.exists()
    assert not {*CONTROLS, *LINE_ENDS} & set(body)
    assert "Dalt baix  i  net s" in body
    assert "Hospi tal" in body
