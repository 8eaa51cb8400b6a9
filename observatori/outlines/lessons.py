"""Which lessons of the guide apply to what a part of an agreement is about. A pure function over their words.

The lessons have no theme of their own: each content of the semàfor has the words, folded, by which they speak of it.
"""

import re
from collections.abc import Iterable, Mapping

from alliances.models import Content
from observatori.catalan import fold

WORDS = {
    Content.A: r"escollir correctament el soci|rol que correspon",
    Content.B: r"normativa publica|objectius sistemics",
    Content.C: r"objectius clars|expectatives|valor de retorn",
    Content.D: r"pagament|estalvi economic",
    Content.E: r"conflicte",
    Content.F: r"seguiment|conflicte|direccio conjunta",
    Content.G: r"addend|transicio",
    Content.H: r"el moment|addend",
    Content.DATA_PROTECTION: r"sistemes d.informacio|compartir dades",
    Content.STAFF: r"relacions laborals|talent|implicar el professional",
    Content.INTELLECTUAL_PROPERTY: r"recerca|docencia",
    Content.JURISDICTION: r"resolucio de conflictes",
}
PATTERNS = {item: re.compile(words) for item, words in WORDS.items()}
MOST = 3  # beside one part


def lessons_for(items: Iterable[str], lessons: Iterable[Mapping]) -> list[Mapping]:
    """Return the lessons ({text, …}) that speak of any of the contents, in their order, the first few."""
    patterns = [PATTERNS[Content(item)] for item in items if Content(item) in PATTERNS]
    found = [one for one in lessons if any(pattern.search(fold(one["text"])) for pattern in patterns)]
    return found[:MOST]
