"""Writes a file again without what no page of it shows: who wrote it, what it was before, what is attached to it.

A program of the sandbox; it imports nothing of the project. What it prints is the new file. The same file gives the
same bytes, so that a copy can be told from another by its digest.
"""

import io
import re
import sys
import zipfile
from contextlib import suppress

import pikepdf

SECONDS = 4  # of the processor, that this program may take

# Of the catalogue: XMP, private data of programs, attached files, and the proofs of a signature (ISO 32000-2, 7.7.2).
OF_CATALOGUE = ("/Metadata", "/PieceInfo", "/AF", "/Collection", "/Perms", "/DSS", "/Legal")
OF_ANYTHING = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AF", "/EF")
# Of XMP, what stays: title and language, and that it is PDF/UA (ISO 14289-1, 5). A path or an address does not.
KEPT = (
    "{http://purl.org/dc/elements/1.1/}title",
    "{http://purl.org/dc/elements/1.1/}language",
    "{http://www.aiim.org/pdfua/ns/id/}part",
)
PERSONAL = re.compile(r"[\\@]|/(?:home|Users)/")  # as where it is looked for, in `extraction`
UNSIGNED = {"set_pikepdf_as_editor": False, "update_docinfo": False}
# Annotations that show nothing, remark on the text or hold a file; what is drawn on the page stays.
DROPPED_NOTES = {
    "/Text",
    "/Highlight",
    "/Underline",
    "/StrikeOut",
    "/Squiggly",
    "/Caret",
    "/Ink",
    "/Popup",
    "/FileAttachment",
    "/Sound",
    "/Movie",
}
OF_AUTHOR = ("/T", "/NM", "/M", "/CreationDate", "/Popup", "/IRT")  # of the others; in a form /T is the field

PIXEL = (  # a picture of one dot, in the place of the picture of the first page
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\xb18\xf6\x14\x00\x00\x00\x00IEND\xaeB`\x82"
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
EMPTIED = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}"/>',
    "docProps/app.xml": f'<Properties xmlns="{PROPERTIES}/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{PROPERTIES}/custom-properties"/>',
    "word/people.xml": '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"/>',
    "meta.xml": (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' office:version="1.3"><office:meta/></office:document-meta>'
    ),
}
CHUNK = 1024 * 1024


def clean(file: io.BufferedIOBase, extension: str) -> bytes:
    """Return the file without metadata; a PDF also without attachments, notes, signatures and earlier revisions."""
    return _pdf(file) if extension == "pdf" else _zip(file)


def _pdf(file):
    with pikepdf.open(file) as pdf:
        title, kept = pdf.docinfo.get("/Title"), _accessibility_of(pdf)
        _drop(pdf.trailer, ("/Info",))
        _drop(pdf.Root, OF_CATALOGUE)
        _drop(pdf.Root.get("/Names"), ("/EmbeddedFiles",))
        _drop(pdf.Root.get("/AcroForm"), ("/SigFlags",))
        for page in pdf.pages:
            _clean_page(page.obj)
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                _drop(thing, OF_ANYTHING)
                _unsign(thing)
        _describe(pdf, title, kept)
        written = io.BytesIO()
        # qpdf writes what the catalogue reaches, once: nothing is left of what the file was before.
        pdf.save(written, deterministic_id=True, encryption=False)
        return written.getvalue()


def _describe(pdf, title, kept):
    """Say again what programs that read aloud look for: the title, the language and that it is accessible."""
    if title is not None and not PERSONAL.search(str(title)):
        pdf.docinfo["/Title"] = title
    if kept:
        with pdf.open_metadata(**UNSIGNED) as told:
            for name, said in kept.items():
                told[name] = said


def _accessibility_of(pdf):
    if "/Metadata" not in pdf.Root:
        return {}
    try:
        with pdf.open_metadata(**UNSIGNED) as told:
            return {
                name: told[name] for name in KEPT if name in told and not PERSONAL.search(str(told[name]))
            }
    except Exception:  # noqa: BLE001 — whatever reading hostile XML raises: nothing of it is kept
        return {}


def _drop(thing, names):
    for name in names:
        if thing is not None and name in thing:
            del thing[name]


def _clean_page(page):
    if "/Annots" not in page:
        return
    kept = []
    for note in page.Annots:
        if note.get("/Subtype") in DROPPED_NOTES:
            _drop(note, list(note.keys()))  # the tree of a tagged PDF may still lead to it
        else:
            _drop(note, OF_AUTHOR if note.get("/Subtype") != "/Widget" else ())
            kept.append(note)
    page.Annots = pikepdf.Array(kept)


def _unsign(field):
    """Take out a signature with its certificate; how it is drawn on the page stays."""
    value = field.get("/V")
    if isinstance(value, pikepdf.Dictionary) and ("/ByteRange" in value or field.get("/FT") == "/Sig"):
        del field["/V"]


def _zip(file):
    written = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(written, "w") as copy:
        for member in archive.infolist():
            fresh = zipfile.ZipInfo(member.filename)  # without the date, the comment and the extra fields
            fresh.compress_type = member.compress_type
            with copy.open(fresh, "w", force_zip64=False) as target:
                for piece in _content(archive, member):
                    target.write(piece)
    return written.getvalue()


def _content(archive, member):
    """Yield the content of a member, or what takes its place."""
    if member.filename in EMPTIED:
        yield b'<?xml version="1.0" encoding="UTF-8"?>' + EMPTIED[member.filename].encode()
    elif "thumbnail" in member.filename.lower():
        yield PIXEL
    else:
        with archive.open(member) as source:
            while piece := source.read(CHUNK):
                yield piece


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(clean(sys.stdin.buffer, sys.argv[1]))
