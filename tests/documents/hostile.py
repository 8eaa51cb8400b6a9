"""Files that mean harm, or that nobody meant to send: each with the name it comes under.

A row of CORPUS is ``name: (make, filename, refusal)``: `make` returns the bytes, `refusal` is the code of the sentence
it is refused with, or None where it is stored as something that can harm nobody.
"""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from observatori.documents.containers import ENCRYPTED_PACKAGE, OLE
from tests.documents.files import (
    TYPES,
    WORD_NS,
    make_bomb,
    make_docx,
    make_odt,
    make_pdf,
    make_xlsx,
    make_zip,
    with_javascript,
    with_launch_of_a_program,
)

MEGABYTE = 1024 * 1024
SCRIPT = b"<script>alert(document.cookie)</script>"
PROGRAM = b"MZ\x90\x00" + bytes(600)
SHELL = b"#!/bin/sh\nrm -rf /\n"


def _changed(change):
    return lambda: make_pdf("Conveni", change=change)


def _page_with_a_stream(data, **filters):
    """A PDF whose page draws `data`, deflated as many times as `filters` say."""

    def change(pdf):
        pdf.pages[0].Contents = pikepdf.Stream(pdf, data, **filters)

    return lambda: make_pdf(change=change)


def _deflated(size, times=1):
    packer = zlib.compressobj(level=1)
    data = b"".join(packer.compress(b" " * MEGABYTE) for _ in range(size // MEGABYTE)) + packer.flush()
    return data if times == 1 else zlib.compress(data)


def _deflate_bomb():
    return _page_with_a_stream(_deflated(300 * MEGABYTE), Filter=Name.FlateDecode)()


def _twice_deflated_bomb():
    return _page_with_a_stream(_deflated(300 * MEGABYTE, 2), Filter=Array([Name.FlateDecode] * 2))()


def _pixel_bomb(pdf):
    facts = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 2**30, "Height": 2**30}
    facts |= {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 16, "Filter": Name.FlateDecode}
    picture = pikepdf.Stream(pdf, _deflated(MEGABYTE), **facts)
    pdf.pages[0].Resources.XObject["/Bomb"] = picture


def _draws_itself(pdf):
    form = pdf.make_indirect(pikepdf.Stream(pdf, b"/Me Do", Type=Name.XObject, Subtype=Name.Form))
    form.BBox = Array([0, 0, 10, 10])
    form.Resources = Dictionary(XObject=Dictionary(Me=form, Again=form, Third=form))
    pdf.pages[0].Resources.XObject["/Me"] = form


def _nested_arrays():
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * 500_000 + b"\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF"


def _tree_that_bites_its_tail():
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
    )


def _table_that_bites_its_tail():
    return b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF"


def _hidden_name(pdf):
    pdf.Root.OpenAction = pikepdf.Object.parse(b"<< /S /J#61vaScript /JS (app.alert\\(1\\)) >>")


def _page_action(pdf):
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("this.exportDataObject()")))


def _sends_a_form(pdf):
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("x"))]))
    )


def _program_inside(pdf):
    pdf.attachments["factura.exe"] = PROGRAM


