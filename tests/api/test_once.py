"""Idempotency-Key, and many programs at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from observatori.publishing.models import Record
from observatori.rest.models import Answer
from tests.api.calling import Caller, problem
from tests.making import make_alliance, make_organisation, make_user

MANY = 50


@pytest.fixture
def editor(db):
    return Caller(make_user(organisation=make_organisation()))


def test_the_same_request_again_gets_the_same_answer(editor):
    first = editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau")
    again = editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau")

    assert (again.status_code, again.content) == (201, first.content)
    for name in ("Location", "ETag", "Content-Type"):
        assert again[name] == first[name]
    assert Record.objects.count() == 1


def test_a_refusal_is_kept_too(editor):
    first = editor.post("alliances/", {"zzz": 1}, Idempotency_Key="clau")
    again = editor.post("alliances/", {"zzz": 1}, Idempotency_Key="clau")

    assert problem(again, 422) == problem(first, 422)


def test_the_key_of_another_request_is_refused(editor):
    editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau")

    assert problem(editor.post("alliances/", {"name": "y"}, Idempotency_Key="clau"), 422)["code"] == (
        "idempotency_key_reused"
    )
    problem(editor.post("experiences/", {"name": "x"}, Idempotency_Key="clau"), 422)


def test_a_key_is_of_one_caller(editor):
    editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau")
    other = Caller(make_user(organisation=make_organisation()))

    assert other.post("alliances/", {"name": "x"}, Idempotency_Key="clau").status_code == 201
    assert Record.objects.count() == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb", "clàu"])
def test_a_malformed_key_is_400(editor, key):
    problem(editor.post("alliances/", {"name": "x"}, Idempotency_Key=key), 400)


def test_a_key_is_forgotten_after_a_day(editor):
    editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau")
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau")

    assert (Record.objects.count(), Answer.objects.count()) == (2, 1)


def test_what_fails_on_our_side_frees_the_key(editor, monkeypatch):
    editor.client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("observatori.publishing.api.writing.create", lambda **facts: 1 / 0)
        problem(editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau"), 500)

    assert editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau").status_code == 201


def at_once(call):
    """The answers of many calls at once, each with a connection of its own."""

    def one(number):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(one, range(MANY)))


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_one_key_create_one():
    editor = Caller(make_user(organisation=make_organisation()))

    answers = at_once(lambda: editor.post("alliances/", {"name": "x"}, Idempotency_Key="clau"))

    assert Record.objects.count() == 1
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_changes_of_one_version_leave_one():
    owner = make_organisation()
    editor = Caller(make_user(organisation=owner))
    path = f"alliances/{make_alliance(owner=owner, published=False).record.code}/"

    answers = at_once(lambda: editor.patch(path, {"acronym": "X"}, '"1"'))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [412] * (MANY - 1)
    assert Record.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_fifty_submissions_at_once_submit_once():
    owner = make_organisation()
    editor = Caller(make_user(organisation=owner))
    record = make_alliance(owner=owner, published=False).record

    answers = at_once(lambda: editor.post(f"alliances/{record.code}/submit/"))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (MANY - 1)
    assert record.events.filter(verb="submitted").count() == 1
