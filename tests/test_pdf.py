"""The PDF engine: accessible, fast enough, and deaf to whatever a text tries to tell it."""

import io
import resource
import threading
import time

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatori.pdf import MOST_LETTERS, ONE_AT_A_TIME, TooLong, paragraphs, pdf, printable
from tests.waiting import PATIENCE

PART = {"name": "Primera · Objecte", "note": "", "paragraphs": [["Text."]]}
DATA = {
    "language": "ca", "title": "Conveni marc", "eyebrow": "Conveni marc", "running": "OAE-C-0001", "draft": None,
    "page_words": "Pàgina {n} de {of}", "day_words": "Text vigent.", "sentences": "", "informative": "Informatiu.",
    "facts": [{"term": "Parts", "value": "A i B"}], "sections": [{"name": "Clàusules", "parts": [PART]}],
    "conflicts_title": "El que no es pot conciliar", "conflicts": [], "origin_title": "Origen", "origin": [],
}  # fmt: skip
MARKUP = [
    '#panic("no")', "#import \"house.typ\": *", '#read("/etc/passwd")', "$ x^2 $ *negreta* _cursiva_ `codi`", "= Títol",
    "<etiqueta> @cita", "\\ \\u{41} //comentari /* */", "]]]})))", '"); panic("', "#{while true {}}", "{n} {of}",
]  # fmt: skip


def drawn(text, **facts):
    part = PART | {"paragraphs": paragraphs(text)}
    return pdf("consolidated_text", DATA | {"sections": [{"name": "Clàusules", "parts": [part]}]} | facts)


def read(content):
    """The text of every page, as another program takes it out, spaces made alike."""
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split()
    )


def test_it_is_tagged_titled_and_says_its_language_as_pdf_ua_asks():
    with pikepdf.open(io.BytesIO(drawn("Text."))) as found:
        root = found.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "ca"
        assert "/StructTreeRoot" in root
        assert root.ViewerPreferences.DisplayDocTitle
        with found.open_metadata() as metadata:
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert "Conveni marc" in str(metadata["dc:title"])


@pytest.mark.parametrize("text", MARKUP)
def test_markup_of_the_engine_is_text_like_any_other(text):
    assert " ".join(text.split()) in read(drawn(text))
    assert " ".join(text.split()) in read(drawn("Text.", title=text))


def test_a_pdf_has_nothing_that_acts():
    with pikepdf.open(io.BytesIO(drawn(" ".join(MARKUP)))) as found:
        assert {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(found.Root.keys()) <= {"/Names"}
        assert not any(
            "/JS" in str(one.keys()) for one in found.objects if isinstance(one, pikepdf.Dictionary)
        )


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "Paraula curta " * 7_500,
        "שלום مرحبا " * 2_000,
        "😀👨‍👩‍👧 漢字" * 500,
        "a\x00b\x1b[31m\ufffe\u202eab" * 1_000,
        "a" + "\u0301" * 50_000,
        "\n" * 100_000,
        "\u200b" * 50_000,
    ],
    ids=["one word", "100 kB", "right to left", "emoji", "controls", "marks", "lines", "nothing"],
)
def test_a_hostile_text_makes_a_file_that_opens(text):
    began = time.process_time()
    content = drawn(text)
    assert time.process_time() - began < 5
    with pikepdf.open(io.BytesIO(content)) as found:
        assert len(found.pages) >= 1
        assert found.Root.MarkInfo.Marked
    assert "Pàgina 1 de" in read(content)


def test_a_character_without_a_glyph_costs_the_claim_of_the_standard_and_no_more():
    with pikepdf.open(io.BytesIO(drawn("Adeu 😀."))) as found, found.open_metadata() as metadata:
        assert "{http://www.aiim.org/pdfua/ns/id/}part" not in metadata
    assert "Adeu" in read(drawn("Adeu 😀."))


def test_characters_that_cannot_be_printed_are_left_out_wherever_they_are():
    assert printable({"a": ["u\x00n\x1b\u202e", {"b": "dos\ttres\n"}], "c": None, "d": 1}) == {
        "a": ["un", {"b": "dos\ttres\n"}], "c": None, "d": 1,
    }  # fmt: skip


def test_paragraphs_keep_their_lines():
    assert paragraphs("A. Serveis\r\n1. Un\n\n\n  \nB. Altres\n") == [["A. Serveis", "1. Un"], ["B. Altres"]]
    assert paragraphs(" \n ") == []


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_makes_a_file_that_opens(text):
    assert pypdf.PdfReader(io.BytesIO(drawn(text, title=text))).pages


def test_a_text_above_the_limit_is_not_drawn():
    with pytest.raises(TooLong):
        drawn("a" * MOST_LETTERS)


def test_the_same_is_drawn_once_for_a_while(monkeypatch):
    first, other = drawn("Primer."), drawn("Segon.")
    monkeypatch.setattr("observatori.pdf._drawn", lambda asked: pytest.fail("S’ha tornat a dibuixar."))

    started = time.process_time()
    for _time in range(50):
        assert drawn("Primer.") == first != other
    assert time.process_time() - started < 1


def test_the_memory_of_the_engine_is_not_the_worker_s():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    drawn("Els uns i els altres acorden el que diu la llei. " * 5_000)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # of 1,024 bytes


def test_two_at_once_take_turns():
    with ONE_AT_A_TIME:
        thread = threading.Thread(target=drawn, args=["Un altre."])
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(PATIENCE)
    assert not thread.is_alive()
