"""Late commits, and runs that meet: real connections, real commits."""

import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from observatori.digests import rules
from observatori.publishing.events import Cursor, events_after
from observatori.publishing.models import Delivery, DeliveryState
from tests.digests.conftest import settle
from tests.making import make_alliance
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
BEGINNING = Cursor(0, 0)


class SlowPublication(threading.Thread):
    """Publishes in a transaction of its own, and commits only when told to."""

    def __init__(self, name):
        super().__init__()
        self.alliance_name = name
        self.written, self.may_commit = threading.Event(), threading.Event()

    def run(self):
        try:
            with transaction.atomic():
                make_alliance(self.alliance_name)
                self.written.set()
                self.may_commit.wait(PATIENCE)
        finally:
            connections.close_all()

    def __enter__(self):
        self.start()
        assert self.written.wait(PATIENCE)
        return self

    def __exit__(self, *_):
        self.may_commit.set()
        self.join()


def test_an_event_committed_late_is_in_the_next_digest(subscribed, mailoutbox):
    subscribed()
    make_alliance("Primera")
    settle()
    with SlowPublication("Lenta"):
        make_alliance("Segona")  # a later transaction, committed before the slow one
        rules.sweep(now=timezone.now())
        (first,) = mailoutbox
        assert "Primera" in first.body
        assert "Lenta" not in first.body
    settle()
    rules.sweep(now=timezone.now())

    _first, second = mailoutbox
    assert "Lenta" in second.body
    assert "Segona" in first.body + second.body
    assert "Primera" not in second.body


def test_reading_stops_below_a_running_transaction_and_goes_on_after_it():
    with SlowPublication("Lenta"):
        make_alliance("Segona")
        assert [event.verb for event in events_after(BEGINNING, limit=10)] == []
    settle()

    events = events_after(BEGINNING, limit=10)
    titles = [event.record.alliance.name for event in events]
    assert titles == ["Lenta", "Segona"]
    assert [(e.transaction, e.pk) for e in events] == sorted((e.transaction, e.pk) for e in events)


def test_reading_page_by_page_skips_and_repeats_nothing():
    made = [make_alliance().record.pk for _ in range(5)]
    settle()
    cursor, read = BEGINNING, []
    while page := events_after(cursor, limit=2):
        read += [event.record_id for event in page]
        cursor = Cursor(page[-1].transaction, page[-1].pk)

    assert read == made


def at_once(work, how_many=4):
    """Run `work` in threads that start together, each with a connection of its own."""
    barrier, failures = threading.Barrier(how_many), []

    def one():
        try:
            barrier.wait(PATIENCE)
            work()
        except Exception as error:  # noqa: BLE001 — shown to the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_four_runs_at_once_send_each_digest_once(subscribed, mailoutbox):
    people = [f"persona-{number}@exemple.cat" for number in range(10)]
    for email in people:
        subscribed(email)
    make_alliance()
    settle()
    at_once(lambda: rules.sweep(now=timezone.now()))
    rules.sweep(now=timezone.now())  # what one of them skipped because another had it

    assert sorted(message.to[0] for message in mailoutbox) == people
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DONE}


def test_the_same_letter_asked_for_at_once_is_one_row():
    at_once(lambda: rules.notify(letter="digest", to="a@exemple.cat", key="la mateixa"))

    assert Delivery.objects.count() == 1
