"""What a case must and may say: keys and types. A required one that fails refuses the whole import."""

from collections.abc import Callable
from dataclasses import dataclass, field

from observatori.imports.cases.files import Row
from observatori.imports.report import RefusedImport


@dataclass(frozen=True)
class Shape:
    """An object’s keys with what each holds: a type, `[what each item holds]` or another Shape."""

    required: dict = field(default_factory=dict)
    optional: dict = field(default_factory=dict)


TEXTS = [str]
ANY = (str, int, float)
SOURCE = Shape(optional={"title": str, "url": str})
PARTNER = Shape(
    required={"name": str},
    optional={
        **dict.fromkeys(("org_key", "type", "sector", "role", "comarca", "municipality", "website"), str),
        "centre_of": str,
        "aka": TEXTS,
        "is_group": bool,
    },
)
ADDENDUM = Shape(optional=dict.fromkeys(("title", "signed_on", "kind", "summary"), str))
AGREEMENT = Shape(
    optional={
        **dict.fromkeys(("title", "signed_on", "signed_on_precision", "starts_on", "ends_on"), str),
        **dict.fromkeys(("duration", "renewal", "public_text"), str),
        "signatories": [Shape(optional={"organisation": str, "role": str})],
        "addenda": [ADDENDUM],
    },
)
RESULT = Shape(optional={"indicator": str, "value": ANY, "unit": str, "year": int, "detail": str})
BODY = Shape(optional=dict.fromkeys(("name", "composition", "frequency", "functions"), str))
ALLIANCE = Shape(
    required={"slug": str, "name": str, "partners": [PARTNER]},
    optional={
        **dict.fromkeys(
            ("language", "summary", "form", "phase", "phase_origin", "facts_quality", "notes"), str
        ),
        **dict.fromkeys(("aka", "territory", "territory_codes", "territory_other"), TEXTS),
        **dict.fromkeys(("services", "topics", "objectives", "difficulties"), TEXTS),
        "agreement": AGREEMENT,
        "governance": Shape(optional={"bodies": [BODY]}),
        "results": [RESULT],
        "sources": [SOURCE],
    },
)
EXPERIENCE = Shape(
    required={"slug": str, "title": str},
    optional={
        **dict.fromkeys(("axis", "kind", "what_was_done", "facts_quality"), str),
        **dict.fromkeys(("recommendations_origin", "critical_points_origin"), str),
        **dict.fromkeys(("related_alliances", "recommendations", "critical_points", "results"), TEXTS),
        "year": int,
        "sources": [SOURCE],
    },
)


class _WrongType(Exception):
    """A value of another type than its key asks for; the argument is the path to it."""


def shaped(row: Row, shape: Shape, remark: Callable[..., None]) -> dict:
    """Return the row’s facts with every key of the shape: empty ones None, or an empty list for lists.

    Raises RefusedImport for a required key that is missing, empty or of another type; an optional one of
    another type is left out with a remark, and so is a key nobody knows.
    """
    return _Check(row, remark).facts(row.facts, shape, "")


@dataclass
class _Check:
    row: Row
    remark: Callable[..., None]

    def facts(self, given, shape, path):
        for key in given:
            if key not in shape.required and key not in shape.optional:
                self.remark("unknown_key", key=path + key)
        required = {key: self.required(given, key, what, path) for key, what in shape.required.items()}
        return required | {
            key: self.optional(given.get(key), what, path + key) for key, what in shape.optional.items()
        }

    def required(self, given, key, what, path):
        if given.get(key) in (None, ""):
            raise RefusedImport(self.row.place, "missing_key", key=path + key)
        try:
            value = self.value(given[key], what, path + key)
        except _WrongType as error:
            raise RefusedImport(self.row.place, "wrong_type", key=error.args[0]) from None
        if value is None:
            raise RefusedImport(self.row.place, "missing_key", key=path + key)
        return value

    def optional(self, value, what, path):
        """As `value`, but what has another type is left out: of a list only the items that do."""
        try:
            if value is not None and isinstance(what, list):
                return self.items(value, what[0], path, self.optional)
            if value is not None:
                return self.value(value, what, path)
        except _WrongType as error:
            self.remark("left_out", key=error.args[0])
        return [] if isinstance(what, list) else None

    def value(self, value, what, path):
        if isinstance(what, list):
            return self.items(value, what[0], path, self.value)
        if isinstance(what, Shape):
            _expect(dict, value, path)
            return self.facts(value, what, f"{path}.")
        _expect(what, value, path)
        return (value.strip() or None) if isinstance(value, str) else value

    def items(self, value, what, path, read):
        _expect(list, value, path)
        found = [read(item, what, f"{path}[{index}]") for index, item in enumerate(value)]
        return [item for item in found if item is not None]


def _expect(kind, value, path):
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _WrongType(path)
