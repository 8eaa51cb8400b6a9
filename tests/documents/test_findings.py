import json

import pytest

from observatori.documents.findings import check


def found(text="", pictures=0, *, complete=True):
    return check([{"text": text, "pictures": pictures}], complete=complete)


@pytest.mark.parametrize(
    ("text", "sample"),
    [
        ("amb DNI 12345678Z, que", "***4567**"),
        ("DNI: 12.345.678-Z", "***4567**"),
        ("12345678 z", "***4567**"),
        ("NIE X1234567L", "****4567*"),
        ("NIE Y-1234567-X", "****4567*"),
        ("NIE X - 1.234.567 - L", "****4567*"),
        ("DNI 1.234.567-L", "***3456**"),
        ("DNI 1234567L", "***3456**"),
        ("DNI 01234567L", "***3456**"),
        ("el senyor, 12 345 678 Z, que", "***4567**"),
        ("12.345.678 - Z", "***4567**"),
        ("12345678\nZ", "***4567**"),
        ("12.345.678-\nZ", "***4567**"),
        ("12345678–Z", "***4567**"),
        ("12345678\u00a0Z", "***4567**"),
        ("1.000.013 L", "***0001**"),
        ("passaport PAA123987, d’", "*****3987"),
        ("pasaporte núm. AB 1239876", "*****3987"),
        ("Passport No 12987654", "*****9876"),
        ("CIP GAPE0800312005", "***********005"),
        ("CIP GAPE 1 800312 005", "***********005"),
    ],
)
def test_an_identity_number_however_it_is_written_is_found_and_only_its_mask_is_kept(text, sample):
    numbers = [one for one in found(text) if one["kind"] == "id_number"]

    assert numbers == [{"kind": "id_number", "page": 1, "count": 1, "sample": sample}]
    assert "12345" not in json.dumps(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "12345678A",  # another letter
        "el CIF Q5855006B de l’entitat",
        "expedient 112345678Z",
        "12345678Zeta",
        "01/2026 de 3 de febrer, article 12",
        "ES76 2077 0024 0031 0257 5766",
        "el CIF Q-1234567-L de l’entitat",
        "el CIF Q 1234567 L",
        "amb 1.000.020 a l’any",  # a word: its check letter is A
        "amb 1.000.003 d’euros",
        "de 1.234.567 L’entitat",
        "1.234.567 €",
        "12,1234567L",
        "expedient 2024 1234567 2025",
        "93 123 45 67",
        "passaport vigent, article 12",
        "el passaport de 2026",
        "la norma GAPE0801312005",  # no month 13
        "GAPE2800312005",  # neither a 0 nor a 1
        "XGAPE0800312005",
    ],
)
def test_what_only_looks_like_an_identity_number_is_no_alarm(text):
    assert [one for one in found(text) if one["kind"] == "id_number"] == []


def test_addresses_and_telephones_are_told_without_what_they_are():
    findings = found("Escriviu a maria@hospital.cat o truqueu al 93 123 45 67 o al +34 600 123 456")

    assert [(finding["kind"], finding["count"]) for finding in findings] == [("email", 1), ("phone", 2)]
    assert findings[0]["sample"] == "•••@hospital.cat"
    assert findings[1]["sample"] == "*******67"


def test_a_page_of_pictures_with_little_text_looks_like_signatures():
    assert found("Barcelona, 3 de març", pictures=2)[0]["kind"] == "signature_page"
    assert found("paraula " * 100, pictures=2) == []
    assert found("Barcelona, 3 de març") == []


def test_what_could_not_be_read_has_to_be_looked_at():
    assert [finding["kind"] for finding in found(complete=False)] == ["unread"]


def test_the_page_is_the_one_where_it_stands():
    pages = [{"text": "res", "pictures": 0}, {"text": "12345678Z i 12345678Z", "pictures": 0}]

    assert [(one["page"], one["count"]) for one in check(pages, complete=True)] == [(2, 2)]
