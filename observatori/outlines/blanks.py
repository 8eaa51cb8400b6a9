"""The text of an agreement without who signed it: names become blanks to fill in. Pure functions of text."""

import re
from collections.abc import Iterable, Mapping

BODY, PERSON = "[entitat]", "[persona]"
SHORTEST = 3  # letters of a name that is looked for: shorter ones are words of the text


def names_of(documents: Iterable[Mapping]) -> tuple[list[str], list[str]]:
    """Return the names of the bodies and of the people in the documents of an agreement and its addenda."""
    documents = list(documents)
    signatures = [one for document in documents for one in document["signatures"]]
    parties = [one for document in documents for one in document["parties"]]
    references = [*parties, *(one["organisation"] for one in signatures if one["organisation"])]
    bodies = [one["name"] for one in references] + [one["party_text"] for one in signatures]
    return _known(bodies), _known(one["person"] for one in signatures)


def blanked(text: str, bodies: Iterable[str], people: Iterable[str]) -> str:
    """Return the text with each name as a blank, the longest names first; apostrophes match however written."""
    for names, blank in ((bodies, BODY), (people, PERSON)):
        for name in sorted(names, key=len, reverse=True):
            text = re.sub(_pattern(name), blank, text)
    return text


def _known(names):
    return sorted({name.strip() for name in names if name and len(name.strip()) >= SHORTEST})


def _pattern(name):
    words = (re.sub("['’]", "['’]", re.escape(word)) for word in name.split())
    return rf"(?<!\w){r'\s+'.join(words)}(?!\w)"
