"""Months as columns: where each day stands, what is cut, and that the words say the same days."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from observatori.charts.horizon import MOST_LABELS, horizon
from tests.charts.reading import drawn

FIRST, LAST = date(2026, 1, 15), date(2026, 12, 10)


def line(*days):
    chart = horizon(
        [{"title": "Conveni", "days": list(days)}], first=FIRST, last=LAST, today=date(2026, 7, 2)
    )
    return chart["lines"][0]


def day(when, shape="end", **more):
    return {"day": when, "shape": shape, "words": f"{shape} {when}", **more}


def share(text):
    return float(text.removesuffix("%")) / 100


def test_the_axis_is_of_whole_months():
    chart = horizon([], first=FIRST, last=LAST, today=date(2026, 7, 2))

    assert len(chart["months"]) == 12
    assert chart["months"][0] == "0%"
    assert share(chart["today"]) == pytest.approx(182 / 365, abs=0.001)


def test_a_day_stands_where_it_begins():
    (mark,) = line(day(date(2026, 7, 2)))["marks"]

    assert share(mark["x"]) == pytest.approx(182 / 365, abs=0.001)
    assert mark["shape"] == "end"


def test_a_stretch_holds_its_last_day():
    (stretch,) = line(day(date(2026, 1, 1), "notice", to=date(2026, 12, 31)))["stretches"]

    assert stretch == {"x": "0%", "width": "100%"}


def test_what_is_off_the_axis_is_cut():
    found = line(day(date(2025, 12, 1), "notice", to=date(2027, 2, 1)), day(date(2027, 2, 1)))

    assert found["stretches"] == [{"x": "0%", "width": "100%"}]
    assert found["marks"] == []


@pytest.mark.parametrize("last", [date(2026, 3, 31), date(2026, 6, 30), date(2027, 1, 1), date(2028, 1, 1)])
def test_the_labels_fit_a_narrow_screen(last):
    labels = horizon([], first=FIRST, last=last, today=FIRST)["labels"]

    assert 1 <= len(labels) <= MOST_LABELS + 1


def test_every_day_that_is_drawn_is_in_words_with_a_shape_of_its_own():
    days = [day(date(2026, 3, 1), "notice", to=date(2026, 5, 31)), day(date(2026, 5, 31))]
    days += [day(date(2026, 7, 1), "renewal"), day(date(2026, 9, 1), "extension_limit")]
    chart = horizon([{"title": "Conveni marc", "days": days}], first=FIRST, last=LAST, today=FIRST)

    legend = [{"shape": one["shape"], "words": one["shape"]} for one in chart["lines"][0]["marks"]]
    text = render_to_string("charts/horizon.html", {"chart": chart, "legend": legend})
    page = drawn(text)

    words = " ".join(page.words)
    assert "Conveni marc" in words
    assert all(one["words"] in words for one in days)
    shapes = [given for name, given in page.shapes if name.startswith("horizon-mark")]
    assert len({given.get("d") or given.get("r") or given.get("width") for given in shapes}) == 4
    drawn_once = set(re.findall(r'<g id="([^"]+)"', text))
    used = re.findall(r'<use href="#(marca-[^"]+)"', text)
    assert used == [f"marca-{one['shape']}" for one in days]
    assert set(used) < drawn_once


@pytest.mark.parametrize(("language", "label"), [("ca", "gen. 2027"), ("en", "Jan 2027")])
def test_months_have_a_capital_in_english_alone(language, label):
    with override(language):
        labels = horizon([], first=date(2026, 11, 1), last=date(2027, 10, 31), today=date(2026, 11, 22))[
            "labels"
        ]

    assert label in [one["text"] for one in labels]
