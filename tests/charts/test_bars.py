"""Bars as long as their figures, which are written beside them."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from observatori.charts.bars import bars
from tests.charts.reading import drawn


def rows(*values):
    return [{"label": f"Comarca {value}", "value": value, "words": str(value)} for value in values]


def test_a_bar_is_as_long_as_its_share_of_the_greatest():
    assert [row["width"] for row in bars(rows(8, 2, 0))] == ["100%", "25%", "0%"]


def test_the_whole_width_can_be_given():
    assert [row["width"] for row in bars(rows(34, 61), longest=100)] == ["34%", "61%"]


@pytest.mark.parametrize("values", [(), (0, 0)])
def test_nothing_to_compare_is_no_error(values):
    assert [row["width"] for row in bars(rows(*values))] == ["0%"] * len(values)


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_figures_are_in_the_text_and_the_widths_are_numbers_of_svg(language):
    with translation.override(language):
        page = drawn(render_to_string("charts/bars.html", {"bars": bars(rows(8, 3))}))

    assert page.words == ["Comarca 8", "8", "Comarca 3", "3"]
    assert [given["width"] for name, given in page.shapes if name == "bar-length"] == ["100%", "37.5%"]
