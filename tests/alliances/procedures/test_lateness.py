"""When a step is due and whether it is late, on given days; the expectations are counted on the calendar."""

from datetime import date

import pytest

from alliances.models import ProcedureStep
from alliances.procedures.catalogue import Deadline
from alliances.procedures.lateness import Late, due_day, last_day, may_not_apply, why_late
from observatori.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("deadline", "signed", "last"),
    [
        (Deadline(months=3), "2026-01-15", "2026-04-15"),
        (Deadline(months=3), "2025-11-30", "2026-02-28"),  # no 30 February: the last of the month
        (Deadline(months=3), "2023-11-30", "2024-02-29"),
        (Deadline(months=3), "2026-01", "2026-04-30"),  # the 31st at the latest
        (Deadline(months=3), "2026", "2027-03-31"),
        (Deadline(working_days=5), "2026-11-18", "2026-11-25"),  # a Wednesday
        (Deadline(working_days=5), "2026-11-21", "2026-11-27"),  # a Saturday
        (Deadline(working_days=10), "2026-11-20", "2026-12-04"),  # a Friday
    ],
)
def test_the_last_day_of_a_deadline(deadline, signed, last):
    assert last_day(deadline, PartialDate(signed)) == date.fromisoformat(last)


def test_nothing_is_due_while_the_signature_is_not_known():
    assert last_day(Deadline(months=3), None) is None


def test_the_day_written_counts_before_the_laws():
    signed = PartialDate("2026-01-15")

    assert due_day(ProcedureStep(code="audit_office"), signed) == date(2026, 4, 15)
    assert due_day(ProcedureStep(code="audit_office", due_on=date(2026, 3, 1)), signed) == date(2026, 3, 1)
    assert due_day(ProcedureStep(code="legal_report"), signed) is None
    assert due_day(ProcedureStep(code="own-1"), signed) is None


DUE = date(2026, 4, 15)


@pytest.mark.parametrize(
    ("facts", "due", "state", "at", "late"),
    [
        ({"stage": "after"}, DUE, "in_force", "2026-04-15", None),  # the last day counts whole
        ({"stage": "after"}, DUE, "in_force", "2026-04-16", Late.OVERDUE),
        ({"stage": "after", "state": "done"}, DUE, "in_force", "2026-05-01", None),
        ({"stage": "after", "state": "not_applicable"}, DUE, "in_force", "2026-05-01", None),
        ({"stage": "after"}, None, "in_force", "2026-05-01", None),
        ({"stage": "before"}, None, "draft", "2026-05-01", None),
        ({"stage": "before"}, None, "pending_signature", "2026-05-01", None),
        ({"stage": "before"}, None, "upcoming", "2026-05-01", None),
        ({"stage": "before"}, None, "in_force", "2026-05-01", Late.IN_FORCE),
        ({"stage": "before"}, DUE, "in_force", "2026-05-01", Late.OVERDUE),
        ({"stage": "before", "state": "done"}, None, "in_force", "2026-05-01", None),
        ({"stage": "before"}, None, "expired", "2026-05-01", None),
        ({"stage": "signing"}, None, "in_force", "2026-05-01", None),
    ],
)
def test_lateness_on_a_day(facts, due, state, at, late):
    step = ProcedureStep(**{"code": "x", **facts})

    assert why_late(step, due=due, state=state, at=date.fromisoformat(at)) == late


@pytest.mark.parametrize(
    ("facts", "ownership", "doubtful"),
    [
        ({"code": "comptroller"}, "public", True),
        ({"code": "comptroller", "due_on": DUE}, "public", False),
        ({"code": "comptroller", "holder_text": "La intervenció"}, "public", False),
        ({"code": "comptroller", "state": "done"}, "public", False),
        ({"code": "justifying_report"}, "public", False),
        ({"code": "transparency_portal"}, "public", False),
        ({"code": "transparency_portal"}, "private_nonprofit", True),
        ({"code": "own-1"}, "public", False),
    ],
)
def test_what_only_some_agreements_need_waits_until_somebody_takes_it_up(facts, ownership, doubtful):
    assert may_not_apply(ProcedureStep(stage="before", **facts), ownership) == doubtful


def test_what_may_not_apply_is_never_late():
    step = ProcedureStep(code="comptroller", stage="before")
    facts = {"due": DUE, "state": "in_force", "at": date(2026, 5, 1)}

    assert why_late(step, **facts) == Late.OVERDUE
    assert why_late(step, **facts, may_not_apply=True) is None
