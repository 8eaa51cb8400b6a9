"""Characters that are no text: nobody sees them, and XML 1.0 (§2.2) and iCalendar cannot carry them."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# C0 but tab and line ends, DEL, C1, halves of surrogate pairs and the two that no XML may hold.
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
NO_TEXT = re.compile(f"[{CONTROLS}]|\r(?!\n)")
NO_LINE = re.compile(f"[{CONTROLS}\u2028\u2029]|\r(?!\n)")
SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
SENTENCE = _("El text té un caràcter que no es pot desar.")
# What mail programs make a link of: an address of the web, with or without its scheme, or of electronic mail.
ADDRESS = re.compile(r"[\r\n\u2028\u2029]|://|\bhttps?:|\bwww\.|\S@\S|\w\.[a-z]{2,}/", re.IGNORECASE)
NAME_SENTENCE = _("Un nom és una sola línia, sense adreces web ni electròniques.")
CODE = "null_characters_not_allowed"  # Django’s, of the one it refuses by itself


def is_text(value: str) -> bool:
    """Whether a text of several lines may hold all its characters."""
    return NO_TEXT.search(value) is None


def refuse_controls(value: str) -> None:
    """Validator of a text of several lines. Raises ValidationError."""
    if not is_text(value):
        raise ValidationError(SENTENCE, code=CODE)


def refuse_controls_in_line(value: str) -> None:
    """Validator of one line. Raises ValidationError."""
    if NO_LINE.search(value):
        raise ValidationError(SENTENCE, code=CODE)


def refuse_addresses(value: str) -> None:
    """Validator of a name, which letters to strangers quote. Raises ValidationError."""
    if ADDRESS.search(value):
        raise ValidationError(NAME_SENTENCE, code="address")


def refused_columns(instance: models.Model) -> dict[str, ValidationError]:
    """Return what is wrong with the characters of the columns: a CharField is one line, a TextField several."""
    errors = {}
    for field in instance._meta.concrete_fields:
        if not isinstance(field, models.CharField | models.TextField):
            continue
        value = field.value_from_object(instance)
        refuse = refuse_controls if isinstance(field, models.TextField) else refuse_controls_in_line
        try:
            refuse(value if isinstance(value, str) else "")
        except ValidationError as error:
            errors[field.name] = error
    return errors


def refuse_controls_of(instance: models.Model) -> None:
    """The same for a model’s `clean`. Raises ValidationError by column."""
    if errors := refused_columns(instance):
        raise ValidationError(errors)


def without_controls(value: str) -> str:
    """Return a text, of before they were refused, as feeds and calendars can carry it."""
    return NO_TEXT.sub("", SEPARATORS.sub(" ", value))
