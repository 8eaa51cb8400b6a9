import json
from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from observatori.partial_dates import (
    PartialDate,
    PartialDateField,
    is_partial_date,
    not_before,
    partial_date,
)

days = st.dates(min_value=date(1000, 1, 1))
partial_dates = st.builds(
    lambda day, length: PartialDate(str(day)[:length]), days, st.sampled_from((4, 7, 10))
)


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2010", "year", date(2010, 1, 1), date(2010, 12, 31)),
        ("2010-11", "month", date(2010, 11, 1), date(2010, 11, 30)),
        ("2010-12", "month", date(2010, 12, 1), date(2010, 12, 31)),
        ("2011-02", "month", date(2011, 2, 1), date(2011, 2, 28)),
        ("2012-02", "month", date(2012, 2, 1), date(2012, 2, 29)),
        ("2010-11-09", "day", date(2010, 11, 9), date(2010, 11, 9)),
        ("1000", "year", date(1000, 1, 1), date(1000, 12, 31)),
        ("9999", "year", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_knows_its_precision_and_its_ends(text, precision, earliest, latest):
    value = PartialDate.parse(text)
    assert (value.precision, value.earliest, value.latest) == (precision, earliest, latest)
    assert value.is_exact is (precision == "day")
    assert str(value) == text


@pytest.mark.parametrize(
    "text",
    [
        *("10", "0999", "20100", "20101109", "-2010", "2010-", "2010-1", "2010-00", "2010-13"),
        *("2010-11-00", "2010-11-32", "2010-11-9", "2010-11-09T00:00", "09/11/2010"),
        *("", "2010\n", " 2010", "２０１０"),
    ],
)
def test_a_text_of_another_shape_is_refused_with_the_shape_it_should_have(text):
    with pytest.raises(ValueError, match=r"^La data ha de tenir la forma 2010, 2010-11 o 2010-11-09\.$"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["2010-02-29", "1900-02-29", "2010-04-31", "2010-02-30"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match=r"^Aquesta data no existeix al calendari\.$"):
        PartialDate.parse(text)


@given(partial_dates, partial_dates)
def test_the_order_is_that_of_the_texts(one, other):
    assert (one < other) is (str(one) < str(other))
    assert (one == other) is (str(one) == str(other))


def test_a_year_stands_before_its_months_and_a_month_before_its_days():
    texts = ["2011", "2010-11-09", "2010", "2010-11", "2009-12-31", "2010-12"]
    ordered = ["2009-12-31", "2010", "2010-11", "2010-11-09", "2010-12", "2011"]
    assert sorted(map(PartialDate, texts)) == ordered


def test_it_cannot_be_changed_and_serves_as_a_key():
    value = PartialDate("2010-11")
    with pytest.raises(AttributeError):
        value.precision = "day"
    with pytest.raises(AttributeError):
        value.note = "x"
    assert {value: 1}[PartialDate("2010-11")] == 1


def test_it_is_written_in_json_as_its_text():
    assert json.dumps({"signed_on": PartialDate("2010-11")}) == '{"signed_on": "2010-11"}'


@given(days)
def test_a_calendar_day_is_known_to_the_day(day):
    value = PartialDate.of(day)
    assert (value.earliest, value.latest, str(value)) == (day, day, day.isoformat())


def test_a_day_before_the_year_1000_is_refused():
    with pytest.raises(ValueError, match="La data ha de tenir la forma"):
        PartialDate.of(date(999, 12, 31))


@given(partial_dates, partial_dates)
def test_before_means_that_all_its_days_are(one, other):
    assert one.is_before(other) is (one.latest < other.earliest)
    length = min(len(one), len(other))
    assert one.is_before(other) is (one[:length] < other[:length])


@given(partial_dates)
def test_the_span_of_its_ends_is_the_date_itself(value):
    assert PartialDate.spanning(value.earliest, value.latest) == value


def test_two_days_of_different_years_have_no_partial_date():
    assert PartialDate.spanning(date(2010, 12, 31), date(2011, 1, 1)) is None


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_written_is_unknown(value):
    assert partial_date(value) is None


@pytest.mark.parametrize("value", [2010, 2010.5, ["2010"], True])
def test_a_value_that_is_neither_text_nor_day_is_refused(value):
    with pytest.raises(ValueError, match="La data ha de tenir la forma"):
        partial_date(value)


@isolate_apps("observatori")
def stay_model():
    class Stay(models.Model):
        start = PartialDateField("inici")
        end = PartialDateField("final")

        class Meta:
            app_label = "observatori"
            db_table = "test_partial_dates_stay"
            constraints = [
                models.CheckConstraint(
                    condition=is_partial_date("start") & is_partial_date("end"), name="stay_dates"
                ),
                models.CheckConstraint(
                    condition=not_before("end", "start"), name="stay_order", violation_error_message="Ordre."
                ),
            ]

        def __str__(self):
            return f"{self.start}–{self.end}"

    return Stay


Stay = stay_model()


@pytest.fixture
def stays(db):
    with connection.schema_editor() as editor:
        editor.create_model(Stay)
    return Stay.objects


@pytest.mark.parametrize("value", ["2010-11-09", date(2010, 11, 9), PartialDate("2010-11-09")])
def test_the_field_takes_text_day_or_partial_date(value):
    stay = Stay(start=value)
    assert isinstance(stay.start, PartialDate)
    assert stay.start == "2010-11-09"


def test_the_field_gives_partial_dates_back_from_the_database(stays):
    stays.create(start="2010", end=date(2010, 11, 9))
    stay = stays.get()
    assert (stay.start.precision, stay.end.precision) == ("year", "day")
    assert isinstance(stays.values_list("start", flat=True).get(), PartialDate)
    assert isinstance(stays.defer("start").get().start, PartialDate)


def test_an_empty_text_is_stored_as_null(stays):
    stays.create(start="", end="")
    assert stays.filter(start=None, end=None).exists()


def test_rows_sort_and_compare_as_the_values_do(stays):
    for text in ["2011", "2010-11-09", "2010", "2010-11", "2009-12-31"]:
        stays.create(start=text)
    in_order = ["2009-12-31", "2010", "2010-11", "2010-11-09", "2011"]
    assert list(stays.order_by("start").values_list("start", flat=True)) == in_order
    assert stays.filter(start__lt=PartialDate("2010-11")).count() == 2


@pytest.mark.parametrize("text", ["2010-13", "demà", "2010-02-30"])
def test_validation_of_the_model_tells_what_is_wrong(text):
    with pytest.raises(ValidationError) as caught:
        Stay(start=text).clean_fields()
    [error] = caught.value.error_dict["start"]
    assert error.code == "invalid"
    assert "data" in error.message


@pytest.mark.parametrize("text", ["2010-13", "0999", "2010-1", "2010-1-01", "demà", "", "2010\n"])
def test_the_database_refuses_a_text_of_another_shape(stays, text):
    with pytest.raises(IntegrityError, match="stay_dates"), transaction.atomic():
        _insert(text, None)


ORDERS = [
    ("2010", "2010-11", True),
    ("2010-11", "2010", True),
    ("2010-11-09", "2010-11", True),
    ("2010-11-09", "2010-11-09", True),
    (None, "2010", True),
    ("2010", None, True),
    (None, None, True),
    ("2010-11-09", "2010-11-08", False),
    ("2010-11", "2010-10", False),
    ("2010-11-09", "2010-10", False),
    ("2011", "2010-12-31", False),
    ("2011-01", "2010", False),
]


@pytest.mark.parametrize(("start", "end", "allowed"), ORDERS)
def test_an_end_before_its_start_is_refused_by_model_and_database_alike(stays, start, end, allowed):
    assert _validates(Stay(start=start, end=end)) is allowed
    assert _inserts(start, end) is allowed
    assert (not (start and end and PartialDate(end).is_before(PartialDate(start)))) is allowed


def _validates(stay):
    try:
        stay.full_clean()
    except ValidationError as error:
        assert error.messages == ["Ordre."]  # noqa: PT017 - what is refused must be the order
        return False
    return True


def _inserts(start, end):
    try:
        with transaction.atomic():
            _insert(start, end)
    except IntegrityError:
        return False
    return True


def _insert(start, end):
    with connection.cursor() as cursor:
        cursor.execute('INSERT INTO test_partial_dates_stay (start, "end") VALUES (%s, %s)', [start, end])


class StayForm(forms.Form):
    start = Stay._meta.get_field("start").formfield()


@pytest.mark.parametrize(("typed", "value"), [(" 2010-11 ", "2010-11"), ("", None), ("2010", "2010")])
def test_the_form_gives_a_partial_date_or_nothing(typed, value):
    form = StayForm({"start": typed})
    assert form.is_valid()
    assert form.cleaned_data["start"] == value
    assert isinstance(form.cleaned_data["start"], PartialDate | None)


def test_the_form_refuses_what_the_model_refuses():
    form = StayForm({"start": "2010-02-30"})
    assert form.errors == {"start": ["Aquesta data no existeix al calendari."]}


@given(days, st.integers(0, 400))
def test_a_later_day_is_never_before_an_earlier_one(day, more):
    later = day + timedelta(days=min(more, (date.max - day).days))
    assert not PartialDate.of(later).is_before(PartialDate.of(day))
