from django import template

from observatori import catalan
from observatori.vocabularies import terms

register = template.Library()


@register.filter
def term(code, vocabulary):
    """Print the words of a code in the active language."""
    return terms.label(vocabulary, code) if code else ""


@register.filter
def terms_of(codes, vocabulary):
    """Return the words of several codes."""
    return [terms.label(vocabulary, code) for code in codes or ()]


@register.filter
def places(codes):
    """Return the names of territories, comarques and municipalities alike."""
    return [_place(code).label if _place(code) else code for code in codes or ()]


@register.filter
def of_place(code):
    """Print «d’Osona», «del Bages», «de l’Alt Camp»."""
    place = _place(code)
    return catalan.of(place.ca, place.article) if place else code


@register.filter
def at_place(code):
    """Print «a Osona», «al Bages», «a l’Alt Camp»."""
    place = _place(code)
    return catalan.at(place.ca, place.article) if place else code


def _place(code):
    return terms.words("comarca", code) or terms.words("municipality", code)
