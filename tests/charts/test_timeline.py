"""The axis of time: what is known is solid, what may be is broken, and the words say the same dates."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from observatori.charts.timeline import MOST_MARKS, timeline
from tests.charts.reading import drawn

TODAY = date(2026, 7, 1)


def line(start=None, end=None, **more):
    (found,) = timeline([{"title": "Conveni", "start": start, "end": end, **more}], today=TODAY)["lines"]
    return found


def share(text):
    return float(text.removesuffix("%")) / 100


def test_days_that_are_known_make_one_solid_piece():
    found = line("2025-01-01", "2025-12-31")

    assert found["known"] == {"x": "0%", "width": "50%"}
    assert found["doubts"] == []


@pytest.mark.parametrize("end", ["2026", "2026-01"])
def test_an_end_known_in_part_is_broken_over_the_days_it_can_be(end):
    found = line("2025-01-01", end)

    assert share(found["known"]["width"]) == pytest.approx(366 / 730, abs=0.001)
    (doubt,) = found["doubts"]
    assert share(doubt["x"]) == pytest.approx(366 / 730, abs=0.001)
    assert share(doubt["width"]) == pytest.approx((364 if end == "2026" else 30) / 730, abs=0.001)


def test_a_start_known_in_part_is_broken_too():
    found = line("2025", "2026-12-31")

    assert found["doubts"] == [{"x": "0%", "width": "49.86%"}]
    assert found["known"] == {"x": "49.86%", "width": "50.14%"}


def test_both_ends_in_the_same_year_are_all_doubt():
    found = line("2025", "2025")

    assert found["known"] is None
    assert found["doubts"] == [{"x": "0%", "width": "50%"}]


@pytest.mark.parametrize(("facts", "known"), [({"open_ended": True}, True), ({}, False)])
def test_no_end_is_solid_only_where_it_is_open_ended(facts, known):
    found = line("2025-01-01", **facts)

    assert bool(found["known"]) is known
    assert bool(found["doubts"]) is not known
    assert found["open"] is known


def test_nothing_is_drawn_of_what_has_no_date():
    found = line()

    assert (found["known"], found["doubts"], found["point"]) == (None, [], "")


def test_a_moment_is_a_point_on_its_day_and_broken_where_the_day_is_not_known():
    assert line("2025-01-01", moment=True)["point"] == "0%"
    assert line("2025", moment=True)["point"] == ""
    assert line("2025", moment=True)["doubts"] == [{"x": "0%", "width": "50%"}]


@pytest.mark.parametrize("first", [2026, 2023, 2010, 1985, 1900, 1300])
def test_the_marks_are_few_and_begin_where_their_year_does(first):
    marks = timeline([{"start": str(first), "end": None}], today=TODAY)["marks"]

    assert 1 <= len(marks) <= MOST_MARKS + 1
    assert [mark["label"] for mark in marks] == sorted(mark["label"] for mark in marks)


@pytest.mark.parametrize(("end", "expected"), [("2021", 6.5 / 7), ("2039", 6.5 / 20)])
def test_the_axis_reaches_today_and_beyond_where_something_ends_later(end, expected):
    today = timeline([{"start": "2020", "end": end}], today=TODAY)["today"]

    assert share(today) == pytest.approx(expected, abs=0.01)


def test_every_line_has_its_dates_in_words():
    lines = [
        {"title": "Conveni marc", "dates": "Des del 2025 fins al 2026", "start": "2025", "end": "2026"},
        {"title": "Sense data", "dates": "", "start": None, "end": None},
    ]
    page = drawn(render_to_string("charts/timeline.html", {"chart": timeline(lines, today=TODAY)}))

    assert "Conveni marc" in page.words
    assert "Des del 2025 fins al 2026" in page.words
    assert "La data no consta" in page.words
    assert page.svg_words == ["2025", "2026", "avui"]
    drawn_names = [name for name, _ in page.shapes if name in ("time-known", "time-doubt")]
    assert drawn_names == ["time-doubt", "time-doubt", "time-known"]
