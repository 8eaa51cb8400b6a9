"""Names of places as sentences say them."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from observatori import catalan
from observatori.formats.phrases import joined, language
from observatori.vocabularies import terms

SHORT_LIST = 4  # more names than these are told by their number on a card


def place(code: str) -> terms.Words | None:
    """Return the words of a comarca or a municipality, None for another code."""
    return terms.words("comarca", code) or terms.words("municipality", code)


def place_name(code: str) -> str:
    """Return the name of a comarca or municipality: «l’Alt Camp» in Catalan, «Alt Camp» elsewhere."""
    found = place(code)
    if found is None:
        return code
    return catalan.with_article(found.ca, found.article) if language() == "ca" else found.label


def places(codes: Iterable[str], others: Iterable[str] = ()) -> str:
    """Return territories as one phrase: «Osona, la Garrotxa i el Ripollès»."""
    return joined([*(place_name(code) for code in codes), *others])


def places_in_short(codes: Iterable[str], others: Iterable[str] = ()) -> str:
    """Return territories for a card: a long list is told by its number."""
    codes, others = list(codes), list(others)
    count = len(codes) + len(others)
    if count <= SHORT_LIST:
        return places(codes, others)
    return ngettext("%(count)d territori", "%(count)d territoris", count) % {"count": count}
