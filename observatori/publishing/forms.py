"""Fields of the forms where records are filled in: they speak the API’s write form and refuse only the impossible."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.formats.characters import refuse_controls, refuse_controls_in_line
from observatori.formats.phrases import day, number
from observatori.formats.typed_dates import as_typed, typed_date
from observatori.formats.typed_numbers import typed_number
from observatori.partial_dates import PartialDateFormField, clean_partial_date
from observatori.publishing.rows import TEXT_LIMIT
from observatori.vocabularies import terms

UNREADABLE = "\ufffd"  # what Django puts where the bytes of a form are not UTF-8
NOT_KNOWN = gettext_lazy("No consta")
LONG_LIST = 12  # options from which a list gets a box of its own, and with JavaScript a search


class Text(forms.CharField):
    """A line of text."""

    default_error_messages = {
        "unreadable": gettext_lazy("El text té caràcters que no s’han pogut llegir: torneu-lo a escriure.")
    }

    def __init__(self, *, required=False, **facts):
        super().__init__(required=required, **facts)
        is_line = not isinstance(self.widget, forms.Textarea)
        self.validators = [
            one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)
        ]
        self.validators.append(refuse_controls_in_line if is_line else refuse_controls)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = gettext_lazy(
                    "El text és massa llarg: hi caben %(limit_value)d caràcters i en té %(show_value)d."
                )

    def to_python(self, value):
        value = super().to_python(value)
        return "\n".join(value.split("\r\n")) if isinstance(value, str) else value

    def validate(self, value):
        super().validate(value)
        if UNREADABLE in value:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")


class LongText(Text):
    """Several paragraphs."""

    def __init__(self, *, rows=4, **facts):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(**{"max_length": TEXT_LIMIT, "widget": widget, **facts})


class Lines(LongText):
    """A list of texts, one a line."""

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class Day(PartialDateFormField):
    """A day, a month or a year, as far as it is known, typed as people write dates.

    `phrase` is how it reads within a line: `since`, `until`.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "short"})

    def __init__(self, *, phrase: Callable[[str], str] = day, **facts):
        super().__init__(**{"required": False, **facts})
        self.phrase = phrase

    def prepare_value(self, value):
        with suppress(ValidationError):
            return as_typed(clean_partial_date(value)) if value else value
        return value

    def to_python(self, value):
        text = forms.CharField.to_python(self, value)
        if not text:
            return None
        try:
            return typed_date(text)
        except ValueError as error:
            raise ValidationError(error.args[0], code="invalid") from None


class Whole(forms.IntegerField):
    """A whole number that is not negative, with points between its thousands or without."""

    def __init__(self, *, most=2_000_000_000, **facts):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        super().__init__(
            **{"required": False, "min_value": 0, "max_value": most, "widget": widget, "localize": False}
            | facts
        )

    def to_python(self, value):
        return super().to_python(typed_number(value) if isinstance(value, str) else value)


class Number(forms.DecimalField):
    """A number as people write it, and shown as they read it."""

    def prepare_value(self, value):
        is_read = value is None or isinstance(value, str)  # a text is what was typed: it stays
        return value if is_read else self.shown(value)

    def shown(self, value) -> str:
        return number(value)

    def to_python(self, value):
        return super().to_python(typed_number(value) if isinstance(value, str) else value)


class Money(Number):
    """An amount in euros: «16.000», «16.000,50»."""

    def __init__(self, **facts):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        super().__init__(
            **{"required": False, "min_value": 0, "max_digits": 14, "decimal_places": 2, "widget": widget}
            | facts
        )

    def shown(self, value):
        return number(value, 0 if float(value).is_integer() else 2)


class Choice(forms.ChoiceField):
    """One of a list, or not known."""

    def __init__(self, *, choices, empty=NOT_KNOWN, **facts):
        super().__init__(required=facts.pop("required", False), choices=_with_empty(choices, empty), **facts)


class GroupedCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes under the titles of their groups; the page reads the title at each option’s `group`."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        for title, options, _index in groups:
            for option in options:
                option["group"] = title
        return groups


class Choices(forms.MultipleChoiceField):
    """Several of a list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **facts):
        super().__init__(**{"required": False, **facts})

    @property
    def is_long(self) -> bool:
        return len(list(self.choices)) > LONG_LIST


class TermChoice(Choice):
    """A term of a vocabulary, or not known."""

    def __init__(self, vocabulary: str, **facts):
        super().__init__(choices=lambda: capitalised_choices(terms.choices(vocabulary)), **facts)


class TermChoices(Choices):
    """Terms of some vocabularies."""

    def __init__(self, *vocabularies: str, **facts):
        super().__init__(
            choices=lambda: [
                choice
                for vocabulary in vocabularies
                for choice in capitalised_choices(terms.choices(vocabulary))
            ],
            **facts,
        )


def capitalised_choices(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return choices whose labels begin with a capital, as on a form."""
    return [(code, str(label)[:1].upper() + str(label)[1:]) for code, label in choices]


def _with_empty(choices, empty) -> Callable:
    def with_empty():
        found = choices() if callable(choices) else choices
        return [*([("", empty)] if empty else []), *capitalised_choices(found)]

    return with_empty


def yes_or_no(value) -> str:
    return _("Sí") if value else _("No")
