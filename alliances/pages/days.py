"""The days worth reading an agreement on: today, its first text, each addendum’s effect, its last day."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.readings import Reading
from alliances.term import timeline
from alliances.text.comparison import first_text_day
from observatori.formats.phrases import capitalised, day, since, until
from observatori.publishing.addresses import page_url


def day_choices(reading: Reading) -> list[dict]:
    """Return the days that have a name, {label, words, iso, is_shown}, each day once."""
    now = reading.on(timezone.localdate())
    named = {now.at: _("Avui")}
    if reading.addenda:
        named.setdefault(first_text_day(now), _("Text inicial"))
    if now.status.ends_on:
        named.setdefault(now.status.ends_on.latest, _("Últim dia de vigència"))
    return [
        {"label": label, "words": day(when), "iso": when.isoformat(), "is_shown": when == reading.at}
        for when, label in named.items()
    ]


def change_days(reading: Reading) -> list[dict]:
    """Return each addendum with a known effective day: the day, and the eve to compare it with."""
    return [
        {
            "title": addendum.document["title"],
            "url": page_url("agreement", code=addendum.document["code"], slug=None),
            "words": capitalised(since(addendum.effective_on)),
            "iso": addendum.effective_on.latest.isoformat(),
            "eve": (addendum.effective_on.latest - timedelta(days=1)).isoformat(),
            "is_shown": addendum.effective_on.latest == reading.at,
        }
        for addendum in reading.addenda_readings
        if addendum.effective_on and addendum.effective_on.earliest.year > 1000
    ]


def state_table(reading: Reading) -> dict:
    """Return the states an agreement goes through, with the days of each, as table.html takes them."""
    turns = timeline(reading.document, reading.addenda)
    rows = []
    for number, (start, state) in enumerate(turns):
        end = turns[number + 1][0] - timedelta(days=1) if number + 1 < len(turns) else None
        rows.append(
            [
                {"text": "", "state": state},
                {"text": _from(start, end), "label": _("Dies")},
            ]
        )
    return {
        "caption": _("Estat de cada dia"),
        "columns": [{"label": _("Estat")}, {"label": _("Dies")}],
        "rows": rows,
    }


def _from(start, end):
    begins = "" if start.year < 1000 else capitalised(since(start))
    if end is None:
        return begins or _("Tots els dies")
    return f"{begins} {until(end)}" if begins else capitalised(until(end))
