"""An agreement on two days: what was put in, taken out, rewritten or moved, and what changed in its term.

Pure functions of readings: no database, no clock. The documents of both readings are the same; only the day differs.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from alliances.consolidation import Consolidated
from alliances.fingerprint import COMMITMENT
from alliances.readings import Reading
from alliances.term import in_effect_order
from observatori.formats.differences import differences


class PartStatus(StrEnum):
    """What became of a part between two days."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


WORDING = ("label", "heading", "text")
TERM = ("state", "ends_on", "open_ended", "extended", "notice_on")


@dataclass(frozen=True)
class Comparison:
    """What differs between two readings of the same agreement.

    parts  {key, label, section, heading, status, moved, label_before, heading_before, before, after, words,
           changed_by}: every part of either day, in the order of the later text, what was taken out where it stood;
           `label` and `heading` are the later ones; `before` and `after` texts, None where there is no such part;
           `words` (op, text) runs, op `same`, `del` or `ins`; `changed_by` the addendum behind what differs, or None
    term   {field, before, after}: only what differs; fields are those of `TERM`, `parties` (references) and
           `commitments`
    """

    before: Reading
    after: Reading
    parts: list[dict]
    term: list[dict]


def comparison(before: Reading, after: Reading) -> Comparison:
    """Compare an agreement on two days; `before` is the earlier reading."""
    return Comparison(before, after, compared_parts(before.text, after.text), compared_term(before, after))


def compared_parts(before: Consolidated, after: Consolidated) -> list[dict]:
    """Return the parts of two texts side by side, as `Comparison.parts` tells."""
    old, new = ({part["key"]: part for part in text.parts} for text in (before, after))
    removed_by = {part["key"]: part["changed_by"] for part in after.removed}
    moved = _moved(old, new)
    found = []
    for key in _in_one_order(list(old), list(new)):
        part = _compared(old.get(key), new.get(key), is_moved=key in moved)
        if part["status"] == PartStatus.REMOVED:
            part["changed_by"] = removed_by.get(key)
        found.append(part)
    return found


def compared_term(before: Reading, after: Reading) -> list[dict]:
    """Return what differs in the term of an agreement on two days, as `Comparison.term` tells."""
    facts = [
        {name: getattr(reading.status, name) for name in TERM}
        | {"parties": reading.parties, "commitments": _commitments(reading)}
        for reading in (before, after)
    ]
    return [
        {"field": field, "before": facts[0][field], "after": facts[1][field]}
        for field in facts[0]
        if facts[0][field] != facts[1][field]
    ]


def first_text_day(reading: Reading) -> date:
    """Return the last day the agreement surely was as it was signed: its first day in force, or the eve of the first
    change where that comes before or the first day is not known.
    """
    start = reading.status.in_force_from
    days = [day.earliest for day in _effective_days(reading)]
    eve = min(days) - timedelta(days=1) if days and min(days) > date.min else None
    return min(filter(None, [start and start.latest, eve]), default=reading.at)


def usual_days(reading: Reading) -> tuple[date, date]:
    """Return the two days worth comparing when none is asked: the first text, and the text of the day read; before
    anything has changed, the text once everything foreseen has.
    """
    first = first_text_day(reading)
    effective = [day.latest for day in _effective_days(reading)]
    if reading.in_effect or not effective:
        return min(first, reading.at), reading.at
    return min(first, reading.at), max([reading.at, *effective])


def _effective_days(reading):
    """The days known on which a signed addendum takes effect."""
    return [day for day, _addendum in in_effect_order(reading.document, reading.addenda) if day]


def _compared(old, new, *, is_moved):
    shown = new or old
    before, after = (part["text"] if part else None for part in (old, new))
    status = _status(old, new)
    return {
        "key": shown["key"],
        "label": shown["label"],
        "section": shown["section"],
        "heading": shown["heading"],
        "status": status,
        "moved": is_moved,
        "label_before": old and old["label"],
        "heading_before": old and old["heading"],
        "before": before,
        "after": after,
        "words": [(run["op"], run["text"]) for run in differences(before or "", after or "")],
        "changed_by": new["changed_by"] if new and (is_moved or status != PartStatus.UNCHANGED) else None,
    }


def _status(old, new):
    if old is None:
        return PartStatus.ADDED
    if new is None:
        return PartStatus.REMOVED
    differs = any(old[name] != new[name] for name in WORDING)
    return PartStatus.CHANGED if differs else PartStatus.UNCHANGED


def _moved(old, new):
    """The keys of both texts that no longer stand in the order they had, the fewest there can be, and those of
    another section.
    """
    place = {key: number for number, key in enumerate(old)}
    kept = [key for key in new if key in place]
    still = {kept[i] for i in _longest_ascending([place[key] for key in kept])}
    return {key for key in kept if key not in still or old[key]["section"] != new[key]["section"]}


def _longest_ascending(numbers: Sequence[int]) -> list[int]:
    """The places of a longest ascending run of different numbers, not necessarily one behind another."""
    tails, places, previous = [], [], []
    for place, number in enumerate(numbers):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        previous.append(places[length - 1] if length else None)
        places[length : length + 1] = [place]
    found, place = [], places[-1] if places else None
    while place is not None:
        found.append(place)
        place = previous[place]
    return found


def _in_one_order(old, new):
    """The keys of both texts: those of the later one, each that was taken out behind the one it stood behind."""
    behind, kept = {}, set(new)
    previous = None
    for key in old:
        if key not in kept:
            behind.setdefault(previous, []).append(key)
        else:
            previous = key
    return [*behind.get(None, ()), *(one for key in new for one in (key, *behind.get(key, ())))]


def _commitments(reading):
    names = ("organisation", "amount", *COMMITMENT)
    return [{name: commitment[name] for name in names} for commitment in reading.commitments]
