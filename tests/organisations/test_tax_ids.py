import pytest

from observatori.organisations.tax_ids import is_tax_id, normalised


@pytest.mark.parametrize(
    "text",
    ["12345678Z", "00000000T", "X1234567L", "Y1234567X", "Z1234567R", "A58818501", "Q0818003F", "P0801900B"],
)
def test_a_tax_id_with_its_control_is_right(text):
    assert is_tax_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678A",
        "X1234567A",
        "A58818502",
        "Q08011180",
        "A5881850A",
        "I58818501",
        "1234567Z",
        "Ñ1234567A",
    ],
)
def test_a_tax_id_with_another_control_or_form_is_wrong(text):
    assert not is_tax_id(text)


@pytest.mark.parametrize("digit", range(10))
def test_one_wrong_digit_is_always_seen(digit):
    right = "12345678Z"
    assert is_tax_id(right.replace("5", str(digit))) == (digit == 5)


def test_a_tax_id_is_stored_without_what_people_write_around_it():
    assert normalised(" es-q 0801118-j ") == "Q0801118J"
