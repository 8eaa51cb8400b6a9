"""What the law asks of the term of an agreement that a public body signs, as findings; pure functions.

Source of the rules: article 49.h of Llei 40/2015. The term is fixed and lasts four years at most, unless a rule allows
more; before it ends, the signatories may agree unanimously to extend it for four years more at most. A tacit renewal is
no such agreement.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from alliances.models import Renewal
from alliances.periods import LAST_DAY, ONE_DAY, term_end
from alliances.possible_terms import sets_the_end, start_of, until_of
from alliances.signing import signed_on
from alliances.term import in_effect
from observatori.partial_dates import PartialDate, partial_date

LONGEST = 4 * 12  # months of a term, and of all its extensions


class TermFinding(StrEnum):
    OPEN_ENDED = "open_ended"
    TOO_LONG = "too_long"
    EXTENDED_TOO_LONG = "extended_too_long"
    EXTENDED_LATE = "extended_late"
    TACIT = "tacit"


def outlasts(first_day: date, end: PartialDate) -> bool:
    """Whether what begins on a day surely lasts longer than the law lets it, whatever day the end is."""
    return end.earliest > term_end(first_day, LONGEST)


def extended_too_long(until: PartialDate | None, ends: Iterable[PartialDate | None]) -> bool:
    """Whether some of `ends` surely takes a term that was to end on `until` further than the law lets extensions."""
    if until is None or until.latest == LAST_DAY:
        return False
    return any(outlasts(until.latest + ONE_DAY, end) for end in ends if end)


def puts_off(addendum: Mapping, until: PartialDate | None) -> bool:
    """Whether an addendum sets another end than `until`, and surely no earlier one."""
    end = partial_date(addendum.get("new_until"))
    return bool(until) and sets_the_end(addendum) and not (end and end.is_before(until))


def term_findings(agreement: Mapping, addenda: Iterable[Mapping], at: date) -> list[TermFinding]:
    """Return what article 49.h does not want of the term of `agreement` at `at`, with the addenda in effect that day.

    What is not known is no finding.
    """
    start, until = start_of(agreement), until_of(agreement)
    setting = [addendum for addendum in in_effect(agreement, addenda, at) if sets_the_end(addendum)]
    ends = [partial_date(addendum.get("new_until")) for addendum in setting]
    limit = partial_date(agreement.get("extension_until"))
    findings = {
        TermFinding.OPEN_ENDED: (bool(agreement.get("open_ended")) and not any(ends))
        or bool(setting and setting[-1].get("open_ended") and not ends[-1]),
        TermFinding.TOO_LONG: bool(start and until) and outlasts(start.latest, until),
        TermFinding.EXTENDED_TOO_LONG: extended_too_long(until, [*ends, limit]),
        TermFinding.EXTENDED_LATE: _is_late(until, setting),
        TermFinding.TACIT: agreement.get("renewal") == Renewal.TACIT,
    }
    return [finding for finding, is_so in findings.items() if is_so]


def _is_late(until, setting):
    """Whether one of them was surely signed after the end it puts off."""
    for addendum in setting:
        signed = signed_on(addendum)
        if signed and puts_off(addendum, until) and until.is_before(signed):
            return True
        until = partial_date(addendum.get("new_until"))
    return False
