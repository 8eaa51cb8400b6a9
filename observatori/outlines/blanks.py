"""The text of an agreement without who signed it and when: names and dates become blanks to fill in. Pure functions
of text.

The date of a law is part of its name, and stays.
"""

import re
from collections.abc import Iterable, Mapping

from alliances.text.blanks import BODY, DATE, PERSON

LAW_LETTERS = 200  # as far before a date as the name of its law can begin
SHORTEST = 3  # letters of a name that is looked for: shorter ones are words of the text
MONTHS = (
    "gener|febrer|març|abril|maig|juny|juliol|agost|setembre|octubre|novembre|desembre"
    "|enero|febrero|marzo|mayo|junio|julio|agosto|septiembre|noviembre|diciembre"
)
DAY = re.compile(
    rf"\b(?:(?:\d{{1,2}}(?:r|er)?\s+(?:de\s+|d[’']\s?))?(?:{MONTHS})\s+(?:de\s+l[’']any\s+|del\s+año\s+|del?\s+)\d{{4}}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})\b",
    re.IGNORECASE,
)
OF_A_LAW = re.compile(
    r"\b(?:llei|ley|decret|decreto|reglament|reglamento|directiva|ordre|orden)\b[^.;\n]{0,40}\b\d+/\d{4}"
    r"(?:(?!\b(?:acord|acuerdo|acta|sessió|sesión|signa|firma))[^.;\n]){0,90}$",
    re.IGNORECASE,
)


def names_of(documents: Iterable[Mapping]) -> tuple[list[str], list[str]]:
    """Return the names of the bodies and of the people in the documents of an agreement and its addenda."""
    documents = list(documents)
    signatures = [one for document in documents for one in document["signatures"]]
    bodies = [one["name"] for one in bodies_of(documents)] + [one["party_text"] for one in signatures]
    return known(bodies), known(one["person"] for one in signatures)


def bodies_of(documents: Iterable[Mapping]) -> list[Mapping]:
    """Return who signs the documents or is a party of them, as references."""
    found = []
    for document in documents:
        signers = (one["organisation"] for one in document["signatures"] if one["organisation"])
        found += [*document["parties"], *signers]
    return found


def known(names: Iterable[str | None]) -> list[str]:
    """Return the names that can be looked for, each once."""
    return sorted({name.strip() for name in names if name and len(name.strip()) >= SHORTEST})


def blanked(text: str, bodies: Iterable[str], people: Iterable[str]) -> str:
    """Return the text with each name and each date as a blank, the longest names first; apostrophes match however
    written.
    """
    for names, blank in ((bodies, BODY), (people, PERSON)):
        for name in sorted(names, key=len, reverse=True):
            text = re.sub(_pattern(name), blank, text)
    return DAY.sub(_without_date, text)


def _without_date(found):
    before = found.string[max(found.start() - LAW_LETTERS, 0) : found.start()]
    return found[0] if OF_A_LAW.search(before) else DATE


def _pattern(name):
    words = (re.sub("['’]", "['’]", re.escape(word)) for word in name.split())
    return rf"(?<!\w){r'\s+'.join(words)}(?!\w)"
