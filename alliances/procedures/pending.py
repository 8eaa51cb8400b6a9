"""The steps an organisation still has to do, the late ones first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from alliances.drafts import draft_readings
from alliances.models import ProcedureStep, Stage, StepState
from alliances.procedures.access import steps_visible_to
from alliances.procedures.lateness import Late, due_day, may_not_apply, why_late
from alliances.readings import Reading
from alliances.signing import unsigned_state
from observatori.organisations.models import Organisation, User
from observatori.partial_dates import PartialDate

STAGES = list(Stage.values)


SIGNATURES = "signatures"  # the step of the project’s list that the signatures of the agreement answer


@dataclass(frozen=True)
class Standing:
    """A step on a day: when it is due, and why it is late if it is. `is_signed`: it is not marked as done, and the
    agreement says that every party has signed it, on `signed_on` where the day is known.
    """

    step: ProcedureStep
    due: date | None
    late: Late | None
    may_not_apply: bool = False
    is_signed: bool = False
    signed_on: PartialDate | None = None


def standing(step: ProcedureStep, reading: Reading, ownership: str) -> Standing:
    """Return how a step of a party of that ownership stands on the day its agreement is read."""
    due, doubtful = due_day(step, reading.status.signed_on), may_not_apply(step, ownership)
    if _is_signed(step, reading):
        return Standing(step, due, None, doubtful, is_signed=True, signed_on=reading.status.signed_on)
    late = why_late(step, due=due, state=reading.status.state, at=reading.at, may_not_apply=doubtful)
    return Standing(step, due, late, doubtful)


def _is_signed(step, reading):
    """Not where it is only taken for granted, as of what was compiled without a day or a name."""
    is_asked = step.code == SIGNATURES and step.state == StepState.PENDING
    is_told = bool(reading.document["signatures"]) or reading.status.signed_on is not None
    return is_asked and is_told and unsigned_state(reading.document) is None


def pending_steps(
    user: User, organisation: Organisation, at: date, chosen: Q | None = None
) -> list[Standing]:
    """Return the steps that are pending and that `user` may read, `chosen` among them; the late ones first, and then
    by the day they are due; those that may not apply, last. The queries are the same however many there are.
    """
    steps = steps_visible_to(user, organisation).filter(chosen or Q(), state=StepState.PENDING)
    steps = list(steps.select_related("agreement__record", "agreement__alliance", "holder"))
    if not steps:
        return []
    records = list({step.agreement_id: step.agreement.record for step in steps}.values())
    readings = dict(zip((one.pk for one in records), draft_readings(records, at, user), strict=True))
    ownership = organisation.ownership
    return in_order(standing(step, readings[step.agreement_id], ownership) for step in steps)


def in_order(found: Iterable[Standing]) -> list[Standing]:
    """Return the steps as they should be looked at."""
    return sorted(found, key=_urgency)


def _urgency(one):
    step = one.step
    order = (STAGES.index(step.stage), step.agreement_id, step.position, step.pk)
    return (one.late is None, one.may_not_apply, one.due or date.max, *order)
