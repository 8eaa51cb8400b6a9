"""The ledger over a real SMTP server: nothing twice, nothing lost without a word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from observatori import mail
from observatori.digests import rules
from observatori.digests.models import Subscription
from observatori.publishing import deliveries
from observatori.publishing.models import Delivery, DeliveryState
from tests.digests.conftest import settle
from tests.mail.smtp_server import HURRY, Server
from tests.making import make_alliance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    server = Server()
    server.start()
    settings.MAILERS = server.mailers()
    yield server
    server.stop()


@pytest.fixture
def sent_to(server, subscribed):
    """Return a function that publishes something and runs for one subscriber; it gives the ledger’s row."""

    def send(who):
        subscribed(f"{who}@exemple.cat")
        make_alliance()
        settle()
        rules.sweep(now=timezone.now())
        return Delivery.objects.get()

    return send


def sweep_in(**time):
    return dict(rules.sweep(now=timezone.now() + timedelta(**time)))


def test_a_letter_that_is_taken_is_done(server, sent_to):
    delivery = sent_to("lectora")

    assert (delivery.state, delivery.attempts) == ("done", 1)
    assert delivery.done_at
    sweep_in(days=2)
    assert len(server.handler.taken) == 1


def test_a_refused_address_is_not_written_to_again(server, sent_to):
    delivery = sent_to("refused")

    assert delivery.state == "failed"
    assert delivery.error == "550 no such user"
    assert Subscription.objects.get().ended_at
    make_alliance()
    settle()
    sweep_in(days=2)
    assert Delivery.objects.count() == 1


def test_a_greylisted_letter_is_tried_again_later_and_then_given_up(server, sent_to):
    before = timezone.now()
    delivery = sent_to("grey")
    after = timezone.now()

    assert (delivery.state, delivery.attempts) == ("due", 1)
    assert before + timedelta(seconds=40) < delivery.due_at < after + timedelta(seconds=80)
    assert dict(rules.sweep(now=delivery.due_at - timedelta(seconds=1))) == {}
    states = [sweep_in(days=1) for _ in range(8)]
    assert states == [{"due": 1}] * 6 + [{"failed": 1}] + [{}]
    assert Subscription.objects.get().ended_at is None
    assert Subscription.objects.get().failures == 1


def test_all_tries_are_within_a_day():
    assert sum(deliveries.MINUTES_BETWEEN) * (1 - deliveries.JITTER) > 12 * 60
    assert sum(deliveries.MINUTES_BETWEEN) < 24 * 60


@pytest.mark.parametrize("who", ["dropped", "slow"])
def test_a_connection_lost_after_data_is_uncertain_and_not_sent_again(server, sent_to, settings, who):
    settings.MAILERS = server.mailers(HURRY)

    assert sent_to(who).state == "uncertain"

    sweep_in(days=2)
    assert len(server.handler.taken) == 1


def test_a_server_that_is_down_loses_nothing(server, sent_to, settings, subscribed):
    server.stop()
    delivery = sent_to("lectora")
    assert delivery.state == "due"

    again = Server()
    again.start()
    settings.MAILERS = again.mailers()
    sweep_in(hours=1)
    assert len(again.handler.taken) == 1
    again.stop()


def dead(state, minutes):
    """A row as a worker that died `minutes` ago left it."""
    deliveries.notify(letter="already_subscribed", to="a@exemple.cat", key=state, payload={"subscription": 0})
    then = timezone.now() - timedelta(minutes=minutes)
    Delivery.objects.update(state=state, attempts=1, claimed_at=then)
    return Delivery.objects.get()


@pytest.mark.parametrize(("state", "minutes", "then"), [
    ("claimed", 16, "due"),
    ("claimed", 14, "claimed"),
    ("handing_over", 16, "uncertain"),
    ("handing_over", 14, "handing_over"),
])  # fmt: skip
def test_what_a_dead_worker_left(state, minutes, then):
    delivery = dead(state, minutes)
    deliveries.recover(now=timezone.now())

    delivery.refresh_from_db()
    assert delivery.state == then


def test_a_row_that_kills_every_worker_fails_in_the_end():
    delivery = dead("claimed", 16)
    Delivery.objects.update(attempts=deliveries.ATTEMPTS)
    deliveries.recover(now=timezone.now())

    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_a_worker_that_slept_through_its_claim_sends_nothing(server):
    def compose(delivery):
        Delivery.objects.filter(pk=delivery.pk).update(attempts=2)  # somebody else took it meanwhile
        return mail.Letter("Tema", "Text.", "<p>Text.</p>")

    deliveries.notify(letter="prova", to="lectora@exemple.cat", key="prova")
    list(deliveries.hand_over_due(letters={"prova": compose}, now=timezone.now()))

    assert server.handler.taken == []


def test_a_row_says_it_is_being_handed_over_before_data(server, monkeypatch):
    states = []
    real = deliveries._settle

    def settle_and_note(delivery, **columns):
        real(delivery, **columns)
        states.append((Delivery.objects.get(pk=delivery.pk).state, len(server.handler.taken)))

    monkeypatch.setattr(deliveries, "_settle", settle_and_note)
    letters = {"prova": lambda _: mail.Letter("Tema", "Text.", "<p>Text.</p>")}
    deliveries.notify(letter="prova", to="lectora@exemple.cat", key="prova")
    list(deliveries.hand_over_due(letters=letters, now=timezone.now()))

    assert states == [(DeliveryState.HANDING_OVER, 0), (DeliveryState.DONE, 1)]


def test_a_letter_that_cannot_be_composed_does_not_stop_the_others(server, caplog):
    def fail(delivery):
        raise ZeroDivisionError

    letters = {"dolenta": fail, "bona": lambda _: mail.Letter("Tema", "Text.", "<p>Text.</p>")}
    for letter in letters:
        deliveries.notify(letter=letter, to="lectora@exemple.cat", key=letter)
    states = [row.state for row in deliveries.hand_over_due(letters=letters, now=timezone.now())]

    assert states == ["due", "done"]
    assert "cannot be composed" in caplog.text
