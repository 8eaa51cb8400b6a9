"""Amounts as people type them in a box of the pages."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from experiences.forms import Figure
from observatori.publishing.forms import Money, Whole


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("ca", "18.460", "18460"),
        ("ca", "6.000 €", "6000"),
        ("ca", "6.000\xa0€", "6000"),
        ("ca", "1.234,50", "1234.50"),
        ("ca", "1 234,5", "1234.5"),
        ("ca", "1\u202f234,5", "1234.5"),
        ("ca", "12500,50", "12500.50"),
        ("ca", "12500.5", "12500.5"),
        ("ca", "1.000.000", "1000000"),
        ("ca", "6000 euros", "6000"),
        ("es", "16.000,5", "16000.5"),
        ("en", "€1,234.50", "1234.50"),
        ("en", "18,460", "18460"),
        ("en", "1.234,50", "1234.50"),
    ],
)
def test_an_amount_is_read_as_people_write_it(language, typed, amount):
    with translation.override(language):
        assert str(Money().clean(typed)) == amount


@pytest.mark.parametrize("typed", ["1.23.4", "1,2,3", "sis mil", "6.000 €/any", "1,234", "-5", "Infinity"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        Money().clean(typed)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(16000.5, "16.000,50"), (16000.0, "16.000"), (0.5, "0,50"), (None, None), ("16.000,5", "16.000,5")],
)
def test_an_amount_comes_back_with_its_points_and_two_decimals_or_none(amount, shown):
    assert Money().prepare_value(amount) == shown


def test_a_whole_number_takes_points_between_its_thousands():
    assert Whole().clean("18.460") == 18460
    assert Whole(most=2200).clean("2024") == 2024
    with pytest.raises(ValidationError):
        Whole().clean("12,5")


@pytest.mark.parametrize(("typed", "figure"), [("−3,5", "-3.5"), ("0.125", "0.125"), ("2.310", "2310")])
def test_a_figure_may_be_negative_and_have_three_decimals(typed, figure):
    assert str(Figure().clean(typed)) == figure
