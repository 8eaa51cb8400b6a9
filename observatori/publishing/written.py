"""Documents in the API’s write form, and how to tell whether two values of a field are the same."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256

REFERENCE = {"code", "slug", "name"}
UNKNOWN = "unknown"


def written(value):
    """Return a value of a document as it is written: references as their codes."""
    if isinstance(value, Mapping):
        if value.keys() == REFERENCE:
            return value["code"]
        return {key: written(inner) for key, inner in value.items()}
    return [written(inner) for inner in value] if isinstance(value, list | tuple) else value


def names_in(value) -> dict[str, str]:
    """Return ``{code: name}`` of every reference in a document."""
    if isinstance(value, Mapping):
        if value.keys() == REFERENCE:
            return {value["code"]: value["name"]}
        value = list(value.values())
    found = {}
    for inner in value if isinstance(value, list | tuple) else ():
        found |= names_in(inner)
    return found


def is_filled(value) -> bool:
    """Return whether a field says anything: «no consta» does not."""
    if isinstance(value, Mapping):
        return any(is_filled(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(is_filled(inner) for inner in value)
    return value not in (None, "", False, UNKNOWN)


def digest(value) -> str:
    """Return a short name of a value; two that mean the same have the same one."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:12]


def digests(values: Mapping) -> dict[str, str]:
    """Return the digest of each field."""
    return {name: digest(value) for name, value in values.items()}


def field_digests(document: Mapping) -> dict[str, str]:
    """Return the digest of each field of a document, and of each row or part of those that have some.

    The names are those of comments: «summary», «partners», «partners/0», «population/number».
    """
    document, found = written(document), {}
    for name, value in document.items():
        found[name] = digest(value)
        rows = (
            value.items()
            if isinstance(value, Mapping)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        found |= {f"{name}/{part}": digest(inner) for part, inner in rows}
    return found


def _plain(value):
    """Without what does not count: empty things, spaces at the ends, the kind of a number or of a line’s end."""
    if isinstance(value, Mapping):
        plain = {key: _plain(inner) for key, inner in value.items()}
        return {key: inner for key, inner in plain.items() if inner is not None} or None
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value] or None
    if isinstance(value, str):
        return "\n".join(value.split("\r\n")).strip() or None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(value)
    return repr(value) if value else None
