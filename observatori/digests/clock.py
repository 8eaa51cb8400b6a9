"""When a digest is due. The clock decides only this, never what is in it."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from observatori.digests.models import Frequency

HOUR = time(7)  # in the morning of Europe/Madrid, winter and summer


def next_time(frequency: str, after: datetime) -> datetime:
    """Return the first moment after `after` when a digest of this frequency is due.

    Every day, on Mondays or on the first of the month, at seven of the local clock; *de seguida* is always.
    """
    if frequency == Frequency.INSTANT:
        return after
    local = timezone.localtime(after)
    day = local.date() if local.time() < HOUR else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(_first(frequency, day), HOUR))


def _first(frequency: str, day: date) -> date:
    """The first day of the frequency from `day` on."""
    if frequency == Frequency.WEEKLY:
        return day + timedelta(days=-day.weekday() % 7)
    if frequency == Frequency.MONTHLY and day.day > 1:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day
