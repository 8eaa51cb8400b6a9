"""Whether what a partner confirmed is still so: pure functions of published documents.

Source of the rule: the project’s contract, *Fingerprint*: a confirmation is stale when the same day’s value differs.
Time alone changes the fingerprint of an agreement that renews itself, so both sides are always read on the same day:
that of the answer, and each later one on which an addendum that only one side has takes effect. An addendum that
will only count next year is thus told at once, and the passing of the year tells nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import rfc8785

from alliances.fingerprint import fingerprint
from alliances.models import AddendumKind
from alliances.signing import code_of
from alliances.term import effective_on

# What a partner answers for: its own part, whatever the name or the number of its row.
PARTICIPATION = (
    "role",
    "role_text",
    "joined_on",
    "left_on",
    "own_objectives",
    "benefits",
    "contribution",
    "contribution_text",
)
UNORDERED = ("benefits", "contribution")


@dataclass(frozen=True)
class Versions:
    """An agreement and its addenda as published: the documents, by the number of their revision."""

    agreement: tuple[int, Mapping]
    addenda: tuple[tuple[int, Mapping], ...] = ()

    @property
    def revisions(self) -> set[int]:
        return {self.agreement[0], *(number for number, _document in self.addenda)}

    def fingerprint(self, on: date) -> str:
        return fingerprint(self.agreement[1], [document for _number, document in self.addenda], on)


def participation(partner: Mapping) -> dict:
    """Return the facts of a partner’s row that it answers for; choices without an order of their own are sorted."""
    facts = {name: partner.get(name) or None for name in PARTICIPATION}
    return facts | {name: sorted(partner.get(name) or []) for name in UNORDERED}


def participation_digest(partner: Mapping) -> str:
    """Return the SHA-256 of the canonical JSON (RFC 8785) of a partner’s participation, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(participation(partner))).hexdigest()


def same_terms(before: Versions, now: Versions, on: date) -> bool:
    """Whether the terms answered about on the day `on` are the terms of today, whatever day they are read on."""
    if before.revisions == now.revisions:
        return True
    return all(before.fingerprint(day) == now.fingerprint(day) for day in days_to_compare(before, now, on))


def days_to_compare(before: Versions, now: Versions, on: date) -> list[date]:
    """Return the day of the answer, and the later ones on which an addendum of one side alone takes effect."""
    alone = before.revisions ^ now.revisions
    different = [document for number, document in (*before.addenda, *now.addenda) if number in alone]
    days = {day.latest for document in different if (day := effective_on(document))}
    return [on, *sorted(day for day in days if day > on)]


def is_party(code: str, versions: Versions) -> bool:
    """Whether an organisation is a party of an agreement, or of an accession to it."""
    acceding = (
        doc for _number, doc in versions.addenda if doc.get("addendum_kind") == AddendumKind.ACCESSION
    )
    documents = (versions.agreement[1], *acceding)
    return any(code == code_of(party) for document in documents for party in document.get("parties") or ())


def current_rows(partners: Iterable[Mapping]) -> dict[str, Mapping]:
    """Return the row that each organisation answers for, by its code: where it left and came back, the last one."""
    rows: dict[str, Mapping] = {}
    for partner in partners:
        code = code_of(partner["organisation"])
        if code not in rows or rows[code].get("left_on"):
            rows[code] = partner
    return rows
