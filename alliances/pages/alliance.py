"""One alliance as a story: who, why, what was agreed, how it is governed, what came of it."""

import re
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import (
    ConditionKey,
    Confirmation,
    GovernanceLevel,
    IndicatorStatus,
    PartnerRole,
    Phase,
)
from alliances.pages.cards import reading_card
from alliances.pages.classification import classification
from alliances.pages.states import as_shown, best_state
from alliances.pages.timeline import time_chart
from alliances.readings import Reading
from observatori.charts.partners import partner_forms
from observatori.formats.phrases import (
    capitalised,
    joined,
    listed,
    measure,
    number,
    sentence,
    span,
    typographic,
)
from observatori.partial_dates import partial_date
from observatori.publishing.addresses import page_url
from observatori.publishing.pages import (
    crumbs,
    entry_card,
    eyebrow,
    fact,
    quality_word,
    source_rows,
)
from observatori.vocabularies import terms
from observatori.vocabularies.places import places

SAID_IN_CARDS = ("objectives", "benefits", "contribution", "confirmation")
SHOWN = 40  # words of a text that are shown before the rest folds
WORTH_FOLDING = 30
FEW_OBJECTIVES = 3  # that are shown at once beside the reasons
FIRST_RESULTS, FEW_RESULTS = 3, 4  # shown as figures; so few that none folds
PHASE_SHAPES = {
    Phase.IDENTIFICATION: "pending",
    Phase.DESIGN: "pending",
    Phase.IMPLEMENTATION: "pending",
    Phase.FOLLOW_UP: "in_force",
    Phase.RENEWED: "in_force",
    Phase.TRANSFORMED: "ended",
    Phase.MERGED: "ended",
    Phase.ENDED: "ended",
}
REASONS = (
    ("why_together", gettext_lazy("Què es pot fer plegats que sols no es podria")),
    ("why_now", gettext_lazy("Per què ara")),
)
SYSTEMIC_FIT = [("systemic_fit", gettext_lazy("Com encaixa amb els objectius del sistema"))]
VALUES = (
    ("value_for_people", gettext_lazy("Per a les persones ateses")),
    ("value_for_professionals", gettext_lazy("Per als professionals")),
    ("value_for_organisations", gettext_lazy("Per a les organitzacions")),
)
WAYS_OF_GOVERNING = (
    ("joint_direction", gettext_lazy("Direcció conjunta")),
    ("follow_up", gettext_lazy("Seguiment")),
    ("transition_plan", gettext_lazy("Pla de transició")),
    ("conflict_resolution", gettext_lazy("Resolució de conflictes")),
    ("communication", gettext_lazy("Comunicació política, territorial i social")),
)
UNMEASURED = {IndicatorStatus.ESTIMATED, IndicatorStatus.FORECAST}  # what a figure says beside it


def alliance_context(alliance: dict, agreements: list[Reading], experiences: Iterable, at: date) -> dict:
    """Return everything the page of an alliance shows on the day `at`, from its document with live facts."""
    alliance, agreements = typographic(alliance), [as_shown(reading) for reading in agreements]
    experiences, partners = list(experiences), partner_rows(alliance)
    reasons = texts(alliance, REASONS)
    has_cards = any(partner[name] for partner in partners for name in SAID_IN_CARDS)
    return {
        "alliance": alliance,
        "head": alliance_head(alliance, agreements),
        "summary": summary_facts(alliance, agreements, len(experiences)),
        "diagram": partner_diagram(alliance, at, in_full=not has_cards),
        "partners": partners,
        "has_cards": has_cards,
        "purpose": alliance["shared_objective"],
        "reasons": reasons or texts(alliance, SYSTEMIC_FIT),
        "asides": texts(alliance, SYSTEMIC_FIT) if reasons else [],
        "objectives_fold": bool(reasons) and len(alliance["objectives"]) > FEW_OBJECTIVES,
        "values": texts(alliance, VALUES),
        "agreements": [reading_card(reading) for reading in agreements],
        "governance": governance_rows(alliance),
        "ways": texts(alliance, WAYS_OF_GOVERNING),
        "conditions": condition_rows(alliance),
        "results": result_table(alliance),
        "experiences": [entry_card(entry) for entry in experiences],
        "chart": time_chart(alliance, agreements, at),
        "facts": classification(alliance),
        "sources": source_rows(alliance["sources"]),
        "quality": quality_word(alliance["facts_quality"]),
    }


