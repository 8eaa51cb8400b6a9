"""Bodies of requests: JSON in UTF-8, of a bounded size and depth."""

import json

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, MultiPartParser

from observatori.rest.errors import Problem

MEGABYTE = 1024 * 1024
MOST_BYTES = MEGABYTE
MOST_LEVELS = 32


class JSONBody(BaseParser):
    """JSON of up to 1 MB and 32 levels. Problems: 413 for more bytes, 400 for what cannot be read."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise Problem(413, _("El cos de la petició passa d’1 MB."), "too_large")
        try:
            value = json.loads(body.decode(), parse_constant=_refuse)
        except (ValueError, RecursionError):  # UnicodeDecodeError is one of the former
            raise Problem(400, _("El cos de la petició no és JSON en UTF-8."), "malformed") from None
        if _levels(value) > MOST_LEVELS:
            raise Problem(400, _("El JSON té massa nivells: n’hi pot haver 32."), "too_deep")
        return value


class MergePatch(JSONBody):
    """A change as RFC 7396 writes it."""

    media_type = "application/merge-patch+json"


class FormWithFile(MultiPartParser):
    """A form with a file; the size of the file is the rule’s business."""


def _refuse(constant):
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _levels(value):
    """How deep a value is, without recursion."""
    level, values = 0, [value]
    while values:
        level += 1
        nested = [one for one in values if isinstance(one, dict | list)]
        values = [inner for one in nested for inner in (one.values() if isinstance(one, dict) else one)]
    return level
