"""What a text begun from another leaves to be written: marks in brackets. Pure functions of text."""

import re

BODY, PERSON, DATE = "[entitat]", "[persona]", "[data]"
BLANK = re.compile("|".join(map(re.escape, (BODY, PERSON, DATE))))


def has_blanks(text: str | None) -> bool:
    """Whether something is still to be written in the text."""
    return bool(BLANK.search(text or ""))
