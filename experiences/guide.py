"""What the pages of lessons show: the living guide with its factors, and one lesson with its evidence."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experiences.models import Axis, Factor, FactorKind, LessonKind, LessonOrigin, Stance
from observatori.formats.phrases import capitalised, language, typographic
from observatori.publishing.addresses import page_url
from observatori.publishing.models import SearchEntry
from observatori.publishing.pages import crumbs, entry_card, eyebrow, fact

TRANSLATED = gettext_lazy("Traducció de l’Observatori")
ABOUT = {
    Axis.GOVERNANCE: gettext_lazy("els socis, els pactes i el paper de cadascú"),
    Axis.MANAGEMENT: gettext_lazy("la direcció, el seguiment i el dia a dia"),
    Axis.COLLABORATIVE_WORK: gettext_lazy("com treballen, aprenen i fan recerca plegats els equips"),
}
KINDS = {
    LessonKind.RECOMMENDATION: gettext_lazy("Recomanacions"),
    LessonKind.CRITICAL_POINT: gettext_lazy("Punts crítics"),
}
KINDS_SAY = {
    LessonKind.RECOMMENDATION: gettext_lazy("És una recomanació: diu què convé fer."),
    LessonKind.CRITICAL_POINT: gettext_lazy(
        "És un punt crític: assenyala què pot encallar una aliança i cal preveure."
    ),
}
ORIGINS_SAY = {
    LessonOrigin.SOURCE: gettext_lazy("Paraula per paraula, tal com s’hi va escriure."),
    LessonOrigin.CURATED: gettext_lazy("A partir del que expliquen les experiències."),
}
STANCES = (
    (Stance.CONFIRMS, gettext_lazy("Experiències que ho confirmen")),
    (Stance.QUALIFIES, gettext_lazy("Experiències que ho matisen")),
    (Stance.CONTRADICTS, gettext_lazy("Experiències que ho contradiuen")),
)
FACTORS = {
    FactorKind.SUCCESS: gettext_lazy("Què la fa reeixir"),
    FactorKind.FAILURE: gettext_lazy("Què la fa fracassar"),
}
GLIMPSE = 90  # characters of the lesson before and of the one after


def lesson_card(entry: SearchEntry) -> dict:
    """Return the card of a lesson, in the active language where it is translated."""
    card = entry.card
    words = translated(typographic(entry.title), card["translations"])
    return entry_card(entry) | {
        "kind": eyebrow(
            LessonKind(card["kind"]).label, Axis(card["axis"]).label, is_example=entry.is_example
        ),
        "title": words["text"],
        "lang": words["lang"],
        "meta": words["mark"],
    }


def translated(text: str, translations: Mapping[str, str]) -> dict:
    """Return Catalan words in the active language: {text, lang, original, mark}.

    The last two are empty where the text is the original; the mark says whose translation it is.
    """
    code = language()
    words = typographic(translations.get(code) or "")
    if not words:
        return {"text": text, "lang": "ca", "original": "", "mark": ""}
    return {"text": words, "lang": code, "original": text, "mark": TRANSLATED}


def lesson_view(lesson: dict) -> dict:
    """Return a lesson as lesson.html takes it, in the active language where it is translated."""
    counts = lesson["evidence_count"]
    return {
        "code": lesson["code"],
        "kind": lesson["kind"],
        "axis": "",
        **translated(typographic(lesson["text"]), lesson["translations"]),
        "url": page_url("lesson", code=lesson["code"], slug=lesson["slug"]),
        "evidence": counts if any(counts.values()) else None,
    }


def guide_context(lessons: Iterable[dict], factors: Iterable[Factor]) -> dict:
    """Return everything the guide shows; `mark` is empty where nothing in it is translated."""
    lessons = in_guide_order(lessons)
    views = [lesson_view(lesson) for lesson in lessons]
    return {
        "axes": axes_of_the_guide(lessons),
        "factors": factor_columns(factors),
        "mark": next((view["mark"] for view in views if view["mark"]), ""),
    }


def lesson_context(lesson: dict, evidence: Iterable[dict], lessons: Iterable[dict]) -> dict:
    """Return everything the page of a lesson shows; `lessons` are all of the guide."""
    axis, kind = Axis(lesson["axis"]), LessonKind(lesson["kind"])
    lessons = in_guide_order(lessons)
    others = [one for one in lessons if one["axis"] == axis and one["code"] != lesson["code"]]
    before, after = neighbours(lesson["code"], lessons)
    return {
        "lesson": lesson_view(lesson),
        "head": {
            "eyebrow": eyebrow(f"{kind.label} {lesson['number']}", axis.label),
            "crumbs": crumbs((reverse("lessons:list"), _("Aprenentatges"))),
        },
        "axis": axis,
        "kind_says": KINDS_SAY[kind],
        "axis_says": ABOUT[axis],
        "facts": _facts(lesson, axis, kind),
        "evidence": evidence_by_stance(evidence),
        "related": _groups(others),
        "before": before,
        "after": after,
    }


def in_guide_order(lessons: Iterable[dict]) -> list[dict]:
    """Return lessons by axis and kind, and in each by their number."""
    axes, kinds = list(Axis), list(KINDS)
    return sorted(lessons, key=lambda one: (axes.index(one["axis"]), kinds.index(one["kind"]), one["number"]))


def axes_of_the_guide(lessons: Iterable[dict]) -> list[dict]:
    """Return the three axes, each with its recommendations and critical points, in their order."""
    lessons = list(lessons)
    return [
        {
            "code": axis.value,
            "question": axis.label,
            "about": capitalised(str(ABOUT[axis])),
            "groups": _groups([lesson for lesson in lessons if lesson["axis"] == axis]),
        }
        for axis in Axis
    ]


def neighbours(code: str, lessons: list[dict]) -> tuple[dict | None, dict | None]:
    """Return the lesson before and the one after in the guide, as links."""
    codes = [lesson["code"] for lesson in lessons]
    if code not in codes:
        return None, None
    place = codes.index(code)
    before, after = lessons[max(place - 1, 0) : place], lessons[place + 1 : place + 2]
    return (_link(before[0]) if before else None), (_link(after[0]) if after else None)


def evidence_by_stance(evidence: Iterable[dict]) -> list[dict]:
    """Return what experiences say of a lesson, grouped by whether they confirm, qualify or contradict it."""
    evidence = list(evidence)
    return [
        {"code": stance.value, "title": title, "rows": [_told_by(found) for found in mine]}
        for stance, title in STANCES
        if (mine := [found for found in evidence if found["stance"] == stance])
    ]


def factor_rows(factors: Iterable[Factor]) -> list[dict]:
    """Return the factors as factors.html takes them, in the active language where they are translated."""
    return [
        {
            "kind": factor.kind,
            "text": typographic(capitalised(factor.text)),
            "lang": factor.text_language,
            "mark": "" if factor.text_language == "ca" else TRANSLATED,
        }
        for factor in factors
    ]


def factor_columns(factors: Iterable[Factor]) -> list[dict]:
    """Return what makes an alliance succeed and what makes it fail, each kind with its factors."""
    rows = factor_rows(factors)
    columns = [
        {"kind": kind.value, "title": title, "rows": [row for row in rows if row["kind"] == kind]}
        for kind, title in FACTORS.items()
    ]
    return [column for column in columns if column["rows"]]


def _groups(lessons):
    groups = [
        {
            "code": kind.value,
            "title": title,
            "lessons": [lesson_view(one) for one in lessons if one["kind"] == kind],
        }
        for kind, title in KINDS.items()
    ]
    return [group for group in groups if group["lessons"]]


def _facts(lesson, axis, kind):
    origin = LessonOrigin(lesson["origin"])
    question = {"label": axis.label, "url": f"{reverse('lessons:list')}#{axis}"}
    return [
        fact(_("Classe"), capitalised(str(kind.label))),
        fact(_("Pregunta"), links=[question]),
        fact(_("Origen"), capitalised(str(origin.label)), note=ORIGINS_SAY[origin]),
    ]


def _link(lesson):
    view = lesson_view(lesson)
    return {"url": view["url"], "lang": view["lang"], "text": Truncator(view["text"]).chars(GLIMPSE)}


def _told_by(found):
    experience = found["experience"]
    return {
        "text": typographic(experience["name"]),
        "url": page_url("experience", code=experience["code"], slug=experience["slug"]),
        "quote": typographic(found["quote"] or ""),
        "context": typographic(found["context"] or ""),
        "is_example": found["is_example"],
    }
