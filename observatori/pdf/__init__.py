"""PDF of everything that is printed or kept: Typst lays out a template of `templates/pdf/`, fed with data.

Why Typst: docs/adr/0009-typst-draws-the-pdf.md. What people wrote reaches the template as strings of JSON and is never
read as markup, so that no text can command the engine.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.cache import cache

ENGINE = Path(__file__).with_name("engine.py")
MOST_LETTERS = 300_000  # a hundred pages: two seconds and 200 MB of the engine
SECONDS = 60
KEPT_SECONDS = 600
ONE_AT_A_TIME = Lock()  # of each web process: the others wait, instead of all the memory being taken at once

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


class TooLong(Exception):
    """The text is too long to be drawn."""


def pdf(template: str, data: Mapping) -> bytes:
    """Return the PDF that `templates/pdf/<template>.typ` makes of `data`, which JSON can carry.

    It is accessible (PDF/UA-1) unless some character has no glyph in the engine’s own faces; then that character is
    drawn as an empty box and the file is tagged all the same, but does not claim the standard. What was drawn is kept
    for a while by all that it says, the day and the language too. Raises TooLong above MOST_LETTERS.
    """
    if letters(data) > MOST_LETTERS:
        raise TooLong
    folder = settings.BASE_DIR / "templates" / "pdf"
    options = {
        "input": str(folder / f"{template}.typ"),
        "root": str(folder),
        "format": "pdf",
        "ignore_system_fonts": True,  # the same file on every machine
        "sys_inputs": {"data": json.dumps(printable(data))},
    }
    asked = json.dumps({"options": options, "standard": ACCESSIBLE}).encode()
    key = f"pdf:{hashlib.sha256(asked).hexdigest()}"
    with ONE_AT_A_TIME:
        content = cache.get(key)
        if content is None:
            content = _drawn(asked)
            cache.set(key, content, KEPT_SECONDS)
    return content


def _drawn(asked):
    command = [sys.executable, "-I", str(ENGINE)]
    child = subprocess.run(  # noqa: S603 - our own interpreter and our own file
        command, input=asked, stdout=subprocess.PIPE, timeout=SECONDS, check=True
    )
    return child.stdout


def letters(data) -> int:
    """Return how many characters the texts of some data have together."""
    if isinstance(data, str):
        return len(data)
    inner = data.values() if isinstance(data, Mapping) else data if isinstance(data, list | tuple) else ()
    return sum(letters(one) for one in inner)


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
