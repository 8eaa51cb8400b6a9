"""Which part of a text seems to answer each content of the semàfor, by the words it uses. A pure function.

A suggestion is never counted until somebody accepts it. A heading that names the content suggests «ok»; words in the
text alone, or blanks to fill in, «partial».
"""

import re
from collections.abc import Iterable, Mapping

from alliances.models import Content, Coverage, Section
from alliances.text.blanks import has_blanks
from observatori.catalan import fold

# What folded words (lower case, no accents) begin with; the Spanish ones are those of texts signed in Spanish.
WORDS = {
    Content.A: r"capacitat|capacidad|reunits|reunidos|intervenen|intervienen|compareixen",
    Content.B: r"competenci|marc legal|marc normatiu|fonament juridic|regim juridic|habilitaci",
    Content.C: r"objecte|objectius?\b|finalitat|actuacions|obligacions de|compromisos de les parts|objeto|titularitat",
    Content.D: r"financament|economi|pressupost|aportaci|despes|cost\b|costos|contraprestaci|financiaci|presupuest",
    Content.E: r"incompliment|incumplimiento|resolucio (?:anticipada )?del conveni|causes de resolucio|extincio"
    r"|indemnitzaci|penalitzaci",
    Content.F: r"seguiment|seguimiento|vigilancia|comissio mixta|comissio paritaria|comite de|conflict|controversi"
    r"|interpretaci",
    Content.G: r"modificaci|revisio del conveni|addend|adend",
    Content.H: r"vigencia|durada|duracio|duracion|prorrog|termini de vigencia|entrada en vigor",
    Content.DATA_PROTECTION: r"proteccio de dades|dades personals|dades de caracter personal|proteccion de datos"
    r"|encarregat del tractament|rgpd|reglament \(ue\) 2016/679",
    Content.STAFF: r"personal\b(?! data)|professionals assignats|recursos humans|relacio laboral|plantilla"
    r"|cessio de professionals",
    Content.CONFIDENTIALITY: r"confidencial|secret professional|deure de secret",
    Content.INTELLECTUAL_PROPERTY: r"propietat intel.?lectual|propietat industrial|propiedad intelectual"
    r"|drets d.autor|titularitat dels resultats|explotacio dels resultats",
    Content.JURISDICTION: r"jurisdicci|litigi|tribunals|contencios|arbitratge|naturalesa juridica",
}
PATTERNS = {item: re.compile(rf"\b(?:{words})") for item, words in WORDS.items()}
NOT_STAFF = re.compile(r"dades (?:de caracter )?personals?|caracter personal")
MOST = 3  # parts that one content is suggested for: more say nothing


def suggested_marks(parts: Iterable[Mapping]) -> dict[str, dict]:
    """Return ``{item: {answer, parts, note}}`` of what the parts seem to say; a content nobody names is left out."""
    parts = [(part["key"], part, *_folded(part)) for part in parts]
    blank = {key for key, part, _title, _text in parts if has_blanks(part.get("text"))}
    found = {}
    for item, pattern in PATTERNS.items():
        named = [key for key, part, title, _text in parts if _fits(item, pattern, part, title)]
        said = [key for key, part, _title, text in parts if _fits(item, pattern, part, text)]
        answer, keys = (Coverage.OK, named) if named else (Coverage.PARTIAL, said)
        if blank.intersection(keys):
            answer = Coverage.PARTIAL
        if keys:
            found[item.value] = {"answer": answer.value, "parts": keys[:MOST], "note": ""}
    return found


def _folded(part):
    title = " ".join(filter(None, [part.get("label"), part.get("heading")]))
    return fold(title), fold(part.get("text") or "")


def _fits(item, pattern, part, text):
    """The parties are said where they present themselves; personal data are no staff."""
    if item == Content.A and part.get("section") == Section.PARTIES and text:
        return True
    if item == Content.STAFF:
        text = NOT_STAFF.sub("", text)
    return bool(pattern.search(text))
