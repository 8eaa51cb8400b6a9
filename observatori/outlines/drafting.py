"""A draft made from an outline: its text, and nothing that the source’s parties signed, dated, put in or answered."""

from collections.abc import Iterable

from django.db import transaction

from alliances.editing.agreement import begin
from alliances.models import Agreement, ChangeOp, RelationKind
from alliances.rules import AGREEMENT
from observatori.organisations.models import Organisation, User
from observatori.outlines.outline import Outline
from observatori.publishing.editing import create
from observatori.publishing.references import References

PART = ("key", "section", "label", "heading", "text")


@transaction.atomic
def draft_from(
    *, outline: Outline, chosen: Iterable[str], title: str, parent: str, owner: Organisation | None, by: User
) -> Agreement:
    """Create a draft of `owner` with the chosen pieces, in an alliance or, for an addendum, of an agreement: `parent`,
    whose draft the person may read. Raises Http404 where she may not, and ValidationError.

    The draft says that it relates to its source, and its only party is who writes it. What the source answers in the
    semàfor does not come along: the text has blanks, and nobody has looked at it.
    """
    kept = set(chosen)
    pieces = [piece for piece in outline.pieces if piece.key in kept]
    beginning = begin(by, owner, parent)
    facts = {
        "kind": outline.document["kind"],
        "parties": _parties(outline, beginning, owner),
        **beginning.facts,
        "title": title,
    }
    facts |= _addendum(outline, pieces, parent, by) if outline.is_addendum else _agreement(outline, pieces)
    return create(rules=AGREEMENT, facts=facts, owner=owner, user=by, references=References(by))


def _parties(outline, beginning, owner):
    """An addendum has those of what it amends; an agreement, whoever its writer adds later, who will read it then."""
    if outline.is_addendum:
        return [party["code"] for party in beginning.document["parties"]]
    return [owner.code] if owner else []


def _agreement(outline, pieces):
    source = {"relation": RelationKind.RELATES, "agreement": outline.document["code"]}
    return {"parts": [{name: piece.facts[name] for name in PART} for piece in pieces], "relations": [source]}


def _addendum(outline, pieces, parent, by):
    """Its changes, where the amended agreement has such a part; the rest as new parts after its last one."""
    amended = References(by).draft("amends", AGREEMENT.kind, parent).agreement
    keys = list(amended.parts.values_list("key", flat=True))
    changes = []
    for piece in pieces:
        change = {name: piece.facts[name] for name in ("op", "target", "key", "label", "heading", "text")}
        if change["op"] == ChangeOp.REPLACE and change["target"] in keys:
            change["key"] = ""
        else:
            target = change["target"] if change["target"] in keys or not keys else keys[-1]
            change |= {"op": ChangeOp.INSERT_AFTER, "target": target, "key": ""}
        changes.append(change)
    return {"addendum_kind": outline.document["addendum_kind"] or "", "changes": changes}
