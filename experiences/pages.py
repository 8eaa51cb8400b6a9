"""What the pages of experiences show: documents as components take them. Those of lessons are in guide.py."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experiences.guide import factor_rows, translated
from experiences.models import Axis, ExperienceType, Factor, ResultStatus
from observatori.formats.phrases import capitalised, day, joined, measure, span, typographic
from observatori.publishing.addresses import page_url
from observatori.publishing.models import SearchEntry
from observatori.publishing.pages import (
    crumbs,
    entry_card,
    eyebrow,
    fact,
    filtered,
    quality_word,
    source_rows,
)
from observatori.vocabularies import terms

STORY = (
    ("context", gettext_lazy("Context")),
    ("problem", gettext_lazy("Quin problema hi havia")),
    ("what_was_done", gettext_lazy("Què es va fer")),
    ("participants", gettext_lazy("Qui hi va participar")),
    ("resources", gettext_lazy("Amb quins recursos")),
)
LEARNT = (
    ("what_worked", gettext_lazy("Què ho va fer possible")),
    ("what_hindered", gettext_lazy("Què ho va dificultar")),
    ("replication", gettext_lazy("Què cal per repetir-ho en un altre lloc")),
)


def experience_card(entry: SearchEntry) -> dict:
    """Return the card of an experience: its type, its questions and the alliances behind it."""
    card = typographic(entry.card)
    alliances, start = card.get("alliances") or (), card.get("start")
    meta = [
        str(start)[:4] if start else "",
        _("Aliança: %(name)s") % {"name": joined(alliances)} if alliances else "",
    ]
    return entry_card(entry) | {
        "kind": eyebrow(
            ExperienceType(card["type"]).label, origin=card.get("origin"), is_example=entry.is_example
        ),
        "territory": " · ".join(axis_words(card["axes"])),
        "meta": " · ".join(filter(None, meta)),
    }


def experience_context(
    experience: dict, factors: Iterable[Factor], translations: Mapping[str, dict[str, str]]
) -> dict:
    """Return everything the page of an experience shows, from its document; `translations` are of the lessons
    it names, by code.
    """
    experience = typographic(experience)
    return {
        "experience": experience,
        "head": _head(experience),
        "story": _texts(experience, STORY),
        "learnt": _texts(experience, LEARNT),
        "results": result_table(experience),
        "plain_results": plain_results(experience),
        "evidence": [evidence_row(found, translations) for found in experience["evidence"]],
        "factors": factor_rows(factors),
        "facts": _facts(experience),
        "sources": source_rows(experience["sources"]),
        "quality": quality_word(experience["facts_quality"]),
    }


def result_table(experience: dict) -> dict:
    """Return the results as table.html takes them."""
    return {
        "caption": _("Resultats"),
        "columns": [
            {"label": _("Indicador")},
            {"label": _("Abans"), "number": True},
            {"label": _("Després"), "number": True},
            {"label": _("Període")},
        ],
        "rows": [_result(result) for result in experience["results"]],
    }


def plain_results(experience: dict) -> list[str]:
    """Return the results that are only words, without any figure: they read as a list, not as a table."""
    figures = any(result["value"] is not None for result in experience["results"])
    return [] if figures else [result["indicator"] for result in experience["results"]]


def evidence_row(found: dict, translations: Mapping[str, dict[str, str]]) -> dict:
    """Return what an experience says of a lesson, told from the experience."""
    lesson = found["lesson"]
    return {
        "stance": found["stance"],
        **translated(lesson["name"], translations.get(lesson["code"], {})),
        "url": page_url("lesson", code=lesson["code"], slug=lesson["slug"]),
        "quote": found["quote"] or "",
        "context": found["context"] or "",
    }


def axis_words(axes: Iterable[str]) -> list[str]:
    return [str(Axis(axis).label) for axis in axes]


def _head(experience):
    kind = ExperienceType(experience["type"]).label
    return {
        "eyebrow": eyebrow(kind, origin=experience["origin"], is_example=experience["is_example"]),
        "crumbs": crumbs((reverse("experiences:list"), _("Experiències"))),
    }


def _texts(document, names):
    return [{"title": title, "text": document[name]} for name, title in names if document[name]]


def _facts(experience):
    level = experience["evidence_level"]
    rows = [
        fact(_("Quan"), capitalised(_when(experience))),
        fact(_("Eixos"), links=[_axis_link(axis) for axis in experience["axes"]]),
        fact(_("Aliança"), links=_links("alliance", experience["alliances"]), lang="ca"),
        fact(_("Entitats"), links=_links("organisation", experience["organisations"]), lang="ca"),
    ]
    if level:
        rows.append(fact(_("Nivell d’evidència"), capitalised(terms.label("evidence_level", level))))
    return rows


def _when(experience):
    start, end = experience["start"], experience["end"]
    return span(start, end) if end else day(start)


def _axis_link(axis):
    return {"label": Axis(axis).label, "url": filtered("experiences:list", axis=axis)}


def _links(kind, references):
    return [
        {"label": one["name"], "url": page_url(kind, code=one["code"], slug=one["slug"])}
        for one in references
    ]


def _result(result):
    status = ResultStatus(result["status"]).label if result["status"] in ("estimated", "forecast") else ""
    return [
        {"text": result["indicator"], "note": ""},
        {
            "text": measure(result["baseline"], result["unit"]),
            "label": _("Abans"),
            "number": True,
            "note": "",
        },
        {
            "text": measure(result["value"], result["unit"]),
            "label": _("Després"),
            "number": True,
            "note": status,
        },
        {"text": result["period"] or "", "label": _("Període"), "note": ""},
    ]
