"""PDF of everything that is printed or kept: Typst lays out a template of `templates/pdf/`, fed with data.

Why Typst: docs/adr/0009-typst-draws-the-pdf.md. What people wrote reaches the template as strings of JSON and is never
read as markup, so that no text can command the engine.
"""

import json
import re
from collections.abc import Mapping

import typst
from django.conf import settings

ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1
# Controls other than tab and line feed, bidirectional embeddings and overrides (a text could show what it does not
# say), halves of surrogate pairs and code points that are no characters.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
TOO_MANY_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{4})[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+"
)

LONG_WORD = re.compile(
    r"(\S{80})(?=\S)"
)  # runs off the paper, since the engine breaks words only where a language does
MAY_BREAK = "\u200b"


def pdf(template: str, data: Mapping) -> bytes:
    """Return the PDF that `templates/pdf/<template>.typ` makes of `data`, which JSON can carry.

    It is accessible (PDF/UA-1) unless some character has no glyph in the engine’s own faces; then that character is
    drawn as an empty box and the file is tagged all the same, but does not claim the standard.
    """
    folder = settings.BASE_DIR / "templates" / "pdf"
    asked = {
        "input": str(folder / f"{template}.typ"),
        "root": str(folder),
        "format": "pdf",
        "ignore_system_fonts": True,  # the same file on every machine
        "sys_inputs": {"data": json.dumps(printable(data))},
    }
    try:
        return typst.compile(**asked, pdf_standards=ACCESSIBLE)
    except typst.TypstError:
        return typst.compile(**asked)


def printable(value):
    """Return data without the characters that cannot be printed or would lie about the order of the others, and with
    places where words that no line holds may break.
    """
    if isinstance(value, str):
        clean = TOO_MANY_MARKS.sub(r"\1", UNPRINTABLE.sub("", value))
        return LONG_WORD.sub(rf"\1{MAY_BREAK}", clean)
    if isinstance(value, Mapping):
        return {str(key): printable(inner) for key, inner in value.items()}
    return [printable(inner) for inner in value] if isinstance(value, list | tuple) else value


def paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph of a text, empty ones left out."""
    found = (block.strip().split("\n") for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return [lines for lines in found if lines != [""]]
