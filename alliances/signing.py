"""Who has signed an agreement, and when: pure functions of the document the API gives.

Source of the rules: the project’s contract, section *Dates*. A document is a mapping with the API’s field
names; references are `{code, slug, name}` or a plain code.
"""

from collections.abc import Mapping

from observatori.catalan import fold
from observatori.partial_dates import partial_date

SIGNED_BY_ORIGIN = {"documented", "imported"}


def signed_on(document):
    """The day it was signed, as a PartialDate, or None: the field where it is writable, else the last
    signature known. An agreement that still lacks a signature has no such day.
    """
    written = partial_date(document.get("signed_on"))
    last = max(_signature_dates(document), key=lambda day: (day.latest, day.earliest), default=None)
    if last is None or (written and counts_as_signed(document)):
        return written
    return last if is_signed(document) else None


def counts_as_signed(document):
    """Whether it was compiled from sources that take the signatures for granted."""
    return document.get("origin") in SIGNED_BY_ORIGIN


def unsigned_state(document):
    """«draft» or «pending_signature», or None when it is signed."""
    if is_signed(document):
        return None
    return "pending_signature" if document.get("signatures") or _is_registered(document) else "draft"


def is_signed(document):
    """Whether no signature is missing. A draft nobody has signed is not signed, whatever its parties."""
    if counts_as_signed(document):
        return True
    begun = bool(document.get("signatures")) or _is_registered(document)
    return begun and not unsigned_parties(document)


def as_signed(document):
    """The document as it will read once nobody’s signature is missing."""
    return document if is_signed(document) else {**document, "origin": "imported"}


def unsigned_parties(document):
    """The parties, as they stand in the document, that have signed neither as themselves nor by name."""
    signatures = document.get("signatures") or ()
    codes = {code_of(s.get("organisation")) for s in signatures}
    names = {fold(s.get("party_text") or "") for s in signatures} - {""}
    return [p for p in document.get("parties") or () if code_of(p) not in codes and not _names(p) & names]


def code_of(reference):
    """The code of a reference: `{code, …}`, a plain code, or None."""
    return reference.get("code") if isinstance(reference, Mapping) else reference


def _names(party):
    fields = ("name", "short_name", "slug", "code")
    texts = [party.get(f) for f in fields] if isinstance(party, Mapping) else [party]
    return {fold(text or "") for text in texts} - {""}


def _is_registered(document):
    return document.get("published_version") is not None or document.get("record_state") == "published"


def _signature_dates(document):
    dates = (partial_date(s.get("signed_on")) for s in document.get("signatures") or ())
    return [day for day in dates if day]
