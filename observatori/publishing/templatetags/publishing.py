from django import template

from observatori.organisations.models import Ownership
from observatori.publishing.models import EntryType, Origin, State, Visibility

register = template.Library()

WORDS = {
    "type": EntryType,
    "origin": Origin,
    "state": State,
    "visibility": Visibility,
    "ownership": Ownership,
}


@register.filter
def record_word(value, enumeration):
    """Print the word of a code of the spine: ``{{ origin|record_word:"origin" }}``."""
    return WORDS[enumeration](value).label if value else ""
