"""The text of an agreement on a given day: its own parts with the changes of its addenda.

Source of the rules: the project’s contract, sections *Dates* and *API*. Pure functions: no database, no
clock. What addenda cannot agree on is data in the result, never an exception.

What the changes mean:
* `replace` writes what it brings; a label, heading or text it leaves empty stays as it was, and so do key
  and section.
* `insert_after` puts a new part behind its target and in the target’s section; several that one addendum
  puts behind the same target keep their order. Without a target it goes to the end of the clauses.
* `delete` takes a part out; a later addendum may insert its key again.
* A change applies from its effective day on; known only in part, from the last day it can be; not known at
  all, never, and the result says so.
* Addenda of the same day that say different things of a part apply by code, and the result says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alliances.term import code_order, in_effect_order
from alliances.text.amended import AmendedText
from alliances.text.conflicts import WORDING, conflict, reading, touched_key
from observatori.partial_dates import partial_date


@dataclass(frozen=True)
class Consolidated:
    """The text on a day.

    parts      {key, label, section, heading, text, changed_by}, in order; `changed_by` is the code of the
               last addendum behind the part, or None
    conflicts  {kind, key, addenda: [codes], readings: [{addendum, op, key, label, heading, text}], sentence};
               kind is same_day, missing_target, deleted_target, key_taken or undated; `sentence` is lazy
    removed    the parts taken out, as they last were; `changed_by` is the addendum that took them out
    """

    parts: tuple[dict, ...]
    conflicts: tuple[dict, ...]
    removed: tuple[dict, ...]


def consolidate(parts: Sequence[Mapping], changes: Iterable[Mapping], at: date) -> Consolidated:
    """The text of `parts` at `at`, with `changes` applied in the order they take effect.

    Parts are {key, section, label, heading, text}; changes {addendum, effective_on, position, op, target,
    key, label, heading, text}, as `signed_changes` gives them, in any order: effective day, code of the
    addendum and position put them in theirs.
    """
    text = AmendedText(parts)
    dated, undated = _by_day(changes)
    for day, change in dated:
        if day.latest <= at:
            text.apply(day, change)
    never = [conflict("undated", touched_key(change), [reading(change)]) for change in undated]
    return Consolidated(tuple(text.parts()), (*text.all_conflicts(), *never), tuple(text.removed_parts()))


def consolidated_text(agreement: Mapping, addenda: Iterable[Mapping], at: date) -> Consolidated:
    """The text of an agreement’s document at `at`, with those of its addenda that are signed."""
    return consolidate(agreement.get("parts") or (), signed_changes(agreement, addenda), at)


def signed_changes(agreement: Mapping, addenda: Iterable[Mapping]) -> list[dict]:
    """The changes of the signed addenda, each with its addendum’s code, effective day and position.

    The day it was signed stands in for an empty `effective_on`. An addendum that still lacks a signature
    changes nothing.
    """
    ordered = in_effect_order(agreement, addenda)
    return [change for day, addendum in ordered for change in _changes(addendum, day)]


def _changes(addendum, day):
    common = {"addendum": addendum.get("code"), "effective_on": day}
    changes = addendum.get("changes") or ()
    return [{**change, **common, "position": i} for i, change in enumerate(changes, start=1)]


def _by_day(changes):
    changes = sorted(changes, key=_place_in_day)
    days = [partial_date(change.get("effective_on")) for change in changes]
    dated = [(day, change) for day, change in zip(days, changes, strict=True) if day]
    undated = [change for day, change in zip(days, changes, strict=True) if not day]
    return sorted(dated, key=lambda pair: pair[0].latest), undated


def _place_in_day(change):
    content = tuple(change.get(name) or "" for name in ("op", "target", "key", *WORDING))
    return (code_order(change.get("addendum")), change.get("position") or 0, content)
