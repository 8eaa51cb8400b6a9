"""The values of a document as lines that people read: labels for codes, dates in words, a line for each of several."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from observatori.formats.phrases import capitalised, day, euros, joined, measure, number, typographic
from observatori.vocabularies import terms
from observatori.vocabularies.places import places

Words = Callable[..., list[str]]


@dataclass(frozen=True)
class Field:
    """One field of a document, or one row of it: the API’s name, where comments hang, and its lines.

    `key` recognises the same row in another version of the document.
    """

    name: str
    label: str
    lines: list[str]
    key: str


@dataclass(frozen=True)
class One:
    """How a plain field is said."""

    name: str
    label: str
    words: Words

    def fields(self, document: dict) -> list[Field]:
        value = document.get(self.name)
        lines = _lines(self.words(value)) if _is_known(value) else []
        return [Field(self.name, str(self.label), lines, self.name)]


@dataclass(frozen=True)
class Several:
    """How the rows of a field are said, each a field of its own; `identity` tells one row from another."""

    name: str
    label: str
    title: Callable[[dict, int], str]
    words: Words
    identity: Callable[[dict, int], str]

    def fields(self, document: dict) -> list[Field]:
        rows = document.get(self.name) or []
        if not rows:
            return [Field(self.name, str(self.label), [], self.name)]
        return _told_apart(self._row(row, index) for index, row in enumerate(rows))

    def _row(self, row, index):
        name, key = f"{self.name}/{index}", f"{self.name}:{self.identity(row, index)}"
        return Field(name, typographic(self.title(row, index)), _lines(self.words(row)), key)


def _told_apart(fields: Iterable[Field]) -> list[Field]:
    """Give a second row of the same identity a key of its own."""
    found: dict[str, Field] = {}
    for field in fields:
        key = field.key if field.key not in found else f"{field.key}:{field.name}"
        found[key] = replace(field, key=key)
    return list(found.values())


def _is_known(value):
    """Nought is known: an agreement with no months of notice says so."""
    return value not in (None, "", [], {}) and value is not False


def _lines(lines):
    return [typographic(str(line)) for line in lines if line]


def text(value: str) -> list[str]:
    return str(value).splitlines()


def texts(values: Iterable[str]) -> list[str]:
    return list(values)


def a_day(value: str) -> list[str]:
    return [capitalised(day(value))]


def a_number(value: float) -> list[str]:
    return [number(value)]


def choice(enumeration) -> Words:
    """Return how a code of an enumeration is said, or several."""

    def words(value):
        codes = value if isinstance(value, list) else [value]
        return [capitalised(enumeration(code).label) for code in codes]

    return words


def term(vocabulary: str) -> Words:
    """Return how a code of a vocabulary is said, or several."""

    def words(value):
        codes = value if isinstance(value, list) else [value]
        return [capitalised(terms.label(vocabulary, code)) for code in codes]

    return words


def territories(codes: list[str]) -> list[str]:
    return [capitalised(places(codes))]


def reference(value: dict) -> list[str]:
    return [value["name"]]


def references(values: list[dict]) -> list[str]:
    return [value["name"] for value in values]


def sources(values: list[dict]) -> list[str]:
    return [" · ".join(filter(None, [one.get("title"), one.get("url")])) for one in values]


def said(*pairs: tuple[str, str | None]) -> list[str]:
    """Return «Term: value» for each value that is known."""
    return [f"{label}: {value}" for label, value in pairs if value]


def term_words(vocabulary: str, codes: Iterable[str]) -> str:
    return joined(terms.label(vocabulary, code) for code in codes)


def quantity(value, unit) -> str:
    return measure(value, unit) if value is not None else ""


def money(amount: float | None) -> str:
    return "" if amount is None else euros(amount)
