"""What follows from the term somebody writes: sentences about today, and remarks on what is unusual."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from alliances.pages.states import status_sentences
from alliances.readings import Reading
from alliances.signing import as_signed, is_signed
from alliances.warnings import term_warnings


def proposed_term(document: Mapping, at: date) -> dict:
    """Return what the agreement is on a day, as its page would say it: {title, sentences}.

    One that is not signed yet is read as if it were.
    """
    title = _("Què en resulta avui") if is_signed(document) else _("Què en resultarà quan se signi")
    return {"title": title, "sentences": status_sentences(Reading(dict(as_signed(document)), (), at))}


def term_remarks(document: Mapping, *, has_public_party: bool) -> list[str]:
    """Return what is unusual in a term, a sentence each; nothing of it keeps the agreement from being saved."""
    return [str(one.sentence) for one in term_warnings(document, has_public_party=has_public_party)]
