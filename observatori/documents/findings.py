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

ID_PATTERN = re.compile(
    r"(?<![\w.])(?:(?P<dni>\d{2}\.?\d{3}\.?\d{3})|(?P<first>[XYZKLM])[ .\-–]?(?P<rest>\d{7}))"
    r"[ .\-–]{0,2}(?P<letter>[A-HJ-NP-TV-Z])(?!\w)",
    re.IGNORECASE,
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
    return LETTERS[int(_number(match)) % 23] == match["letter"].upper()


def _number(match):
    if match["dni"]:
        return match["dni"].replace(".", "")
    return FIRST_LETTERS[match["first"].upper()] + match["rest"]


def _masked_number(match):
    if match["dni"]:
        return f"***{_number(match)[3:7]}**"
    return f"****{match['rest'][3:]}*"


def _masked_phone(text):
    return f"*******{re.sub(r'\D', '', text)[-2:]}"
