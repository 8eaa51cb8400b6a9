"""Dates as people type them in a box of the pages."""

import pytest

from observatori.formats.typed_dates import as_typed, typed_date


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("1/11/2022", "2022-11-01"),
        ("01-11-2022", "2022-11-01"),
        ("1.11.2022", "2022-11-01"),
        (" 1 / 11 / 2022 ", "2022-11-01"),
        ("2022-11-01", "2022-11-01"),
        ("2022/11/1", "2022-11-01"),
        ("11/2022", "2022-11"),
        ("2022-11", "2022-11"),
        ("2010", "2010"),
        ("1 de novembre de 2022", "2022-11-01"),
        ("L’1 de novembre del 2022", "2022-11-01"),
        ("1r de novembre 2022", "2022-11-01"),
        ("15 d’abril del 2020", "2020-04-15"),
        ("15 d'abril de 2020.", "2020-04-15"),
        ("novembre del 2010", "2010-11"),
        ("MARÇ 2010", "2010-03"),
        ("nov. 2010", "2010-11"),
        ("8 de noviembre de 2010", "2010-11-08"),
        ("March 3rd, 2021", "2021-03-03"),
        ("3 March 2021", "2021-03-03"),
        ("29/2/2024", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed, date):
    assert str(typed_date(typed)) == date


@pytest.mark.parametrize(
    "typed",
    [
        "tardor del 2010",
        "1/11/22",
        "juny",
        "5 de juny",
        "ma 2010",
        "1/2-2020",
        "0999",
        "١/١/٢٠٢٠",
        "2010" * 50,
    ],
)
def test_what_is_no_date_is_answered_with_an_example(typed):
    with pytest.raises(ValueError, match="Per exemple: 15/6/2021, juny del 2021 o 2021"):
        typed_date(typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2022", "Aquest dia no existeix. Febrer del 2022 té només 28 dies."),
        ("31 d’abril de 2022", "Aquest dia no existeix. Abril del 2022 té només 30 dies."),
        ("0/4/2022", "Aquest dia no existeix. Abril del 2022 té només 30 dies."),
        ("11/25/2022", "El mes va de l’1 al 12, i el dia s’escriu davant. Per exemple: 15/6/2021."),
        ("2022-13", "El mes va de l’1 al 12, i el dia s’escriu davant. Per exemple: 15/6/2021."),
    ],
)
def test_a_day_that_no_calendar_has_is_refused_with_the_reason(typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        typed_date(typed)


@pytest.mark.parametrize("date", ["2022-11-01", "2022-11", "2022", "2024-02-29"])
def test_what_is_shown_in_the_box_reads_as_the_same_date(date):
    assert str(typed_date(as_typed(date))) == date
