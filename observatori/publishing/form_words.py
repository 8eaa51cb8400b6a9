"""A value of a field as people read it: labels for codes, names for organisations, a line for each of several."""

from django import forms

from observatori.formats.phrases import capitalised, day, number
from observatori.partial_dates import PartialDateFormField
from observatori.publishing.forms import yes_or_no
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
    return [number(value)] if isinstance(field, forms.DecimalField) else str(value).splitlines()


def _labels(choices):
    """The label of each code, those of groups too."""
    labels = {}
    for code, label in choices:
        if isinstance(label, list | tuple):
            labels |= _labels(label)
        else:
            labels[code] = str(label)
    return labels
