import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from observatori.documents import extraction, sandbox
from tests.documents.files import (
    SHEET_NS,
    TYPES,
    WORD_NS,
    make_docx,
    make_odt,
    make_odt_part,
    make_pdf,
    make_xlsx,
    make_zip,
    with_an_author,
    write_again,
)

NOTHING = {"complete": False, "pages": [], "behind": "", "carried": []}


def read(data, extension):
    return sandbox.run(Path(extraction.__file__), io.BytesIO(data), extension)


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (make_pdf("Clausula primera"), "pdf"),
        (make_docx("Clausula primera"), "docx"),
        (make_odt("Clausula <text:span>primera</text:span>"), "odt"),
        (make_xlsx("Clausula primera"), "xlsx"),
    ],
    ids=["pdf", "docx", "odt", "xlsx"],
)
def test_the_text_of_a_document_is_read(data, extension):
    content = read(data, extension)

    assert content["complete"]
    assert content["pages"][0]["text"].strip() == "Clausula primera"


def test_a_pdf_has_text_and_pictures_page_by_page():
    pages = read(make_pdf("Primera", "Segona", pictures=2), "pdf")["pages"]

    assert [(page["text"].strip(), page["pictures"]) for page in pages] == [("Primera", 2), ("Segona", 2)]


def test_a_word_cut_in_two_runs_is_one_word():
    runs = "</w:t></w:r><w:r><w:t>"

    assert read(make_docx(f"12345678{runs}Z"), "docx")["pages"][0]["text"] == "12345678Z\n"


def test_more_than_a_megabyte_of_text_is_cut_and_says_so():
    content = read(make_docx(*["paraula " * 1000] * 200), "docx")

    assert len(content["pages"][0]["text"]) == extraction.MOST_TEXT
    assert not content["complete"]


def test_an_entity_bomb_gives_no_text():
    bomb = (
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        f'<w:document xmlns:w="{WORD_NS}"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>'
    )
    content = read(make_docx(more={"word/footnotes.xml": bomb}), "docx")

    assert content == NOTHING


def test_a_broken_pdf_gives_no_text():
    assert read(b"%PDF-1.7 broken", "pdf") == NOTHING


def _signed(pdf):
    signature = pdf.make_indirect(Dictionary(Type=Name.Sig, Contents=String("certificate")))
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("Signatura"), V=signature))
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(T=String("signatures"), Kids=Array([field]))]))


def _to_be_signed(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Sig, T=String("Signatura"))]))


def _with_an_attachment(pdf):
    pdf.attachments["annex.txt"] = b"DNI 12345678Z"


def _filled_in(pdf):
    box = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, V=String("12345678Z"))
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([box]))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String("Demaneu-ho al 600 123 456"))
    pdf.pages[0].Annots = Array([box, note])


def _described_in_xml(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:creator"] = ["Maria"]


def _with_a_hidden_layer(pdf):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Esborrany")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def _filled_in_above(pdf):
    above = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("dni"), V=String("12345678Z")))
    box = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Parent=above))
    above.Kids = Array([box])
    pdf.Root.AcroForm = Dictionary(Fields=Array([above]))
    pdf.pages[0].Annots = Array([box])


def _drawn_signature(pdf):
    drawn = pdf.make_stream(b"BT /F1 9 Tf (Signat per MARIA 12345678Z) Tj ET")
    drawn.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 200, 20])})
    drawn.Resources = pdf.pages[0].Resources
    box = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, AP=Dictionary(N=drawn))
    pdf.pages[0].Annots = Array([pdf.make_indirect(box)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].Annots)


def _with_a_bookmark(pdf):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Annex", 0))
        outline.root[0].children.append(pikepdf.OutlineItem("DNI de la Maria", 0))


def _with_a_link(pdf):
    action = Dictionary(S=Name.URI, URI=String("mailto:maria@hospital.cat?subject=Conveni"))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])


def _field_without_a_box(pdf):
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("dni"), V=String("12345678Z")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def _form_in_xml(pdf):
    packet = pdf.make_stream(b"<form><dni>12345678Z</dni></form>")
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Array([String("datasets"), packet]))


def _in_white(pdf):
    pdf.pages[0].contents_add(b"BT 1 1 1 rg /F1 11 Tf 50 700 Td (12345678Z) Tj ET")


