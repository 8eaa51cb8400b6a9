"""Reading what happened, each event once and none skipped."""

from typing import NamedTuple

from django.db import connection, models
from django.db.models import Func, Q

from observatori.publishing.models import Event


class Cursor(NamedTuple):
    """How far somebody has read: everything up to this pair, in this order."""

    transaction: int
    id: int

    def __str__(self):
        return f"{self.transaction}-{self.id}"


class OldestRunning(Func):
    """The identifier of the oldest transaction that is still running."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    output_field = models.BigIntegerField()


def readable_events() -> models.QuerySet[Event]:
    """Return the events below the oldest running transaction, in the order of the cursor.

    A transaction has its identifier at the latest when it writes its event (`pg_current_xact_id`), and
    identifiers only grow. So whatever commits later is at or above the oldest one running now: nothing can
    still appear among what is read here. Above it an event is left for the next reading, however long its
    transaction takes, because one with a smaller identifier may be committed after it.
    """
    return Event.objects.filter(transaction__lt=OldestRunning()).order_by("transaction", "pk")


def after(cursor: Cursor) -> Q:
    """Return the condition on events that stand after the cursor."""
    return Q(transaction__gt=cursor.transaction) | Q(transaction=cursor.transaction, pk__gt=cursor.id)


def events_after(cursor: Cursor, *, limit: int) -> list[Event]:
    """Return at most `limit` readable events after the cursor, with their record and organisation."""
    events = readable_events().filter(after(cursor)).select_related("record", "organisation", "actor")
    return list(events[:limit])


def cursor_of(event: Event) -> Cursor:
    """Return the cursor of who has read up to this event."""
    return Cursor(event.transaction, event.pk)


def end_of_reading() -> Cursor:
    """Return the cursor of who has read all that can be read now; what comes later stands after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return Cursor(cursor.fetchone()[0], 0)
