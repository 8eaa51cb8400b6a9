"""The consolidated text of an agreement on a day, part by part, and what its addenda do to it."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.consolidation import consolidated_text
from alliances.models import ChangeOp, Section
from alliances.pages.states import addendum_badge
from alliances.readings import Reading
from alliances.term import code_order
from alliances.text.conflicts import WORDING
from alliances.text.part_names import short_name
from observatori.formats.differences import differences
from observatori.formats.phrases import capitalised, day, named, since, until
from observatori.publishing.addresses import page_url

OPERATIONS = {
    ChangeOp.REPLACE: gettext_lazy("Substitueix"),
    ChangeOp.INSERT_AFTER: gettext_lazy("Afegeix"),
    ChangeOp.DELETE: gettext_lazy("Suprimeix"),
}
CONFLICT_TITLES = {
    "same_day": gettext_lazy("Les addendes es contradiuen"),
    "missing_target": gettext_lazy("Una addenda canvia una part que no hi és"),
    "deleted_target": gettext_lazy("Una addenda canvia una part ja suprimida"),
    "key_taken": gettext_lazy("Una addenda afegeix una part que ja hi és"),
    "undated": gettext_lazy("Un canvi no té data d’efecte"),
}


def sections(reading: Reading) -> list[dict]:
    """Return the consolidated parts under the headings of their sections, in the order of an agreement."""
    own = _own_texts(reading)
    shown = [_part(part, reading, own) for part in reading.text.parts]
    return [
        {"code": section.value, "name": section.label, "parts": found}
        for section in Section
        if (found := [part for part in shown if part["section"] == section])
    ]


def removed_parts(reading: Reading) -> list[dict]:
    """Return the parts that addenda took out, as they last were."""
    own = _own_texts(reading)
    return [_part(part, reading, own) | {"deleted": True} for part in reading.text.removed]


def conflict_rows(reading: Reading) -> list[dict]:
    """Return where addenda cannot be reconciled: the sentence and what each one says."""
    return [
        {
            "title": CONFLICT_TITLES[conflict["kind"]],
            "sentence": conflict["sentence"],
            "readings": [_conflict_reading(said, reading) for said in conflict["readings"]],
        }
        for conflict in reading.text.conflicts
    ]


def addenda_entries(reading: Reading) -> list[dict]:
    """Return the addenda as a timeline, with what each one changes."""
    return [_addendum_entry(addendum, reading) for addendum in reading.addenda_readings]


def change_rows(document: dict, parts: Iterable[dict]) -> list[dict]:
    """Return the changes of an addendum as parts, each with what it does, to which part, and how that part read.

    `parts` are those of the text it changes (`text_before`). What a replacement leaves empty stays as it was.
    """
    standing = {part["key"]: part for part in parts}
    labels = {key: short_name(part) for key, part in standing.items()}
    return [
        _change_row(change, standing.get(change["target"]), labels)
        for change in document.get("changes") or ()
    ]


def text_before(amended: Reading, addendum: Reading) -> tuple[dict, ...]:
    """Return the parts an addendum finds: those of what it amends, with the addenda that take effect before it."""
    effective, code = addendum.effective_on, addendum.document["code"]
    at = effective.latest if effective else amended.at
    earlier = [
        other.document
        for other in amended.addenda_readings
        if other.document["code"] != code
        and other.effective_on
        and (other.effective_on.latest, code_order(other.document["code"])) < (at, code_order(code))
    ]
    return consolidated_text(amended.document, earlier, at).parts


def _change_row(change, was, labels):
    is_replaced, is_deleted = (change["op"] == op for op in (ChangeOp.REPLACE, ChangeOp.DELETE))
    written = {name: change[name] or (was[name] if was and is_replaced else "") for name in WORDING}
    shown = was if was and is_deleted else written
    return {
        "key": change["key"] or change["target"],
        **{name: shown[name] for name in WORDING},
        "operation": OPERATIONS[ChangeOp(change["op"])],
        "target": _target(change, labels),
        "deleted": is_deleted,
        "diff": differences(was["text"], written["text"])
        if was and is_replaced and was["text"] != written["text"]
        else [],
        "diff_shown": True,
    }


def _own_texts(reading):
    """The text of each part as it was signed, by key."""
    return {part["key"]: part["text"] for part in reading.document["parts"]}


def _part(part, reading, own):
    was = own.get(part["key"])
    return part | {
        "name": part["heading"] or short_name(part),
        "changed_by": addendum_note(part["changed_by"], reading),
        "added": was is None,
        "deleted": False,
        "diff": differences(was, part["text"]) if was and part["text"] and was != part["text"] else [],
    }


def addendum_note(code: str | None, reading: Reading) -> dict | None:
    """Return the addendum behind a change, {title, url, date}: its name and since when it has effect."""
    if not code:
        return None
    document = _addendum(code, reading)
    effective = next(
        (one.effective_on for one in reading.addenda_readings if one.document["code"] == code), None
    )
    return {
        "title": document["title"],
        "url": page_url("agreement", code=code, slug=None),
        "date": capitalised(since(effective)) if effective else "",
    }


def _addendum(code, reading):
    return next(document for document in reading.addenda if document["code"] == code)


def _conflict_reading(said, reading):
    code = said["addendum"]
    document = _addendum(code, reading) if code else reading.document
    text = "\n\n".join(filter(None, [said["heading"], said["text"]]))
    return {
        "title": document["title"],
        "url": page_url("agreement", code=document["code"], slug=None),
        "text": text or (_("Suprimeix aquesta part.") if said["op"] == ChangeOp.DELETE else ""),
    }


def _addendum_entry(addendum, reading):
    document, effective = addendum.document, addendum.effective_on
    badge = addendum_badge(addendum, reading)
    return {
        "datetime": str(effective) if effective else "",
        "date": day(effective),
        "title": document["title"],
        "url": page_url("agreement", code=document["code"], slug=None),
        "text": _what_it_changes(document, reading),
        "state": badge["state"],
        "label": badge["label"],
        "milestone": False,
    }


def _what_it_changes(document, reading):
    labels = {part["key"]: short_name(part) for part in reading.document["parts"]}
    said = defaultdict(list)
    for change in document["changes"]:
        name = change["label"] if change["op"] == ChangeOp.INSERT_AFTER else labels.get(change["target"])
        said[change["op"]].append(name or change["key"] or change["target"])
    sentences = [f"{OPERATIONS[ChangeOp(op)]}: {', '.join(names)}." for op, names in said.items()]
    if document["new_until"]:
        sentences.insert(0, _("Allarga la vigència %(until)s.") % {"until": until(document["new_until"])})
    if document.get("leaving"):
        names = named(party["name"] for party in document["leaving"])
        sentences.insert(0, _("Se’n separa: %(names)s.") % {"names": names})
    return " ".join([*sentences] or [document["summary"] or ""])


def _target(change, labels):
    name = labels.get(change["target"], change["target"])
    if change["op"] == ChangeOp.INSERT_AFTER:
        return _("després de «%(part)s»") % {"part": name} if name else _("al final de les clàusules")
    return f"«{name}»"
