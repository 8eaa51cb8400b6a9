"""Lengths of time by the calendar: months that clip, terms, and periods renewed one after another.

Source of the rules: the project’s contract, section *Dates*. Results outside the years 1000–9999, which
partial dates cannot write, stop at the first or last day of that span.
"""

import calendar
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date.max
ONE_DAY = timedelta(days=1)


def add_months(day, months):
    """The same day `months` (negative: before) away, or the last of its month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        return FIRST_DAY if months < 0 else LAST_DAY
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def term_end(start, months):
    """The last day of a term of `months` that begins on `start`: start + months − 1 day."""
    after = add_months(start, months)
    return after if after == LAST_DAY else after - ONE_DAY


def whole_months(start, end):
    """How many whole months run from `start` to `end`, both included; None when they are not whole."""
    if end == LAST_DAY:
        return None
    after = end + ONE_DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    return months if months > 0 and add_months(start, months) == after else None


def renewed_end(start, first, end, months, on):
    """The end of the renewed period that holds the day `on`, and how many renewals it took.

    A first period from `start` to `first`, `end` (the same day, or the later one an extension set) and
    renewals of `months` each, or else as long as the first period. Every end is counted from `start`, so
    that short months cause no drift: start + (first + k periods) − 1 day. The end is None where the
    length of a period is unknown (`start` or `first` is None, and no `months`).
    """
    if on <= end:
        return end, 0
    months = months or (start and first and whole_months(start, first))
    if months:
        return _renewed_by_months(start, end, months, on)
    if not start or not first or first < start:
        return None, 1
    return _renewed_by_days(end, (first - start).days + 1, on)


def _renewed_by_months(start, end, months, on):
    spent = start and whole_months(start, end)
    anchor, spent = (start, spent) if spent else (_day_after(end), 0)
    elapsed = (on.year - anchor.year) * 12 + on.month - anchor.month
    times = max(1, (elapsed - spent) // months)
    while term_end(anchor, spent + times * months) < on:
        times += 1
    return term_end(anchor, spent + times * months), times


def _renewed_by_days(end, days, on):
    times = -((end - on).days // days)
    return end + timedelta(days=min(times * days, (LAST_DAY - end).days)), times


def _day_after(day):
    return day if day == LAST_DAY else day + ONE_DAY
