"""The terms an agreement may have where its dates are known only in part.

Source of the rules: the project’s contract, section *Dates*. Each unknown part is tried at both its ends,
so every `PossibleTerm` has exact dates only. What all of them say is known; the rest is in doubt.
"""

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from alliances.periods import FIRST_DAY, LAST_DAY, ONE_DAY, renewed_end
from alliances.signing import signed_on
from observatori.partial_dates import partial_date

LEAVE_THE_END = {"termination", "separation"}


class End(NamedTuple):
    """A last day agreed, or none (`open_ended` says whether none is wanted or none is known).

    `exact` says whether it was written to the day.
    """

    day: date | None
    exact: bool
    open_ended: bool | None
    extended: bool


@dataclass(frozen=True)
class PossibleTerm:
    """One way the unknown parts of the dates may be: every date is exact, or not known at all."""

    start: date | None
    first_end: date | None
    end: End
    extension_until: date | None
    last_day: date | None
    tacit: bool
    renewal_months: int | None
    countable: bool

    @property
    def final_day(self):
        """The last day of the last period there can be; None where nothing sets one."""
        if not self.tacit or not self.end.day:
            return self.end.day
        return self.extension_until and max(self.end.day, self.extension_until)

    def period(self, at):
        """The end of the period running at `at`, or of the last one, and how many renewals it took."""
        if not self.end.day:
            return self.last_day, 0
        limits = [day for day in (self.final_day, self.last_day) if day]
        on = min(at, *limits) if limits else at
        end, times = self._renewed(on) if self.tacit else (self.end.day, 0)
        if on in limits:
            return on, times
        return end and min([end, *limits]), times

    def _renewed(self, on):
        end, times = renewed_end(self.start, self.first_end, self.end.day, self.renewal_months, on)
        return (end if self.countable or not times else None), times

    def state(self, at):
        """The state at `at` of an agreement that is signed, in the order the contract gives."""
        if self.last_day and at > self.last_day:
            return "terminated"
        if self.start and at < self.start:
            return "upcoming"
        if not self.end.day and not (self.end.open_ended and self.start):
            return "unknown"
        return "expired" if self.final_day and at > self.final_day else "in_force"

    def can_extend(self, at):
        """Whether an extension can still be agreed: only before the end, and up to `extension_until`."""
        state, (end, _times) = self.state(at), self.period(at)
        if state in ("expired", "terminated") or self.last_day or (self.end.open_ended and not self.end.day):
            return False
        if state == "unknown" or not end or not self.extension_until:
            return None
        return self.extension_until > end


def possible_terms(agreement, ordered, at):
    """Every PossibleTerm of `agreement` at `at`.

    `ordered` are its signed addenda as (effective day or None, addendum), in the order they take effect.
    """
    start, until = start_of(agreement), until_of(agreement)
    first = {"exact": until is not None and until.is_exact, "open_ended": agreement.get("open_ended")}
    later = list(product(_both_ends(partial_date(agreement.get("extension_until"))), _last_days(ordered)))
    return [
        PossibleTerm(
            start=first_day,
            first_end=first_end,
            end=end,
            extension_until=extension_until,
            last_day=last_day,
            tacit=agreement.get("renewal") == "tacit",
            renewal_months=agreement.get("renewal_months"),
            countable=end.exact and _countable(start, until, end.day, agreement.get("renewal_months")),
        )
        for first_day, first_end in _first_terms(start, until)
        for end in _current_ends(End(first_end, **first, extended=False), ordered, at)
        for extension_until, last_day in later
    ]


def _first_terms(start, until):
    """The extreme (first day, last day) the two dates allow. None begins after its end, unless all do."""
    corners = list(product(_both_ends(start), _both_ends(until)))
    possible = [(first, last) for first, last in corners if not (first and last) or first <= last]
    if len(possible) == len(corners) or until.is_before(start):
        return corners
    shortest = {max(start.earliest, until.earliest), min(start.latest, until.latest)}
    return [*possible, *((day, day) for day in sorted(shortest))]


def _countable(start, until, end, months):
    """Whether the ends of renewed periods can be counted: from dates known to the day, or from the end alone.

    A first day known only in part matters even to periods of `months` when it may be clipped: a term that
    ends on 27 February may have begun on 28, 29, 30 or 31.
    """
    if start is None or start.is_exact:
        return bool(months or (until and until.is_exact))
    after = end + ONE_DAY if end < LAST_DAY else end
    return bool(months) and (after.day == 31 or (after + ONE_DAY).day > 1)


def start_of(document):
    """The first day in force, as a PartialDate: the day it was signed where no other is written."""
    own = document.get("effective_on") if document.get("kind") == "addendum" else None
    return partial_date(own or document.get("in_force_from")) or signed_on(document)


def until_of(document):
    """The last day in force as it was first agreed, as a PartialDate, or None."""
    own = document.get("new_until") if document.get("kind") == "addendum" else None
    return partial_date(own or document.get("in_force_until"))


def sets_the_end(addendum):
    """Whether an addendum gives the agreement it amends another end: an extension, or a new last day."""
    kind = addendum.get("addendum_kind")
    return kind == "extension" or (bool(addendum.get("new_until")) and kind not in LEAVE_THE_END)


def _current_ends(first, ordered, at):
    """The ends that may count at `at`: those agreed last, and those that may have taken effect since."""
    found = [(None, [first])]
    for day, addendum in ordered:
        if sets_the_end(addendum) and (not day or day.earliest <= at):
            found.append((day, _ends_after(addendum, found[-1][1])))
    current = [ends for i, (day, ends) in enumerate(found) if not _surpassed(day, found[i + 1 :], at)]
    return [end for ends in current for end in ends]


def _surpassed(day, later, at):
    """Whether one of the later ones has surely taken effect, and surely not before `day`."""
    certain = (other for other, _ends in later if other and other.latest <= at)
    return any(not day or day.latest <= other.earliest for other in certain)


def _ends_after(extension, ends):
    extended = ends[0].extended or extension.get("addendum_kind") == "extension"
    if extension.get("new_until"):
        new = partial_date(extension["new_until"])
        facts = {"exact": new.is_exact, "open_ended": False, "extended": extended}
        return [End(day, **facts) for day in _both_ends(new)]
    endless = End(None, exact=False, open_ended=True, extended=extended)
    if extension.get("open_ended"):
        return [endless]
    # The new end is not known: it may be any day from the old end on, so both extremes stand for it.
    return [*(end._replace(extended=extended) for end in ends), endless]


def _last_days(ordered):
    """The last days in force that terminations may have set; None stands for none, or for never."""
    days = [day for day, addendum in ordered if addendum.get("addendum_kind") == "termination"]
    if not days:
        return [None]
    if None in days:
        return [FIRST_DAY, min((day.latest for day in days if day), default=None)]
    return sorted({min(day.earliest for day in days), min(day.latest for day in days)})


def _both_ends(day):
    return sorted({day.earliest, day.latest}) if day else [None]
