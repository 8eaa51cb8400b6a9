"""A number as people type it: «18.460», «6.000 €», «1.234,50», «1 234,5»; in English «18,460» and «1,234.50».

Only the pages read numbers so: what comes by the API or in a file is written as JSON or the file’s format says.
"""

import re

from observatori.catalan import MINUS, SEPARATORS
from observatori.formats.phrases import language

CURRENCY = re.compile(r"€|\b(?:eur|euros?)\b\.?", re.IGNORECASE)
SPACES = re.compile(r"(?<=\d)\s(?=\d)")  # «1 234,5»; the no-break spaces too
THOUSANDS = r"[1-9]\d{{0,2}}(?:{}\d{{3}})+"


def typed_number(text: str) -> str:
    """Return a number as `Decimal` reads it; what is none comes back as it was, for the field to refuse.

    A point before three figures is one of thousands («18.460»), or a comma in English; before any others it is the
    decimal one («12.5»), so that a figure copied from a spreadsheet means what it says.
    """
    bare = SPACES.sub("", CURRENCY.sub("", text).strip()).translate({ord(MINUS): "-"})
    sign, digits = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
    thousands, point = SEPARATORS[language()]
    if "." in digits and "," in digits:
        thousands, point = (".", ",") if digits.rfind(",") > digits.rfind(".") else (",", ".")
    whole, _mark, decimals = digits.partition(point)
    if re.fullmatch(THOUSANDS.format(re.escape(thousands)), whole):
        whole = "".join(whole.split(thousands))
    elif thousands in whole:
        return f"{sign}{digits}".replace(",", ".") if digits.count(thousands) == 1 else text
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"
