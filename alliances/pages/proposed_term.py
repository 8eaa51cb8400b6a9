"""What follows from the term somebody writes: sentences about today, and remarks on what is unusual.

A register records what was signed: what does not fit is said, and saved all the same. Source of the remarks:
article 49.h of Llei 40/2015 (four years, extensions of four more, agreed before the end).
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from alliances.models import Renewal
from alliances.pages.states import status_sentences
from alliances.readings import Reading
from alliances.signing import is_signed
from alliances.term_limits import extended_too_long, outlasts
from observatori.partial_dates import partial_date
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
    start, end = partial_date(document.get("in_force_from")), partial_date(document.get("in_force_until"))
    signed, limit = partial_date(document.get("signed_on")), partial_date(document.get("extension_until"))
    remarks = []
    if start and end and outlasts(start.latest, end):
        remarks.append(_("Dura més de quatre anys: on signa un ens públic, cal una norma que ho permeti."))
    if end and limit and extended_too_long(end, limit):
        remarks.append(_("Les pròrrogues sumen més de quatre anys: on signa un ens públic, és el màxim."))
    if start and signed and start.is_before(signed):
        remarks.append(_("Té efectes des d’abans de la signatura."))
    if document.get("renewal") == Renewal.TACIT and has_public_party:
        remarks.append(
            _("Es renova tàcitament, i una de les parts és pública: la llei demana pròrrogues expresses.")
        )
    return remarks
