"""Text of a document, page by page, and what it carries that no page shows; a program of the sandbox.

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
SECONDS = 3  # of the processor, that this program may take
ENOUGH = 2.4  # seconds: where it ends by itself, since the sandbox would throw away what was read so far
MOST_DEPTH = 10  # of a tree of form fields, or of pictures drawn by one another

# What a document carries beside what its pages show.
ELECTRONIC_SIGNATURE = "electronic_signature"
ATTACHMENT = "attachment"
COMMENTS = "comments"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
PARAGRAPHS = {f"{WORD}p", f"{TEXT}p", f"{TEXT}h", f"{SHEET}si", f"{SHEET}is", f"{SHEET}comment"}
RUNS = {f"{WORD}t", f"{WORD}delText", f"{SHEET}t"}
REMARKS = {  # comments, and changes that somebody could still refuse
    f"{WORD}comment",
    f"{WORD}ins",
    f"{WORD}del",
    f"{SHEET}comment",
    f"{OFFICE}annotation",
    f"{TEXT}changed-region",
}
BREAKS = {f"{WORD}tab", f"{WORD}br", f"{TEXT}tab", f"{TEXT}s", f"{TEXT}line-break"}
MEMBERS = {
    "docx": (
        "word/document.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "word/comments.xml",
        "word/header",
        "word/footer",
    ),
    "xlsx": ("xl/sharedStrings.xml", "xl/worksheets/", "xl/comments"),
    "odt": ("content.xml", "styles.xml"),
}
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")


def read(file, extension: str) -> dict:
    """Return ``{"complete": bool, "pages": [{"text", "pictures"}], "carried": [code]}``; a text document is one page.

    `complete` is False when something could not be read, there is more than MOST_TEXT of it, or reading takes
    too long. `carried` has the codes above.
    """
    content = {"complete": False, "pages": [], "carried": []}
    parts = _pdf_parts(file) if extension == "pdf" else _zip_parts(file, extension)
    room = MOST_TEXT
    try:
        for text, pictures, carried in parts:
            clean = text.replace("\x00", "")
            content["pages"].append({"text": clean[:room], "pictures": pictures})
            content["carried"] = sorted({*content["carried"], *carried})
            room -= len(clean)
            if room < 0 or time.process_time() > ENOUGH:
                return content
    except (PyPdfError, DefusedXmlException, ParseError, zipfile.BadZipFile, *BROKEN_DATA):
        return content
    return content | {"complete": True}


# pypdf and zipfile answer hostile data with whatever Python raises on it.
BROKEN_DATA = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, EOFError)


def _pdf_parts(file):
    """Yield the text of each page, its pictures and what it carries; the first one carries what is the file’s."""
    reader = PdfReader(file)
    carried = set(_of_the_whole(reader.root_object))
    for page in reader.pages:
        notes = [_object(note) for note in _object(page.get("/Annots")) or ()]
        if any(note.get("/Subtype") == "/FileAttachment" for note in notes):
            carried.add(ATTACHMENT)
        said = [
            str(_object(note.get(name))) for note in notes for name in ("/Contents", "/V") if name in note
        ]
        yield "\n".join([page.extract_text(), *said]), _pictures_of(page.get("/Resources")), carried
        carried = set()


def _of_the_whole(root):
    names = _object(root.get("/Names")) or {}
    if _object(names.get("/EmbeddedFiles")) or _object(root.get("/AF")):
        yield ATTACHMENT
    form = _object(root.get("/AcroForm")) or {}
    if _has_signature(_object(form.get("/Fields")) or ()):
        yield ELECTRONIC_SIGNATURE


def _has_signature(fields, depth=0):
    """Tell whether one of the fields is signed: its certificate names who signed, often with an identity number."""
    found = [_object(field) for field in fields]
    if any(field.get("/FT") == "/Sig" and field.get("/V") for field in found):
        return True
    kids = (_object(field.get("/Kids")) or () for field in found)
    return depth < MOST_DEPTH and any(_has_signature(some, depth + 1) for some in kids)


def _object(thing):
    """The thing itself where `thing` is a reference to it."""
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _pictures_of(resources, depth=0):
    """Count the pictures that a page draws, also through form objects."""
    objects = _object((_object(resources) or {}).get("/XObject")) or {}
    count = 0
    for reference in objects.values():
        thing = _object(reference)
        if thing.get("/Subtype") == "/Image":
            count += 1
        elif depth < MOST_DEPTH:
            count += _pictures_of(thing.get("/Resources"), depth + 1)
    return count


def _zip_parts(file, extension):
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        wanted = [name for start in MEMBERS[extension] for name in names if _is_member(name, start)]
        pictures = sum(name.lower().endswith(PICTURES) for name in names if "thumbnail" not in name.lower())
        carried = {ATTACHMENT} if any("/embeddings/" in name for name in names) else set()
        pieces = chain.from_iterable(_words(archive, name, carried) for name in wanted)
        yield _at_most(pieces), pictures, carried


def _is_member(name, start):
    return name == start or (name.startswith(start) and name.endswith(".xml"))


def _words(archive, name, carried):
    """Yield the text of an XML member as it is read, so that a big one is never whole in memory.

    Adds to `carried` that there are remarks in it.
    """
    with archive.open(name) as member:
        for _, element in iterparse(member, events=["end"]):
            if element.tag in REMARKS:
                carried.add(COMMENTS)
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
