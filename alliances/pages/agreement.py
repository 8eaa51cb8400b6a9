"""One agreement on a day: its dates, its consolidated text, who signed and what each puts in."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import AddendumKind, AgreementKind, RelationKind
from alliances.pages.commitments import (
    added_rows,
    commitment_table,
    money_table,
    money_totals,
    signature_table,
)
from alliances.pages.days import change_days, day_choices, state_table
from alliances.pages.glance import total_committed
from alliances.pages.states import (
    agreement_badges,
    as_shown,
    renewal_words,
    status_sentences,
    text_phrase,
)
from alliances.pages.text import (
    addenda_entries,
    change_rows,
    conflict_rows,
    removed_parts,
    sections,
    text_before,
)
from alliances.pages.timeline import agreement_chart
from alliances.readings import Reading
from observatori.formats.phrases import capitalised, day, since, until
from observatori.publishing.addresses import page_url
from observatori.publishing.pages import crumbs, eyebrow, fact

INVERSE = {
    RelationKind.DEVELOPS: gettext_lazy("El desplega"),
    RelationKind.REPLACES: gettext_lazy("El substitueix"),
    RelationKind.PRECEDES: gettext_lazy("El precedeix"),
    RelationKind.RELATES: gettext_lazy("Hi té relació"),
}


def agreement_context(reading: Reading, *, amended: Reading | None, related_from: Iterable) -> dict:
    """Return everything the page of an agreement or an addendum shows on the day of `reading`.

    `amended` is what an addendum amends, read the same day; `related_from` the relations that other agreements declare.
    """
    reading, amended = as_shown(reading), amended and as_shown(amended)
    document = reading.document
    return {
        "agreement": document,
        "agreement_url": page_url("agreement", code=document["code"], slug=None),
        "at": reading.at.isoformat(),
        "at_words": day(reading.at),
        "is_today": reading.at == timezone.localdate(),
        "today_url": _today_url(reading),
        "head": agreement_head(reading, amended),
        "sentences": status_sentences(reading),
        **agreement_days(reading),
        "facts": term_facts(reading),
        "identity": identity_facts(reading),
        "sections": sections(reading),
        "text_words": text_phrase(reading),
        "removed": removed_parts(reading),
        "conflicts": conflict_rows(reading),
        "addenda": addenda_entries(reading),
        "changes": change_rows(document, text_before(amended, reading) if amended else ()),
        "signatures": signature_table(document),
        "total": total_committed(reading.commitments),
        "money": money_table(reading.commitments),
        "added": added_rows(reading),
        "money_totals": money_totals(reading.commitments),
        "commitments": commitment_table(reading.commitments),
        "relations": relation_rows(document, related_from),
    }


def agreement_days(reading: Reading) -> dict:
    """Return the days worth choosing, and how the agreement goes through time; an addendum has no text to choose."""
    if reading.document["kind"] == AgreementKind.ADDENDUM:
        return {"day_choices": [], "change_days": [], "chart": None, "states": None}
    return {
        "day_choices": day_choices(reading),
        "change_days": change_days(reading),
        "chart": agreement_chart(reading),
        "states": state_table(reading),
    }


def agreement_head(reading: Reading, amended: Reading | None = None) -> dict:
    """Return the eyebrow and the states of an agreement."""
    document = reading.document
    kind = document["kind_text"] or kind_word(document)
    return {
        "eyebrow": eyebrow(
            kind, document["code"], origin=document["origin"], is_example=document["is_example"]
        ),
        "badges": agreement_badges(reading, amended),
        "crumbs": crumbs((reverse("alliances:list"), _("Aliances")), *_above(document)),
    }


def kind_word(document: dict) -> str:
    """Return what kind of agreement it is: «Conveni marc», «Addenda de pròrroga»."""
    words = AgreementKind(document["kind"]).label
    if document.get("addendum_kind"):
        words = f"{words} · {AddendumKind(document['addendum_kind']).label}"
    return capitalised(words)


def term_facts(reading: Reading) -> list[dict]:
    """Return the dates of an agreement as they count on the day it is read."""
    document, status = reading.document, reading.status
    if document["kind"] == "addendum":
        return _addendum_facts(reading)
    months = document["notice_months"]
    notice = ngettext("%(count)d mes", "%(count)d mesos", months or 0) % {"count": months} if months else ""
    if months == 0:
        notice = _("Sense preavís")
    return [
        fact(_("Signatura"), day(status.signed_on)),
        fact(_("Inici de la vigència"), _start(reading), note=_start_note(reading)),
        fact(_("Final de la vigència"), _end(status), note=_in_words(document["duration_text"])),
        fact(_("Preavís"), notice),
        fact(_("Límit de les pròrrogues"), _extension(reading)),
        fact(_("Renovació"), renewal_words(document), note=document["renewal_text"] or ""),
    ]


def _in_words(duration):
    """A duration as its source writes it; a code such as «P4Y» (ISO 8601) says nothing to people."""
    return "" if not duration or duration.startswith("P") else duration


def identity_facts(reading: Reading) -> list[dict]:
    """Return who has left and which alliance the agreement is of; its parties are of `pages.glance.party_rows`."""
    document, alliance = reading.document, reading.document["alliance"]
    rows = []
    if former := [_organisation_link(party) for party in reading.former_parties]:
        rows.append(fact(_("Se n’han separat"), links=former, lang="ca"))
    if leaving := [_organisation_link(party) for party in document.get("leaving") or ()]:
        rows.append(fact(_("Se’n separen"), links=leaving, lang="ca"))
    if alliance:
        rows.append(
            fact(_("Aliança"), alliance["name"], url=page_url("alliance", **_identity(alliance)), lang="ca")
        )
    if amended := document.get("amends"):
        rows.append(
            fact(_("Modifica"), amended["name"], url=page_url("agreement", **_identity(amended)), lang="ca")
        )
    return rows


def relation_rows(document: dict, related_from: Iterable) -> list[dict]:
    """Return how the agreement stands to others, told from here, in both directions."""
    own = [
        (capitalised(RelationKind(relation["relation"]).label), relation["agreement"])
        for relation in document["relations"]
    ]
    others = [
        (str(INVERSE[RelationKind(relation.relation)]), _source(relation.source)) for relation in related_from
    ]
    return [
        fact(word, reference["name"], url=page_url("agreement", **_identity(reference)), lang="ca")
        for word, reference in [*own, *others]
    ]


def _today_url(reading):
    if reading.at == timezone.localdate():
        return ""
    return page_url("agreement", code=reading.document["code"], slug=None)


def _above(document):
    """The alliance and the amended agreement, as steps of the way back."""
    steps = (("alliance", document["alliance"]), ("agreement", document.get("amends")))
    return [(page_url(kind, **_identity(step)), step["name"]) for kind, step in steps if step]


def _source(agreement):
    document = agreement.record.published_revision.document  # its draft may have another title
    return {"code": document["code"], "slug": None, "name": document["title"]}


def _start(reading):
    return day(reading.status.in_force_from)


def _start_note(reading):
    if reading.document["in_force_from"] or not reading.status.in_force_from:
        return ""
    return _("No es diu; compta des de la signatura.")


def _end(status):
    if status.ends_on:
        return day(status.ends_on)
    return _("Durada indefinida") if status.open_ended else ""


def _extension(reading):
    """Up to when it may be extended; an empty field says nothing of it, whatever follows from the other dates."""
    limit = reading.document["extension_until"]
    return capitalised(until(limit)) if limit else ""


def _addendum_facts(reading):
    document, status = reading.document, reading.status
    rows = [
        fact(_("Signatura"), day(status.signed_on)),
        fact(_("Té efecte"), since(reading.effective_on) if reading.effective_on else ""),
    ]
    if document["new_until"]:
        rows.append(fact(_("Nova data final del conveni"), day(document["new_until"])))
    return rows


def _organisation_link(organisation):
    return {"label": organisation["name"], "url": page_url("organisation", **_identity(organisation))}


def _identity(reference):
    return {"code": reference["code"], "slug": reference["slug"]}
