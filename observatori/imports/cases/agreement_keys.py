"""Under which key each agreement of an alliance is remembered between one load and the next."""

from collections.abc import Iterator

from alliances.models import Agreement
from observatori.catalan import slug
from observatori.imports.ledger import Ledger
from observatori.imports.models import Imported


def main_key(alliance: str) -> str:
    """Return the key of the main agreement of the alliance of that slug."""
    return f"agreement:{alliance}"


def other_keys(ledger: Ledger, alliance: str, rows: list[dict]) -> list[str]:
    """Return a key for each of an alliance’s `addenda`: after its title, since the file gives them none.

    One that only changed its title keeps its old key: it is still the same agreement if its kind and date
    of signature are.
    """
    keys = _by_title(alliance, rows)
    orphans = {imported.key: imported for imported in gone_keys(ledger, alliance, keys)}
    for index, row in enumerate(rows):
        if keys[index] not in ledger.known and (old := _same_agreement(row, orphans)):
            keys[index] = old
            del orphans[old]
    return keys


def gone_keys(ledger: Ledger, alliance: str, keys: list[str] | None) -> Iterator[Imported]:
    """Give the agreements loaded before that are not among `keys` (None: the main one has gone too)."""
    stay = {main_key(alliance), *keys} if keys is not None else set()
    for key, imported in ledger.known.items():
        if key.split("/")[0] == main_key(alliance) and key not in stay:
            yield imported


def _by_title(alliance, rows):
    keys = []
    for row in rows:
        wanted = f"{main_key(alliance)}/{slug(row['title'] or row['kind'] or '', limit=120)}"
        times = sum(key.split("~")[0] == wanted for key in keys)
        keys.append(f"{wanted}~{times + 1}" if times else wanted)
    return keys


def _same_agreement(row, orphans):
    for key, imported in orphans.items():
        found = Agreement.objects.get(record=imported.record)
        if found.kind_text == (row["kind"] or "") and (found.signed_on or None) == row["signed_on"]:
            return key
    return None
