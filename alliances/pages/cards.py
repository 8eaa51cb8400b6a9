"""Alliances and agreements in a list."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.live import agreements_of
from alliances.models import Agreement, AgreementKind, Phase
from alliances.pages.states import agreement_badges, best_state, term_phrase
from alliances.readings import Reading, public_readings
from observatori.formats.phrases import capitalised, since
from observatori.publishing.addresses import page_url
from observatori.publishing.models import SearchEntry
from observatori.publishing.pages import entry_card, eyebrow
from observatori.vocabularies import terms


def alliance_cards(entries: Iterable[SearchEntry], at: date) -> list[dict]:
    """Return the cards of alliances, with the state of their agreements at `at`, in two queries."""
    entries = list(entries)
    agreements = agreements_of([entry.record_id for entry in entries], at)
    return [alliance_card(entry, agreements[entry.record_id]) for entry in entries]


def alliance_card(entry: SearchEntry, agreements: list[Reading]) -> dict:
    card = entry_card(entry)
    form = entry.card.get("form")
    facts = [
        ngettext("%(count)d soci", "%(count)d socis", card["partners"]) % {"count": card["partners"]},
        capitalised(since(entry.card["start"])) if entry.card.get("start") else "",
        _("Fase: %(phase)s") % {"phase": Phase(entry.card["phase"]).label} if entry.card.get("phase") else "",
    ]
    kind = [terms.label("form", form)] if form else []
    return card | {
        "kind": eyebrow(_("aliança"), *kind, origin=entry.card.get("origin"), is_example=entry.is_example),
        "meta": " · ".join(filter(None, facts)),
        "badges": best_state(agreements),
    }


def agreement_cards(entries: Iterable[SearchEntry], at: date) -> list[dict]:
    """Return the cards of agreements with their state at `at`, in three queries."""
    entries = list(entries)
    agreements = Agreement.objects.public().select_related("record__published_revision", "amends__record")
    agreements = agreements.filter(pk__in=[entry.record_id for entry in entries])
    readings = {reading.document["code"]: reading for reading in public_readings(agreements, at)}
    return [agreement_card(entry, readings.get(entry.code)) for entry in entries]


def agreement_card(entry: SearchEntry, reading: Reading | None) -> dict:
    alliance = entry.card.get("alliance")
    kind = AgreementKind(entry.card["kind"]).label
    card = entry_card(entry) | {
        "kind": eyebrow(kind, origin=entry.card.get("origin"), is_example=entry.is_example),
        "meta": _("Aliança: %(name)s") % {"name": alliance["name"]} if alliance else "",
    }
    return card | (_state(reading) if reading else {})


def reading_card(reading: Reading) -> dict:
    """Return the card of an agreement inside the page of its alliance."""
    document, count = reading.document, len(reading.addenda)
    addenda = ngettext("%(count)d addenda", "%(count)d addendes", count) % {"count": count} if count else ""
    return {
        "code": document["code"],
        "title": document["title"],
        "url": page_url("agreement", code=document["code"], slug=None),
        "kind": capitalised(AgreementKind(document["kind"]).label),
        "summary": document["summary"] or "",
        "territory": "",
        "meta": " · ".join(filter(None, [term_phrase(reading), addenda])),
        "partners": 0,
        "lang": "ca",
        **_state(reading),
    }


def _state(reading):
    return {"state": reading.status.state, "badges": agreement_badges(reading)}
