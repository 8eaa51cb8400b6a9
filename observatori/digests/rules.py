"""Verbs of subscriptions and the run that turns events into deliveries."""

import secrets
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from observatori.digests.clock import next_time
from observatori.digests.letters import LETTERS, news, telling_events
from observatori.digests.links import DAYS_TO_CONFIRM
from observatori.digests.models import Frequency, Subscription
from observatori.organisations.models import User
from observatori.publishing import deliveries
from observatori.publishing.deliveries import notify
from observatori.publishing.events import Cursor, end_of_reading
from observatori.publishing.models import DeliveryState

DAYS_AFTER_LEAVING = 365  # the link of an old letter still says that it is over
DAYS_OF_LEDGER = 90
FAILURES = 3  # letters in a row that could not be delivered within a day


@transaction.atomic
def subscribe(*, email: str, query: str, frequency: str, language: str, user: User | None = None) -> None:
    """Note that somebody wants to hear of `query`, and ask by mail whether it was she; nothing tells what is known.

    With `user` the address is hers and verified: no question is asked. An address that is already subscribed
    is told so, and keeps the frequency it had.
    """
    subscription = _subscription(email.lower(), query, frequency, language)
    if subscription.confirmed_at:
        return _write(subscription, "already_subscribed")
    if user:
        subscription.user = user
        subscription.save(update_fields=["user"])
        return confirm(subscription=subscription)
    return _write(subscription, "confirm_subscription")


def _subscription(email, query, frequency, language):
    """The one of this address and query, made if there is none; from now on nothing is missed."""
    seen = end_of_reading()
    made, created = Subscription.objects.get_or_create(
        email=email,
        query=query,
        ended_at=None,
        defaults={
            "frequency": frequency,
            "language": language,
            "token": secrets.token_urlsafe(32),
            "seen_transaction": seen.transaction,
            "seen_id": seen.id,
        },
    )
    if not created and not made.confirmed_at:
        made.frequency, made.language = frequency, language
        made.save(update_fields=["frequency", "language"])
    return made


def _write(subscription, letter):
    """Once a minute at most: a second click asks for nothing new."""
    minute = timezone.now().strftime("%Y%m%d%H%M")
    notify(
        letter=letter,
        to=subscription.email,
        key=f"{letter}:{subscription.pk}:{minute}",
        payload={"subscription": subscription.pk},
        language=translation.get_language(),
    )


@transaction.atomic
def confirm(*, subscription: Subscription) -> None:
    """Start it: who reads the address wants it. Confirming again changes nothing."""
    now = timezone.now()
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None, ended_at=None).update(
        confirmed_at=now, next_at=next_time(subscription.frequency, now)
    )


@transaction.atomic
def change_frequency(*, subscription: Subscription, frequency: str) -> None:
    """Tell it more or less often, from the next time on."""
    subscription.frequency = frequency
    subscription.next_at = next_time(frequency, timezone.now())
    subscription.save(update_fields=["frequency", "next_at"])


def leave(*, subscription: Subscription) -> None:
    """End it at once, also what is already waiting to be sent. Leaving again changes nothing."""
    Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=timezone.now())


# --- The run ----------------------------------------------------------------------------------------


def due_subscriptions(*, now: datetime, only: str = "") -> QuerySet[Subscription]:
    """Return the active subscriptions whose time has come, of one address if `only` names it."""
    found = Subscription.objects.active().filter(next_at__lte=now)
    return found.filter(email__iexact=only) if only else found


def enqueue_digests(*, now: datetime, only: str = "") -> int:
    """Write a delivery for each due subscription that has news, and move its cursor with it; return how many.

    What has no news is sent nothing. Two runs at once share the work: each subscription is locked by one.
    """
    pending = due_subscriptions(now=now, only=only).values_list("pk", flat=True)
    return sum(_enqueue(pk, now) for pk in list(pending))


@transaction.atomic
def _enqueue(pk, now):
    due = due_subscriptions(now=now).select_for_update(skip_locked=True, of=("self",))
    subscription = due.filter(pk=pk).first()
    if subscription is None:
        return False
    seen, until = Cursor(subscription.seen_transaction, subscription.seen_id), end_of_reading()
    told = telling_events(seen, until).exists()
    if not told and subscription.frequency == Frequency.INSTANT:
        return False  # most minutes nothing happens: no search, and no row is written
    has_news = told and news(subscription.query, seen, until).exists()
    if has_news:
        _promise(subscription, seen, until, now)
    subscription.seen_transaction, subscription.seen_id = until
    if subscription.frequency != Frequency.INSTANT:  # which is always due
        subscription.next_at = next_time(subscription.frequency, now)
    subscription.save(update_fields=["seen_transaction", "seen_id", "next_at"])
    return has_news


def _promise(subscription, seen, until, now):
    """From here on the ledger answers for it: it names the window of events, and the words come last."""
    notify(
        letter="digest",
        to=subscription.email,
        key=f"digest:{subscription.pk}:{seen}",
        payload={"subscription": subscription.pk, "seen": seen, "until": until},
        language=subscription.language,
        due_at=min(
            now, timezone.now()
        ),  # the run that made it hands it over too, whatever clock it was given
    )


def hand_over(*, now: datetime, only: str = "") -> Counter:
    """Send the letters that are due; return how many ended in each state."""
    states = Counter()
    for delivery in deliveries.hand_over_due(letters=LETTERS, now=now, only=only):
        states[delivery.state] += 1
        if "subscription" in delivery.payload:
            _learn(delivery)
    return states


def _learn(delivery):
    """Stop writing to an address that refuses letters, or that cannot be reached time after time."""
    subscription = Subscription.objects.filter(pk=delivery.payload["subscription"])
    if delivery.state == DeliveryState.DONE:
        subscription.exclude(failures=0).update(failures=0)
    elif deliveries.was_refused(delivery):
        subscription.filter(ended_at=None).update(failures=FAILURES, ended_at=timezone.now())
    elif delivery.state == DeliveryState.FAILED:
        subscription.update(failures=F("failures") + 1)
        subscription.filter(failures__gte=FAILURES, ended_at=None).update(ended_at=timezone.now())


def forget(*, now: datetime) -> None:
    """Delete addresses that nothing justifies keeping: never confirmed, left long ago, written to long ago."""
    unconfirmed = now - timedelta(days=DAYS_TO_CONFIRM)
    Subscription.objects.filter(confirmed_at=None, created_at__lt=unconfirmed).delete()
    Subscription.objects.filter(ended_at__lt=now - timedelta(days=DAYS_AFTER_LEAVING)).delete()
    deliveries.forget(before=now - timedelta(days=DAYS_OF_LEDGER))


def sweep(*, now: datetime) -> Counter:
    """Everything that is due each minute: digests, letters, what dead workers left, what is too old."""
    deliveries.recover(now=now)
    forget(now=now)
    enqueue_digests(now=now)
    return hand_over(now=now)
