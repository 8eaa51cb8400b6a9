"""A whole text, pasted, as parts: a pure function that follows how Catalan agreements number their clauses."""

import re

from observatori.catalan import fold

SECTIONS = {
    "reunits": "parties",
    "manifesten": "recitals",
    "exposen": "recitals",
    "antecedents": "recitals",
    "clausules": "clauses",
    "pactes": "clauses",
    "acorden": "clauses",
    "annex": "annexes",
    "annexos": "annexes",
}
ORDINAL = (
    r"(?:primer|segon|tercer|quart|cinquè|cinque|sisè|sise|setè|sete|vuitè|vuite|novè|nove|desè|dese|onzè|onze"
    r"|dotzè|dotze|tretzè|tretze|catorzè|catorze|quinzè|quinze|setzè|setze|dissetè|dissete|divuitè|divuite"
    r"|dinovè|dinove|vintè|vinte)(?:a|na)?"
)
START = re.compile(
    rf"^\s*(?P<label>(?:clàusula\s+)?{ORDINAL}(?:\s+(?:bis|ter|quater))?|[IVX]{{1,5}}(?=[.)\s-])|[0-9]{{1,2}}(?=[.)-])"
    r"|annex(?:\s+[0-9IVX]+)?)"
    r"\s*(?P<mark>[.,):–—-]*)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
ROMAN = re.compile(r"[IVX]+")
HEADING_LETTERS = 120  # a longer line after the number is text already


def split_text(text: str) -> list[dict]:
    """Return the parts of a text: {section, label, heading, text}, in order.

    «Reunits», «Manifesten», «Clàusules» and «Annex» alone on a line begin a section; «Primera», «Segona bis», «1.»
    and «II.» begin a part. What stands before the first of them is a part of its own.
    """
    section, parts = "clauses", []
    for line in text.splitlines():
        if found := _section(line):
            section = found
            parts += [_part(section)]
        elif match := _start(line, section):
            parts += [_part(section, match["label"], *_heading(match["rest"]))]
        else:
            parts = parts or [_part(section)]
            parts[-1]["text"] += line.rstrip() + "\n"
    parts = [part | {"text": part["text"].strip()} for part in parts]
    return [part for part in parts if part["text"] or part["heading"] or part["label"]]


def _section(line):
    word = fold(line).strip(" .:-")
    return SECTIONS.get(word)


def _start(line, section):
    match = START.match(line)
    if match is None or (match["label"].isdigit() and section == "parties"):
        return None
    is_prose = match["rest"][:1].islower() and not match["mark"]  # «primera de totes»
    return None if is_prose else match


def _heading(rest):
    """What stands on the line of the number: a heading, or the first words of the text."""
    rest = rest.strip()
    if not rest or (len(rest) <= HEADING_LETTERS and not rest.endswith((",", ";", ":"))):
        return rest.rstrip("."), ""
    return "", rest + "\n"


def _part(section, label="", heading="", text=""):
    label = label.strip()
    label = label if ROMAN.fullmatch(label) else label.capitalize()
    return {"section": section, "label": label, "heading": heading, "text": text}
