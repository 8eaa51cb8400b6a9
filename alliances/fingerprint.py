"""One value that stands for the terms of an agreement on a day: equal when, and only when, they are.

Source of the rule: the project’s contract, *Fingerprint*: SHA-256 of the canonical JSON of RFC 8785.
Documents and story take no part, nor do names that organisations may change.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

import rfc8785

from alliances.commitments.consolidated import commitments_after
from alliances.consolidation import consolidated_text
from alliances.parties import parties_after
from alliances.signing import code_of
from alliances.term import in_effect, status

PART = ("key", "label", "section", "heading", "text")
COMMITMENT = ("year", "in_kind", "concept")


def fingerprint(agreement: Mapping, addenda: Iterable[Mapping], at: date) -> str:
    """The fingerprint of the agreement consolidated at `at`, as 64 hexadecimal digits."""
    return hashlib.sha256(rfc8785.dumps(terms(agreement, addenda, at))).hexdigest()


def terms(agreement: Mapping, addenda: Iterable[Mapping], at: date) -> dict:
    """The facts behind the fingerprint, unknown ones None.

    Who joins by an accession in effect is a party, and who leaves by a separation is not; what addenda in effect
    commit comes after what the agreement commits. `in_force_from` is the field people wrote, not the day that may
    stand in for it.
    """
    addenda = list(addenda)
    effective = in_effect(agreement, addenda, at)
    now = status(agreement, addenda, at)
    text = consolidated_text(agreement, addenda, at).parts
    return {
        "parties": sorted(map(code_of, parties_after(agreement, effective))),
        "kind": agreement.get("kind"),
        "signed_on": _text(now.signed_on),
        "in_force_from": _text(agreement.get("in_force_from")),
        "ends_on": _text(now.ends_on),
        "open_ended": now.open_ended,
        "extension_until": _text(agreement.get("extension_until")),
        "notice_months": agreement.get("notice_months"),
        "renewal": None if agreement.get("renewal") == "unknown" else agreement.get("renewal"),
        "renewal_months": agreement.get("renewal_months"),
        "parts": [{name: part[name] for name in PART} for part in text],
        "commitments": [_commitment(one) for one in commitments_after(agreement, effective)],
    }


def _commitment(commitment):
    amount = commitment.get("amount")
    return {
        "organisation": code_of(commitment.get("organisation")),
        "amount": None if amount is None else float(amount),
        **{name: commitment.get(name) or None for name in COMMITMENT},
    }


def _text(value):
    return str(value) if value else None
