"""Text of a document, page by page; a program of the sandbox.

It imports nothing of the project but what its caller needs to start it. What cannot be read gives no text:
a good file is never refused for it.
"""

import json
import sys
import time
import zipfile
from itertools import chain
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_TEXT = 1024 * 1024  # characters
MOST_SECONDS = 4  # below the limit of the sandbox, which would throw away what was read so far
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
PARAGRAPHS = {f"{WORD}p", f"{TEXT}p", f"{TEXT}h", f"{SHEET}si", f"{SHEET}is"}
RUNS = {f"{WORD}t", f"{SHEET}t"}
BREAKS = {f"{WORD}tab", f"{WORD}br", f"{TEXT}tab", f"{TEXT}s", f"{TEXT}line-break"}
MEMBERS = {
    "docx": ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/header", "word/footer"),
    "xlsx": ("xl/sharedStrings.xml", "xl/worksheets/"),
    "odt": ("content.xml", "styles.xml"),
}
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")


def read(file, extension: str) -> dict:
    """Return ``{"complete": bool, "pages": [{"text", "pictures"}]}``; a text document is one page.

    `complete` is False when something could not be read, or there is more than MOST_TEXT of it.
    """
    pages = _pdf_pages(file) if extension == "pdf" else _zip_pages(file, extension)
    found, room, started = [], MOST_TEXT, time.monotonic()
    try:
        for text, pictures in pages:
            clean = text.replace("\x00", "")
            found.append({"text": clean[:room], "pictures": pictures})
            room -= len(clean)
            if room < 0 or time.monotonic() - started > MOST_SECONDS:
                return {"complete": False, "pages": found}
    except (PyPdfError, DefusedXmlException, ParseError, zipfile.BadZipFile, *BROKEN_DATA):
        return {"complete": False, "pages": found}
    return {"complete": True, "pages": found}


# pypdf and zipfile answer hostile data with whatever Python raises on it.
BROKEN_DATA = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, EOFError)


def _pdf_pages(file):
    for page in PdfReader(file).pages:
        yield page.extract_text(), _pictures_of(page.get("/Resources"))


def _pictures_of(resources, depth=0):
    """Count the pictures that a page draws, also through form objects."""
    resources = resources.get_object() if resources else {}
    objects = resources.get("/XObject")
    count = 0
    for reference in (objects.get_object() if objects else {}).values():
        thing = reference.get_object()
        if thing.get("/Subtype") == "/Image":
            count += 1
        elif depth < 3:
            count += _pictures_of(thing.get("/Resources"), depth + 1)
    return count


def _zip_pages(file, extension):
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        wanted = [name for start in MEMBERS[extension] for name in names if _is_member(name, start)]
        pictures = sum(name.lower().endswith(PICTURES) for name in names if "thumbnail" not in name.lower())
        pieces = chain.from_iterable(_words(archive, name) for name in wanted)
        yield _at_most(pieces), pictures


def _is_member(name, start):
    return name == start or (name.startswith(start) and name.endswith(".xml"))


def _words(archive, name):
    """Yield the text of an XML member as it is read, so that a big one is never whole in memory."""
    with archive.open(name) as member:
        for _, element in iterparse(member, events=["end"]):
            if element.tag in RUNS and element.text:
                yield element.text
            elif element.tag in BREAKS:
                element.text = " "
            elif element.tag in PARAGRAPHS:
                yield "".join(element.itertext()) + "\n" if element.tag.startswith(TEXT) else "\n"
                element.clear()


def _at_most(pieces):
    kept, room = [], MOST_TEXT + 1
    for piece in pieces:
        kept.append(piece[:room])
        room -= len(piece)
        if room <= 0:
            break
    return "".join(kept)


if __name__ == "__main__":
    json.dump(read(sys.stdin.buffer, sys.argv[1]), sys.stdout)
