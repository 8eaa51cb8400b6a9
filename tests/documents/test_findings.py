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
        ("amb DNI 12345678", "***4567**"),
        ("amb DNI núm. 12.345.678 i", "***4567**"),
        ("D.N.I.: 12345678A", "***4567**"),
        ("NIF 12345678", "***4567**"),
    ],
)
def test_an_identity_number_however_it_is_written_is_found_and_only_its_mask_is_kept(text, sample):
    numbers = [one for one in found(text) if one["kind"] == "id_number"]

    assert [(one["page"], one["count"], one["sample"]) for one in numbers] == [(1, 1, sample)]
    assert sample in numbers[0]["excerpts"][0]
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
        "amb NIF G-12345678",
        "NIF: Q5855006B",
        "amb CIF B12345678",
        "amb DNI ***4567** (segons la disposició addicional setena)",
        "el DNI del 12 de març de 2026",
        "Llei 40/2015, d’1 d’octubre, article 49",
        "DOGC núm. 8915, de 12.5.2023",
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


def kinds(text):
    return [one["kind"] for one in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "un import de 612.345.678 €",
        "€ 612.345.678",
        "750 000 000 d’euros",
        "600.000.000 euros",
        "núm. de registre 934567890",
        "expedient 934 567 890",
        "Exp. 2024/934567890",
        "codi: 912345678",
        "ES91 2100 0418 4502 0005 1333",  # no account: its figures do not add up
        "el 61.234.567,89 restant",
        "del 6.11.2026 al 31.12.2027",
    ],
)
def test_an_amount_a_date_or_a_register_number_is_no_telephone(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mòbil 600 123 456", "phone"),
        ("Telèfon núm. 934 567 890", "phone"),
        ("truqueu al 93 123 45 67", "phone"),
        ("Carrer Major, 1, 600 123 456", "phone"),  # a mobile is somebody’s, also there
        ("Carrer Major, 1. Tel. 93 123 45 67", "body_phone"),
        ("08001 Barcelona, 931234567", "body_phone"),
        ("900 123 456", "body_phone"),
        ("maria.info@hospital.cat", "email"),
        ("informatica.joan@hospital.cat", "email"),
        ("info@hospital.cat", "body_email"),
        ("DPD@hospital.cat", "body_email"),
        ("secretaria.tecnica@hospital.cat", "body_email"),
    ],
)
def test_what_is_most_likely_of_an_organisation_is_told_apart(text, kind):
    assert kinds(text) == [kind]


def test_a_bank_account_is_told_once_and_is_no_telephone():
    (account,) = found("a l’IBAN ES91 2100 0418 4502 0005 1332 de l’entitat")

    assert (account["kind"], account["sample"]) == ("bank_account", "ES** **** 1332")
    assert "2100" not in json.dumps(account)


def test_the_words_around_are_shown_with_every_number_among_them_masked():
    (number, email, phone) = found(
        "En Joan, amb DNI 12345678Z, joan@hospital.cat, tel. 600 123 456 i expedient 87654321"
    )

    assert number["excerpts"] == ["En Joan, amb DNI ***4567**, •••@hospital.cat, tel. *******56…"]
    assert "600" not in json.dumps([number, email, phone])
    assert "87654321" not in json.dumps([number, email, phone])


def test_no_more_than_three_places_are_shown_but_all_are_counted():
    (numbers,) = found(" i també ".join(["12345678Z"] * 5))

    assert (numbers["count"], len(numbers["excerpts"])) == (5, 3)


def test_of_what_no_page_shows_only_what_the_pages_do_not_say_is_told():
    page = {"text": "Escriviu a maria@hospital.cat", "pictures": 0}
    findings = check([page], complete=True, behind="maria@hospital.cat\npere@hospital.cat\n")

    assert [(one["page"], one["count"]) for one in findings] == [(1, 1), (None, 1)]
