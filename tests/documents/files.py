"""Files made for a test: good ones, broken ones, and ones that mean harm."""

import io
import zipfile

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

WORD_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def make_pdf(*pages, pictures=0, encryption=None, change=None) -> bytes:
    """A PDF with these texts as its pages, each with so many pictures; `change` alters it before it is saved."""
    pdf = pikepdf.new()
    for text in pages or ("Conveni",):
        _add_page(pdf, text, pictures)
    if change:
        change(pdf)
    written = io.BytesIO()
    pdf.save(written, encryption=encryption or False)
    return written.getvalue()


def _add_page(pdf, text, pictures):
    page = pdf.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)), XObject=Dictionary())
    for number in range(pictures):
        picture = pdf.make_stream(
            b"\x00",
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=1,
            Height=1,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
        page.Resources.XObject[f"/I{number}"] = picture
    lines = [([String(line)], Operator("'")) for line in text.splitlines()]
    start = [([], "BT"), ([Name.F1, 11], "Tf"), ([50, 800], "Td"), ([14], "TL")]
    content = [(values, Operator(name)) for values, name in start] + lines + [([], Operator("ET"))]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))


def write_again(before, after) -> bytes:
    """A PDF of one page that was saved and then saved again with another text, at its end (ISO 32000-2, 7.5.6)."""
    data = make_pdf(before)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[0].Contents.objgen[0]
    stream = f"BT /F1 11 Tf 50 800 Td ({after}) Tj ET".encode()
    start = len(data)
    added = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (content, len(stream), stream)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (content, start)
    last = int(data.rpartition(b"startxref")[2].split()[0])
    rest = b"<</Size 20/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (last, start + len(added))
    return data + added + table + rest


def with_an_author(pdf):
    pdf.docinfo["/Author"] = "Maria"


def with_javascript(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def with_launch_of_a_program(pdf):
    action = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])


def make_zip(members: dict, *, stored=()) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=kind)
    return written.getvalue()


def make_docx(*paragraphs, more=None, namespace=WORD_NS) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    return make_zip({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})})


def make_xlsx(*texts) -> bytes:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return make_zip(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{SHEET_NS}"/>',
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET_NS}">{items}</sst>',
        }
    )


def make_odt(*paragraphs, more=None, mimetype="application/vnd.oasis.opendocument.text") -> bytes:
    members = {"mimetype": mimetype, "content.xml": make_odt_part(*paragraphs), **(more or {})}
    return make_zip(members, stored=["mimetype"])


def make_odt_part(*paragraphs) -> str:
    """The XML of an ODT with these paragraphs."""
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    return (
        f'<office:document-content xmlns:office="{OFFICE_NS}" xmlns:text="{TEXT_NS}">'
        f"<office:body>{body}</office:body></office:document-content>"
    )


def make_bomb() -> bytes:
    """A DOCX of some 200 kB that is 210 MB when opened."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(210):
                member.write(b" " * 1024 * 1024)
    return written.getvalue()