def alliance_head(alliance: dict, agreements: list[Reading]) -> dict:
    """Return what stands at the top: eyebrow, territory and states."""
    phase = alliance["phase"]
    label = _("Fase: %(phase)s") % {"phase": Phase(phase).label} if phase else _("Fase: no consta")
    shape = PHASE_SHAPES[Phase(phase)] if phase else "unknown"
    return {
        "eyebrow": eyebrow(_("aliança"), *_acronym(alliance), is_example=alliance["is_example"]),
        "badges": [{"state": shape, "label": label}, *best_state(agreements)],
        "territory": capitalised(territory(alliance)),
        "crumbs": crumbs((reverse("alliances:list"), _("Aliances"))),
    }


def summary_facts(alliance: dict, agreements: list[Reading], experiences: int) -> list[dict]:
    """Return what an alliance is in six facts, as facts.html takes them; what is not known is left out."""
    addenda = sum(len(reading.addenda) for reading in agreements)
    agreed = [
        ngettext("%(count)d conveni", "%(count)d convenis", len(agreements)) % {"count": len(agreements)},
        ngettext("%(count)d addenda", "%(count)d addendes", addenda) % {"count": addenda} if addenda else "",
    ]
    learnt = ngettext("%(count)d experiència", "%(count)d experiències", experiences) % {"count": experiences}
    partners = len(alliance["partners"])
    form = capitalised(terms.label("form", alliance["form"])) if alliance["form"] else ""
    rows = [
        fact(_("Dates"), capitalised(span(alliance["start"], alliance["end"]))),
        fact(_("Forma"), form or alliance["form_text"]),
        fact(_("Socis"), ngettext("%(count)d soci", "%(count)d socis", partners) % {"count": partners}),
        fact(_("Convenis"), joined(filter(None, agreed)) if agreements else ""),
        fact(_("Experiències"), learnt if experiences else ""),
    ]
    return [row for row in rows if row["value"]]


def partner_diagram(alliance: dict, at: date, *, in_full: bool) -> dict | None:
    """Return what charts/partners.html draws, and the list beside it: who, in which role, since when.

    `in_full`, it says the dates and the role as the source does too, for no card of the partner follows.
    """
    partners = alliance["partners"]
    if not partners:
        return None
    forms = [{"role": one["role"], "left": _left(one, at)} for one in partners]
    return partner_forms(forms) | {"partners": [_key(one, in_full=in_full) for one in partners]}


def territory(alliance: dict) -> str:
    """Return where the alliance works: «Osona, la Garrotxa i el Ripollès»."""
    return places(alliance["territory"], alliance["territory_other"])


def partner_rows(alliance: dict) -> list[dict]:
    """Return the partners as partners.html takes them; what nobody was asked is not said.

    Nor are the days on which a partner joined and left, where they are those of the alliance.
    """
    return [_partner(partner, alliance) for partner in alliance["partners"]]


def texts(alliance: dict, names: Iterable[tuple[str, str]]) -> list[dict]:
    """Return the written fields that say something, with their titles."""
    return [{"title": title, **folded(alliance[name])} for name, title in names if alliance[name]]


