"""When a step has to be done, and whether it is late on a day: pure functions.

Sources: Llei 40/2015, articles 48.8 (5 and 10 working days) and 53 (three months); Llei 39/2015, article 30: months
count from day to day and the last counts whole, working days leave out Saturdays and Sundays. Public holidays, which
change by year and place, are not left out: the day is never later than the law’s.
"""

from datetime import date, timedelta

from django.db.models import TextChoices

from alliances.models import Stage, StepState
from alliances.periods import LAST_DAY, add_months
from alliances.procedures.catalogue import Deadline, known_steps
from alliances.term import State
from observatori.partial_dates import PartialDate

SATURDAY = 5  # date.weekday()


class Late(TextChoices):
    """Why a step is late."""

    OVERDUE = "overdue"
    IN_FORCE = "in_force"  # it should have been done before the signature, and the agreement is in force


def last_day(deadline: Deadline, signed_on: PartialDate | None) -> date | None:
    """Return the last day of a deadline that runs from the signature; None while that is not known.

    Of a day known in part the last it can be counts, so that nobody is told too early to be late.
    """
    if signed_on is None:
        return None
    day = add_months(signed_on.latest, deadline.months)
    for _day in range(deadline.working_days):
        day = _next_working_day(day)
    return day


def due_day(step, signed_on: PartialDate | None) -> date | None:
    """Return the day a step is due: the one written, else the law’s for a step of the project’s list."""
    if step.due_on:
        return step.due_on
    known = known_steps().get(step.code)
    return last_day(known.deadline, signed_on) if known and known.deadline else None


def may_not_apply(step, ownership: str) -> bool:
    """Whether nobody has said yet that a step which only some agreements need is needed in this one: it has neither a
    day nor anybody who has it.
    """
    known = known_steps().get(step.code)
    is_open = step.state == StepState.PENDING and not (step.due_on or step.holder_id or step.holder_text)
    return is_open and bool(known) and known.is_conditional(ownership)


def why_late(step, *, due: date | None, state: str, at: date, may_not_apply: bool = False) -> Late | None:
    """Return why a step is late at `at`, given the state of its agreement that day; None where it is not."""
    if step.state != StepState.PENDING or may_not_apply:
        return None
    if due is not None and due < at:
        return Late.OVERDUE
    if step.stage == Stage.BEFORE and state == State.IN_FORCE:
        return Late.IN_FORCE
    return None


def _next_working_day(day):
    if day == LAST_DAY:  # a Friday
        return day
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
