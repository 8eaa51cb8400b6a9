"""Dates known to the year, the month or the day: «2010», «2010-11», «2010-11-09».

Source of the rules: the project’s contract, section *Dates*. The text is the value, so the order of the
texts is the order of the dates (a year stands before its months) and PostgreSQL sorts a column of
collation "C" exactly as Python sorts the values.
"""

import calendar
import re
from contextlib import suppress
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Least, Left, Length
from django.db.models.lookups import GreaterThanOrEqual
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

PATTERN = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
MALFORMED = _("La data ha de tenir la forma 2010, 2010-11 o 2010-11-09.")
NOT_IN_CALENDAR = _("Aquesta data no existeix al calendari.")
PRECISIONS = {4: "year", 7: "month", 10: "day"}


def _first_day(text):
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


class PartialDate(str):
    """A year, month or day between 1000 and 9999, equal to its ISO text; immutable, ordered, hashable.

    Raises ValueError with a sentence for people when the text is not such a date.
    """

    __slots__ = ()

    def __new__(cls, text):
        if not re.fullmatch(PATTERN, text):
            raise ValueError(MALFORMED)
        try:
            _first_day(text)
        except ValueError:
            raise ValueError(NOT_IN_CALENDAR) from None
        return super().__new__(cls, text)

    def __repr__(self):
        return f"PartialDate({str(self)!r})"

    @classmethod
    def parse(cls, text):
        """The date of an ISO text. Raises ValueError as the class does."""
        return cls(text)

    @classmethod
    def of(cls, day):
        """The date, known to the day, of a datetime.date. Raises ValueError before the year 1000."""
        return cls(f"{day.year:04}-{day.month:02}-{day.day:02}")

    @classmethod
    def spanning(cls, first, last):
        """The most precise date that holds both days (datetime.date), or None if none does."""
        first, last = first.isoformat(), last.isoformat()
        return next((cls(first[:n]) for n in (10, 7, 4) if first[:n] == last[:n]), None)

    @property
    def precision(self):
        """«year», «month» or «day»."""
        return PRECISIONS[len(self)]

    @property
    def is_exact(self):
        """Whether the day is known."""
        return len(self) == 10

    @property
    def earliest(self):
        """The first day it can be, as a datetime.date."""
        return _first_day(self)

    @property
    def latest(self):
        """The last day it can be, as a datetime.date."""
        if self.is_exact:
            return self.earliest
        month = self.earliest.month if self.precision == "month" else 12
        return date(self.earliest.year, month, calendar.monthrange(self.earliest.year, month)[1])

    def is_before(self, other):
        """Whether every day it can be comes before every day the other can be."""
        return self.latest < other.earliest


def partial_date(value):
    """The PartialDate of a text or a datetime.date; None for None or an empty text. Raises ValueError."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return PartialDate.of(value)
    if not isinstance(value, str):
        raise ValueError(MALFORMED)
    return value if isinstance(value, PartialDate) else PartialDate(value)


def clean_partial_date(value):
    """As partial_date, but raises ValidationError, code «invalid»."""
    try:
        return partial_date(value)
    except ValueError as error:
        raise ValidationError(error.args[0], code="invalid") from None


class PartialDateFormField(forms.CharField):
    """A text box for a partial date; gives a PartialDate, or None when left empty."""

    def to_python(self, value):
        return clean_partial_date(super().to_python(value))


class PartialDateAttribute(DeferredAttribute):
    """Makes a PartialDate of what is assigned; what is not one stays as it came, for validation to refuse."""

    def __set__(self, instance, value):
        with suppress(ValidationError):
            value = self.field.to_python(value)
        instance.__dict__[self.field.attname] = value


class PartialDateField(models.CharField):
    """A column for a partial date: ISO text in the database, PartialDate in Python, null for unknown.

    Takes text, datetime.date or PartialDate; an empty text is unknown. `null` and `blank` are on unless
    said otherwise. The column’s own CHECK is `is_partial_date`, its order against another `not_before`.
    """

    description = _("data parcial")
    descriptor_class = PartialDateAttribute

    def __init__(self, *args, **kwargs):
        defaults = {"max_length": 10, "db_collation": "C", "null": True, "blank": True}
        super().__init__(*args, **defaults | kwargs)

    def to_python(self, value):
        return clean_partial_date(value)

    def from_db_value(self, value, expression, connection):
        return partial_date(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else str(value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})


def is_partial_date(column):
    """Condition of a CheckConstraint: the column holds null or the shape of a partial date."""
    return models.Q(**{f"{column}__regex": PATTERN})


def not_before(end, start):
    """Condition of a CheckConstraint: the column `end` is not before the column `start`.

    They are compared as far as both are known («2010» is not before «2010-11»); null passes. The same
    as `not end.is_before(start)`.
    """
    length = Least(Length(end), Length(start))
    return GreaterThanOrEqual(Left(end, length), Left(start, length))
