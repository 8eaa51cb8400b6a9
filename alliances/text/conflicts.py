"""Where addenda cannot be reconciled: what each says, kept side by side, and the sentence that tells it."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from observatori.formats.phrases import joined

WORDING = ("label", "heading", "text")
SENTENCES = {
    "same_day": _(
        "Les addendes {addenda} es contradiuen en la part «{key}» i no consta que cap sigui posterior."
    ),
    "missing_target": _("L’addenda {last} es refereix a la part «{key}», que no existeix."),
    "deleted_target": _(
        "L’addenda {last} es refereix a la part «{key}», que l’addenda {first} ja havia suprimit."
    ),
    "key_taken": _("L’addenda {last} afegeix la part «{key}», però ja n’hi ha una amb aquesta clau."),
    "undated": _("No consta des de quan té efecte el canvi de la part «{key}» que fa l’addenda {last}."),
}


def wording(source):
    """Label, heading and text of a part or a change; what is missing is an empty text."""
    return {name: source.get(name) or "" for name in WORDING}


def touched_key(change):
    """The key of the part a change is about."""
    return (change.get("key") if change["op"] == "insert_after" else change.get("target")) or ""


def reading(change):
    """What one addendum says of a part: {addendum, op, key, label, heading, text}."""
    return {
        "addendum": change.get("addendum"),
        "op": change["op"],
        "key": touched_key(change),
        **wording(change),
    }


def standing(part):
    """What the text said before, in the same fields: no `op`, and no `addendum` where it is the original."""
    return {"addendum": part["changed_by"], "op": None, "key": part["key"], **wording(part)}


def conflict(kind, key, readings):
    """{kind, key, addenda: [codes], readings, sentence}; the sentence is lazy."""
    addenda = list(dict.fromkeys(r["addendum"] for r in readings if r["addendum"]))
    names = {"first": addenda[0], "last": addenda[-1]} if addenda else {"first": "", "last": ""}
    sentence = format_lazy(SENTENCES[kind], addenda=lazy(joined, str)(addenda), key=key, **names)
    return {"kind": kind, "key": key, "addenda": addenda, "readings": readings, "sentence": sentence}


def contradictions(touches):
    """The conflicts of a part, from the (effective day, change) that touched it, in the order applied.

    Changes stand together while none is surely later than those before it.
    """
    together, groups = [], []
    for day, change in touches:
        if together and together[-1][0].is_before(day):
            groups, together = [*groups, together], []
        together = [*together, (day, change)]
    said = [_last_of_each_addendum(group) for group in [*groups, together]]
    return [
        conflict("same_day", touched_key(group[0]), [reading(c) for c in group])
        for group in said
        if _differ(group)
    ]


def _last_of_each_addendum(group):
    return list({change["addendum"]: change for _day, change in group}.values())


def _differ(changes):
    if len({change["op"] == "delete" for change in changes}) > 1:
        return True
    return any(len({change.get(name) for change in changes} - {None, ""}) > 1 for name in WORDING)
