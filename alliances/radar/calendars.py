"""The private calendars: their addresses, who may read them, and what each has told.

An address is a secret of 256 bits of one person in one organisation. It opens nothing once it is revoked, or the
person has left the organisation or the site.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from alliances.models import Calendar, CalendarEvent
from observatori.organisations.access import is_member, may_manage
from observatori.organisations.models import Membership, Organisation, User
from observatori.organisations.secrets import digest, new_secret

USE_NOTED_EVERY = timedelta(minutes=1)  # a row is not written at each request
A_SECOND = timedelta(seconds=1)
KEPT = timedelta(days=365)  # how long what is over stays in a calendar

CHANGING = ("day", "summary", "description", "url", "status", "sequence", "changed_at")

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True)
class Told:
    """What a calendar says of one day of an agreement."""

    code: str
    what: str
    day: date
    summary: str
    description: str
    url: str
    status: str


def make_calendar(*, organisation: Organisation, person: User, name: str) -> tuple[Calendar, str]:
    """Make a calendar of a member of the organisation; return it with its secret, which nobody sees again.

    Raises PermissionDenied for who is none, and ValidationError.
    """
    if not is_member(person, organisation):
        raise PermissionDenied
    secret = new_secret()
    calendar = Calendar(organisation=organisation, person=person, name=name, digest=digest(secret))
    calendar.full_clean()
    calendar.save()
    return calendar, secret


def renew_calendar(*, calendar: Calendar, by: User) -> str:
    """Give a calendar another address, and return its secret: the one before opens nothing any more."""
    if by.pk != calendar.person_id:
        raise PermissionDenied
    secret = new_secret()
    Calendar.objects.filter(pk=calendar.pk, revoked_at=None).update(
        digest=digest(secret), renewed_at=timezone.now(), last_used_at=None
    )
    return secret


def revoke_calendar(*, calendar: Calendar, by: User) -> None:
    """Close a calendar at once: its person may, and who manages the organisation. Raises PermissionDenied."""
    if by.pk != calendar.person_id and not may_manage(by, calendar.organisation):
        raise PermissionDenied
    Calendar.objects.filter(pk=calendar.pk, revoked_at=None).update(revoked_at=timezone.now())


def live_calendars() -> QuerySet[Calendar]:
    """Return the calendars that open something today."""
    belongs = Membership.objects.filter(user=OuterRef("person"), organisation=OuterRef("organisation"))
    return Calendar.objects.filter(Exists(belongs), revoked_at=None, person__is_active=True)


def calendars_for(user: User, organisation: Organisation) -> QuerySet[Calendar]:
    """Return the calendars of an organisation that `user` may close: hers, or all for who manages it."""
    found = live_calendars().filter(organisation=organisation)
    if not may_manage(user, organisation):
        found = found.filter(person=user)
    return found.select_related("person").order_by("-created_at", "-pk")


def calendar_of(secret: str) -> Calendar | None:
    """Return the live calendar of a secret, held until the transaction ends, and note that it was used."""
    found = live_calendars().select_related("organisation", "person").filter(digest=digest(secret))
    calendar = found.select_for_update(of=("self",)).first()
    if calendar:
        _note_use(calendar)
    return calendar


@transaction.atomic
def tell(calendar: Calendar, told: Iterable[Told], *, readable: Iterable[str]) -> list[CalendarEvent]:
    """Keep what a calendar says now, and return it with what has to be taken back.

    A day that moves, or words that change, raise the sequence of the same event (RFC 5545, 3.8.7.4). What was told
    and is so no more is cancelled, as long as its agreement is one of `readable` (codes): of any other nothing is
    said at all. Hold the calendar (`calendar_of`) while this runs.
    """
    before = {(event.code, event.what): event for event in calendar.events.all()}
    now = {(one.code, one.what): asdict(one) for one in told}
    readable, since = set(readable), timezone.localdate() - KEPT
    gone = [
        event
        for key, event in before.items()
        if key not in now and event.code in readable and event.day >= since
    ]
    changed = [(before[key], facts) for key, facts in now.items() if key in before]
    changed += [(event, {"status": CANCELLED}) for event in gone]
    new = [CalendarEvent(calendar=calendar, **facts) for key, facts in now.items() if key not in before]
    CalendarEvent.objects.bulk_create(new)
    CalendarEvent.objects.bulk_update([event for event, facts in changed if _moved(event, facts)], CHANGING)
    return [*new, *(event for event, _facts in changed)]


def note_what_is_told(calendar: Calendar, body: bytes) -> Calendar:
    """Note since when a calendar says what it says; two different ones never share a second, the unit of HTTP."""
    said = hashlib.sha256(body).hexdigest()
    if said != calendar.told:
        now = timezone.now()
        calendar.told_at = max(now, calendar.told_at + A_SECOND) if calendar.told_at else now
        calendar.told = said
        calendar.save(update_fields=["told", "told_at"])
    return calendar


def _moved(event, facts):
    """Set the facts, and say whether they differ from what was told: then it is another revision of the event."""
    if all(getattr(event, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(event, name, value)
    event.sequence += 1
    event.changed_at = timezone.now()
    return True


def _note_use(calendar):
    now = timezone.now()
    if calendar.last_used_at is None or now - calendar.last_used_at >= USE_NOTED_EVERY:
        Calendar.objects.filter(pk=calendar.pk).update(last_used_at=now)
