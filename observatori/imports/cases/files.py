"""JSON files of cases read row by row, so that every row knows the line it begins on."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from observatori.imports.report import Place, RefusedImport

BLANK = " \t\r\n"


def _no_constant(name):
    raise ValueError(name)  # NaN and Infinity are not JSON, and PostgreSQL cannot store them


DECODER = json.JSONDecoder(parse_constant=_no_constant)


@dataclass(frozen=True)
class Row:
    """One case: where it stands and what it says."""

    place: Place
    facts: dict


def read_rows(path: Path) -> list[Row]:
    """Return the objects of a JSON list. Raises RefusedImport for anything else, with file and line."""
    text = _text(path)
    return [_row(path.name, text, start, value) for start, value in _items(path.name, text)]


def _text(path):
    try:
        content = path.read_bytes()
    except OSError:
        raise RefusedImport(Place(path.name), "unreadable") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RefusedImport(Place(path.name, line), "not_utf8") from None


def _items(name, text) -> Iterator[tuple[int, object]]:
    """Give each item of the list with the offset it begins at."""
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        _decode(name, text, at)
        raise RefusedImport(_place(name, text, at), "not_a_list")
    at = _skip(text, at + 1)
    closed = text[at : at + 1] == "]"
    while not closed:
        value, end = _decode(name, text, at)
        yield at, value
        end = _skip(text, end)
        closed = text[end : end + 1] == "]"
        if not closed and text[end : end + 1] != ",":
            raise _broken(name, text, end)
        at = end if closed else _skip(text, end + 1)
    if (end := _skip(text, at + 1)) < len(text):
        raise _broken(name, text, end)


def _decode(name, text, at):
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(name, text, error.pos) from None
    except RecursionError:
        raise RefusedImport(_place(name, text, at), "too_deep") from None
    except ValueError:  # a constant that is not JSON, or more digits than Python reads
        raise _broken(name, text, at) from None


def _row(name, text, start, value):
    place = _place(name, text, start)
    if not isinstance(value, dict):
        raise RefusedImport(place, "not_an_object")
    for key, content in value.items():
        if not _storable(key) or not _storable(content):
            raise RefusedImport(place, "unstorable", key=ascii(key)[1:-1])
    return Row(place, value)


def _storable(value):
    """Whether PostgreSQL can hold it: no NUL, no half of a surrogate pair, no number beyond all bounds."""
    if isinstance(value, dict):
        return all(_storable(key) and _storable(content) for key, content in value.items())
    if isinstance(value, list):
        return all(map(_storable, value))
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, float) or math.isfinite(value)


def _skip(text, at):
    while at < len(text) and text[at] in BLANK:
        at += 1
    return at


def _place(name, text, at):
    return Place(name, text.count("\n", 0, at) + 1)


def _broken(name, text, at):
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return RefusedImport(_place(name, text, at), "not_json", column=column)
