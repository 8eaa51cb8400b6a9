import io
from pathlib import Path

import pytest

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

    assert content == {"complete": False, "pages": []}


def test_a_broken_pdf_gives_no_text():
    assert read(b"%PDF-1.7 broken", "pdf") == {"complete": False, "pages": []}
