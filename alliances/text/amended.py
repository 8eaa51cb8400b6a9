"""A text while addenda change it, one change after another; `alliances.consolidation` tells the rules."""

from dataclasses import dataclass

from alliances.text.conflicts import conflict, contradictions, reading, standing, touched_key, wording


@dataclass(eq=False)
class Place:
    """Where a part stands; it stays when the part is taken out, so that it need not be looked for."""

    part: dict
    inserted_by: str | None = None
    next: "Place | None" = None
    newest: "Place | None" = None  # the last one put behind it

    @property
    def is_annex(self):
        return self.part["section"] == "annexes"

    def end_of(self, addendum):
        """The last place that `addendum` put behind this one, directly or behind another it had put there; this one
        where it put none.
        """
        place = self
        while place.newest and place.newest.inserted_by == addendum:
            place = place.newest
        return place


class AmendedText:
    """Parts linked in their order: a change costs the same however long the text is."""

    def __init__(self, parts):
        self.head = last = Place(_part({"key": None, "section": "parties"}, None))
        self.end_of_clauses = self.head  # the last place that is no annex: what has no target goes behind it
        self.standing, self.removed, self.touches, self.conflicts = {}, {}, {}, []
        for part in parts:
            last.next = self.standing[part["key"]] = last = Place(_part(part, None))
            self.end_of_clauses = self.end_of_clauses if last.is_annex else last

    def apply(self, day, change):
        """Carry out a change of effective day `day`; what cannot be carried out is added to the conflicts."""
        target = self._target(day, change)
        if target and OPERATIONS[change["op"]](self, target, change):
            self._touch(day, change)

    def parts(self):
        """The parts in order."""
        return [place.part for place in self._places() if self.standing.get(place.part["key"]) is place]

    def removed_parts(self):
        """The parts taken out, as they last were."""
        return [place.part for place in self.removed.values()]

    def all_conflicts(self):
        """What could not be carried out, and what addenda of the same day say differently."""
        said = [found for touches in self.touches.values() for found in contradictions(touches)]
        return [*self.conflicts, *said]

    def _target(self, day, change):
        key = change.get("target") or ""
        if not key and change["op"] == "insert_after":
            return self.end_of_clauses
        return self.standing.get(key) or self._missing(day, key, change)

    def _missing(self, day, key, change):
        """The place of a part taken out that same day, for what goes behind it; else None, and a conflict."""
        place = self.removed.get(key)
        if not place:
            self.conflicts.append(conflict("missing_target", key, [reading(change)]))
        elif not self._is_disputed(day, key, change):
            taken_out = standing(place.part) | {"op": "delete"}
            self.conflicts.append(conflict("deleted_target", key, [taken_out, reading(change)]))
        elif change["op"] == "insert_after":
            return place
        else:
            self._touch(day, change)
        return None

    def _is_disputed(self, day, key, change):
        """Whether another addendum, not surely earlier, took the part out."""
        last_day, last = self.touches[key][-1]
        return last["addendum"] != change["addendum"] and not last_day.is_before(day)

    def _replace(self, target, change):
        written = {name: text for name, text in wording(change).items() if text}
        target.part = target.part | written | {"changed_by": change["addendum"]}
        return True

    def _delete(self, target, change):
        target.part = target.part | {"changed_by": change["addendum"]}
        self.removed[change["target"]] = self.standing.pop(change["target"])
        return True

    def _insert_after(self, target, change):
        key, addendum = touched_key(change), change["addendum"]
        if key in self.standing:
            said = [standing(self.standing[key].part), reading(change)]
            self.conflicts.append(conflict("key_taken", key, said))
            return False
        section = target.part["section"] if change.get("target") else "clauses"
        place = Place(_part({**change, "key": key, "section": section}, addendum), addendum)
        self.removed.pop(key, None)
        self.standing[key] = place
        self._link(place, target)
        return True

    def _link(self, place, target):
        """Put `place` behind `target`, after what the same addendum has put there already."""
        last = target.end_of(place.inserted_by)
        place.next, last.next, target.newest = last.next, place, place
        if last is self.end_of_clauses and not place.is_annex:
            self.end_of_clauses = place

    def _touch(self, day, change):
        self.touches.setdefault(touched_key(change), []).append((day, change))

    def _places(self):
        place = self.head.next
        while place:
            yield place
            place = place.next


OPERATIONS = {
    "replace": AmendedText._replace,
    "insert_after": AmendedText._insert_after,
    "delete": AmendedText._delete,
}


def _part(source, changed_by):
    return {
        "key": source["key"],
        "label": source.get("label") or "",
        "section": source.get("section") or "clauses",
        "heading": source.get("heading") or "",
        "text": source.get("text") or "",
        "changed_by": changed_by,
    }
