"""A whole text, pasted, as parts: a pure function that follows how Catalan agreements number their clauses."""

import re
from dataclasses import dataclass

from observatori.catalan import fold

SECTIONS = {
    "reunits": "parties",
    "compareixen": "parties",
    "intervenen": "parties",
    "manifesten": "recitals",
    "exposen": "recitals",
    "antecedents": "recitals",
    "clausules": "clauses",
    "pactes": "clauses",
    "pacten": "clauses",
    "acorden": "clauses",
    "acords": "clauses",
    "estipulacions": "clauses",
    "annex": "annexes",
    "annexos": "annexes",
}
UNITS = r"(?:un|dos|tres|quatr|quatre|cinqu|sis|set|vuit|nov)"
ORDINAL = (
    r"(?:primer|segon|tercer|quart|cinquè|cinque|sisè|sise|setè|sete|vuitè|vuite|novè|nove|desè|dese|onzè|onze"
    r"|dotzè|dotze|tretzè|tretze|catorzè|catorze|quinzè|quinze|setzè|setze|dissetè|dissete|divuitè|divuite"
    rf"|dinovè|dinove|vintè|vinte|vint-i-{UNITS}[èe]|trentè|trente|únic)(?:a|na)?"
)
BIS = r"(?:\s+(?:bis|ter|quater))?"
NUMBER = r"[0-9]{1,2}"
CLAUSE = "clàusula|pacte|acord|article|estipulació"
PROVISIONAL = r"(?:addicionals?|transitòri(?:a|es)|derogatòri(?:a|es))"
DISPOSITION = rf"(?:disposici(?:ó|ons)\s+(?:{PROVISIONAL}|finals?)|{PROVISIONAL})"
# How a part begins, the first that fits; each kind is a level, and what is below the level of a text stays inside.
STARTS = {
    "annex": rf"annex(?:\s+(?:n[úu]m\.?\s*)?(?:{NUMBER}|[IVX]+|[A-Z]|{ORDINAL}))?\b",
    "disposition": rf"{DISPOSITION}(?:\s+(?:{ORDINAL}|{NUMBER}|[IVX]+))?\b",
    "named": rf"(?:(?:{CLAUSE})\s+(?:{ORDINAL}|{NUMBER}|[IVX]+)|{ORDINAL}){BIS}(?!\w)",
    "capacity": r"capacitat(?:\s+de\s+les\s+parts)?(?!\w)",
    "party": r"(?:i,?\s+)?(?:d[’'](?:una|altra|una\s+altra)\s+part|(?:de\s+|per\s+)?l[’']altra(?:\s+part)?)(?!\w)",
    "roman": r"[IVX]{1,5}(?=\s?[.)–—-])",
    "number": rf"{NUMBER}(?=[.)-])",
}
LINES = {
    kind: re.compile(rf"^\s*(?P<label>{start})\s*(?P<mark>[.,):–—-]*)\s*(?P<rest>.*)$", re.IGNORECASE)
    for kind, start in STARTS.items()
}
NAMES = ("annex", "disposition", "named")
AMONG_PARTIES = ("capacity", "party")
EMPHASIS = re.compile(
    r"\*\*|__|^\s*#+\s"
)  # as word processors leave bold letters and headings in a pasted text
NUMERAL = re.compile(r"[IVX]+|[A-Z]")
HEADING_LETTERS = 120  # a longer line after the number is text already


def split_text(text: str) -> list[dict]:
    """Return the parts of a text: {section, label, heading, text}, in order.

    «Reunits», «Manifesten», «Clàusules» and «Annexos» alone on a line begin a section; «Primera», «Segona bis»,
    «Disposició final», «Annex 1», «1.» and «II.» begin a part. A list inside a part stays there: in a section whose
    parts have names, numbers begin none; and an annex has no clauses of its own, unless it is one of a list of annexes
    that says their names alone: what follows such a list goes on where the text was. What stands before the first of
    them is a part too.
    """
    place = before = Place("clauses")
    parts = []
    for line in text.splitlines():
        found, part = _next(line, place)
        if not part and _is_list_of_annexes(parts):
            found, part = _next(line, before)
        if part:
            before = before if found.section == "annexes" else found
            place = found
            parts.append(part)
        else:
            parts = parts or [_part(place.section)]
            parts[-1]["text"] += line.rstrip() + "\n"
    parts = [part | {"text": part["text"].strip()} for part in parts]
    return [part for part in parts if part["text"] or part["heading"] or part["label"]]


@dataclass(frozen=True)
class Place:
    """Where in a text a line stands: in which section, and at the level of which kind of part."""

    section: str
    level: str = ""


def _next(line, place):
    """Where a line leads, and the part that it begins, if it does."""
    line = EMPHASIS.sub("", line)
    if section := _section(line, place.section):
        return Place(section), _part(section)
    if start := _start(line, place.section, place.level):
        level, match = start
        section = "annexes" if level == "annex" else place.section
        return Place(section, level), _part(section, match["label"], *_heading(match))
    return place, None


def _is_list_of_annexes(parts):
    """Whether the last two are annexes of which only the name is said."""
    last = parts[-2:]
    return len(last) > 1 and all(
        one["section"] == "annexes" and one["label"] and not one["text"].strip() for one in last
    )


def _section(line, now):
    """The section that a line begins; an annex may have headings of its own, and they begin none."""
    words = fold(line).strip(" .:-").split()
    is_spaced = len(words) > 1 and all(len(letter) == 1 for letter in words)  # «R E U N I T S»
    found = SECTIONS.get("".join(words) if is_spaced else " ".join(words))
    return found if now != "annexes" or found == "annexes" else None


def _start(line, section, level):
    """The kind of part that a line begins, and its match; None for a line of the part above."""
    for kind, pattern in LINES.items():
        if _begins(kind, section, level) and (match := pattern.match(line)) and _is_label(kind, match):
            return kind, match
    return None


def _begins(kind, section, level):
    if kind == "annex":
        return True
    if kind in AMONG_PARTIES or section == "parties":
        return kind in AMONG_PARTIES and section == "parties"
    if section == "annexes":
        return level == kind or not level
    return kind in NAMES or level in ("", kind)


def _is_label(kind, match):
    """Whether it is no prose: «primera de totes», «I perquè consti», «15.000 euros», «la clàusula / quarta. Si…»."""
    label, mark, rest = match["label"], match["mark"], match["rest"]
    if kind == "party":
        return label[:1].isupper()
    if kind == "capacity":
        return label[:1].isupper() and (bool(mark) or not rest)
    if kind not in NAMES:
        return bool(mark) and not rest[:1].isdigit()
    return label[:1].isupper() and (bool(mark) or not rest[:1].islower())


def _heading(match):
    """What stands on the line of the number: a heading, or the first words of the text."""
    rest, is_sentence = match["rest"].strip(), match["mark"].startswith(",")
    if not rest or not (is_sentence or len(rest) > HEADING_LETTERS or rest.endswith((",", ";", ":"))):
        return rest.rstrip("."), ""
    return "", rest + "\n"


def _part(section, label="", heading="", text=""):
    words = label.split()
    words = [word if NUMERAL.fullmatch(word) else word.lower() for word in words]
    label = " ".join(words)
    return {"section": section, "label": label[:1].upper() + label[1:], "heading": heading, "text": text}