def _outside(pdf):
    pdf.pages[0].contents_add(b"BT /F1 11 Tf 2000 700 Td (12345678Z) Tj ET")


def make_book(sheet="", rows="", more=None):
    """An XLSX with these elements in its book and in its only sheet."""
    members = {"xl/workbook.xml": sheet, "xl/worksheets/sheet1.xml": rows}
    written = {name: f'<x xmlns="{SHEET_NS}">{content}</x>' for name, content in members.items()}
    return make_zip({"[Content_Types].xml": TYPES, **written, **(more or {})})


PROPERTIES = "<coreProperties><creator>Maria</creator></coreProperties>"
META = "<document-meta><meta><creator>Maria</creator></meta></document-meta>"
HIDDEN = "</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>12345678Z"
CELL_COMMENT = f'<x xmlns="{SHEET_NS}"><comment><text><r><t>12345678Z</t></r></text></comment></x>'
THREAD_NS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
CELL_THREAD = f'<x xmlns="{THREAD_NS}"><threadedComment><text>12345678Z</text></threadedComment></x>'
PIVOT = f'<x xmlns="{SHEET_NS}"><r><s v="12345678Z"/></r></x>'
COMMENT = f'<w:comments xmlns:w="{WORD_NS}"><w:comment><w:p><w:r><w:t>DNI?</w:t></w:r></w:p></w:comment></w:comments>'
DELETED = "</w:t></w:r><w:del><w:r><w:delText>12345678Z</w:delText></w:r></w:del><w:r><w:t>"


@pytest.mark.parametrize(
    ("data", "extension", "carried"),
    [
        (make_pdf(change=_signed), "pdf", ["electronic_signature"]),
        (make_pdf(change=_to_be_signed), "pdf", []),
        (make_pdf(change=_with_an_attachment), "pdf", ["attachment"]),
        (make_pdf(change=_filled_in), "pdf", ["notes"]),
        (make_pdf(change=with_an_author), "pdf", ["metadata"]),
        (make_pdf(change=_described_in_xml), "pdf", ["metadata"]),
        (make_pdf(change=_with_a_hidden_layer), "pdf", ["hidden"]),
        (write_again("DNI 12345678Z", "Clausula"), "pdf", ["earlier_revision"]),
        (make_docx("a", more={"word/embeddings/oleObject1.bin": b"x"}), "docx", ["embedded"]),
        (make_docx("a", more={"docProps/core.xml": PROPERTIES}), "docx", ["metadata"]),
        (make_docx("a", more={"docProps/core.xml": "<coreProperties/>"}), "docx", []),
        (make_docx("a", more={"docProps/thumbnail.jpeg": bytes(500)}), "docx", ["metadata"]),
        (make_docx(HIDDEN), "docx", ["hidden"]),
        (make_docx(HIDDEN.replace("vanish", 'vanish w:val="0"')), "docx", []),
        (make_docx("a", more={"word/comments.xml": COMMENT}), "docx", ["comments"]),
        (make_docx(f"a{DELETED}b"), "docx", ["comments"]),
        (make_docx("a"), "docx", []),
        (make_odt("a", more={"meta.xml": META}), "odt", ["metadata"]),
        (make_odt("a", more={"Object 1/content.xml": "<a/>"}), "odt", ["embedded"]),
        (make_odt('<text:hidden-paragraph text:is-hidden="true"/>'), "odt", ["hidden"]),
        (make_odt("<office:annotation><text:p>DNI?</text:p></office:annotation>"), "odt", ["comments"]),
        (make_book(sheet='<sheet name="Persones" state="veryHidden"/>'), "xlsx", ["hidden"]),
        (make_book(rows='<row hidden="1"/>'), "xlsx", ["hidden"]),
        (make_book(rows="<row/>", sheet='<sheet name="Imports"/>'), "xlsx", []),
    ],
)
def test_what_no_page_shows_is_told(data, extension, carried):
    assert read(data, extension)["carried"] == carried


def test_what_a_form_was_filled_in_with_and_notes_are_text_of_the_page():
    text = read(make_pdf("Clausula", change=_filled_in), "pdf")["pages"][0]["text"]

    assert text.split() == ["Clausula", "12345678Z", "Demaneu-ho", "al", "600", "123", "456"]


