"""Spanish tax identifiers (NIF): their form and their control character.

Source: Reial decret 1065/2007 (articles 18 to 22), Ordre EHA/451/2008 for legal persons, and the algorithm of the
letter published by the Ministry of the Interior.
"""

import re

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # of natural persons: the number modulo 23
CONTROLS = "JABCDEFGHI"  # of legal persons: the same digit, as a letter
ALWAYS_LETTER = "NPQRSW"
ALWAYS_DIGIT = "ABEH"
PERSON = re.compile(r"([0-9XYZ][0-9]{7})([A-Z])")
COMPANY = re.compile(r"([ABCDEFGHJNPQRSUVW])([0-9]{7})([0-9A-J])")


def normalised(text: str) -> str:
    """Return an identifier as it is stored: capitals, without spaces, hyphens, points or the prefix «ES»."""
    return re.sub(r"[\s.\-/]", "", text).upper().removeprefix("ES")


def is_tax_id(text: str) -> bool:
    """Say whether a normalised identifier has the form of a NIF and the control character that it asks for."""
    if company := COMPANY.fullmatch(text):
        return _company(*company.groups())
    person = PERSON.fullmatch(text)
    return bool(person) and person[2] == LETTERS[int(_digits(person[1])) % 23]


def _digits(number):
    """Foreigners’ identifiers begin with a letter that stands for a digit."""
    return number.translate(str.maketrans("XYZ", "012"))


def _company(kind, number, control):
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[::2])
    digit = -(sum(doubled) + sum(map(int, number[1::2]))) % 10
    expected = {str(digit)} if kind in ALWAYS_DIGIT else {CONTROLS[digit]}
    if kind not in ALWAYS_DIGIT + ALWAYS_LETTER:
        expected.add(str(digit))
    return control in expected
