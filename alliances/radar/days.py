"""The days of an agreement on which somebody should act, as far as they can be known.

Source of the rules: the project’s contract, section *Dates*. Pure functions of documents (mappings with the API’s
field names) and days: no database, no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alliances.models import Happening
from alliances.periods import LAST_DAY, ONE_DAY
from alliances.possible_terms import sets_the_end, until_of
from alliances.signing import as_signed, unsigned_state
from alliances.term import State, Status, in_effect_order, status, timeline
from observatori.partial_dates import partial_date

OVER = (State.EXPIRED, State.TERMINATED)


@dataclass(frozen=True, order=True)
class Day:
    """Something that happens to an agreement. `ends_on` is the last day of the period it belongs to.

    `early` says that a termination set the end. `unknown` has no day, and `ends_on` where the end has a last
    day it can be.
    """

    what: str
    day: date | None
    ends_on: date | None
    early: bool = False


def days_of(
    agreement: Mapping, addenda: Iterable[Mapping], *, today: date, since: date, until: date
) -> list[Day]:
    """Return the days of an agreement in order; those of periods renewed tacitly only from `since` to `until`.

    An end that an addendum already puts off is none. While signatures are missing, the days are those the
    agreement will have with them; before the first one there are no days, only the end that is not known.
    """
    addenda = list(addenda)
    if unsigned_state(agreement) == State.DRAFT:
        return [Day(Happening.UNKNOWN, None, None)]
    signed = as_signed(agreement)
    found, changes = [], timeline(signed, addenda)
    for (first, state), (after, next_state) in zip(changes, [*changes[1:], (None, "")], strict=True):
        if state == State.IN_FORCE:
            found += _of_a_stretch(signed, addenda, first, after, next_state, since, until)
    return sorted(
        {*found, *_extension_limit(signed, found), *_doubt(signed, addenda, changes, today)}, key=_by_day
    )


def missing_for_the_end(agreement: Mapping, addenda: Iterable[Mapping]) -> tuple[str, str]:
    """Return the code of the document and the API’s name of the field that would tell when it ends."""
    code = agreement["code"]
    if unsigned_state(agreement) == State.DRAFT:
        return code, "signatures"
    signed = as_signed(agreement)
    ordered = in_effect_order(signed, addenda)
    for day, addendum in reversed(ordered):
        if addendum.get("addendum_kind") == "termination" and not _is_exact(day):
            return addendum["code"], "effective_on"
        if sets_the_end(addendum):
            if not _is_exact(day):
                return addendum["code"], "effective_on"
            if not _is_exact(partial_date(addendum.get("new_until"))):
                return addendum["code"], "new_until"
            return code, _of_the_renewals(signed)
    if not _is_exact(until_of(signed)) and not signed.get("open_ended"):
        return code, "in_force_until"
    return code, _of_the_renewals(signed)


def _of_the_renewals(document):
    """Where the end of the first period is known, what else its end may depend on."""
    if document.get("renewal") == "tacit" and not _is_exact(partial_date(document.get("in_force_from"))):
        return "in_force_from" if not document.get("renewal_months") else "renewal_months"
    if document.get("extension_until") and not _is_exact(partial_date(document["extension_until"])):
        return "extension_until"
    return "in_force_from"


def _of_a_stretch(agreement, addenda, first, after, next_state, since, until) -> Iterable[Day]:
    """The periods of a time in force, from `first` to the day before `after` (None: without end).

    Its last day is an end also where those of its periods are not known, or an addendum set it before it took effect.
    """
    last = after - ONE_DAY if after else LAST_DAY
    now = _at_its_end(agreement, addenda, max(first, min(since, last)), last)
    while _is_exact(now.ends_on) and (end := now.ends_on.earliest) < last and end <= until:
        if _is_renewed(agreement, addenda, end):
            yield from _period(Day(Happening.RENEWAL, end + ONE_DAY, end), now)
        now = _at_its_end(agreement, addenda, end + ONE_DAY, last)
    if after and next_state in OVER:
        end = Day(Happening.END, last, last, early=next_state == State.TERMINATED)
        yield from _period(end, status(agreement, addenda, last))


def _period(end: Day, now: Status) -> Iterable[Day]:
    """The end of a period and its notice; nobody gives notice of what is already resolved, or was cut short."""
    is_its_end = _is_exact(now.ends_on) and now.ends_on.earliest == end.ends_on
    if is_its_end and _is_exact(now.notice_on) and not end.early:
        yield Day(Happening.NOTICE, now.notice_on.earliest, end.ends_on)
    yield end


def _at_its_end(agreement, addenda, day, last) -> Status:
    """The status on the last day of the period that holds `day`, `last` at most: an addendum may move that end
    meanwhile.
    """
    now = status(agreement, addenda, day)
    while day < last and _is_exact(now.ends_on) and now.ends_on.earliest > day:
        day = min(now.ends_on.earliest, last)
        now = status(agreement, addenda, day)
    return now


def _is_renewed(agreement, addenda, end):
    """Whether it goes on by itself after `end`, and not because an addendum puts the end off."""
    if agreement.get("renewal") != "tacit":
        return False
    ordered = in_effect_order(agreement, addenda)
    return not any(
        sets_the_end(addendum) and _is_exact(day) and day.earliest == end + ONE_DAY
        for day, addendum in ordered
    )


def _extension_limit(agreement, found):
    """Until when it may be extended at most, while the last end known comes before."""
    limit = partial_date(agreement.get("extension_until"))
    ends = [one for one in found if one.what == Happening.END]
    if not ends or not _is_exact(limit) or agreement.get("renewal") == "tacit":
        return []
    last = max(ends, key=_by_day)
    if last.early or limit.earliest <= last.day:
        return []
    return [Day(Happening.EXTENSION_LIMIT, limit.earliest, last.day)]


def _doubt(agreement, addenda, changes, today) -> list[Day]:
    """That the end is not known, or not to the day. What is open-ended has none to know, and of what is in force it is
    enough to know the last day.
    """
    now = status(agreement, addenda, today)
    if now.state == State.IN_FORCE and next((state for day, state in changes if day > today), "") in OVER:
        return []
    if now.state in OVER or (now.open_ended and now.ends_on is None and now.state != State.UNKNOWN):
        return []
    if now.state != State.UNKNOWN and _is_exact(now.ends_on):
        return []
    last = now.ends_on.latest if now.ends_on else None
    return [] if last and last < today else [Day(Happening.UNKNOWN, None, last)]


def _is_exact(day):
    return day is not None and day.is_exact


def _by_day(one):
    return (one.day is None, one.day or date.min, one.what)
