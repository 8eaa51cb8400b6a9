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
from observatori.organisations.models import Organisation, User

STAGES = list(Stage.values)


@dataclass(frozen=True)
class Standing:
    """A step on a day: when it is due, and why it is late if it is."""

    step: ProcedureStep
    due: date | None
    late: Late | None
    may_not_apply: bool = False


def standing(step: ProcedureStep, reading: Reading, ownership: str) -> Standing:
    """Return how a step of a party of that ownership stands on the day its agreement is read."""
    due, doubtful = due_day(step, reading.status.signed_on), may_not_apply(step, ownership)
    late = why_late(step, due=due, state=reading.status.state, at=reading.at, may_not_apply=doubtful)
    return Standing(step, due, late, doubtful)


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
