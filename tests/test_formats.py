"""Django’s own dates and numbers, in pages and in forms, agree with the project’s."""

from datetime import date, datetime, timedelta

import pytest
from django import forms
from django.utils import formats, translation

from observatori import catalan

YEAR = [date(2028, 1, 1) + timedelta(days=day) for day in range(366)]


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_every_day_of_a_year_reads_as_date_text_writes_it(language):
    with translation.override(language):
        assert [formats.date_format(day) for day in YEAR] == [
            catalan.date_text(day, language) for day in YEAR
        ]


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_months_read_as_date_text_writes_them(language):
    with translation.override(language):
        for day in YEAR:
            month = formats.date_format(day, "YEAR_MONTH_FORMAT")
            assert month == catalan.date_text(day.isoformat()[:7], language)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ca", "1 d’abril del 2026, 9.05 h"),
        ("es", "1 de abril de 2026, 9:05 h"),
        ("en", "1 April 2026, 09:05"),
    ],
)
def test_moments_say_the_hour_after_the_day(language, written):
    with translation.override(language):
        assert formats.date_format(datetime(2026, 4, 1, 9, 5), "DATETIME_FORMAT") == written


@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize("typed", ["09/11/2010", "9/11/10", "2010-11-09"])
def test_forms_read_the_day_before_the_month(language, typed):
    with translation.override(language):
        assert forms.DateField(localize=True).clean(typed) == date(2010, 11, 9)


@pytest.mark.parametrize(("language", "typed"), [("ca", "1.234,5"), ("es", "1.234,5"), ("en", "1,234.5")])
def test_forms_and_pages_separate_thousands_and_decimals_alike(language, typed):
    with translation.override(language):
        assert forms.FloatField(localize=True).clean(typed) == 1234.5
        assert formats.number_format(1234.5, use_l10n=True, force_grouping=True) == typed
        assert catalan.number(1234.5, language) == typed


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_weeks_begin_on_monday(language):
    assert formats.get_format("FIRST_DAY_OF_WEEK", lang=language) == 1
