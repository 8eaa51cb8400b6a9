"""What should not stand in a copy that everybody will read: identity numbers, ways to reach people, signatures,
and what the file carries that no page shows.

Nothing of what is found is kept but where it is, how often, and a masked sample.
Masks of identity numbers: AEPD, guidance on the seventh additional provision of LO 3/2018 (4 digits shown).
"""

import re
from collections.abc import Iterable

ID_NUMBER = "id_number"
SIGNATURE_PAGE = "signature_page"
UNREAD = "unread"
EMAIL = "email"
PHONE = "phone"

LITTLE_TEXT = 300  # characters; a page of a contract has between 1,500 and 4,000
LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # by the remainder of the number by 23 (RD 1553/2005, art. 11)
FIRST_LETTERS = {"X": "0", "Y": "1", "Z": "2", "K": "", "L": "", "M": ""}

# Number and letter as people write them: in groups, with blanks, points or hyphens, and the letter on the next line.
# A small a, e or y apart from it is a word: «1.234.567 a l’any»; so is what has an apostrophe.
LETTER = r"(?P<letter>(?:[\s.\-–]{0,3}[A-HJ-NP-TV-Zb-df-hj-np-tv-xz]|[aey]))(?![\w'’])"
MILLIONS = r"[\s.\-–]?\d{3}[\s.\-–]?\d{3}"
NO_TAX_ID = r"(?<!\b[ABCDEFGHJNPQRSUVW][\s.\-–])"  # of an organisation, whose last letter is another check
ID_PATTERN = re.compile(
    rf"(?<![\w.,])(?:{NO_TAX_ID}(?P<dni>\d{{1,2}}{MILLIONS})|"
    rf"(?P<first>[XYZKLMxyzklm])[\s.\-–]{{0,3}}(?P<rest>\d{MILLIONS})){LETTER}"
)
# By the word beside it: the number alone looks like any other.
PASSPORT_PATTERN = re.compile(
    r"\b(?:passaport|pasaporte|passport)s?\b[^\n\d]{0,20}?(?<!\w)[A-Z]{0,3}[ \-]?(?P<passport>\d{6,9})(?!\w)",
    re.IGNORECASE,
)
# Codi d’identificació personal of CatSalut: two letters of each surname, sex, year, month and day of birth, and three
# digits more.
CIP_PATTERN = re.compile(
    r"(?<!\w)[A-Z]{4}[ \-]?[01][ \-]?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ \-]?(?P<end>\d{3})(?!\w)"
)
EMAIL_PATTERN = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
PHONE_PATTERN = re.compile(r"(?<![\w.,+-])(?:(?:\+|00)34[ .\-]?)?[6789]\d(?:[ .\-]?\d){7}(?![\w,])")


def check(pages: list[dict], *, complete: bool, carried: Iterable[str] = ()) -> list[dict]:
    """Return ``[{kind, page, count, sample}]`` of the pages ``{text, pictures}``, numbered from 1.

    `carried` are the codes of `extraction`: kinds of their own, of no page. `complete` False adds that not
    everything could be read: then somebody has to look.
    """
    found = [finding for number, page in enumerate(pages, 1) for finding in _of_page(number, page)]
    found += [_finding(kind, None, 1) for kind in carried]
    return found if complete else [*found, _finding(UNREAD, None, 1)]


def _of_page(number, page):
    text = page["text"]
    numbers = [_masked_number(match) for match in ID_PATTERN.finditer(text) if _has_its_letter(match)]
    numbers += [f"*****{match['passport'][2:6]}" for match in PASSPORT_PATTERN.finditer(text)]
    numbers += [f"***********{match['end']}" for match in CIP_PATTERN.finditer(text)]
    emails = [f"•••@{match['host']}" for match in EMAIL_PATTERN.finditer(text)]
    phones = [_masked_phone(match[0]) for match in PHONE_PATTERN.finditer(text)]
    for kind, samples in ((ID_NUMBER, numbers), (EMAIL, emails), (PHONE, phones)):
        if samples:
            yield _finding(kind, number, len(samples), samples[0])
    if page["pictures"] and len("".join(text.split())) < LITTLE_TEXT:
        yield _finding(SIGNATURE_PAGE, number, page["pictures"])


def _finding(kind, page, count, sample=""):
    return {"kind": kind, "page": page, "count": count, "sample": sample}


def _has_its_letter(match):
    return LETTERS[int(_number(match)) % 23] == match["letter"][-1].upper()


def _number(match):
    if match["dni"]:
        return _digits(match["dni"])
    return FIRST_LETTERS[match["first"].upper()] + _digits(match["rest"])


def _masked_number(match):
    if match["dni"]:
        return f"***{_number(match).zfill(8)[3:7]}**"
    return f"****{_digits(match['rest'])[3:]}*"


def _digits(text):
    return re.sub(r"\D", "", text)


def _masked_phone(text):
    return f"*******{_digits(text)[-2:]}"
