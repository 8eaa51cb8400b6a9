"""Horizontal bars with their labels and figures written beside them: the list is the text of the chart."""

from collections.abc import Iterable, Mapping

from observatori.charts.geometry import percent


def bars(rows: Iterable[Mapping], *, longest: float | None = None) -> list[dict]:
    """Return the rows as charts/bars.html takes them: each with the `width` of its bar.

    A row has `label`, `value` (a number, not below 0) and `words` (the value as people read it); anything else
    it has (`url`, `lang`, `style`: the class of its bar) stays. `longest` is the value of the whole width;
    without it, the greatest.
    """
    rows = [dict(row) for row in rows]
    whole = longest or max((row["value"] for row in rows), default=0) or 1
    return [{"style": "", **row, "width": percent(row["value"] / whole)} for row in rows]
