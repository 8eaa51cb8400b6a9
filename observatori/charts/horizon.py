"""Months as columns, things as rows: the days on which something happens, and the stretches before them.

Each kind of day has a shape of its own, and each row says its days in words.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils.dates import MONTHS_3

from observatori.charts.geometry import percent
from observatori.formats.phrases import capitalised, language

MOST_LABELS = 4  # that fit 320 px with month and year written
STEPS = (1, 2, 3, 6, 12, 24, 60)  # months between two labels


def horizon(lines: Iterable[Mapping], *, first: date, last: date, today: date) -> dict:
    """Return the lines as charts/horizon.html takes them, over the whole months from `first` to `last`.

    A line has `days`, each ``{day, shape, words}`` with `to` (the last day of the stretch it begins) optional;
    anything else it has (`title`, `url`, `lang`) stays. Out: `{months, labels, today, lines}`, every x and width a
    percentage. What lies before or after the months is cut, and a day that does is not drawn.
    """
    first, last = first.replace(day=1), _first_of_next(last) - timedelta(days=1)
    axis = _Axis(first, last)
    months = list(_months(first, last))
    step = next((step for step in STEPS if len(months) <= step * MOST_LABELS), STEPS[-1])
    labelled = [month for month in months if (month.month - 1 + 12 * month.year) % step == 0]
    return {
        "months": [percent(axis.share(month)) for month in months],
        "labels": [{"x": percent(axis.share(month)), "text": _label(month)} for month in labelled],
        "today": percent(axis.share(today)),
        "lines": [dict(line) | _drawn(line["days"], axis) for line in lines],
    }


class _Axis:
    """The days from `first` to `last`, both included."""

    def __init__(self, first: date, last: date):
        self.first, self.last = first, last

    def share(self, day: date) -> float:
        """Return where a day begins, from 0 to 1; below or above where it is not on the axis."""
        return (day - self.first) / (self.last - self.first + timedelta(days=1))

    def end_share(self, day: date) -> float:
        """Return where a day ends."""
        return (day - self.first + timedelta(days=1)) / (self.last - self.first + timedelta(days=1))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def _drawn(days, axis):
    return {
        "stretches": [_stretch(one["day"], one["to"], axis) for one in days if one.get("to")],
        "marks": [
            {"x": percent(axis.share(one["day"])), "shape": one["shape"]}
            for one in days
            if axis.holds(one["day"])
        ],
    }


def _stretch(start, end, axis):
    """A stretch whose last day counts, as much of it as is on the axis."""
    start, end = (min(max(share, 0.0), 1.0) for share in (axis.share(start), axis.end_share(end)))
    return {"x": percent(start), "width": percent(end - start)}


def _months(first, last):
    while first <= last:
        yield first
        first = _first_of_next(first)


def _first_of_next(day):
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _label(month):
    """Months have a capital in English alone; Django gives them without."""
    name = str(MONTHS_3[month.month])
    return f"{capitalised(name) if language() == 'en' else name} {month.year}"
