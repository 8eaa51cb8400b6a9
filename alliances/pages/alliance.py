"""One alliance as a story: who, why, what was agreed, how it is governed, what came of it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import (
    AgreementKind,
    ConditionKey,
    GovernanceLevel,
    Initiative,
    JointWork,
    Motive,
    PartnerRole,
    Phase,
)
from alliances.pages.cards import reading_card
from alliances.pages.states import agreement_badges, best_state
from alliances.readings import Reading
from observatori.formats.phrases import capitalised, day, joined, measure, number, span
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Origin
from observatori.publishing.pages import (
    crumbs,
    entry_card,
    eyebrow,
    fact,
    known_and_unknown,
    quality_word,
    source_rows,
    term_links,
)
from observatori.vocabularies import terms
from observatori.vocabularies.places import places

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
    ("shared_objective", gettext_lazy("L’objectiu compartit")),
    ("systemic_fit", gettext_lazy("Com encaixa amb els objectius del sistema")),
)
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
RESULT_STATUS = {
    "measured": gettext_lazy("mesurat"),
    "estimated": gettext_lazy("estimat"),
    "forecast": gettext_lazy("previst"),
}


def alliance_context(alliance: dict, agreements: list[Reading], experiences: Iterable) -> dict:
    """Return everything the page of an alliance shows, from its document with live facts."""
    return {
        "alliance": alliance,
        "head": alliance_head(alliance, agreements),
        "partners": partner_rows(alliance),
        "reasons": texts(alliance, REASONS),
        "values": texts(alliance, VALUES),
        "agreements": [reading_card(reading) for reading in agreements],
        "governance": governance_rows(alliance),
        "ways": texts(alliance, WAYS_OF_GOVERNING),
        "conditions": condition_rows(alliance),
        "results": result_table(alliance),
        "experiences": [entry_card(entry) for entry in experiences],
        "timeline": timeline_entries(alliance, agreements),
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
        "territory": territory(alliance),
        "partners": len(alliance["partners"]),
        "crumbs": crumbs((reverse("alliances:list"), _("Aliances"))),
    }


def territory(alliance: dict) -> str:
    """Return where the alliance works: «Osona, la Garrotxa i el Ripollès»."""
    return places(alliance["territory"], alliance["territory_other"])


def partner_rows(alliance: dict) -> list[dict]:
    """Return the partners as partners.html takes them; nobody is asked to confirm a documented case."""
    asked = alliance["origin"] == Origin.REGISTERED
    return [_partner(partner, asked) for partner in alliance["partners"]]


def texts(alliance: dict, names: Iterable[tuple[str, str]]) -> list[dict]:
    """Return the written fields that say something, with their titles."""
    return [{"title": title, "text": alliance[name]} for name, title in names if alliance[name]]


def governance_rows(alliance: dict) -> list[dict]:
    """Return the bodies that govern the alliance, each with its level, composition and rhythm."""
    return [
        {
            "name": body["name"],
            "level": capitalised(GovernanceLevel(body["level"]).label) if body.get("level") else "",
            "lines": [
                {"term": term, "text": text}
                for term, text in (
                    (_("Qui en forma part"), body.get("composition")),
                    (_("Cada quan es reuneix"), body.get("frequency")),
                    (_("Què fa"), body.get("functions")),
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
    """Return the results as table.html takes them."""
    return {
        "caption": _("Resultats"),
        "columns": [{"label": _("Indicador")}, {"label": _("Valor"), "number": True}, {"label": _("Any")}],
        "rows": [_result(result) for result in alliance["results"]],
    }


def classification(alliance: dict) -> list[dict]:
    """Return the facts of an alliance’s record card; what is not known comes last, by name."""
    population = alliance["population"]
    form = terms.label("form", alliance["form"]) if alliance["form"] else ""
    rows = [
        fact(_("Forma"), capitalised(form) or alliance["form_text"], note=_form_text(alliance, form)),
        fact(_("Dates"), capitalised(span(alliance["start"], alliance["end"]))),
        fact(_("Territori"), territory(alliance), lang="ca"),
        fact(_("Serveis"), links=term_links("service", alliance["services"], "alliances:list", "service")),
        fact(_("Temes"), links=term_links("theme", alliance["themes"], "alliances:list", "theme")),
        fact(_("Nivells assistencials"), many=_labels("level_of_care", alliance["levels_of_care"])),
        fact(
            _("Beneficis esperats"),
            links=term_links("benefit", alliance["benefits"], "alliances:list", "benefit"),
        ),
        fact(_("Reptes"), many=_labels("challenge", alliance["challenges"])),
        fact(_("Població de referència"), _population(population) if population else ""),
        fact(_("Tipologia de socis"), _word("partner_typology", alliance["partner_typology"])),
        fact(_("Visió"), _word("vision", alliance["vision"])),
        fact(_("Motius"), many=[Motive(code).label for code in alliance["motives"]]),
        fact(
            _("Grau de treball conjunt"),
            JointWork(alliance["joint_work"]).label if alliance["joint_work"] else "",
        ),
        fact(
            _("Qui en va tenir la iniciativa"),
            Initiative(alliance["initiative"]).label if alliance["initiative"] else "",
        ),
        fact(_("Altres noms"), many=alliance["aliases"], lang="ca"),
    ]
    return known_and_unknown(rows)


def timeline_entries(alliance: dict, agreements: list[Reading]) -> list[dict]:
    """Return what happened, by date: the alliance, its partners, its agreements and addenda."""
    entries = [
        _event(alliance["start"], _("Comença l’aliança"), milestone=True),
        _event(alliance["end"], _("Acaba l’aliança"), milestone=True),
        *_partner_events(alliance),
        *(event for reading in agreements for event in _agreement_events(reading)),
    ]
    return sorted((entry for entry in entries if entry), key=lambda entry: entry["datetime"])


def _partner(partner, asked):
    organisation = partner["organisation"]
    return {
        "name": organisation["name"],
        "url": page_url("organisation", **_identity(organisation)),
        "role": capitalised(PartnerRole(partner["role"]).label),
        "role_text": _sentence(partner["role_text"]),
        "dates": span(partner["joined_on"], partner["left_on"]),
        "objectives": partner["own_objectives"] or "",
        "benefits": joined(_labels("benefit", partner["benefits"])),
        "contribution": partner["contribution_text"]
        or joined(_labels("contribution", partner["contribution"])),
        "confirmation": partner["confirmation"] if asked else "",
        "confirmation_label": "",
    }


def _result(result):
    status = RESULT_STATUS.get(result.get("status") or "")
    return [
        {"text": result["indicator"], "note": _sentence(result.get("detail"))},
        {
            "text": measure(result["value"], result.get("unit")),
            "note": str(status) if status and result["status"] != "measured" else "",
            "label": _("Valor"),
            "number": True,
        },
        {"text": str(result.get("year") or ""), "note": "", "label": _("Any")},
    ]


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
            yield event | agreement_badges(one)[0]


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


def _acronym(alliance):
    return [alliance["acronym"]] if alliance["acronym"] else []


def _form_text(alliance, form):
    text = alliance["form_text"] or ""
    return "" if not form or text.casefold() == form.casefold() else _sentence(text)


def _population(population):
    people = number(population["number"])
    if population["year"]:
        return _("%(people)s persones (%(year)d)") % {"people": people, "year": population["year"]}
    return _("%(people)s persones") % {"people": people}


def _labels(vocabulary, codes):
    return [terms.label(vocabulary, code) for code in codes]


def _word(vocabulary, code):
    return capitalised(terms.label(vocabulary, code)) if code else ""


def _sentence(text):
    return capitalised(text).rstrip(".") + "." if text else ""


def _identity(reference):
    return {"code": reference["code"], "slug": reference["slug"]}
