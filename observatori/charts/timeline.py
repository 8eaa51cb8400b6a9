"""Things on one axis of time, each on a line of its own: what is known of a date is solid, what is not is broken.

A date known only to the year may be any of its days: the line says so instead of choosing one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from observatori.charts.geometry import percent
from observatori.partial_dates import PartialDate, partial_date

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # years between two marks of the axis
MOST_MARKS = 5  # that fit 320 px with their years written
NOTHING = {"known": None, "doubts": [], "point": "", "open": False}


@dataclass(frozen=True)
class Axis:
    """The whole years from `first` to `last`, both included."""

    first: int
    last: int

    def share(self, day: date) -> float:
        """Return where the beginning of a day stands, from 0 (1 January of `first`) to 1."""
        return (day - date(self.first, 1, 1)).days / self._days

    def end_share(self, day: date) -> float:
        """Return where the end of a day stands: ends are inclusive."""
        return ((day - date(self.first, 1, 1)).days + 1) / self._days

    @property
    def _days(self):
        return (
            date(self.last, 12, 31) - date(self.first, 1, 1)
        ).days + 1  # after the year 9999 there is none

    def marks(self) -> list[dict]:
        """Return the years that are written, with where each begins; MOST_MARKS at most."""
        years = range(self.first, self.last + 1)
        step = next(step for step in STEPS if len(years) <= step * MOST_MARKS)
        return [{"x": percent(self.share(date(y, 1, 1))), "label": str(y)} for y in years if y % step == 0]


def timeline(lines: Iterable[Mapping], *, today: date) -> dict:
    """Return the lines with what is drawn on each, as charts/timeline.html takes them.

    A line has `start` and `end`, partial dates or None, and may have `open_ended` (it ends no day) or
    `moment` (it lasts no time: only `start` counts); anything else it has stays. Lines without any date are
    kept, with nothing drawn. Out: `{marks, today, lines, in_doubt}`, where every x and width is a percentage
    and `in_doubt` says whether some line is broken.
    """
    lines = [dict(line) for line in lines]
    axis = _axis(lines, today)
    lines = [line | _drawn(line, axis) for line in lines]
    return {
        "marks": axis.marks(),
        "today": percent(axis.share(today)),
        "lines": lines,
        "in_doubt": any(line["doubts"] for line in lines),
    }


def _axis(lines, today):
    dates = [partial_date(line.get(name)) for line in lines for name in ("start", "end")]
    years = [day.year for when in dates if when for day in (when.earliest, when.latest)]
    return Axis(min([*years, today.year]), max([*years, today.year]))


def _drawn(line, axis):
    start, end = partial_date(line.get("start")), partial_date(line.get("end"))
    if line.get("moment"):
        return _moment(start, axis)
    if not (start or end):
        return NOTHING
    return _stretch(start, end, axis, is_open=bool(line.get("open_ended")) and end is None)


def _moment(when, axis):
    """A point where the day is known; else the days it can be."""
    if when is None:
        return NOTHING
    if when.is_exact:
        return NOTHING | {"point": percent(axis.share(when.earliest))}
    return NOTHING | {"doubts": [_piece(axis.share(when.earliest), axis.end_share(when.latest))]}


def _stretch(start: PartialDate | None, end: PartialDate | None, axis: Axis, *, is_open: bool):
    """The days that surely count, and at each end those that may."""
    first = axis.share(start.earliest) if start else 0.0
    sure = axis.share(start.latest) if start else None
    unsure = axis.end_share(end.earliest) if end else (1.0 if is_open else None)
    last = axis.end_share(end.latest) if end else 1.0
    if sure is None or unsure is None or sure >= unsure:
        return NOTHING | {"doubts": [_piece(first, last)], "open": is_open}
    doubts = [(first, sure), (unsure, last)]
    return NOTHING | {
        "known": _piece(sure, unsure),
        "doubts": [_piece(*ends) for ends in doubts if ends[0] < ends[1]],
        "open": is_open,
    }


def _piece(start, end):
    return {"x": percent(start), "width": percent(end - start)}
