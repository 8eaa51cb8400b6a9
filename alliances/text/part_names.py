"""What a part of a text is called: by its label and heading, or by its number and first words."""

import re

from django.utils.text import Truncator
from django.utils.translation import gettext as _

NUMBERED = re.compile(r"part-([0-9]+)(?:-[0-9]+)?")  # the key of a part that came without label or heading
FIRST_WORDS = 6


def whole_name(part: dict) -> str:
    """Return «Primera · Objecte», or what `named` says of a part that has neither."""
    return " · ".join(filter(None, [part["label"], part["heading"]])) or named(part)


def short_name(part: dict) -> str:
    """Return the label, or else the heading, or what `named` says of a part that has neither."""
    return part["label"] or part["heading"] or named(part)


def named(part: dict) -> str:
    """Return «Part 1: Les dues entitats…» for a part without label or heading: its key is no name for people."""
    number = NUMBERED.fullmatch(part["key"])
    name = _("Part %(number)s") % {"number": number[1]} if number else ""
    words = Truncator(" ".join((part.get("text") or "").split())).words(FIRST_WORDS, truncate="…")
    return ": ".join(filter(None, [name, words])) or part["key"]
