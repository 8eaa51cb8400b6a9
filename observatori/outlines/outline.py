"""What an outline is made of: the pieces of the source, and beside each what it answers and what was learnt.

A piece is a part of the consolidated text of today or, of an addendum, one of its changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alliances.completeness.lights import OF_THE_LAW
from alliances.completeness.suggestions import suggested_marks
from alliances.models import AgreementKind, ChangeOp, Content, Coverage
from alliances.pages.completeness import item_name, what_it_says
from alliances.readings import Reading
from alliances.text.part_names import whole_name
from observatori.formats.phrases import capitalised
from observatori.outlines.blanks import blanked, known, names_of
from observatori.outlines.lessons import lessons_for

COLUMNS = ("key", "section", "label", "heading", "text", "op", "target")


@dataclass(frozen=True)
class Piece:
    """`facts` are the columns of a part or of a change, with blanks for names; `items` the contents it answers."""

    key: str
    name: str
    facts: dict
    items: tuple[Content, ...]
    lessons: tuple[Mapping, ...]

    @property
    def contents(self) -> list[str]:
        return [item_name(item) for item in self.items]


@dataclass(frozen=True)
class Outline:
    """`title` is the source’s, with blanks; `is_marked`: people said what each part answers; else it follows from the
    words of the text.
    """

    document: dict
    title: str
    pieces: tuple[Piece, ...]
    is_marked: bool

    @property
    def is_addendum(self) -> bool:
        return self.document["kind"] == AgreementKind.ADDENDUM

    def unanswered(self, chosen: Iterable[str] | None = None) -> list[str]:
        """Return what no piece, or none of those chosen, answers: «Com es pot modificar (art. 49.g)»."""
        if self.is_addendum:
            return []
        kept = {piece.key for piece in self.pieces} if chosen is None else set(chosen)
        answered = {item for piece in self.pieces if piece.key in kept for item in piece.items}
        order = [*OF_THE_LAW, *(item for item in Content if item not in OF_THE_LAW)]
        return [capitalised(what_it_says(item)) for item in order if item not in answered]


def outline(
    reading: Reading, marks: Mapping[str, Mapping], lessons: Iterable[Mapping], also: Iterable[str] = ()
) -> Outline:
    """Return the outline of an agreement or addendum as it reads on a day; `also` are other names of who signs it."""
    document, lessons = reading.document, list(lessons)
    is_addendum = document["kind"] == AgreementKind.ADDENDUM
    found = _changes(document) if is_addendum else [dict(part) for part in reading.text.parts]
    bodies, people = names_of([document, *reading.addenda])
    bodies = known([*bodies, *also])
    answers = _answers(found, marks)
    pieces = []
    for one in found:
        facts = {name: one[name] for name in COLUMNS if name in one}
        facts |= {name: blanked(facts.get(name) or "", bodies, people) for name in ("heading", "text")}
        items = answers.get(one["key"], ())
        told = tuple(lessons_for(items, lessons))
        pieces.append(
            Piece(one["piece"] if is_addendum else one["key"], whole_name(facts), facts, items, told)
        )
    title = blanked(document["title"], bodies, people)
    return Outline(document, title, tuple(pieces), bool(marks))


def lessons_once(pieces: Iterable[Piece]) -> list[tuple[Piece, list[Mapping]]]:
    """Return each piece with its lessons that none before it has told."""
    told: set[str] = set()
    found = []
    for piece in pieces:
        new = [lesson for lesson in piece.lessons if lesson["text"] not in told]
        told.update(lesson["text"] for lesson in new)
        found.append((piece, new))
    return found


def _changes(document):
    """The changes that bring text, under a key of their own: two may change the same part."""
    return [
        change | {"key": change["key"] or change["target"], "piece": f"canvi-{index}"}
        for index, change in enumerate(document["changes"], start=1)
        if change["op"] != ChangeOp.DELETE
    ]


def _answers(found, marks):
    """{key: contents} as people marked them, or as the words of the text suggest."""
    said = {
        item: mark["parts"]
        for item, mark in marks.items()
        if mark["answer"] in (Coverage.OK, Coverage.PARTIAL)
    } or {item: mark["parts"] for item, mark in suggested_marks(found).items()}
    answers: dict[str, tuple[Content, ...]] = {}
    for item in Content:
        for key in said.get(item, ()):
            answers[key] = (*answers.get(key, ()), item)
    return answers
