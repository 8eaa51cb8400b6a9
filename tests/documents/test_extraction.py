import io
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, String

from observatori.documents import extraction, sandbox
from tests.documents.files import WORD_NS, make_docx, make_odt, make_pdf, make_xlsx


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

    assert content == {"complete": False, "pages": [], "carried": []}


def test_a_broken_pdf_gives_no_text():
    assert read(b"%PDF-1.7 broken", "pdf") == {"complete": False, "pages": [], "carried": []}


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


COMMENT = f'<w:comments xmlns:w="{WORD_NS}"><w:comment><w:p><w:r><w:t>DNI?</w:t></w:r></w:p></w:comment></w:comments>'
DELETED = "</w:t></w:r><w:del><w:r><w:delText>12345678Z</w:delText></w:r></w:del><w:r><w:t>"


@pytest.mark.parametrize(
    ("data", "extension", "carried"),
    [
        (make_pdf(change=_signed), "pdf", ["electronic_signature"]),
        (make_pdf(change=_to_be_signed), "pdf", []),
        (make_pdf(change=_with_an_attachment), "pdf", ["attachment"]),
        (make_docx("a", more={"word/embeddings/oleObject1.bin": b"x"}), "docx", ["attachment"]),
        (make_docx("a", more={"word/comments.xml": COMMENT}), "docx", ["comments"]),
        (make_docx(f"a{DELETED}b"), "docx", ["comments"]),
        (make_docx("a"), "docx", []),
    ],
    ids=["signed", "to be signed", "attachment", "embedded", "comment", "deleted text", "nothing"],
)
def test_what_no_page_shows_is_told(data, extension, carried):
    assert read(data, extension)["carried"] == carried


def test_what_a_form_was_filled_in_with_and_notes_are_text_of_the_page():
    text = read(make_pdf("Clausula", change=_filled_in), "pdf")["pages"][0]["text"]

    assert text.split() == ["Clausula", "12345678Z", "Demaneu-ho", "al", "600", "123", "456"]


def test_deleted_text_that_the_file_still_carries_is_read():
    assert "12345678Z" in read(make_docx(f"a{DELETED}b"), "docx")["pages"][0]["text"]
