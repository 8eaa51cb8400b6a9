"""Where a person works on a record: its list of steps, or for the staff the page where it is reviewed.

The pages stand above this package; here they are known by the names of their addresses, as in `addresses`.
"""

from django.urls import reverse

from observatori.organisations.access import is_curator, may_write
from observatori.organisations.models import User
from observatori.publishing.models import Kind, Record

WORKSPACE = "/tauler/"
WITH_STEPS = {Kind.ALLIANCE, Kind.AGREEMENT, Kind.EXPERIENCE}


def draft_url(record: Record, user: User) -> str:
    """Return the path where `user` reads and changes the draft of `record`; kinds without forms, her workspace.

    Staff are led to the review, unless they write for the owner.
    """
    if record.kind not in WITH_STEPS:
        return WORKSPACE
    if is_curator(user) and not may_write(user, record.owner):
        return reverse("curation:review", args=[record.code])
    return record_url(record)


def record_url(record: Record, name: str = "tasks", *args) -> str:
    """Return the address of a page where `record` is filled in; its owner must be loaded."""
    owner = [record.owner.slug] if record.owner_id else []
    return reverse(f"{record.kind}_editing:{name}", args=[*owner, record.code, *args])