PDF_TEXTS = {
    "field above a box": (_filled_in_above, "12345678Z"),
    "appearance of a signature": (_drawn_signature, "Signat per MARIA 12345678Z"),
    "bookmark": (_with_a_bookmark, "DNI de la Maria"),
    "link": (_with_a_link, "maria@hospital.cat"),
    "field without a box": (_field_without_a_box, "12345678Z"),
    "form in XML": (_form_in_xml, "12345678Z"),
    "white on white": (_in_white, "12345678Z"),
    "outside the page": (_outside, "12345678Z"),
}


@pytest.mark.parametrize("name", PDF_TEXTS)
def test_what_a_pdf_says_without_showing_it_on_a_page_is_read(name):
    change, text = PDF_TEXTS[name]
    content = read(make_pdf("Clausula", change=change), "pdf")

    assert content["complete"]
    assert text in content["pages"][0]["text"] + content["behind"]


DRAWING_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
STRICT_NS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
PARAGRAPH = f'<w:x xmlns:w="{WORD_NS}"><w:p><w:r><w:t>12345678Z</w:t></w:r></w:p></w:x>'
DIAGRAM = f'<x xmlns:a="{DRAWING_NS}"><a:p><a:r><a:t>12345</a:t></a:r><a:r><a:t>678Z</a:t></a:r></a:p></x>'
BOX = f"</w:t></w:r><w:r><w:pict><w:txbxContent>{PARAGRAPH}</w:txbxContent></w:pict></w:r><w:r><w:t>"
MAIL = '<Relationships><Relationship Target="mailto:maria@hospital.cat?subject=a"/></Relationships>'
OFFICE_TEXTS = {
    "header": (make_docx("a", more={"word/header2.xml": PARAGRAPH}), "docx", "12345678Z"),
    "footnote": (make_docx("a", more={"word/footnotes.xml": PARAGRAPH}), "docx", "12345678Z"),
    "box of text": (make_docx(BOX), "docx", "12345678Z"),
    "diagram": (make_docx("a", more={"word/diagrams/data1.xml": DIAGRAM}), "docx", "12345678Z"),
    "Strict": (make_docx("12345678Z", namespace=STRICT_NS), "docx", "12345678Z"),
    "link": (make_docx("a", more={"word/_rels/document.xml.rels": MAIL}), "docx", "maria@hospital.cat"),
    "header of ODT": (make_odt("a", more={"styles.xml": make_odt_part("12345678Z")}), "odt", "12345678Z"),
    "deleted in ODT": (
        make_odt("<text:deletion><text:p>12345678Z</text:p></text:deletion>"),
        "odt",
        "12345678Z",
    ),
    "comment of a cell": (make_book(more={"xl/comments1.xml": CELL_COMMENT}), "xlsx", "12345678Z"),
    "thread on a cell": (make_book(more={"xl/threadedComments/a.xml": CELL_THREAD}), "xlsx", "12345678Z"),
    "number in a cell": (make_book(rows="<row><c><v>600123456</v></c></row>"), "xlsx", "600123456"),
    "name of a range": (
        make_book(sheet="<definedName>&quot;12345678Z&quot;</definedName>"),
        "xlsx",
        "12345678Z",
    ),
    "foot of a sheet": (make_book(rows="<oddFooter>12345678Z</oddFooter>"), "xlsx", "12345678Z"),
    "rows behind a pivot": (
        make_book(more={"xl/pivotCache/pivotCacheRecords1.xml": PIVOT}),
        "xlsx",
        "12345678Z",
    ),
}


@pytest.mark.parametrize("name", OFFICE_TEXTS)
def test_what_an_office_file_says_beside_its_paragraphs_is_read(name):
    data, extension, text = OFFICE_TEXTS[name]
    content = read(data, extension)

    assert content["complete"]
    assert text in content["pages"][0]["text"] + content["behind"]


def test_the_index_of_a_shared_text_and_an_amount_are_no_text():
    book = make_book(rows='<row><c t="s"><v>600123456</v></c><c><v>1200.5</v></c><c><v>1234567</v></c></row>')

    assert read(book, "xlsx")["pages"][0]["text"] == ""


def test_deleted_text_that_the_file_still_carries_is_read():
    assert "12345678Z" in read(make_docx(f"a{DELETED}b"), "docx")["pages"][0]["text"]
