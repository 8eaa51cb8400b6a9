"""What should not stand in a copy that everybody will read: identity numbers, ways to reach people, signatures,
and what the file carries that no page shows.

Nothing of what is found is kept but where it is, how often, and the words around it with a mask in its place.
Masks of identity numbers: AEPD, guidance on the seventh additional provision of LO 3/2018 (4 digits shown).
"""

import re
from collections.abc import Iterable

from observatori.documents import extraction

ID_NUMBER = "id_number"
SIGNATURE_PAGE = "signature_page"
UNREAD = "unread"
BANK_ACCOUNT = "bank_account"
EMAIL = "email"
PHONE = "phone"
BODY_EMAIL = "body_email"  # most likely of an organisation, whose contact data are public
BODY_PHONE = "body_phone"
TAKEN_OUT = {extraction.METADATA, extraction.NOTES, extraction.EARLIER_REVISION, extraction.ATTACHMENT}
TAKEN_OUT |= {extraction.ELECTRONIC_SIGNATURE}  # before a document is public, see `cleaning`
UNASKED = {
    extraction.METADATA,
    extraction.NOTES,
    extraction.EARLIER_REVISION,
}  # the copy says the same without it
IN_TEXT = (ID_NUMBER, BANK_ACCOUNT, EMAIL, PHONE, BODY_EMAIL, BODY_PHONE)

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
# An identity number that somebody mistyped, or wrote without its letter; not the number of an organisation.
NAMED_PATTERN = re.compile(
    r"\b(?:D\.?N\.?I|N\.?I\.?F|N\.?I\.?E)\b[^\n\d]{0,20}?(?<![A-Za-z\d*•])(?<!\b[A-W][ .\-])"
    r"(?P<named>\d{1,2}[ .]?\d{3}[ .]?\d{3})(?!\d)",
    re.IGNORECASE,
)
IBAN_PATTERN = re.compile(r"(?<!\w)(?P<iban>ES[ \-]?\d{2}(?:[ \-]?\d{4}){5})(?!\w)", re.IGNORECASE)
EMAIL_PATTERN = re.compile(r"(?<![\w.+-])(?P<box>[\w.+-]{1,64})@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
PHONE_PATTERN = re.compile(r"(?<![\w.,+-])(?:(?:\+|00)34[ .\-]?)?(?P<nine>[6789]\d(?:[ .\-]?\d){7})(?![\w,])")

# Boxes that belong to a desk and not to a person, by their first word.
DESKS = re.compile(
    r"(?:info|informacio|informacion|atencio|atencion|contacte|contacto|contact|correu|bustia|oficina|secretaria|"
    r"gerencia|direccio|direccion|presidencia|administracio|administracion|registre|registro|arxiu|comunicacio|"
    r"premsa|convenis|convenios|contractacio|juridic|juridica|serveisjuridics|transparencia|qualitat|recerca|docencia|"
    r"dpd|dpo|rgpd|lopd|protecciodades|protecciodedades|protecciondedatos|privacitat|alcaldia|ajuntament|hospital|"
    r"fundacio|consorci|institut|no-?reply)(?![a-z])",
    re.IGNORECASE,
)
# What stands before the number on the line of an organisation’s address, and what makes of nine figures no telephone.
LETTERHEAD = re.compile(
    r"\b(?:C/|Carrer|Calle|Av\.|Avinguda|Pl\.|Plaça|Passeig|Pg\.|www\.|Fax|centraleta)|\b(?:08|17|25|43)\d{3}\b"
)
FREEPHONES = re.compile(r"(?:80[0-9]|90[0-9])")
TELEPHONE = re.compile(r"\b(?:tel|mòbil|móvil|fax|truqueu|truca)", re.IGNORECASE)
REFERENCE = re.compile(
    r"(?:\b(?:registre|registro|expedient[e]?|exp|núm|num|número|factura|referència|ref|codi|código|CSV|"
    r"pressupost|partida|n[.]?[ºo°])\b[\s.:ºo°\-]*(?:de\s+)?|\b\d{4}/)$",
    re.IGNORECASE,
)
MONEY_AFTER = re.compile(r"\s*(?:€|EUR\b|euros?\b|d’euros|d'euros|de euros)", re.IGNORECASE)
MONEY_BEFORE = re.compile(r"€\s*$")

BESIDE = 30  # characters of the text that are shown on each side of what was found
LONG_NUMBER = re.compile(r"\d{5,}")  # whatever else it is
MOST_EXCERPTS = 3  # of each kind on a page


def check(pages: list[dict], *, complete: bool, behind: str = "", carried: Iterable[str] = ()) -> list[dict]:
    """Return ``[{kind, page, count, sample, excerpts}]`` of the pages ``{text, pictures}``, numbered from 1.

    `behind` is text of no page, of which only what the pages do not say is told. `carried` are the codes of
    `extraction`: kinds of their own, of no page either. `complete` False adds that not everything could be read:
    then somebody has to look.
    """
    said = {match.group() for page in pages for _, match in _matches(page["text"])} if behind else set()
    found = [finding for number, page in enumerate(pages, 1) for finding in _of_page(number, page)]
    found += _told(None, behind, [one for one in _matches(behind) if one[1].group() not in said])
    found += [_finding(kind, None, 1) for kind in carried]
    return found if complete else [*found, _finding(UNREAD, None, 1)]


def _of_page(number, page):
    text = page["text"]
    yield from _told(number, text, list(_matches(text)))
    if page["pictures"] and len("".join(text.split())) < LITTLE_TEXT:
        yield _finding(SIGNATURE_PAGE, number, page["pictures"])


def _told(number, text, matches):
    """Yield one finding of each kind among the matches, those of persons first."""
    for kind in IN_TEXT:
        of_kind = [match for one, match in matches if one == kind]
        if of_kind:
            shown = of_kind[:MOST_EXCERPTS]
            excerpts = [_excerpt(text, match, matches) for match in shown]
            yield _finding(kind, number, len(of_kind), _masked(of_kind[0]), excerpts)


def _finding(kind, page, count, sample="", excerpts=()):
    return {"kind": kind, "page": page, "count": count, "sample": sample, "excerpts": list(excerpts)}


def _matches(text):
    """Return (kind, match) of all that is told of a text, in its order; what is one thing is not another too."""
    found, taken = [], bytearray(len(text))
    for kind, pattern, holds in LOOKED_FOR:
        for match in pattern.finditer(text):
            start, end = _span(match)
            if not any(taken[start:end]) and holds(match):
                taken[start:end] = b"1" * (end - start)
                found.append((kind(match) if callable(kind) else kind, match))
    return sorted(found, key=lambda one: _span(one[1]))


def _span(match):
    """Where the number or address itself stands, without the word that gave it away."""
    named = next((name for name in ("passport", "named") if name in match.groupdict()), 0)
    return match.span(named)


def _excerpt(text, match, matches):
    """The words around what was found, with every number and address among them masked."""
    start, end = _beside(text, *_span(match))
    pieces, at = [], start
    for _, other in matches:
        first, last = _span(other)
        if last > start and first < end:
            pieces += [text[at : max(first, at)], _masked(other)]
            at = max(last, at)
    words = " ".join(LONG_NUMBER.sub("•••••", "".join([*pieces, text[at:end]])).split())
    return f"{'…' if start else ''}{words}{'…' if max(at, end) < len(text) else ''}"


def _beside(text, start, end):
    """Where the whole words begin and end that stand within BESIDE characters of this place."""
    first, last = max(start - BESIDE, 0), min(end + BESIDE, len(text))
    while first and first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    return first, last


def _has_its_letter(match):
    return LETTERS[int(_number(match)) % 23] == match["letter"][-1].upper()


def _number(match):
    if match["dni"]:
        return _digits(match["dni"])
    return FIRST_LETTERS[match["first"].upper()] + _digits(match["rest"])


def _adds_up(match):
    """Tell whether an IBAN is one (ISO 13616: moved to the end and read as a number, the rest by 97 is 1)."""
    figures = _digits(match["iban"])
    return int(f"{figures[2:]}1428{figures[:2]}") % 97 == 1  # E is 14, S is 28


def _is_telephone(match):
    before = match.string[max(match.start() - 40, 0) : match.start()]
    if MONEY_BEFORE.search(before) or MONEY_AFTER.match(match.string, match.end()):
        return False
    return not REFERENCE.search(before) or TELEPHONE.search(before) is not None


def _kind_of_email(match):
    return BODY_EMAIL if DESKS.match(match["box"]) else EMAIL


def _kind_of_phone(match):
    """Of a body: a freephone, or a landline on a line with its address. A mobile is somebody’s."""
    figures = _digits(match["nine"])
    before = match.string[max(match.start() - SHORT_LINE, 0) : match.start()].rpartition("\n")[2]
    line = before + match.string[match.start() : match.end() + SHORT_LINE].partition("\n")[0]
    is_landline = figures[0] in "89"
    body = FREEPHONES.match(figures) or (is_landline and len(line) < SHORT_LINE and LETTERHEAD.search(line))
    return BODY_PHONE if body else PHONE


SHORT_LINE = 160  # characters; a page without line ends is no letterhead

# In this order: what is one thing is not looked at as another.
LOOKED_FOR = (
    (ID_NUMBER, CIP_PATTERN, bool),
    (BANK_ACCOUNT, IBAN_PATTERN, _adds_up),
    (ID_NUMBER, ID_PATTERN, _has_its_letter),
    (ID_NUMBER, PASSPORT_PATTERN, bool),
    (ID_NUMBER, NAMED_PATTERN, bool),
    (_kind_of_email, EMAIL_PATTERN, bool),
    (_kind_of_phone, PHONE_PATTERN, _is_telephone),
)


def _masked(match):
    """What was found, so that who knows it recognises it and nobody else learns it."""
    parts = match.groupdict()
    if "host" in parts:
        return f"•••@{parts['host']}"
    if "nine" in parts:
        return f"*******{_digits(parts['nine'])[-2:]}"
    if "iban" in parts:
        return f"ES** **** {_digits(parts['iban'])[-4:]}"
    return _masked_number(parts)


def _masked_number(parts):
    if "end" in parts:
        return f"***********{parts['end']}"
    if "passport" in parts:
        return f"*****{parts['passport'][2:6]}"
    if number := parts.get("dni") or parts.get("named"):
        return f"***{_digits(number).zfill(8)[3:7]}**"
    return f"****{_digits(parts['rest'])[3:]}*"


def _digits(text):
    return re.sub(r"\D", "", text)
