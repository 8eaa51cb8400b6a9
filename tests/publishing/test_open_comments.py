"""What is still open in the conversations on a record: in the letter, on the author’s pages, before publishing."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone, translation

from alliances.rules import ALLIANCE
from observatori.curation.pages.queue import due_words
from observatori.digests.letters import LETTERS
from observatori.formats.phrases import through
from observatori.publishing import deliveries
from observatori.publishing.comments import comment, resolve
from observatori.publishing.models import Comment, Record
from observatori.publishing.transitions import advance
from tests.curation.making import in_review
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
DUE = date(2099, 12, 10)


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def author(hospital):
    return make_user("autora@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


@pytest.fixture
def record(hospital, author, curator):
    return in_review("Triangle", by=curator, owner=hospital, partners=[hospital, make_organisation()])


def request_changes(record, curator, *comments):
    facts = {"user": curator, "rules": ALLIANCE, "comments": comments, "due_on": DUE}
    return advance(record=record, verb="request-changes", **facts)


def letter():
    """The last letter that asks for changes."""
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    return [message for message in mail.outbox if "canvis" in message.subject][-1].body


def steps(record, step=""):
    return f"/tauler/{record.owner.slug}/aliances/{record.code}/{step}"


def test_what_was_said_before_the_decision_is_asked_with_it(client, record, author, curator):
    comment(record=record, user=curator, text="Falta dir-hi on.", field="summary")
    done = comment(record=record, user=curator, text="Ja està resolt.", field="name")
    resolve(comment=done, user=curator)
    comment(record=record, user=author, text="Us ho enviem aviat.")
    request_changes(record, curator, {"field": "start", "text": "Des de quan?"})

    body = letter()

    assert "* Resum:\nFalta dir-hi on." in body
    assert "Des de quan?" in body
    assert "Ja està resolt." not in body
    assert "Us ho enviem aviat." not in body
    client.force_login(author)
    page = client.get(steps(record, "identitat/")).content.decode()
    assert page.count("Canvi demanat") == 2


def test_what_was_said_already_is_enough_to_ask_for_changes(record, curator):
    comment(record=record, user=curator, text="Falta dir-hi on.", field="summary")

    request_changes(record, curator)

    assert Comment.objects.get(record=record).asks_change
    assert "* Resum:\nFalta dir-hi on." in letter()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ca", "fins al 10 de desembre del 2099 inclòs"),
        ("es", "hasta el 10 de diciembre de 2099 inclusive"),
        ("en", "until 10 December 2099 inclusive"),
    ],
)
def test_a_deadline_counts_its_last_day(code, words):
    with translation.override(code):
        assert through(DUE) == words


def test_a_deadline_is_said_in_the_same_words_everywhere(client, record, author, curator):
    request_changes(record, curator, {"field": "summary", "text": "Més."})
    words = through(DUE)

    assert words in letter()
    assert words in due_words(DUE)
    client.force_login(author)
    assert words in client.get(steps(record)).content.decode()


def test_what_is_open_is_counted_and_each_leads_to_its_place(client, record, author, curator):
    first = comment(record=record, user=curator, text="Falta dir-hi on.", field="summary")
    whole = comment(record=record, user=curator, text="En conjunt, bé.")
    request_changes(record, curator)
    client.force_login(author)

    for page in (steps(record), steps(record, "revisio/")):
        text = client.get(page).content.decode()
        assert "Hi ha 2 comentaris oberts" in text, page
        assert "Ho podeu enviar igualment." in text, page
        assert f'href="{steps(record, "identitat/")}#comentari-{first.pk}"' in text, page
        assert f'href="{steps(record)}#comentari-{whole.pk}"' in text, page
    assert f'id="comentari-{first.pk}"' in client.get(steps(record, "identitat/")).content.decode()
    assert f'id="comentari-{whole.pk}"' in client.get(steps(record)).content.decode()
    assert client.post(steps(record, "accions/submit/")).status_code == 302
    assert Record.objects.get(pk=record.pk).state == "submitted"


def test_who_may_publish_learns_what_is_still_open(client, record, curator):
    said = comment(record=record, user=curator, text="Falta dir-hi on.", field="summary")
    client.force_login(curator)
    page = client.get(f"/curadoria/{record.code}/").content.decode()
    assert "Hi ha 1 comentari obert: si ho publiqueu, quedarà tancat." in page
    assert f'href="#comentari-{said.pk}"' in page

    resolve(comment=said, user=curator)

    assert "si ho publiqueu" not in client.get(f"/curadoria/{record.code}/").content.decode()
