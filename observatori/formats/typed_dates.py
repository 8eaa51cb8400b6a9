"""A date as people type it, to the partial date it means: «1/11/2022», «11/2022», «novembre del 2010», «2010».

Only the pages read dates so: what comes by the API or in a file is ISO and nothing else.
"""

import calendar
import re

from django.utils.translation import gettext as _

from observatori.catalan import MONTHS, fold
from observatori.formats.phrases import capitalised, day
from observatori.partial_dates import PartialDate

NUMBERS = (
    re.compile(r"(?P<year>[1-9][0-9]{3})"),
    re.compile(r"(?P<month>[0-9]{1,2})\s?[/.-]\s?(?P<year>[1-9][0-9]{3})"),
    re.compile(
        r"(?P<day>[0-9]{1,2})\s?(?P<mark>[/.-])\s?(?P<month>[0-9]{1,2})\s?(?P=mark)\s?(?P<year>[1-9][0-9]{3})"
    ),
    re.compile(
        r"(?P<year>[1-9][0-9]{3})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?"
    ),
)
LINK = r"(?:\s+(?:de l'|del|de|of|d')|,)?\s*"
WORDS = re.compile(
    rf"(?:(?:(?:el|on)\s+|l')?(?P<day>[0-9]{{1,2}})(?:r|er|st|nd|rd|th)?{LINK})?"
    rf"(?P<name>[a-z]+)\.?{LINK}(?P<year>[1-9][0-9]{{3}})"
)
ENGLISH = re.compile(r"(?P<name>[a-z]+)\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[1-9][0-9]{3})")
LONGEST = 60
SHORTEST = 3  # letters of the name of a month cut short: «nov. 2010»


def typed_date(text: str) -> PartialDate:
    """Return the date that `text` means, as far as it says it. Days stand before months, as they do here.

    Raises ValueError with a sentence for who typed it: one that gives an example, or says what month has no such day.
    """
    found = _read(" ".join(fold(text).strip(" .").split())) if len(text) <= LONGEST else None
    if found is None:
        raise ValueError(
            _(
                "No s’entén aquesta data. Escriviu el dia, el mes o només l’any. Per exemple: 15/6/2021, juny del 2021 "
                "o 2021."
            )
        )
    year, month, number = found
    if month is not None and not 1 <= month <= 12:
        raise ValueError(_("El mes va de l’1 al 12, i el dia s’escriu davant. Per exemple: 15/6/2021."))
    whole_month = f"{year:04}" if month is None else f"{year:04}-{month:02}"
    if number is None:
        return PartialDate(whole_month)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        facts = {"month": capitalised(day(PartialDate(whole_month))), "days": last}
        raise ValueError(_("Aquest dia no existeix. %(month)s té només %(days)d dies.") % facts)
    return PartialDate(f"{whole_month}-{number:02}")


def as_typed(value: str) -> str:
    """Return a partial date as people write it in a box: «1/11/2022», «11/2022», «2022»."""
    return "/".join(str(int(part)) for part in reversed(str(value).split("-")))


def _read(said):
    """The year, the month and the day of a text, those it does not say None; None for what is no date."""
    for pattern in (*NUMBERS, WORDS, ENGLISH):
        if (match := pattern.fullmatch(said)) and (found := _parts(match.groupdict())):
            return found
    return None


def _parts(said):
    month = _month_of(said["name"]) if "name" in said else said.get("month")
    if "name" in said and month is None:
        return None
    return tuple(int(part) if part else None for part in (said["year"], month, said.get("day")))


def _month_of(name):
    """The number of a month by its name, or the beginning of it, in any of the three languages."""
    if len(name) < SHORTEST:
        return None
    for names in MONTHS.values():
        found = [number for number, month in enumerate(names.split(), 1) if fold(month).startswith(name)]
        if len(found) == 1:
            return found[0]
    return None
