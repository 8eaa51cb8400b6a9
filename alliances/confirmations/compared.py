"""Whether what a partner confirmed is still so: pure functions of published documents.

Source of the rule: the project’s contract, *Fingerprint*: a confirmation is stale when the same day’s value differs.
Time alone changes the fingerprint of an agreement that renews itself, so both sides are always read on the same day:
that of the answer, and each later one on which either side may become something else. An addendum that will only count
next year, or a first end that will only tell in the next period, is thus told at once, and the passing of the year
tells nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import rfc8785

from alliances.fingerprint import fingerprint
from alliances.models import AddendumKind
from alliances.periods import LAST_DAY, ONE_DAY, add_months
from alliances.possible_terms import possible_terms
from alliances.signing import code_of
from alliances.term import effective_on, in_effect_order, status
from observatori.partial_dates import PartialDate

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

# Two ways to count the periods of a renewed term that agree over so many periods and months agree for ever: what
# tells them apart is the length of a month, or the day that comes every four years.
PERIODS, MONTHS = 5, 5 * 12


@dataclass(frozen=True)
class Versions:
    """An agreement and its addenda as published: the documents, by the number of their revision."""

    agreement: tuple[int, Mapping]
    addenda: tuple[tuple[int, Mapping], ...] = ()

    @property
    def revisions(self) -> set[int]:
        return {self.agreement[0], *(number for number, _document in self.addenda)}

    @property
    def amending(self) -> list[Mapping]:
        return [document for _number, document in self.addenda]

    def fingerprint(self, on: date) -> str:
        return fingerprint(self.agreement[1], self.amending, on)

    def ends_on(self, on: date) -> PartialDate | None:
        """The end of the period of a day, as far as it is known."""
        return status(self.agreement[1], self.amending, on).ends_on

    def possible_ends(self, on: date) -> set[date]:
        """Every day that may be the end of the period of a day."""
        ordered = in_effect_order(self.agreement[1], self.amending)
        terms = possible_terms(self.agreement[1], ordered, on)
        return {end for term in terms if (end := term.period(on)[0])}


def participation(partner: Mapping) -> dict:
    """Return the facts of a partner’s row that it answers for; choices without an order of their own are sorted."""
    facts = {name: partner.get(name) or None for name in PARTICIPATION}
    return facts | {name: sorted(partner.get(name) or []) for name in UNORDERED}


def participation_digest(partner: Mapping) -> str:
    """Return the SHA-256 of the canonical JSON (RFC 8785) of a partner’s participation, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(participation(partner))).hexdigest()


def same_terms(before: Versions, now: Versions, on: date) -> bool:
    """Whether the terms answered about on the day `on` are the terms of today, on that day and on any later one."""
    return first_difference(before, now, on) is None


def first_difference(before: Versions, now: Versions, on: date) -> date | None:
    """Return a day from `on` on where the terms of both are not the same, the first of `days_of_renewal`; None where
    there is none.
    """
    if before.revisions == now.revisions:
        return None
    days = days_of_effect(before, now, on)
    renewals = days_of_renewal(before, now, days)
    return next((day for day in renewals if _differ(before, now, day, only_end=day not in days)), None)


def _differ(before, now, day, *, only_end):
    if only_end:
        return before.ends_on(day) != now.ends_on(day)
    return before.fingerprint(day) != now.fingerprint(day)


def days_of_effect(before: Versions, now: Versions, on: date) -> list[date]:
    """Return the day `on` and the later ones on which an addendum of either side takes effect, or first may."""
    known = [day for document in (*before.amending, *now.amending) if (day := effective_on(document))]
    edges = {edge for day in known for edge in (day.earliest, day.latest)}
    return [on, *sorted(edge for edge in edges if edge > on)]


def days_of_renewal(before: Versions, now: Versions, days: list[date]) -> Iterator[date]:
    """Yield `days` and those after each on which a period of either side begins, in order: as many as may differ.

    Between two of `days` a fingerprint changes on no other day, and in nothing but the end.
    """
    for day, following in pairwise([*days, LAST_DAY]):
        yield day
        begins, periods, until = _next_period(before, now, day), 1, add_months(day, MONTHS)
        while begins and begins < following and (periods <= PERIODS or begins <= until):
            yield begins
            begins, periods = _next_period(before, now, begins), periods + 1


def _next_period(before, now, day):
    """The first day after `day` on which a period of either side begins; None where none does."""
    ends = (end for side in (before, now) for end in side.possible_ends(day) if day <= end < LAST_DAY)
    return min((end + ONE_DAY for end in ends), default=None)


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
