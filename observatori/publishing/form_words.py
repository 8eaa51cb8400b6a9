"""A value of a field as people read it: labels for codes, names for organisations, a line for each of several."""

from django import forms

from observatori.formats.phrases import capitalised, day, euros, number, uncapitalised
from observatori.partial_dates import PartialDateFormField
from observatori.publishing.forms import Day, Money, yes_or_no
from observatori.publishing.organisation_field import NewOrganisation, OrganisationField
from observatori.publishing.written import is_filled


def said(field: forms.Field, value) -> list[str]:
    """Return the lines of a value in the API’s write form; none for one that says nothing."""
    if not is_filled(value):
        return []
    if isinstance(field, OrganisationField):
        return [value.facts["name"] if isinstance(value, NewOrganisation) else field.known.get(value, value)]
    if isinstance(field, forms.ChoiceField):
        labels = _labels(field.choices)
        return [labels.get(one, one) for one in (value if isinstance(value, list) else [value])]
    if isinstance(field, PartialDateFormField):
        return [capitalised(day(value))]
    if isinstance(field, forms.BooleanField):
        return [yes_or_no(value)]
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(field, Money):
        return [euros(value)]
    return [number(value)] if isinstance(field, forms.DecimalField) else str(value).splitlines()


def said_within(field: forms.Field, value) -> str:
    """Return a value as a line of several says it, after a name: «soci», «des de l’1 de maig del 2020»."""
    if isinstance(field, Day) and is_filled(value):
        return field.phrase(value)
    lines = said(field, value)
    if isinstance(field, forms.ChoiceField):
        lines = [uncapitalised(line) for line in lines]
    return ", ".join(lines) if isinstance(field, forms.ChoiceField) else " ".join(lines)


def _labels(choices):
    """The label of each code, those of groups too."""
    labels = {}
    for code, label in choices:
        if isinstance(label, list | tuple):
            labels |= _labels(label)
        else:
            labels[code] = str(label)
    return labels
