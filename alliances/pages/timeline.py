"""What happened to an alliance, by date: its partners, its agreements and addenda."""

from django.utils.translation import gettext as _

from alliances.models import AgreementKind
from alliances.pages.states import agreement_badges
from alliances.readings import Reading
from observatori.formats.phrases import day
from observatori.publishing.addresses import page_url


def timeline_entries(alliance: dict, agreements: list[Reading]) -> list[dict]:
    """Return what happened, by date: the alliance, its partners, its agreements and addenda."""
    entries = [
        _event(alliance["start"], _("Comença l’aliança"), milestone=True),
        _event(alliance["end"], _("Acaba l’aliança"), milestone=True),
        *_partner_events(alliance),
        *(event for reading in agreements for event in _agreement_events(reading)),
    ]
    return sorted((entry for entry in entries if entry), key=lambda entry: entry["datetime"])


def _partner_events(alliance):
    start = alliance["start"]
    for partner in alliance["partners"]:
        name = partner["organisation"]["name"]
        if partner["joined_on"] and partner["joined_on"] != start:
            yield _event(partner["joined_on"], _("S’hi afegeix: %(name)s") % {"name": name})
        if partner["left_on"]:
            yield _event(partner["left_on"], _("En surt: %(name)s") % {"name": name})


def _agreement_events(reading):
    for one in (reading, *reading.addenda_readings):
        document, signed = one.document, one.status.signed_on
        event = _event(
            signed,
            document["title"],
            text=_("Signatura: %(kind)s") % {"kind": AgreementKind(document["kind"]).label},
            url=page_url("agreement", code=document["code"], slug=None),
        )
        if event:
            yield event | agreement_badges(one, reading)[0]


def _event(when, title, *, text="", url="", milestone=False):
    if not when:
        return None
    return {
        "datetime": str(when),
        "date": day(when),
        "title": title,
        "text": text,
        "url": url,
        "milestone": milestone,
    }
