import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatori.documents.filenames import safe_filename


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("conveni marc.pdf", "conveni marc.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\maria\conveni.pdf", "conveni.pdf"),
        ("conveni\r\nSet-Cookie: a=b.pdf", "conveni Set-Cookie_ a=b.pdf"),
        ("conveni\u202efdp.exe.pdf", "convenifdp.exe.pdf"),
        ("conveni\x00.pdf", "conveni.pdf"),
        ('con"ve;ni.PDF', "con_ve;ni.pdf"),
        ("adhesió.pdf", "adhesió.pdf"),
        ("\u202e \x00", "document.pdf"),
        ("Conveni d’acció col·lectiva.pdf", "Conveni d’acció col·lectiva.pdf"),
        ("a" * 300 + ".pdf", "a" * 150 + ".pdf"),
    ],
)
def test_a_name_keeps_what_is_harmless(given, safe):
    assert safe_filename(given, "pdf") == safe


@given(st.text())
def test_no_name_breaks_out_of_a_header_or_a_folder(name):
    safe = safe_filename(name, "pdf")

    assert safe.endswith(".pdf")
    assert 5 <= len(safe) <= 154
    assert not any(unicodedata.category(mark) in {"Cc", "Cf", "Cs"} or mark in '\\/"' for mark in safe)
    assert not safe.startswith(".")
