"""What changed in an agreement between two days, for people: its text word by word, and its term."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from alliances.pages.days import change_days
from alliances.pages.text import addendum_note, conflict_rows
from alliances.readings import Reading
from alliances.term import State
from alliances.text.comparison import Comparison, PartStatus
from alliances.text.part_names import short_name
from observatori.formats.differences import differences
from observatori.formats.phrases import capitalised, day, euros, joined, named, span
from observatori.publishing.addresses import page_url
from observatori.publishing.pages import crumbs

STATUS_WORDS = {
    PartStatus.ADDED: gettext_lazy("Afegida"),
    PartStatus.REMOVED: gettext_lazy("Suprimida"),
    PartStatus.CHANGED: gettext_lazy("Modificada"),
    PartStatus.UNCHANGED: gettext_lazy("Canvia de lloc"),
}
COUNTS = {
    PartStatus.CHANGED: ngettext_lazy("%(n)d part modificada", "%(n)d parts modificades", "n"),
    PartStatus.ADDED: ngettext_lazy("%(n)d part afegida", "%(n)d parts afegides", "n"),
    PartStatus.REMOVED: ngettext_lazy("%(n)d part suprimida", "%(n)d parts suprimides", "n"),
}
MOVED = ngettext_lazy("%(n)d part que canvia de lloc", "%(n)d parts que canvien de lloc", "n")
FIELD_WORDS = {
    "state": gettext_lazy("Estat"),
    "ends_on": gettext_lazy("Final de la vigència"),
    "open_ended": gettext_lazy("Durada indefinida"),
    "extended": gettext_lazy("Prorrogat"),
    "notice_on": gettext_lazy("Últim dia per avisar"),
    "parties": gettext_lazy("Parts"),
    "commitments": gettext_lazy("Compromisos"),
}


def comparison_page(reading: Reading) -> dict:
    """Return what the page shows whichever days are compared: which agreement it is, and the days to choose."""
    document = reading.document
    above = page_url("agreement", code=document["code"], slug=None)
    return {
        "agreement": document,
        "crumbs": crumbs((reverse("alliances:list"), _("Aliances")), (above, document["title"])),
        "agreement_url": above,
        "change_days": change_days(reading),
    }


def comparison_context(found: Comparison) -> dict:
    """Return what the page shows of a comparison."""
    changed = [part for part in found.parts if part["status"] != PartStatus.UNCHANGED or part["moved"]]
    return {
        "days": capitalised(span(found.before.at, found.after.at)),
        "to_words": day(found.after.at),
        "to_iso": found.after.at.isoformat(),
        "changed": [_part(part, found.after) for part in changed],
        "unchanged": [
            short_name(part | {"text": part["after"]}) for part in found.parts if part not in changed
        ],
        "counts": _counts(changed),
        "term": _term_table(found),
        "conflicts": conflict_rows(found.after),
    }


def wording_runs(before: str, after: str) -> list[dict]:
    """Return the runs that tell two wordings apart, none where they are the same."""
    return differences(before, after) if before != after else []


def _part(part, reading):
    name_before = " · ".join(filter(None, [part["label_before"], part["heading_before"]]))
    name = " · ".join(filter(None, [part["label"], part["heading"]]))
    is_changed = part["status"] == PartStatus.CHANGED
    return {
        "key": part["key"],
        "name": name or short_name(part | {"text": part["after"] or part["before"]}),
        "name_runs": wording_runs(name_before, name) if is_changed else [],
        "status": part["status"],
        "deleted": part["status"] == PartStatus.REMOVED,
        "word": STATUS_WORDS[part["status"]],
        "also_moved": part["moved"] and is_changed,
        "runs": [{"op": op, "text": text} for op, text in part["words"]],
        "is_same_text": part["before"] == part["after"],
        "changed_by": addendum_note(part["changed_by"], reading),
    }


def _counts(changed):
    """How many parts of each kind, as one phrase; empty where nothing differs."""
    numbers = Counter(part["status"] for part in changed if part["status"] != PartStatus.UNCHANGED)
    moved = sum(part["moved"] for part in changed)
    said = [words % {"n": numbers[status]} for status, words in COUNTS.items() if numbers[status]]
    return joined([*said, *([MOVED % {"n": moved}] if moved else [])])


def _term_table(found):
    if not found.term:
        return None
    days = [capitalised(day(reading.at)) for reading in (found.before, found.after)]
    return {
        "caption": _("Què canvia en la vigència, les parts i els compromisos"),
        "columns": [{"label": _("Dada")}, *({"label": label} for label in days)],
        "rows": [
            [
                {"text": FIELD_WORDS[row["field"]]},
                {"text": _value(row["field"], row["before"]), "label": days[0]},
                {"text": _value(row["field"], row["after"]), "label": days[1]},
            ]
            for row in found.term
        ],
    }


def _value(field, value):
    if field == "state":
        return capitalised(State(value).label)
    if field in ("open_ended", "extended"):
        return "" if value is None else (_("Sí") if value else _("No"))
    if field == "parties":
        return named(party["name"] for party in value)
    return _commitments(value) if field == "commitments" else day(value)


def _commitments(found):
    """How many there are and what their money comes to."""
    total = sum(commitment["amount"] or 0 for commitment in found)
    count = ngettext("%(n)d compromís", "%(n)d compromisos", len(found)) % {"n": len(found)}
    return _("%(count)s, %(total)s en total") % {"count": count, "total": euros(total)} if total else count
