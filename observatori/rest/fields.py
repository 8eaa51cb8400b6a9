"""Fields of what people write through the API: no value is bent into another type, and each refusal says why."""

import math

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from observatori.formats.characters import is_text
from observatori.partial_dates import PartialDate

TEXT_LIMIT = 50_000  # characters of one text, as the working copies hold it
LIST_LIMIT = 1000  # rows of one list
LARGEST = 10**15  # beyond it a float no longer tells one whole number from the next

WORDS = {
    "required": _("Aquest camp és obligatori."),
    "null": _("Aquest camp no pot ser nul."),
    "blank": _("Aquest camp no pot ser buit."),
}


class Text(serializers.CharField):
    """A text; empty or null where it is not known."""

    default_error_messages = WORDS | {
        "invalid": _("Ha de ser un text."),
        "characters": _("El text té caràcters que no es poden desar."),
        "max_length": _("El text és massa llarg: hi caben {max_length} caràcters."),
    }

    def __init__(self, **options):
        unknown = {} if options.get("required") else {"allow_null": True, "allow_blank": True}
        super().__init__(**{"required": False, "max_length": TEXT_LIMIT} | unknown | options)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        if not is_text(data):
            self.fail("characters")
        return super().to_internal_value(data)


class WebAddress(Text):
    """An address of the web: nothing else may become a link."""

    def __init__(self, **options):
        super().__init__(max_length=2000, **options)
        self.validators.append(URLValidator(["http", "https"], message=_("Ha de ser una adreça web.")))


class Day(Text):
    """A date known to the year, the month or the day."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        try:
            return PartialDate(text) if text else None
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid") from None


class Code(serializers.ChoiceField):
    """One of the codes of an enumeration."""

    default_error_messages = WORDS | {"invalid_choice": _("Aquest valor no és dels que hi pot haver.")}

    def __init__(self, choices, **options):
        unknown = {} if options.get("required") else {"allow_null": True, "allow_blank": True}
        super().__init__(choices, **{"required": False} | unknown | options)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid_choice")
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    """A whole number from 0 on."""

    default_error_messages = WORDS | {
        "invalid": _("Ha de ser un nombre enter."),
        "min_value": _("No pot ser més petit que {min_value}."),
        "max_value": _("No pot ser més gran que {max_value}."),
        "max_string_length": _("Ha de ser un nombre enter."),
    }

    def __init__(self, **options):
        unknown = {} if options.get("required") else {"allow_null": True}
        super().__init__(**{"required": False, "min_value": 0, "max_value": 2**31 - 1} | unknown | options)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Number(serializers.FloatField):
    """A number, of any sign unless `min_value` says so."""

    default_error_messages = WORDS | {
        "invalid": _("Ha de ser un nombre."),
        "min_value": _("No pot ser més petit que {min_value}."),
    }

    def __init__(self, **options):
        super().__init__(required=False, allow_null=True, **options)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        if not abs(data) < LARGEST or not math.isfinite(data):
            self.fail("invalid")
        return data


class NumberOrWords(Number):
    """A figure, or the words a source gives in its place («90 / 80»)."""

    def to_internal_value(self, data):
        return Text().run_validation(data) if isinstance(data, str) else super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false."""

    default_error_messages = WORDS | {"invalid": _("Ha de ser true o false.")}

    def __init__(self, **options):
        super().__init__(**{"required": False} | options)

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Several(serializers.ListField):
    """A list of codes or of texts."""

    default_error_messages = WORDS | {
        "not_a_list": _("Ha de ser una llista."),
        "empty": _("Aquesta llista no pot ser buida."),
        "max_length": _("La llista és massa llarga: hi caben {max_length} elements."),
    }

    def __init__(self, **options):
        child = Text(required=True, allow_null=False)
        super().__init__(
            **{"child": child, "required": False, "allow_null": True, "max_length": LIST_LIMIT} | options
        )


class Rows(serializers.ListSerializer):
    """A list of objects."""

    default_error_messages = WORDS | {
        "not_a_list": _("Ha de ser una llista."),
        "empty": _("Aquesta llista no pot ser buida."),
        "max_length": _("La llista és massa llarga: hi caben {max_length} elements."),
    }


class Strict(serializers.Serializer):
    """An object that refuses what it does not know, and says for each field what is wrong.

    `shown` are the names that answers carry and nobody writes: they are refused as such.
    """

    default_error_messages = WORDS | {"invalid": _("Ha de ser un objecte.")}
    shown: frozenset[str] = frozenset()

    class Meta:
        list_serializer_class = Rows

    def to_internal_value(self, data):
        errors = self._strangers(data) if isinstance(data, dict) else {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(error.detail | errors) from None
        if errors:
            raise serializers.ValidationError(errors)
        return value

    def _strangers(self, data):
        return {name: [self._refusal(name)] for name in data if name not in self.fields}

    def _refusal(self, name):
        if name in self.shown:
            return ErrorDetail(_("Aquest camp només es pot llegir."), "read_only")
        return ErrorDetail(_("Aquest camp no existeix."), "unknown_field")


def rows(serializer: type[Strict], **options):
    """Return a field for a list of objects; null empties it."""
    child = serializer()  # by itself: ``many=True`` would let each row be null where the list may be
    return Rows(child=child, required=False, allow_null=True, max_length=LIST_LIMIT, **options)
