"""The ledger of what is handed over to somebody outside: asked for once, claimed by one, never given twice.

A row is written in the transaction of what it tells, so neither exists without the other. Whoever hands over
walks it from *due* to *claimed* to *handing over* to *done*, each step committed before the next:

* dead while claimed: nothing has left, the row falls due again;
* dead while handing over: nobody knows, so it stays *uncertain* and is not given again. A digest that comes
  twice does more harm than one that is lost, and the row says which.

`attempts` tells one claim from a later one: a worker that slept through its claim cannot go on with it.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from observatori import mail
from observatori.celery import app
from observatori.organisations.models import User
from observatori.publishing.models import Channel, Delivery, DeliveryState

log = logging.getLogger(__name__)

Composer = Callable[[Delivery], mail.Letter | None]

HAND_OVER_TASK = "observatori.digests.tasks.hand_over"
BATCH = 500  # how many one run takes on; the next one goes on with the rest
SECONDS = 300  # after which a run takes on no more: below the time limit of a task
MINUTES_BETWEEN = (1, 5, 15, 60, 180, 360, 720)  # between tries: eight of them within a day
ATTEMPTS = len(MINUTES_BETWEEN) + 1
JITTER = 0.2  # so that what failed together does not come back together
PATIENCE = timedelta(minutes=15)  # above the time limit of a task: whoever holds a row longer is dead
OURS = (DeliveryState.CLAIMED, DeliveryState.HANDING_OVER)


class Lost(Exception):
    """The claim is no longer ours: somebody else took the row over."""


def notify(*, due_at: datetime | None = None, **facts) -> None:
    """Ask for one letter, with the `facts` of `asked`; call it inside the transaction.

    Without `due_at` it is due at once and a worker is woken; who gives one sweeps by himself.
    """
    notify_all([asked(due_at=due_at, **facts)], due_at=due_at)


def asked(
    *,
    letter: str,
    to: User | str,
    key: str,
    payload: dict | None = None,
    language: str = "",
    due_at: datetime | None = None,
) -> Delivery:
    """Return the row that asks for `letter` to a person or an address, once for each `key`, not written yet.

    `payload` names by identifiers what the letter is about. The language is the person’s own unless given, else the
    active one.
    """
    person = to if isinstance(to, User) else None
    facts = {"user": person.pk} if person else {}
    return Delivery(
        letter=letter,
        recipient=person.email if person else to,
        language=language or (person.language if person else translation.get_language()) or "ca",
        key=key,
        payload=facts | (payload or {}),
        message_id=mail.message_id(key),
        due_at=due_at or timezone.now(),
    )


def notify_all(rows: Iterable[Delivery], *, due_at: datetime | None = None) -> None:
    """Ask for many letters as `notify` asks for one, in one query."""
    rows = list(rows)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows and due_at is None:
        transaction.on_commit(wake)


def wake() -> None:
    """Ask a worker to hand over now; without a broker the sweep of the next minute does it."""
    try:
        app.send_task(HAND_OVER_TASK, retry=False, expires=60)
    except (OperationalError, OSError):
        log.warning("The broker does not answer; the next sweep will hand over.")


def hand_over_due(
    *, letters: Mapping[str, Composer], now: datetime, only: str = "", limit: int = BATCH
) -> Iterator[Delivery]:
    """Hand over what is due at `now`, of one address if `only` names it; yield each row as it ends up."""
    due = Delivery.objects.filter(channel=Channel.MAIL, state=DeliveryState.DUE, due_at__lte=now)
    if only:
        due = due.filter(recipient__iexact=only)
    end = time.monotonic() + SECONDS
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        if time.monotonic() > end:
            break
        if delivery := _claim(due, pk):
            _hand_over(delivery, letters)
            yield delivery


def recover(*, now: datetime) -> None:
    """Take up what dead workers left: due again where nothing had left, uncertain where it may have."""
    left = Delivery.objects.filter(claimed_at__lt=now - PATIENCE)
    claimed = left.filter(state=DeliveryState.CLAIMED)
    claimed.filter(attempts__gte=ATTEMPTS).update(state=DeliveryState.FAILED, error="abandoned")
    claimed.update(state=DeliveryState.DUE)
    left.filter(state=DeliveryState.HANDING_OVER).update(state=DeliveryState.UNCERTAIN, error="abandoned")


def forget(*, before: datetime) -> None:
    """Delete what ended long ago, with the address it went to. No key is ever asked for again so late."""
    ended = (DeliveryState.DONE, DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    Delivery.objects.filter(state__in=ended, created_at__lt=before).delete()


def was_refused(delivery: Delivery) -> bool:
    """Whether the server refused it for good, so that a letter to the same address would be too."""
    return delivery.state == DeliveryState.FAILED and delivery.attempts < ATTEMPTS


def _claim(due, pk) -> Delivery | None:
    """Take one row, if nobody has: the condition is part of the statement that takes it."""
    taken = due.filter(pk=pk).update(
        state=DeliveryState.CLAIMED, claimed_at=timezone.now(), attempts=F("attempts") + 1
    )
    return Delivery.objects.get(pk=pk) if taken else None


def _hand_over(delivery, letters):
    try:
        _settle(delivery, **_outcome(delivery, letters))
    except Lost:
        log.warning("Delivery %s was taken over by another worker.", delivery.pk)


def _outcome(delivery, letters):
    """Compose the letter and give it to the server; return the columns that say how it went."""
    try:
        letter = _composed(delivery, letters)
        if letter is None:  # what it was about can no longer be told
            return {"state": DeliveryState.DONE, "done_at": timezone.now(), "message_id": ""}
        mail.hand_over(
            letter,
            to=delivery.recipient,
            message_id=delivery.message_id,
            before_data=partial(_settle, delivery, state=DeliveryState.HANDING_OVER),
        )
    except mail.NotAccepted as refusal:
        return {"state": DeliveryState.FAILED, "error": str(refusal)}
    except mail.Unsure as error:
        return {"state": DeliveryState.UNCERTAIN, "error": str(error)}
    except mail.NotNow as error:
        return _again_later(delivery.attempts) | {"error": str(error)}
    return {"state": DeliveryState.DONE, "done_at": timezone.now(), "error": ""}


def _composed(delivery, letters):
    """The letter, or None; one that cannot be composed is tried again later, and the others go on."""
    compose = letters.get(delivery.letter, _from_payload)
    try:
        with translation.override(delivery.language):
            return compose(delivery)
    except Exception as error:
        log.exception("Letter %s of delivery %s cannot be composed.", delivery.letter, delivery.pk)
        raise mail.NotNow(f"{type(error).__name__}: {error}") from error


def _from_payload(delivery):
    return mail.render(delivery.letter, delivery.payload)


def _again_later(attempts):
    if attempts >= ATTEMPTS:
        return {"state": DeliveryState.FAILED}
    minutes = MINUTES_BETWEEN[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return {"state": DeliveryState.DUE, "due_at": timezone.now() + timedelta(minutes=minutes)}


def _settle(delivery, **columns):
    """Move a row on that is still ours; raise Lost when somebody else has taken it."""
    ours = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state__in=OURS)
    if not ours.update(**columns):
        raise Lost
    for name, value in columns.items():
        setattr(delivery, name, value)
