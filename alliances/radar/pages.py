"""What the pages of a radar show: the table, the months, and what has no day."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import Charge, Happening
from alliances.periods import add_months
from alliances.radar.horizon import PAST_MONTHS
from alliances.radar.items import Item
from alliances.radar.queries import WHAT_WORDS
from alliances.radar.words import (
    STEPS,
    distance,
    extension,
    falls_words,
    missing_sentence,
    parties_words,
    what_note,
    what_phrase,
)
from observatori.charts.horizon import horizon
from observatori.formats.phrases import day, since, span, typographic
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import may_write_record
from observatori.publishing.standing import read_url
from observatori.publishing.steps import step_url

COLUMNS = (
    gettext_lazy("Conveni"),
    gettext_lazy("Aliança i parts"),
    gettext_lazy("Què passa"),
    gettext_lazy("Quan"),
    gettext_lazy("Es pot prorrogar?"),
    gettext_lazy("Qui se n’encarrega"),
    gettext_lazy("Què s’acaba amb ell"),
)
UNKNOWN_COLUMNS = (COLUMNS[0], COLUMNS[1], gettext_lazy("Què hi falta"), COLUMNS[5])
EXPORTED = (
    gettext_lazy("Codi"),
    gettext_lazy("Conveni"),
    gettext_lazy("Codi de l’aliança"),
    gettext_lazy("Aliança"),
    gettext_lazy("Parts"),
    gettext_lazy("Què passa"),
    gettext_lazy("Dia"),
    gettext_lazy("Final del període"),
    gettext_lazy("D’aquí a"),
    gettext_lazy("Es pot prorrogar?"),
    gettext_lazy("Motiu"),
    gettext_lazy("Qui se n’encarrega"),
    gettext_lazy("Què s’acaba amb ell"),
    gettext_lazy("Què hi falta"),
)


def columns(names: Iterable[str] = COLUMNS) -> list[dict]:
    return [{"label": name} for name in names]


def table_rows(
    items: Iterable[Item], organisation: Organisation | None, back: str | None = None
) -> list[list[dict]]:
    """Return the rows of the table of what has a day. Who may say who looks after each comes back to `back`; for who
    may not it is None.
    """
    return [_labelled(_cells(item, organisation, back), COLUMNS) for item in items]


def unknown_rows(
    items: Iterable[Item], organisation: Organisation | None, user: User, back: str | None = None
) -> list[list[dict]]:
    """Return the rows of what has none, each with the way to the field that mends it; `back` as in `table_rows`."""
    return [
        _labelled(
            [
                _name_cell(item),
                _alliance_cell(item),
                {"text": missing_sentence(item), "url": mend_url(item, user)},
                _charge_cell(item, organisation, back),
            ],
            UNKNOWN_COLUMNS,
        )
        for item in items
    ]


def months(items: Iterable[Item], *, at: date, until: date) -> dict:
    """Return the chart of the same items as the table: a line for each agreement."""
    lines: dict[str, dict] = {}
    for item in items:
        line = lines.setdefault(item.document["code"], _line(item))
        line["days"].append(_chart_day(item))
    earliest = min((day["day"] for line in lines.values() for day in line["days"]), default=at)
    first = max(min(earliest, at), add_months(at, -PAST_MONTHS))
    return horizon(lines.values(), first=first, last=until, today=at)


def legend() -> list[dict]:
    """Return what each shape of the chart means."""
    return [{"shape": one.value, "words": WHAT_WORDS[one]} for one in Happening if one != Happening.UNKNOWN]


def exported_rows(items: Iterable[Item]) -> Iterable[list]:
    """Yield the rows of the file that is downloaded."""
    for item in items:
        alliance = item.document["alliance"] or {}
        known = item.milestone.day is not None
        answer, why = extension(item)
        yield [
            item.document["code"],
            typographic(item.document["title"]),
            alliance.get("code"),
            typographic(alliance.get("name") or ""),
            parties_words(item),
            what_phrase(item) if known else WHAT_WORDS[Happening.UNKNOWN],
            item.milestone.day,
            item.milestone.ends_on,
            distance(item.milestone.day, item.reading.at) if known else "",
            answer,
            why,
            ", ".join(charge_names(item.charges)),
            falls_words(item) if known else "",
            "" if known else missing_sentence(item),
        ]


def charge_names(charges: Iterable[Charge], organisation: Organisation | None = None) -> list[str]:
    """Return who looks after an agreement, each with her organisation where several may."""
    if organisation is not None:
        return [str(charge.person) for charge in charges]
    return [
        f"{charge.person} ({charge.organisation.short_name or charge.organisation.name})"
        for charge in charges
    ]


def charge_sentence(charge: Charge | None) -> str:
    """Return who looks after an agreement today, and since when."""
    if charge is None:
        return _("Ara no se n’encarrega ningú.")
    facts = {"name": charge.person, "since": since(localtime(charge.since).date())}
    return _("Se n’encarrega %(name)s, %(since)s.") % facts


def history_row(charge: Charge) -> dict:
    """Return who looked after an agreement and when, and who said so."""
    ended = localtime(charge.until).date() if charge.until else None
    by = charge.given_by and charge.given_by.user
    who = str(charge.person) if charge.person else _("Una persona que ja no hi és")
    return {
        "who": f"{who}, {span(localtime(charge.since).date(), ended)}",
        "given": _("Ho va dir %(name)s.") % {"name": by} if by else "",
    }


def item_url(item: Item) -> str:
    """Return where the days of the item are read: on the draft’s look of what counts something unregistered."""
    return read_url(item.agreement.record, draft=item.counts_drafts)


def mend_url(item: Item, user: User) -> str:
    """Return where what is missing is written; the page of the agreement for who does not write it."""
    code, name = item.missing
    record = next(
        (one.record for one in (item.agreement, *item.addenda_rows) if one.record.code == code), None
    )
    if record is None or not may_write_record(user, record):
        return item_url(item)
    return step_url(record, STEPS[name])


def charge_url(item: Item, organisation: Organisation | None, back: str | None = None) -> str:
    """Return where it is said who looks after it, in the room of the organisation, or of the owner."""
    room = organisation or item.agreement.record.owner
    query = {"back": back} if back else {}
    return reverse("workspace:charge", args=[room.slug, item.document["code"]], query=query) if room else ""


def _labelled(cells, names):
    return [cell | {"label": name} for cell, name in zip(cells, names, strict=True)]


def _cells(item, organisation, back):
    milestone, (answer, why) = item.milestone, extension(item)
    return [
        _name_cell(item),
        _alliance_cell(item),
        {"text": what_phrase(item), "note": what_note(item)},
        {"text": day(milestone.day), "note": distance(milestone.day, item.reading.at)},
        {"text": answer, "note": why},
        _charge_cell(item, organisation, back),
        _falls_cell(item),
    ]


def _name_cell(item):
    words = [item.document["code"], _("exemple") if item.agreement.record.is_example else ""]
    words += [_("compta el que encara no s’ha registrat")] if item.counts_drafts else []
    note = " · ".join(filter(None, words))
    title = {"text": typographic(item.document["title"]), "lang": "ca", "url": item_url(item)}
    return title | {"note": note, "code": item.document["code"], "is": item.reading.status.state}


def _alliance_cell(item):
    alliance = item.document["alliance"]
    name = typographic(alliance["name"]) if alliance else ""
    return {"text": name, "lang": "ca", "note": parties_words(item)}


def _charge_cell(item, organisation, back):
    url = charge_url(item, organisation, back)
    if names := ", ".join(charge_names(item.charges, organisation)):
        return {"text": names, "url": url}
    if url and back is not None:
        return {"text": _("Ningú"), "action": {"label": _("Assigneu-ho"), "url": url}}
    return {"text": _("Ningú"), "url": url}


def _falls_cell(item):
    return {"text": falls_words(item)}


def _line(item):
    return {
        "title": typographic(item.document["title"]),
        "url": item_url(item),
        "lang": "ca",
        "days": [],
    }


def _chart_day(item):
    milestone = item.milestone
    found = {"day": milestone.day, "shape": item.what, "words": f"{what_phrase(item)}: {day(milestone.day)}"}
    if item.what != Happening.NOTICE:
        return found
    words = _("Preavís: %(days)s") % {"days": span(milestone.day, milestone.ends_on)}
    return found | {"to": milestone.ends_on, "words": words}
