"""What changed since a moment: ``?modified_since=``, with tombstones of what can be read no more."""

from datetime import UTC, datetime

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from observatori.organisations.access import is_curator, organisations_of
from observatori.publishing.models import Kind, Record, State, Verb, Visibility
from observatori.rest.errors import bad_parameter

ENDED = (Verb.WITHDRAWN, Verb.ARCHIVED, Verb.MERGED)


def moment_asked(text: str) -> datetime | None:
    """Return the moment of an RFC 3339 text, None without one; raise a 400 for anything else."""
    if not text:
        return None
    try:
        moment = parse_datetime(text.replace(" ", "+"))  # a plus sign that was not escaped
        moment = None if moment is None or timezone.is_naive(moment) else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # there is no such day, or none in UTC
        moment = None
    if moment is None:
        raise bad_parameter(
            "modified_since", _("El moment ha de tenir la forma 2026-03-31T12:00:00Z (RFC 3339).")
        )
    return moment


def published_since(moment: datetime) -> Q:
    """Return the condition on search entries of records: published, or public, since the moment."""
    return Q(record__published_revision__at__gte=moment) | Q(published_at__gte=moment)


def ended_since(kind: str, moment: datetime) -> list[dict]:
    """Return a tombstone of each record that was public and, since the moment, is no more."""
    gone = Q(withdrawn=True) | Q(state=State.ARCHIVED) | Q(merged_into__isnull=False)
    records = Record.objects.filter(gone, kind=kind, public_since__isnull=False, visibility=Visibility.PUBLIC)
    if kind == Kind.AGREEMENT:  # it was public only with its alliance
        records = records.filter(
            agreement__alliance__record__published_revision__isnull=False,
            agreement__alliance__record__visibility=Visibility.PUBLIC,
        )
    ended = Max("events__at", filter=Q(events__verb__in=ENDED))
    records = records.select_related("merged_into").annotate(ended_at=ended)
    records = records.filter(ended_at__gte=moment).order_by("ended_at", "pk")
    return [_tombstone(record, record.ended_at) for record in records]


def deleted_since(kind: str, moment: datetime, user) -> list[dict]:
    """Return a tombstone of each draft deleted since the moment that `user` could read: of its rows only the
    owner is left.
    """
    records = Record.objects.filter(kind=kind, deleted_at__gte=moment).select_related("merged_into")
    if not is_curator(user):
        records = records.filter(owner__in=organisations_of(user))
    return [_tombstone(record, record.deleted_at) for record in records.order_by("deleted_at", "pk")]


def _tombstone(record, moment):
    merged_into = record.merged_into
    return {
        "code": record.code,
        "deleted_at": moment,
        "merged_into": merged_into.code if merged_into and merged_into.is_published else None,
    }
