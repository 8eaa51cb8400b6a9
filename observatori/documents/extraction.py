"""Text of a document, page by page, and what it carries that no page shows; a program of the sandbox.

It imports nothing of the project but what its caller needs to start it. What cannot be read gives no text:
a good file is never refused for it.
"""

import io
import json
import re
import sys
import time
import zipfile
from itertools import chain, islice
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_TEXT = 1024 * 1024  # characters
SECONDS = 3  # of the processor, that this program may take
ENOUGH = 2.4  # seconds: where it ends by itself, since the sandbox would throw away what was read so far
MOST_DEPTH = 10  # of a tree of form fields or bookmarks, or of pictures drawn by one another
MOST_BOOKMARKS = 2_000

# What a document carries beside what its pages show.
ELECTRONIC_SIGNATURE = "electronic_signature"
ATTACHMENT = "attachment"
EMBEDDED = "embedded"  # in an office file, where it is part of the text
COMMENTS = "comments"
NOTES = "notes"  # comments of a PDF, which can be taken out of it
HIDDEN = "hidden"
METADATA = "metadata"
EARLIER_REVISION = "earlier_revision"

# What a PDF says of itself that names nobody, in Info and in XMP (ISO 32000-2, 14.3); a path or an address may.
OF_NOBODY = {"/Title", "/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped"}
XMP_OF_NOBODY = re.compile(
    r"{(?:adobe:ns:meta/|http://www\.w3\.org/|http://www\.aiim\.org/pdf(?:a|ua)/ns/|"
    r"http://purl\.org/dc/elements/1\.1/}(?:title|language|format|date)$|"
    r"http://ns\.adobe\.com/pdf/1\.3/}(?:Producer|PDFVersion|Trapped)$|"
    r"http://ns\.adobe\.com/xap/1\.0/}(?:CreatorTool|CreateDate|ModifyDate|MetadataDate)$|"
    r"http://ns\.adobe\.com/xap/1\.0/mm/}(?:DocumentID|InstanceID|VersionID|RenditionClass)$)"
)
PERSONAL = re.compile(r"[\\@]|/(?:home|Users)/")
MOST_XMP = 256 * 1024  # bytes

# Each namespace of Office Open XML has two names (ISO/IEC 29500: Transitional and Strict).
WORDS = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
SHEETS = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
DRAWINGS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "{http://purl.oclc.org/ooxml/drawingml/main}",
)
CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}",
    "{http://purl.oclc.org/ooxml/drawingml/chart}",
)
THREADS = ("{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}",)
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
LINK = "{http://www.w3.org/1999/xlink}href"


def _named(namespaces, *names):
    return {namespace + name for namespace in namespaces for name in names}


PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"} | _named(WORDS, "p") | _named(DRAWINGS, "p")
PARAGRAPHS |= _named(SHEETS, "si", "is", "comment")
RUNS = _named(WORDS, "t", "delText", "instrText") | _named(SHEETS, "t") | _named(DRAWINGS, "t")
LINES = _named(CHARTS, "v") | _named(THREADS, "text")  # each is a line of its own
LINES |= _named(
    SHEETS,
    "definedName",
    *(f"{page}{end}" for page in ("odd", "even", "first") for end in ("Header", "Footer")),
)
CELLS = _named(SHEETS, "c")
CELL_VALUES = _named(SHEETS, "v")
KEPT_VALUES = _named(SHEETS, "s")  # of a pivot table, which keeps all the rows it was made of
REMARKS = {f"{OFFICE}annotation", f"{TEXT}changed-region"} | _named(
    WORDS, "comment", "ins", "del", "moveFrom"
)
REMARKS |= _named(SHEETS, "comment") | _named(THREADS, "threadedComment")
HIDDEN_MARKS = _named(WORDS, "vanish")
HIDDEN_SHEETS = _named(SHEETS, "sheet")
HIDDEN_ROWS = _named(SHEETS, "row", "col")
BREAKS = {f"{TEXT}tab", f"{TEXT}s", f"{TEXT}line-break"} | _named(WORDS, "tab", "br") | _named(DRAWINGS, "br")
OFF = {"0", "false", "off"}
NOT_TEXT = (
    "styles.xml",
    "settings.xml",
    "webSettings.xml",
    "fontTable.xml",
    "numbering.xml",
    "calcChain.xml",
)
MEMBERS = {"docx": ("word/",), "xlsx": ("xl/",), "odt": ("content.xml", "styles.xml")}
PROPERTIES = ("docProps/", "meta.xml", "word/people.xml")
PIXEL = 100  # bytes; a picture that shows nothing is smaller
WITHIN = ("/embeddings/", "/externalLinks/")
WITHIN_OPENDOCUMENT = ("Object ", "Versions/")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")

