"""Permanent public codes: ``OAE-A-0001``. Given at creation, never reused, at least four digits."""

import re

from django.db import connection

CODE = re.compile(r"oae-[acelod]-\d{4,}", re.IGNORECASE | re.ASCII)  # people write it as they like
LETTERS = {
    "alliance": "A",
    "agreement": "C",
    "experience": "E",
    "lesson": "L",
    "dossier": "D",
    "organisation": "O",
}


def identified(identity: str) -> dict[str, str]:
    """Return the condition on a thing with this code or slug; a code may be written in small letters."""
    return {"code": identity.upper()} if CODE.fullmatch(identity) else {"slug": identity}


def next_code(kind: str) -> str:
    """Return the next free code of ``kind``; raise KeyError for an unknown kind.

    A sequence never gives a number twice, not even after a rollback: gaps are the price.
    """
    letter = LETTERS[kind]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [f"code_{letter.lower()}"])
        return f"OAE-{letter}-{cursor.fetchone()[0]:04d}"
