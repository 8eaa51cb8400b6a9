"""Every constraint of the database has a sentence for people."""

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, UniqueConstraint

OURS = ("observatori", "alliances", "experiences")
CONSTRAINTS = [
    (model, constraint)
    for model in apps.get_models()
    if model.__module__.startswith(OURS)
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint | UniqueConstraint)
]


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=lambda thing: getattr(thing, "name", ""))
def test_a_constraint_says_what_is_wrong(model, constraint):
    assert constraint.violation_error_message != constraint.default_violation_error_message


def test_there_are_constraints_to_look_at():
    assert len(CONSTRAINTS) > 40
