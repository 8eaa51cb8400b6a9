"""What follows from the term somebody writes: sentences about today, and remarks on what is unusual."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from alliances.pages.states import status_sentences
from alliances.readings import Reading
from alliances.signing import is_signed
from alliances.warnings import term_warnings
from observatori.publishing.models import Origin


def proposed_term(document: Mapping, at: date) -> dict:
    """Return what the agreement is on a day, as its page would say it: {title, sentences}.

    One that is not signed yet is read as if it were.
    """
    if is_signed(document):
        return {
            "title": _("Què en resulta avui"),
            "sentences": status_sentences(Reading(dict(document), (), at)),
        }
    signed = dict(document) | {"origin": Origin.IMPORTED}  # what is imported counts as signed
    sentences = status_sentences(Reading(signed, (), at))
    return {"title": _("Què en resultarà quan se signi"), "sentences": sentences}


def term_remarks(document: Mapping, *, has_public_party: bool) -> list[str]:
    """Return what is unusual in a term, a sentence each; nothing of it keeps the agreement from being saved."""
    return [str(one.sentence) for one in term_warnings(document, has_public_party=has_public_party)]
