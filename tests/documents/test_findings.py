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
    ],
)
def test_an_identity_number_is_found_and_only_its_mask_is_kept(text, sample):
    assert found(text) == [{"kind": "id_number", "page": 1, "count": 1, "sample": sample}]
    assert "12345678" not in json.dumps(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "12345678A",  # another letter
        "el CIF Q5855006B de l’entitat",
        "expedient 112345678Z",
        "12345678Zeta",
        "01/2026 de 3 de febrer, article 12",
        "ES76 2077 0024 0031 0257 5766",
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