def folded(text: str) -> dict:
    """Return the `text` that is shown at once, in whole paragraphs, and the `rest`, empty where it is short."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    counts = [len(paragraph.split()) for paragraph in paragraphs]
    shown = next(n for n in range(1, len(counts) + 1) if sum(counts[:n]) >= SHOWN or n == len(counts))
    if sum(counts[shown:]) < WORTH_FOLDING:
        shown = len(counts)
    return {"text": "\n\n".join(paragraphs[:shown]), "rest": "\n\n".join(paragraphs[shown:])}


def governance_rows(alliance: dict) -> list[dict]:
    """Return the bodies that govern the alliance, each with its level, composition and rhythm."""
    return [
        {
            "name": body["name"],
            "level": capitalised(GovernanceLevel(body["level"]).label) if body.get("level") else "",
            "lines": [
                {"term": term, "text": capitalised(text)}
                for term, text in (
                    (_("Què fa"), body.get("functions")),
                    (_("Es reuneix"), body.get("frequency")),
                    (_("Qui en forma part"), body.get("composition")),
                )
                if text
            ],
        }
        for body in alliance["governance"]
    ]


def condition_rows(alliance: dict) -> list[dict]:
    """Return the six conditions with their answer; an empty list where none is known."""
    answers, notes = alliance["conditions"], alliance["condition_notes"]
    if set(answers.values()) <= {"unknown"}:
        return []
    return [{"name": key.label, "answer": answers[key], "text": notes.get(key) or ""} for key in ConditionKey]


def result_table(alliance: dict) -> dict:
    """Return the first results `shown` as outcomes.html takes them, and the others as table.html does."""
    results = alliance["results"]
    shown = len(results) if len(results) <= FEW_RESULTS else FIRST_RESULTS
    return {
        "shown": [_outcome(result) for result in results[:shown]],
        "caption": _("Resultats"),
        "columns": [{"label": _("Indicador")}, {"label": _("Valor"), "number": True}, {"label": _("Any")}],
        "rows": [_result(result) for result in results[shown:]],
    }


def _partner(partner, alliance):
    organisation = partner["organisation"]
    joined_on = partner["joined_on"] if partner["joined_on"] != alliance["start"] else None
    left_on = partner["left_on"] if partner["left_on"] != alliance["end"] else None
    return {
        "name": organisation["name"],
        "url": page_url("organisation", **_identity(organisation)),
        "role": capitalised(PartnerRole(partner["role"]).label),
        "role_text": sentence(partner["role_text"]),
        "dates": span(joined_on, left_on),
        "objectives": partner["own_objectives"] or "",
        "benefits": listed(_labels("benefit", partner["benefits"])),
        "contribution": partner["contribution_text"]
        or listed(_labels("contribution", partner["contribution"])),
        "confirmation": "" if partner["confirmation"] == Confirmation.UNASKED else partner["confirmation"],
        "confirmation_label": "",
    }


def _key(partner, *, in_full):
    dates = span(partner["joined_on"], partner["left_on"]) if in_full else ""
    words = [capitalised(PartnerRole(partner["role"]).label), dates]
    return {
        "name": partner["organisation"]["name"],
        "url": page_url("organisation", **_identity(partner["organisation"])),
        "note": ", ".join(filter(None, words)),
        "text": sentence(partner["role_text"]) if in_full else "",
    }


def _left(partner, at):
    left = partial_date(partner["left_on"])
    return bool(left) and left.latest < at


def _outcome(result):
    is_share = result.get("unit") == "%"
    return {
        "number": measure(result["value"], "%") if is_share else number(result["value"]),
        "unit": "" if is_share else result.get("unit") or "",
        "label": result["indicator"],
        "note": sentence(result.get("detail")).removesuffix("."),
        "when": " · ".join(filter(None, [str(result.get("year") or ""), _unmeasured(result)])),
    }


def _unmeasured(result):
    status = result.get("status")
    return str(IndicatorStatus(status).label) if status in UNMEASURED else ""


def _result(result):
    return [
        {"text": result["indicator"], "note": sentence(result.get("detail"))},
        {
            "text": measure(result["value"], result.get("unit")),
            "note": _unmeasured(result),
            "label": _("Valor"),
            "number": True,
        },
        {"text": str(result.get("year") or ""), "note": "", "label": _("Any")},
    ]


def _acronym(alliance):
    return [alliance["acronym"]] if alliance["acronym"] else []


def _labels(vocabulary, codes):
    return [terms.label(vocabulary, code) for code in codes]


def _identity(reference):
    return {"code": reference["code"], "slug": reference["slug"]}
