"""What the pages of experiences and lessons show: documents as components take them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experiences.models import Axis, ExperienceType, Factor, LessonKind, ResultStatus, Stance
from observatori.formats.phrases import capitalised, day, joined, language, measure, span, typographic
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
STANCES = (
    (Stance.CONFIRMS, gettext_lazy("Experiències que ho confirmen")),
    (Stance.QUALIFIES, gettext_lazy("Experiències que ho matisen")),
    (Stance.CONTRADICTS, gettext_lazy("Experiències que ho contradiuen")),
)


SIBLINGS = {
    LessonKind.RECOMMENDATION: gettext_lazy("Altres recomanacions sobre la mateixa pregunta"),
    LessonKind.CRITICAL_POINT: gettext_lazy("Altres punts crítics de la mateixa pregunta"),
}


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


def lesson_card(entry: SearchEntry) -> dict:
    """Return the card of a lesson, in the active language where it is translated."""
    card, code = entry.card, language()
    translated = card["translations"].get(code)
    return entry_card(entry) | {
        "kind": eyebrow(
            LessonKind(card["kind"]).label, Axis(card["axis"]).label, is_example=entry.is_example
        ),
        "title": typographic(translated or entry.title),
        "lang": code if translated else "ca",
    }


def experience_context(experience: dict, factors: Iterable[Factor]) -> dict:
    """Return everything the page of an experience shows, from its document."""
    experience = typographic(experience)
    return {
        "experience": experience,
        "head": _head(experience),
        "story": _texts(experience, STORY),
        "learnt": _texts(experience, LEARNT),
        "results": result_table(experience),
        "plain_results": plain_results(experience),
        "evidence": [evidence_row(found) for found in experience["evidence"]],
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


def lesson_view(lesson: dict) -> dict:
    """Return a lesson as lesson.html takes it, in the active language where it is translated."""
    lesson = typographic(lesson)
    code = language()
    translated = lesson["translations"].get(code)
    return {
        "code": lesson["code"],
        "kind": lesson["kind"],
        "axis": "",
        "text": translated or lesson["text"],
        "lang": code if translated else "ca",
        "original": lesson["text"] if translated else "",
        "url": page_url("lesson", code=lesson["code"], slug=lesson["slug"]),
        "evidence": lesson["evidence_count"] if any(lesson["evidence_count"].values()) else None,
    }


def lesson_context(lesson: dict, evidence: Iterable[dict], siblings: Iterable[dict]) -> dict:
    """Return everything the page of a lesson shows; `siblings` are the others of its axis and kind."""
    axis, kind = Axis(lesson["axis"]), LessonKind(lesson["kind"])
    return {
        "lesson": lesson_view(lesson),
        "head": {
            "eyebrow": eyebrow(kind.label, axis.label),
            "crumbs": crumbs((reverse("lessons:list"), _("Aprenentatges"))),
        },
        "axis": axis,
        "guide_url": f"{reverse('lessons:list')}#{axis}",
        "evidence": evidence_by_stance(evidence),
        "siblings": [lesson_view(sibling) for sibling in siblings],
        "siblings_title": SIBLINGS[kind],
    }


def evidence_row(found: dict) -> dict:
    """Return what an experience says of a lesson, told from the experience."""
    lesson = found["lesson"]
    return {
        "stance": found["stance"],
        "text": lesson["name"],
        "lang": "ca",
        "url": page_url("lesson", code=lesson["code"], slug=lesson["slug"]),
        "quote": found["quote"] or "",
        "context": found["context"] or "",
    }


def factor_rows(factors: Iterable[Factor]) -> list[dict]:
    """Return the factors as factors.html takes them, in the active language where they are translated."""
    return [
        {"kind": factor.kind, "text": typographic(factor.text), "lang": factor.text_language}
        for factor in factors
    ]


def evidence_by_stance(evidence: Iterable[dict]) -> list[dict]:
    """Return what experiences say of a lesson, grouped by whether they confirm, qualify or contradict it."""
    evidence = list(evidence)
    return [
        {"code": stance.value, "title": title, "rows": [_told_by(found) for found in mine]}
        for stance, title in STANCES
        if (mine := [found for found in evidence if found["stance"] == stance])
    ]


def axes_of_the_guide(lessons: Iterable[dict]) -> list[dict]:
    """Return the three axes, each with its recommendations and critical points, in their order."""
    lessons = sorted(lessons, key=lambda lesson: lesson["number"])
    return [{"code": axis.value, "question": axis.label, "groups": _groups(axis, lessons)} for axis in Axis]


def axis_words(axes: Iterable[str]) -> list[str]:
    return [str(Axis(axis).label) for axis in axes]


def _groups(axis, lessons):
    titles = {LessonKind.RECOMMENDATION: _("Recomanacions"), LessonKind.CRITICAL_POINT: _("Punts crítics")}
    mine = [lesson for lesson in lessons if lesson["axis"] == axis]
    return [
        {
            "code": kind.value,
            "title": title,
            "lessons": [lesson_view(one) for one in mine if one["kind"] == kind],
        }
        for kind, title in titles.items()
    ]


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
    ]
    if alliances := _links("alliance", experience["alliances"]):
        rows.append(fact(_("Aliança"), links=alliances, lang="ca"))
    rows.append(fact(_("Entitats"), links=_links("organisation", experience["organisations"]), lang="ca"))
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


def _told_by(found):
    experience = found["experience"]
    return {
        "stance": "",
        "text": typographic(experience["name"]),
        "lang": "ca",
        "url": page_url("experience", code=experience["code"], slug=experience["slug"]),
        "quote": typographic(found["quote"] or ""),
        "context": typographic(found["context"] or ""),
        "is_example": found["is_example"],
    }
