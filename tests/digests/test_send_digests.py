"""The command: what it sends, what it only says."""

import pytest
from django.core.management import CommandError, call_command

from observatori.digests.models import Subscription
from observatori.publishing.models import Delivery
from tests.digests.conftest import settle
from tests.making import make_alliance

pytestmark = pytest.mark.django_db(transaction=True)
FUTURE = "2030-01-01T08:00"


def send(**options):
    settle()
    call_command("send_digests", **options)


def test_it_sends_what_is_due_by_the_clock_it_is_given_and_once(subscribed, mailoutbox, capsys):
    subscribed(frequency="weekly")
    make_alliance()
    send(now=None)
    assert mailoutbox == []

    call_command("send_digests", "--now", FUTURE)
    call_command("send_digests", "--now", FUTURE)

    assert len(mailoutbox) == 1
    assert "Resums preparats: 1\nlliurat: 1\nResums preparats: 0\n" in capsys.readouterr().out


def test_a_dry_run_says_and_changes_nothing(subscribed, mailoutbox, capsys):
    subscription = subscribed()
    make_alliance("Aliança del Ter")
    send(dry_run=True)

    assert "lectora@exemple.cat\tinstant\tOAE-A-" in capsys.readouterr().out
    assert mailoutbox == []
    assert not Delivery.objects.exists()
    assert Subscription.objects.get().seen_transaction == subscription.seen_transaction


def test_it_can_be_for_one_address(subscribed, mailoutbox):
    subscribed("una@exemple.cat")
    subscribed("altra@exemple.cat")
    make_alliance()
    settle()
    call_command("send_digests", "--for", "UNA@exemple.cat")

    assert [message.to for message in mailoutbox] == [["una@exemple.cat"]]


def test_a_moment_that_cannot_be_read_is_refused():
    with pytest.raises(CommandError, match="no és un moment ISO 8601"):
        call_command("send_digests", "--now", "demà")
