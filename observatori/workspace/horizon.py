"""Which agreements of an organisation end soon, as its workspace tells it."""

from datetime import date

from alliances.models import Happening
from alliances.radar.horizon import agreements_for, milestones_of, months_ahead, on_the_horizon
from observatori.organisations.models import Organisation, User

MONTHS = 6  # how far ahead an end is told


def ending_soon(organisation: Organisation, user: User, at: date) -> dict[int, date]:
    """Return the agreements that the radar shows to end in the next months, with the day each one does."""
    milestones = milestones_of(agreements_for(user, organisation)).filter(what=Happening.END, day__gte=at)
    found = on_the_horizon(milestones, at=at, until=months_ahead(at, MONTHS))
    return dict(found.order_by("-day").values_list("agreement", "day"))
