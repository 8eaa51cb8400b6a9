"""A calendar as iCalendar (RFC 5545): the notice and the end of each agreement, under the same UID wherever they go.

Source of the UIDs: the project’s contract, section *Web*.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import icalendar
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from alliances.models import Calendar, CalendarEvent, Happening, Milestone
from alliances.radar.calendars import (
    CANCELLED,
    CONFIRMED,
    KEPT,
    TENTATIVE,
    Told,
    calendar_of,
    note_what_is_told,
    tell,
)
from alliances.radar.horizon import agreements_for, milestones_of
from alliances.radar.items import Item, items_of
from alliances.radar.pages import charge_names, item_url
from alliances.radar.words import calendar_sentence, parties_words
from observatori import mail
from observatori.formats.characters import without_controls
from observatori.formats.phrases import typographic

PRODUCT = "-//Observatori d’Aliances Estratègiques//Radar de venciments//CA"
REFRESH = timedelta(hours=12)
ALARMS = (timedelta(days=30), timedelta(days=7))
LANGUAGE = "ca"
NAME_OF = {Happening.NOTICE: "notice", Happening.END: "end", Happening.RENEWAL: "end"}


@transaction.atomic
def read_feed(secret: str) -> tuple[Calendar, bytes] | None:
    """Return the calendar of an address and what it says now; None for an address that opens nothing.

    What was told is kept, so two that read at once take turns.
    """
    calendar = calendar_of(secret)
    if calendar is None:
        return None
    with override(LANGUAGE):
        body = _body(calendar, _events(calendar))
    return note_what_is_told(calendar, body), body


def _events(calendar):
    """What the calendar tells, brought up to date."""
    person, organisation, today = calendar.person, calendar.organisation, timezone.localdate()
    readable = agreements_for(person, organisation)
    current = current_period(milestones_of(readable), today)
    items = items_of(current, readable=readable, user=person, at=today, rooms=[organisation.pk])
    return tell(calendar, [_told(item, organisation) for item in items], readable=readable.codes())


def current_period(milestones: QuerySet[Milestone], today) -> list[Milestone]:
    """Return the end and the notice of the period that each agreement is in, or of its last one for a year.

    What was resolved before its time is over: it is told no more.
    """
    periods = defaultdict(lambda: defaultdict(list))
    told = milestones.filter(what__in=NAME_OF, ends_on__gte=today - KEPT)
    for milestone in told.order_by("agreement", "ends_on", "day"):
        periods[milestone.agreement_id][milestone.ends_on].append(milestone)
    found = []
    for ends in periods.values():
        current = min((end for end in ends if end >= today), default=max(ends))
        found += [one for one in ends[current] if not (one.early and current < today)]
    return found


def _told(item: Item, organisation):
    title = typographic(item.document["title"])
    address = mail.absolute(item_url(item))
    said = [
        calendar_sentence(item),
        _("Parts: %(names)s.") % {"names": parties_words(item)} if item.reading.parties else "",
        _("Se n’encarrega %(name)s.") % {"name": ", ".join(charge_names(item.charges, organisation))}
        if item.charges
        else "",
        address,
    ]
    return Told(
        code=item.document["code"],
        what=NAME_OF[item.what],
        day=item.milestone.day if item.what == Happening.NOTICE else item.milestone.ends_on,
        summary=_summary(item) % {"title": title},
        description="\n".join(filter(None, said)),
        url=address,
        status=CONFIRMED if item.is_signed else TENTATIVE,
    )


def _summary(item):
    if item.what == Happening.NOTICE:
        return _("Últim dia per avisar: %(title)s")
    if item.what == Happening.RENEWAL:
        return _("S’acaba el període i es prorroga: %(title)s")
    return _("Es resol: %(title)s") if item.milestone.early else _("S’acaba: %(title)s")


def _body(calendar: Calendar, events: Iterable[CalendarEvent]) -> bytes:
    name = _("Venciments: %(name)s") % {
        "name": calendar.organisation.short_name or calendar.organisation.name
    }
    feed = icalendar.Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("name", icalendar.vText(without_controls(name)))  # RFC 7986
    feed.add("x-wr-calname", icalendar.vText(without_controls(name)))
    feed.add("x-wr-timezone", icalendar.vText(timezone.get_default_timezone_name()))
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", icalendar.vDuration(REFRESH))
    for event in sorted(events, key=lambda event: (event.day, event.code, event.what)):
        feed.add_component(_vevent(event))
    return feed.to_ical()


def _vevent(event):
    """An event of the whole day, which takes nobody’s time."""
    made = icalendar.Event()
    made.add("uid", f"{event.code}-{event.what}@{mail.our_domain()}")
    made.add("dtstamp", event.changed_at)  # without a METHOD, the last revision (RFC 5545, 3.8.7.2)
    made.add("created", event.first_told_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.sequence)
    made.add("dtstart", event.day)
    if event.day < date.max:  # without an end it takes the whole day too (RFC 5545, 3.6.1)
        made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", without_controls(event.summary))
    made.add("description", without_controls(event.description))
    made.add("url", event.url)
    made.add("status", event.status)
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    for before in ALARMS if event.status != CANCELLED else ():
        made.add_component(_alarm(event, before))
    return made


def _alarm(event, before):
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", without_controls(event.summary))
    alarm.add("trigger", -before)
    return alarm