# Of a PDF: what is no content but a way to remark on it, and where a note says something.
NOTE_KINDS = {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Ink", "/Popup"}
SAYING = ("/Contents", "/RC", "/V")
MAIL_LINK = re.compile(r"mailto:([^?&]+)", re.IGNORECASE)
MARKUP = re.compile(r"<[^>]*>")


def read(file, extension: str) -> dict:
    """Return ``{"complete": bool, "pages": [{"text", "pictures"}], "behind": str, "carried": [code]}``.

    A text document is one page. `behind` is text that no page shows and that the file tells all the same: bookmarks,
    addresses of links, fields without a place. `carried` has the codes above. `complete` is False when something
    could not be read, there is more than MOST_TEXT of it, or reading takes too long.
    """
    content = {"complete": False, "pages": [], "behind": "", "carried": []}
    parts = _pdf_parts(file) if extension == "pdf" else _zip_parts(file, extension)
    room = MOST_TEXT
    try:
        for text, pictures, behind, carried in parts:
            clean = text.replace("\x00", "")
            if pictures is not None:
                content["pages"].append({"text": clean[:room], "pictures": pictures})
            content["behind"] = (content["behind"] + behind.replace("\x00", ""))[:MOST_TEXT]
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
    """Yield the text of each page, its pictures, what stands behind it and what it carries; then the file’s own."""
    reader = PdfReader(file)
    root = reader.root_object
    yield "", None, "", _of_the_whole(reader, root)
    for page in reader.pages:
        notes = [_object(note) for note in _object(page.get("/Annots")) or ()]
        said = [saying for note in notes for saying in _sayings(page, note)]
        links = [MAIL_LINK.search(str((_object(note.get("/A")) or {}).get("/URI", ""))) for note in notes]
        behind = "".join(f"{link[1]}\n" for link in links if link)
        text = "\n".join([page.extract_text(), *filter(None, said)])
        yield text, _pictures_of(page.get("/Resources")), behind, _of_notes(notes)
    yield "", None, "\n".join(chain(_bookmarks(root), _unplaced(root), "")), set()


def _of_the_whole(reader, root):
    """Return the codes of what the file carries as such."""
    names = _object(root.get("/Names")) or {}
    form = _object(root.get("/AcroForm")) or {}
    layers = _object((_object(root.get("/OCProperties")) or {}).get("/D")) or {}
    carried = {
        ATTACHMENT: _object(names.get("/EmbeddedFiles")) or _object(root.get("/AF")),
        ELECTRONIC_SIGNATURE: any(_is_signed(field) for field in _fields(form)),
        HIDDEN: _object(layers.get("/OFF")) or layers.get("/BaseState") == "/OFF",
        METADATA: _tells_who(_object(reader.trailer.get("/Info")) or {}, _object(root.get("/Metadata"))),
        EARLIER_REVISION: _revisions(reader.stream) > 1,
    }
    return {code for code, found in carried.items() if found}


def _tells_who(info, described):
    """Tell whether Info or XMP say more than what the document is, of which program and day."""
    if any(name not in OF_NOBODY or PERSONAL.search(str(_object(said))) for name, said in info.items()):
        return True
    return described is not None and not _is_plain(described.get_data())


def _is_plain(xmp):
    if len(xmp) > MOST_XMP:
        return False
    try:
        elements = [element for _, element in iterparse(io.BytesIO(xmp), events=["end"])]
    except ParseError:
        return False
    said = chain.from_iterable([(one.tag, one.text or ""), *one.attrib.items()] for one in elements)
    return all(XMP_OF_NOBODY.match(name) and not PERSONAL.search(text) for name, text in said)


def _revisions(stream):
    """Count how many times the file was written: each later one is added at its end (ISO 32000-2, 7.5.6).

    A file made for the web ends twice from the start.
    """
    stream.seek(0)
    data = stream.read()
    return data.count(b"startxref") - (b"/Linearized" in data[:1024])


def _is_signed(field):
    """Its certificate names who signed, often with an identity number."""
    return field.get("/FT") == "/Sig" and field.get("/V")


def _fields(form):
    """Yield the fields of a form, with those under them."""
    level = [_object(field) for field in _object(form.get("/Fields")) or ()]
    for _ in range(MOST_DEPTH):
        yield from level[:MOST_BOOKMARKS]
        kids = (kid for field in level[:MOST_BOOKMARKS] for kid in _object(field.get("/Kids")) or ())
        level = [_object(kid) for kid in islice(kids, MOST_BOOKMARKS)]


def _unplaced(root):
    """Yield what fields say that have no box on any page, and the form’s twin in XML (XFA)."""
    form = _object(root.get("/AcroForm")) or {}
    for field in _fields(form):
        if "/V" in field and "/Subtype" not in field and "/Kids" not in field:
            yield _said(field["/V"])
    packets = _object(form.get("/XFA")) or ()
    for packet in [packets] if hasattr(packets, "get_data") else map(_object, packets):
        if hasattr(packet, "get_data"):
            yield MARKUP.sub("\n", packet.get_data().decode(errors="replace"))


def _bookmarks(root):
    """Yield the titles of the outline."""
    first = _object((_object(root.get("/Outlines")) or {}).get("/First"))
    waiting = [first] if first else []
    for _ in range(MOST_BOOKMARKS):
        if not waiting:
            return
        mark = waiting.pop()
        yield _said(mark.get("/Title", ""))
        waiting += [_object(mark[step]) for step in ("/Next", "/First") if step in mark]


def _sayings(page, note):
    """Yield what a note or a box of a form says: in words, by the field above it, or as it is drawn.

    What an electronic signature shows, name and identity number among it, is only drawn.
    """
    for name in SAYING:
        yield _said(_inherited(note, name) if name == "/V" else note.get(name, ""))
    drawn = _object((_object(note.get("/AP")) or {}).get("/N"))
    if hasattr(drawn, "get_data"):
        said = page.extract_xform_text(drawn)
        yield "" if said.strip() == _said(_inherited(note, "/V")).strip() else said


def _inherited(field, name):
    """Return what a field says, or the one above it where it leaves it to it (ISO 32000-2, 12.7.4.1)."""
    for _ in range(MOST_DEPTH):
        if name in field or "/Parent" not in field:
            return field.get(name, "")
        field = _object(field["/Parent"])
    return ""


def _said(thing):
    """A text as a string; the value of a signature, which is a dictionary, says nothing to read."""
    thing = _object(thing)
    if isinstance(thing, list):
        return "\n".join(map(_said, thing))
    return "" if isinstance(thing, dict) else MARKUP.sub(" ", str(thing))


def _of_notes(notes):
    kinds = {note.get("/Subtype") for note in notes}
    found = {ATTACHMENT} if "/FileAttachment" in kinds else set()
    return found | ({NOTES} if kinds & NOTE_KINDS else set())


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
        wanted = [name for name in names if _is_text(name, MEMBERS[extension], extension)]
        pictures = sum(name.lower().endswith(PICTURES) for name in names if "thumbnail" not in name.lower())
        carried = set(_of_names(names, extension))
        if any(_tells_of_itself(archive, member) for member in archive.infolist()):
            carried.add(METADATA)
        pieces = chain.from_iterable(_words(archive, name, carried) for name in wanted)
        text = _at_most(pieces)
        yield text, pictures, _at_most(_mail_links(archive, names)), carried


def _of_names(names, extension):
    within = any(mark in name for mark in WITHIN for name in names)
    if within or (extension == "odt" and any(name.startswith(WITHIN_OPENDOCUMENT) for name in names)):
        yield EMBEDDED


def _tells_of_itself(archive, member):
    """Tell whether a member has properties of the document, or a picture of its first page."""
    if "thumbnail" in member.filename.lower():
        return member.file_size > PIXEL
    if not member.filename.endswith(".xml") or not member.filename.startswith(PROPERTIES):
        return False
    with archive.open(member) as properties:
        return any(element.text or element.attrib for _, element in _innermost(properties))


def _innermost(member):
    """Yield what an XML member holds, but for the elements that only hold others."""
    return ((event, element) for event, element in iterparse(member, events=["end"]) if not len(element))


def _is_text(name, starts, extension):
    if extension != "odt" and name.rpartition("/")[2] in NOT_TEXT:
        return False
    return name.startswith(starts) and name.endswith(".xml") and "/theme/" not in name


def _mail_links(archive, names):
    """Yield the addresses that links of DOCX and XLSX lead to; what one reads there may be another."""
    for name in names:
        if name.endswith(".rels") and name != "_rels/.rels":
            with archive.open(name) as member:
                for _, element in iterparse(member, events=["end"]):
                    if link := MAIL_LINK.match(element.get("Target", "")):
                        yield f"{link[1]}\n"
                    element.clear()


def _words(archive, name, carried):
    """Yield the text of an XML member as it is read, so that a big one is never whole in memory.

    Adds to `carried` that there are remarks or hidden things in it.
    """
    with archive.open(name) as member:
        for _, element in iterparse(member, events=["end"]):
            tag = element.tag
            if tag in REMARKS:
                carried.add(COMMENTS)
            elif _hides(element):
                carried.add(HIDDEN)
            if tag in RUNS and element.text:
                yield element.text
            elif tag in LINES:
                yield f"{element.text or ''}\n"
            elif tag in KEPT_VALUES:
                yield f"{element.get('v', '')}\n"
            elif tag in CELLS:
                yield _of_cell(element)
            elif tag in BREAKS:
                element.text = " "
            elif tag in PARAGRAPHS:
                yield "".join(element.itertext()) + "\n" if tag.startswith(TEXT) else "\n"
                element.clear()
            if link := MAIL_LINK.match(element.get(LINK, "")):
                yield f" {link[1]} "


def _of_cell(cell):
    """The text that a formula gave, or a number as long as a telephone; other numbers say nothing of anybody."""
    values = [value.text or "" for value in cell if value.tag in CELL_VALUES]
    if cell.get("t") == "str":
        return "".join(f"{value}\n" for value in values)
    whole = (value for value in values if cell.get("t", "n") == "n" and value.isdigit())
    return "".join(f"{value}\n" for value in whole if len(value) == PHONE_DIGITS)


PHONE_DIGITS = 9


def _hides(element):
    """Tell whether an element keeps text or cells out of sight."""
    tag = element.tag
    if tag in HIDDEN_MARKS:
        return not any(value in OFF for value in element.attrib.values())
    if tag in HIDDEN_SHEETS:
        return element.get("state", "visible") != "visible"
    if tag in HIDDEN_ROWS:
        return element.get("hidden", "0") not in OFF
    if tag.startswith(TEXT):
        hidden = element.get(f"{TEXT}is-hidden") == "true" or element.get(f"{TEXT}display") in (
            "none",
            "condition",
        )
        return hidden and element.tag != f"{TEXT}database-display"
    return False


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
