"""What somebody of the staff types in a review is not lost, and is never sent by accident."""

import re

import pytest

from observatori.publishing.comments import comment
from observatori.publishing.models import Comment
from tests.curation.making import in_review
from tests.making import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


def test_enter_saves_the_comments_and_decides_nothing(client, curator):
    """A browser presses the first button of the form a text box belongs to."""
    client.force_login(curator)
    body = page_of(client, in_review())

    form = body[body.index('<form id="revisio"') :]
    assert re.search(r'name="verb" value="([^"]+)"', form)[1] == "comment"


def test_what_was_typed_when_the_session_was_over_waits_after_log_in(client, curator):
    record, boxes = in_review(), {"comment-summary": "Falta dir-hi on.", "due_on": "2099-01-01"}
    client.force_login(curator)
    person = re.search(r'name="person" value="([^"]+)"', page_of(client, record))[1]
    client.logout()
    data = {"version": record.version, "verb": "request-changes", "person": person, **boxes}

    answer = client.post(f"/curadoria/{record.code}/", data)
    client.force_login(curator)
    body = client.get(f"/curadoria/{record.code}/").content.decode()

    assert answer["Location"] == f"/compte/entrar/?next=/curadoria/{record.code}/"
    assert "no-store" in answer["Cache-Control"]
    assert "Falta dir-hi on." in body
    assert "Encara no s’ha desat." in body
    assert "data-guard data-typed" in body
    assert not Comment.objects.exists()
    assert "Falta dir-hi on." not in page_of(client, record)  # once


def test_an_answer_typed_when_the_session_was_over_waits_at_its_conversation(client, curator):
    record = in_review()
    first = comment(record=record, user=curator, text="Què vol dir?", field="summary")
    path = f"/curadoria/{record.code}/comentaris/{first.pk}/"
    client.force_login(curator)
    person = re.search(r'name="person" value="([^"]+)"', page_of(client, record))[1]
    client.logout()

    client.post(path, {"text": "Vol dir això.", "person": person})
    client.force_login(curator)
    body = client.get(path).content.decode()

    assert "Vol dir això." in body
    assert not first.replies.exists()
    assert client.get(path)["Location"] == f"/curadoria/{record.code}/#comentari-{first.pk}"


def test_somebody_else_does_not_see_what_was_typed(client, curator):
    record = in_review()
    client.force_login(curator)
    person = re.search(r'name="person" value="([^"]+)"', page_of(client, record))[1]
    client.logout()
    client.post(f"/curadoria/{record.code}/", {"comment": "Meu.", "person": person})

    client.force_login(make_user(role="curator"))

    assert "Meu." not in page_of(client, record)


def test_who_only_pressed_a_button_finds_the_queue_after_log_in(client, curator):
    answer = client.post(f"/curadoria/{in_review().code}/assigna/", {"assignee": curator.pk})

    assert answer["Location"] == "/compte/entrar/?next=/curadoria/"


def page_of(client, record):
    return client.get(f"/curadoria/{record.code}/").content.decode()
