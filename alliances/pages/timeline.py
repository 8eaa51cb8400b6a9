"""Alliances and agreements in time: what each is made of, with its dates in words."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alliances.models import AgreementKind, Phase, Renewal
from alliances.pages.states import agreement_badges
from alliances.possible_terms import sets_the_end
from alliances.readings import Reading
from alliances.term import State
from observatori.charts.timeline import timeline
from observatori.formats.phrases import capitalised, day, since, span
from observatori.publishing.addresses import page_url

MANY = 5  # lines; from here on moments fold under what lasts
GOING_ON = {Phase.IMPLEMENTATION, Phase.FOLLOW_UP, Phase.RENEWED}


def time_chart(alliance: dict, agreements: list[Reading], at: date) -> dict | None:
    """Return what charts/timeline.html draws of an alliance on the day `at`; None where no date is known.

    From MANY lines on, addenda and changes of partners stand in `moments`, folded; the `lines` are what lasts.
    """
    lines = [line for line in _lines(alliance, agreements, at) if line["start"] or line["end"]]
    lines.sort(key=lambda line: (line["start"] or line["end"], line["end"] or ""))
    return _folded(timeline(lines, today=at)) if lines else None


def _folded(chart):
    """Moments apart where there are many lines; alone they are the whole chart."""
    lasting = [line for line in chart["lines"] if not line.get("moment")]
    moments = [line for line in chart["lines"] if line.get("moment")]
    folds = len(chart["lines"]) >= MANY and lasting and len(moments) > 1
    return chart | ({"lines": lasting, "moments": moments} if folds else {"moments": []})


def agreement_chart(reading: Reading) -> dict | None:
    """Return what charts/timeline.html draws of an agreement: its first term, what each addendum did to it and the
    last day to give notice; None where no date is known.
    """
    lines = [_first_term(reading), *(_effect_line(one, reading) for one in reading.addenda_readings)]
    if reading.status.notice_on and reading.status.state == State.IN_FORCE:
        lines.append(_moment(reading.status.notice_on, _("Últim dia per avisar")))
    lines = [line for line in lines if line["start"] or line["end"]]
    lines.sort(key=lambda line: (line["start"] or line["end"], line["end"] or ""))
    return timeline(lines, today=reading.at) if lines else None


def _first_term(reading):
    """The term as it was signed: to the end of the current period, where it renews itself."""
    document, status = reading.document, reading.status
    start, end, is_open = status.in_force_from, document["in_force_until"], document["open_ended"]
    if document["renewal"] == Renewal.TACIT:
        end, is_open = status.ends_on or end, False
    words = (
        _("%(since)s, sense data final") % {"since": since(start)} if start and is_open and not end else ""
    )
    line = _line(_("La vigència tal com es va signar"), words or _in_words(start, end), start, end)
    return line | {"kind": "milestone", "open_ended": bool(is_open)}


def _effect_line(addendum, reading):
    """An addendum: what it lasts where it gives the agreement another end, the day of its effect otherwise."""
    document, when = addendum.document, addendum.effective_on
    words = {"url": page_url("agreement", code=document["code"], slug=None), "lang": "ca"}
    words |= agreement_badges(addendum, reading)[0]
    if document["new_until"] and sets_the_end(document):
        return (
            _line(document["title"], _in_words(when, document["new_until"]), when, document["new_until"])
            | words
        )
    return _moment(when or addendum.status.signed_on, document["title"]) | words


def _lines(alliance, agreements, at) -> Iterator[dict]:
    yield _alliance_line(alliance, at)
    yield from _partner_lines(alliance)
    for reading in agreements:
        yield _agreement_line(reading)
        yield from (_addendum_line(addendum, reading) for addendum in reading.addenda_readings)


def _alliance_line(alliance, at):
    start, end = alliance["start"], alliance["end"]
    goes_on = bool(start) and not end and alliance["phase"] in GOING_ON
    dates = _("%(since)s fins avui") % {"since": since(start)} if goes_on else _in_words(start, end)
    return _line(_("L’aliança"), dates, start, at.isoformat() if goes_on else end) | {"kind": "milestone"}


def _partner_lines(alliance):
    for partner in alliance["partners"]:
        name = partner["organisation"]["name"]
        if partner["joined_on"] and partner["joined_on"] != alliance["start"]:
            yield _moment(partner["joined_on"], _("S’hi afegeix: %(name)s") % {"name": name})
        if partner["left_on"]:
            yield _moment(partner["left_on"], _("En surt: %(name)s") % {"name": name})


def _agreement_line(reading):
    status = reading.status
    start, end, is_open = status.in_force_from, status.ends_on, bool(status.open_ended)
    dates = _("%(since)s, sense data final") % {"since": since(start)} if start and is_open else ""
    return (
        _line(reading.document["title"], dates or _in_words(start, end), start, end)
        | {"open_ended": is_open}
        | _document_words(reading)
    )


def _addendum_line(reading, amended):
    when = reading.effective_on or reading.status.signed_on
    return _moment(when, reading.document["title"]) | _document_words(reading, amended)


def _document_words(reading, amended=None):
    document = reading.document
    return {
        "text": capitalised(AgreementKind(document["kind"]).label),
        "url": page_url("agreement", code=document["code"], slug=None),
        "lang": "ca",
        **agreement_badges(reading, amended)[0],
    }


def _in_words(start, end):
    """The days between which something was; what has a start and no end says that the end is not known."""
    if start and not end:
        return _("%(since)s; el final no consta") % {"since": since(start)}
    return span(start, end)


def _line(title, dates, start, end):
    return {"title": title, "dates": capitalised(dates), "start": start, "end": end}


def _moment(when, title):
    return _line(title, day(when), when, None) | {"moment": True}
