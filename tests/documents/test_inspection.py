import hashlib
import io
import os
import tracemalloc

import pikepdf
import pytest
from django.conf import settings

from observatori.documents import containers
from observatori.documents.inspection import MOST_BYTES, Refused, TooLarge, inspect
from tests.documents.files import (
    make_bomb,
    make_docx,
    make_odt,
    make_pdf,
    make_xlsx,
    make_zip,
    with_javascript,
    with_launch_of_a_program,
)

DATA = settings.BASE_DIR / "tests" / "data" / "documents"
HTML = b"<!doctype html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\x00" + bytes(600)
OWNER_ONLY = pikepdf.Encryption(owner="secret", user="")
LOCKED = pikepdf.Encryption(owner="secret", user="secret")


def code_of(data, filename):
    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(data), filename)
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "filename", "media_type"),
    [
        (make_pdf("Conveni marc"), "conveni.pdf", "application/pdf"),
        (make_pdf(encryption=OWNER_ONLY), "protegit.PDF", "application/pdf"),
        (make_odt("Conveni"), "conveni.odt", "application/vnd.oasis.opendocument.text"),
        (
            make_docx("Conveni"),
            "conveni.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            make_xlsx("Import"),
            "annex.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
    ids=["pdf", "pdf anybody can open", "odt", "docx", "xlsx"],
)
def test_a_good_file_comes_in_with_its_size_and_digest(data, filename, media_type):
    found = inspect(io.BytesIO(data), filename)

    assert (found.media_type, found.size) == (media_type, len(data))
    assert found.sha256 == hashlib.sha256(data).hexdigest()


def test_a_pdf_as_libreoffice_writes_it_comes_in():
    data = (DATA / "libreoffice.pdf").read_bytes()

    assert inspect(io.BytesIO(data), "conveni.pdf").size == len(data)


REFUSED = {
    "nothing in it": (b"", "conveni.pdf", "empty"),
    "html called pdf": (HTML, "conveni.pdf", "disguised"),
    "html before a pdf": (HTML + make_pdf(), "conveni.pdf", "disguised"),
    "pdf signature before html": (b"%PDF-1.7\n" + HTML, "conveni.pdf", "broken"),
    "half a pdf": (make_pdf("Conveni" * 50)[:180], "conveni.pdf", "broken"),
    "pdf with a password": (make_pdf(encryption=LOCKED), "conveni.pdf", "encrypted"),
    "pdf with javascript": (make_pdf(change=with_javascript), "conveni.pdf", "active"),
    "pdf that starts a program": (make_pdf(change=with_launch_of_a_program), "conveni.pdf", "active"),
    "docx called pdf": (make_docx("a"), "conveni.pdf", "disguised"),
    "pdf called docx": (make_pdf(), "conveni.docx", "disguised"),
    "docx called odt": (make_docx("a"), "conveni.odt", "disguised"),
    "xlsx called docx": (make_xlsx("a"), "conveni.docx", "disguised"),
    "plain zip called docx": (make_zip({"a.txt": b"a"}), "conveni.docx", "disguised"),
    "spreadsheet inside odt": (make_odt("a", mimetype="application/x"), "conveni.odt", "disguised"),
    "docx with macros": (make_docx("a", more={"word/vbaProject.bin": b"x"}), "conveni.docx", "active"),
    "docx that says docm": (
        make_docx("a", more={"[Content_Types].xml": b"<Types>macroEnabled.main+xml</Types>"}),
        "conveni.docx",
        "active",
    ),
    "odt with macros": (make_odt("a", more={"Basic/Standard/M.xml": b"x"}), "conveni.odt", "active"),
    "odt with a password": (
        make_odt("a", more={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "conveni.odt",
        "encrypted",
    ),
    "docx with a password": (
        containers.OLE + bytes(504) + containers.ENCRYPTED_PACKAGE + bytes(512),
        "conveni.docx",
        "encrypted",
    ),
    "old word called docx": (containers.OLE + bytes(2048), "conveni.docx", "disguised"),
    "half a docx": (make_docx("a" * 900)[:300], "conveni.docx", "broken"),
    "html": (HTML, "conveni.html", "type"),
    "svg": (b"<svg/>", "logo.svg", "type"),
    "program behind two extensions": (PROGRAM, "conveni.pdf.exe", "type"),
    "program called pdf": (PROGRAM, "conveni.pdf", "disguised"),
    "no extension": (make_pdf(), "conveni", "type"),
    "word with macros": (make_docx("a"), "conveni.docm", "type"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("data", "filename", "code"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_for_its_own_reason(data, filename, code):
    assert code_of(data, filename) == code


def test_a_bomb_is_refused_before_it_is_opened():
    assert code_of(make_bomb(), "conveni.docx") == "bomb"


def test_a_file_at_the_limit_is_looked_at_and_one_byte_more_is_too_large():
    assert code_of(bytes(MOST_BYTES), "conveni.pdf") == "disguised"

    with pytest.raises(TooLarge) as refused:
        inspect(io.BytesIO(bytes(MOST_BYTES + 1)), "conveni.pdf")
    assert "20 MB" in refused.value.messages[0]


def test_a_big_file_is_never_whole_in_memory(tmp_path):
    path = tmp_path / "gran.pdf"
    path.write_bytes(make_pdf(change=lambda pdf: _pad(pdf, MOST_BYTES - 100_000)))
    with path.open("rb") as file:
        tracemalloc.start()
        inspect(file, "gran.pdf")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert path.stat().st_size > MOST_BYTES - 100_000
    assert peak < 2 * 1024 * 1024


def _pad(pdf, size):
    pdf.Root.Padding = pdf.make_stream(os.urandom(size))


def test_every_refusal_says_its_own_sentence():
    sentences = {code_of(data, filename): None for data, filename, _ in REFUSED.values()}

    assert {"empty", "disguised", "broken", "encrypted", "active", "type"} <= set(sentences)
    assert len({str(Refused(code).messages[0]) for code in sentences}) == len(sentences)
