"""Versions of a draft as strong entity tags, and the conditions that requests put on them (RFC 9110, §13)."""

import re

from django.utils.translation import gettext as _

from observatori.rest.errors import Problem

TAG = re.compile(r'"([1-9][0-9]{0,8})"', re.ASCII)


def entity_tag(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def check_if_match(request, version: int, *, required: bool) -> int | None:
    """Return the version the caller holds, None without a condition.

    Raises 428 where one is `required` and missing, and 412 where none of the tags is that of `version`. Weak
    tags never match, and «*» is as good as none: it would let a blind writer win.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in {"", "*"}:
        if required:
            detail = _("Cal la capçalera If-Match amb l’ETag de l’esborrany que heu llegit.")
            raise Problem(428, detail, "if_match_required")
        return None
    if version not in {int(tag) for tag in _strong_tags(header)}:
        raise stale(version)
    return version


def stale(version: int) -> Problem:
    """Return the 412 of a caller who holds an older version than `version`."""
    detail = _("El registre ha canviat des que el vau llegir: ara és la versió %(version)d.")
    return Problem(412, detail % {"version": version}, "stale")


def _strong_tags(header):
    parts = (part.strip() for part in header.split(","))
    return [found[1] for part in parts if (found := TAG.fullmatch(part))]
