"""What an agreement is on a given day: its state and the dates that follow from it.

Source of the rules: the project’s contract, section *Dates*; that an extension is agreed before the end,
article 49.h of Llei 40/2015. Everything is a pure function of documents (mappings with the API’s field
names, dates as ISO text or null) and a day: no database, no clock. The caller chooses the addenda that
count (registered ones, or every one the reader may see); those not signed by all are left out here.

Where a part of a date is unknown, what every possibility agrees on is known; what they differ on is
`unknown` (None for dates and `can_extend`, False for `in_notice` and `extended`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from alliances.periods import FIRST_DAY, LAST_DAY, ONE_DAY, add_months
from alliances.possible_terms import possible_terms, start_of, until_of
from alliances.signing import is_signed, signed_on, unsigned_state
from observatori.partial_dates import PartialDate, partial_date

EARLIEST = FIRST_DAY + ONE_DAY  # from then on, what has no day may have happened already


class State(TextChoices):
    """What an agreement can be, with the words people read; the order is that of an agreement’s life."""

    DRAFT = "draft", _("esborrany")
    PENDING_SIGNATURE = "pending_signature", _("pendent de signatura")
    UPCOMING = "upcoming", _("encara no vigent")
    IN_FORCE = "in_force", _("vigent")
    EXPIRED = "expired", _("vençut")
    TERMINATED = "terminated", _("resolt")
    UNKNOWN = "unknown", _("no consta")


@dataclass(frozen=True)
class Status:
    """What is so on the day asked. Dates are PartialDate (a str, so ready for JSON) or None.

    `in_force_from` and `open_ended` are as they count that day (a signature day standing in for an empty
    start, an extension without end); `as_dict` leaves them out, since the API’s fields of those names are
    the ones people wrote.
    """

    state: str
    in_notice: bool
    extended: bool
    can_extend: bool | None
    signed_on: PartialDate | None
    in_force_from: PartialDate | None
    open_ended: bool | None
    ends_on: PartialDate | None
    notice_on: PartialDate | None

    def as_dict(self):
        """The API’s derived fields by name."""
        return {k: v for k, v in asdict(self).items() if k not in ("in_force_from", "open_ended")}


def status(agreement: Mapping, addenda: Iterable[Mapping], at: date) -> Status:
    """What `agreement` is at `at`, with its `addenda`, according to all that is known today.

    An addendum can be asked too, with no addenda: `effective_on` and `new_until` are then its term.
    """
    terms = possible_terms(agreement, in_effect_order(agreement, addenda), at)
    unsigned = unsigned_state(agreement)
    state = unsigned or _agreed(term.state(at) for term in terms) or "unknown"
    can_extend = _agreed(term.can_extend(at) for term in terms)
    ends = [term.period(at)[0] for term in terms]
    notices = [_notice_day(end, agreement.get("notice_months")) for end in ends]
    return Status(
        state=state,
        in_notice=state == "in_force" and all(day and day <= at for day in notices),
        extended=not unsigned and all(term.end.extended or term.period(at)[1] for term in terms),
        can_extend=None if unsigned or state == "unknown" else can_extend,
        signed_on=signed_on(agreement),
        in_force_from=start_of(agreement),
        open_ended=_agreed(term.end.open_ended for term in terms),
        ends_on=_span(ends),
        notice_on=_span(notices),
    )


def timeline(agreement: Mapping, addenda: Iterable[Mapping]) -> list[tuple[date, str]]:
    """The days on which the state changes, in order, each with the state from that day on.

    The first day is date.min. Tacit renewals change no state, so the list is finite.
    """
    addenda = list(addenda)
    changes = []
    for day in _turning_days(agreement, addenda):
        state = status(agreement, addenda, max(day, EARLIEST)).state
        if not changes or changes[-1][1] != state:
            changes.append((day, state))
    return changes


def effective_on(addendum: Mapping) -> PartialDate | None:
    """The day an addendum takes effect: the day it was signed where the field is empty."""
    return partial_date(addendum.get("effective_on")) or signed_on(addendum)


def in_order(agreement: Mapping, addenda: Iterable[Mapping]) -> list[dict]:
    """Every addendum in the order they take effect, those that still lack a signature after the rest.

    Two of the same day go by code; a day known only in part goes by its last possible day, one not known
    at all before the rest. An addendum without parties has its agreement’s.
    """
    return sorted((amending(agreement, addendum) for addendum in addenda), key=_place)


def amending(agreement: Mapping, addendum: Mapping) -> dict:
    """The addendum as one of the agreement: where it names no parties, those of the agreement must sign it."""
    return {**addendum, "parties": addendum.get("parties") or agreement.get("parties")}


def in_effect_order(agreement: Mapping, addenda: Iterable[Mapping]) -> list[tuple[PartialDate | None, dict]]:
    """The signed addenda as (effective day or None, addendum), `in_order`."""
    return [
        (effective_on(addendum), addendum) for addendum in in_order(agreement, addenda) if is_signed(addendum)
    ]


def in_effect(agreement: Mapping, addenda: Iterable[Mapping], at: date) -> list[dict]:
    """The signed addenda that have surely taken effect by the day `at`, in the order they did."""
    return [addendum for day, addendum in in_effect_order(agreement, addenda) if day and day.latest <= at]


def code_order(code: str | None) -> tuple[int, str]:
    """Sort key of a code: OAE-C-10000 comes after OAE-C-9999."""
    return (len(code or ""), code or "")


def _notice_day(end, months):
    return add_months(end, -months) if end and months is not None else None


def _agreed(values):
    values = set(values)
    return values.pop() if len(values) == 1 else None


def _span(days):
    days = list(days)
    return None if None in days else PartialDate.spanning(min(days), max(days))


def _place(addendum):
    day = effective_on(addendum)
    return not is_signed(addendum), day.latest if day else date.min, code_order(addendum.get("code"))


def _turning_days(agreement, addenda):
    """Every day a date names, and the day after it: the only days on which a state can change."""
    named = [start_of(agreement), until_of(agreement), partial_date(agreement.get("extension_until"))]
    for addendum in addenda:
        named += [effective_on(addendum), partial_date(addendum.get("new_until"))]
    days = {edge for day in named if day for edge in (day.earliest, day.latest)}
    return sorted({date.min} | days | {day + ONE_DAY for day in days if day < LAST_DAY})