def _fields_that_bite_their_tail(pdf):
    field = pdf.make_indirect(Dictionary(T=String("a")))
    field.Kids = Array([field, field, field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def _lies_about_its_size():
    """A DOCX that says it is small and goes on for 300 MB."""
    whole = make_zip({"[Content_Types].xml": TYPES, "word/document.xml": b" " * (300 * MEGABYTE)})
    true_size = struct.pack("<L", 300 * MEGABYTE)
    return whole.replace(true_size, struct.pack("<L", 1000))


def _overlapping():
    """A DOCX whose members are all the same bytes (Fifield, «A better zip bomb», 2019)."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", b" " * (10 * MEGABYTE))
        first = archive.infolist()[1]
        for number in range(4000):
            twin = zipfile.ZipInfo(f"word/{number}.xml")
            for fact in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, fact, getattr(first, fact))
            archive.filelist.append(twin)
    return written.getvalue()


def _laughs(depth=12):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, depth))
    document = f'<w:document xmlns:w="{WORD_NS}"><w:t>&a{depth - 1};</w:t></w:document>'
    return f'<!DOCTYPE w [<!ENTITY a0 "ha">{entities}]>{document}'


def _reads_a_file():
    return (
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{WORD_NS}"><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:document>'
    )


def _deep():
    depth = 200_000
    return f'<w:document xmlns:w="{WORD_NS}">' + "<w:p>" * depth + "</w:p>" * depth + "</w:document>"


def _word(document):
    return lambda: make_zip({"[Content_Types].xml": TYPES, "word/document.xml": document})


def _names_that_climb():
    return make_docx(
        "Conveni", more={"../../../../etc/cron.d/x": SHELL, "/etc/passwd": b"root", "C:\\x.exe": PROGRAM}
    )


def _calls_a_program():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c>'
        "<f>cmd|' /C calc'!A0</f><is><t>=cmd|'/C calc'!A0</t></is></c></row></sheetData></worksheet>"
    )
    written = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": "<workbook/>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    return make_zip(written)


CORPUS = {
    # What is no document, whatever it is called.
    "nothing": (bytes, "conveni.pdf", "empty"),
    "spaces": (lambda: b" " * 500, "conveni.pdf", "disguised"),
    "web page called PDF": (lambda: b"<!doctype html>" + SCRIPT, "conveni.pdf", "disguised"),
    "drawing with a script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
        "logo.svg",
        "type",
    ),
    "program": (lambda: PROGRAM, "conveni.exe", "type"),
    "program behind two extensions": (lambda: PROGRAM, "conveni.pdf.exe", "type"),
    "program called DOCX": (lambda: PROGRAM, "conveni.docx", "disguised"),
    "shell called ODT": (lambda: SHELL, "conveni.odt", "disguised"),
    "name that ends in a dot": (make_pdf, "conveni.pdf.", "type"),
    "name with a null": (lambda: PROGRAM, "conveni.exe\x00.pdf", "disguised"),
    "only an extension": (make_pdf, ".pdf", "type"),
    # Two things at once.
    "web page before a PDF": (lambda: SCRIPT + make_pdf(), "conveni.pdf", "disguised"),
    "web page behind the first line of a PDF": (lambda: b"%PDF-1.7\n" + SCRIPT, "conveni.pdf", "broken"),
    "PDF with a web page behind": (lambda: make_pdf() + SCRIPT, "conveni.pdf", None),
    "PDF with an archive behind": (lambda: make_pdf() + make_zip({"x.exe": PROGRAM}), "conveni.pdf", None),
    "archive with a PDF before, called DOCX": (
        lambda: make_pdf() + make_docx("a"),
        "conveni.docx",
        "disguised",
    ),
    "picture before an archive": (lambda: b"\x89PNG\r\n\x1a\n" + make_docx("a"), "conveni.docx", "disguised"),
    "spreadsheet called text": (lambda: make_xlsx("a"), "conveni.docx", "disguised"),
    "Java archive called DOCX": (
        lambda: make_zip({"META-INF/MANIFEST.MF": b"Main-Class: X"}),
        "conveni.docx",
        "disguised",
    ),
    "old Word called DOCX": (lambda: OLE + bytes(2048), "conveni.docx", "disguised"),
    # What runs something.
    "PDF with a script": (_changed(with_javascript), "conveni.pdf", "active"),
    "PDF with a script under an escaped name": (_changed(_hidden_name), "conveni.pdf", "active"),
    "PDF with a script of a page": (_changed(_page_action), "conveni.pdf", "active"),
    "PDF with a script by name": (_changed(_sends_a_form), "conveni.pdf", "active"),
    "PDF that starts a program": (_changed(with_launch_of_a_program), "conveni.pdf", "active"),
    "DOCX with macros": (
        lambda: make_docx("a", more={"word/vbaProject.bin": b"x"}),
        "conveni.docx",
        "active",
    ),
    "ODT with macros": (lambda: make_odt("a", more={"Basic/Standard/M.xml": b"x"}), "conveni.odt", "active"),
    # What nobody could look into.
    "DOCX with a password": (
        lambda: OLE + bytes(504) + ENCRYPTED_PACKAGE + bytes(512),
        "conveni.docx",
        "encrypted",
    ),
    "PDF with a password": (
        lambda: make_pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "conveni.pdf",
        "encrypted",
    ),
    # What grows.
    "DOCX of 210 MB in 200 kB": (make_bomb, "conveni.docx", "bomb"),
    "DOCX that lies about its size": (_lies_about_its_size, "conveni.docx", "broken"),
    "DOCX of the same bytes 4,000 times": (_overlapping, "conveni.docx", "bomb"),
    "DOCX of 6,000 members": (
        lambda: make_docx("a", more={f"word/{n}.xml": b"" for n in range(6000)}),
        "conveni.docx",
        "bomb",
    ),
    "PDF page of 300 MB": (_deflate_bomb, "conveni.pdf", None),
    "PDF page deflated twice": (_twice_deflated_bomb, "conveni.pdf", None),
    "PDF picture of 2⁶⁰ pixels": (_changed(_pixel_bomb), "conveni.pdf", None),
    "entities that laugh": (_word(_laughs()), "conveni.docx", None),
    "entity that reads a file": (_word(_reads_a_file()), "conveni.docx", None),
    "200,000 paragraphs in one another": (_word(_deep()), "conveni.docx", "bomb"),
    "too large": (lambda: make_pdf() + bytes(20 * MEGABYTE), "conveni.pdf", "too_large"),
    # What goes round in circles.
    "PDF that draws itself": (_changed(_draws_itself), "conveni.pdf", None),
    "PDF of 500,000 arrays in one another": (_nested_arrays, "conveni.pdf", "broken"),
    "PDF whose pages hold themselves": (_tree_that_bites_its_tail, "conveni.pdf", "broken"),
    "PDF whose table leads to itself": (_table_that_bites_its_tail, "conveni.pdf", "broken"),
    "PDF whose fields hold themselves": (_changed(_fields_that_bite_their_tail), "conveni.pdf", None),
    # What hides something.
    "PDF with a program inside": (_changed(_program_inside), "conveni.pdf", None),
    "DOCX with names that climb": (_names_that_climb, "conveni.docx", None),
    "spreadsheet that calls a program": (_calls_a_program, "annex.xlsx", None),
    # Names.
    "name that climbs": (make_pdf, "../../../etc/passwd.pdf", None),
    "name with a header in it": (make_pdf, 'a"\r\nSet-Cookie: x=1\r\n\r\n.pdf', None),
    "name written backwards": (make_pdf, "conveni\u202efdp.exe.pdf", None),
    "name of a device": (make_pdf, "CON.pdf", None),
    "name of 5,000 letters": (make_pdf, "a" * 5000 + ".pdf", None),
    "name with markup": (make_pdf, "<img src=x onerror=alert(1)>.pdf", None),
}
