"""The partners of an alliance as forms that overlap and stay whole: one for each, numbered as in the list beside.

The form says the role (square: leads; circle: partner; diamond: funds; triangle: collaborates), a broken outline
that the partner left; both are written in the list too.
"""

import math
from collections.abc import Iterable, Mapping

from observatori.charts.geometry import coordinate

MOST = 12  # more forms than these cannot be told apart
SIZE = 320
MARGIN = 8
OVERLAP = 0.65  # half the distance between two neighbours, in radii
INKS = ("ink-blue", "ink-coral", "ink-sun")
GONE = "form-left"
NUMBER_AT = 0.4  # how far out of its form's centre a number stands, in radii
PER_ROW = 10


def partner_forms(partners: Iterable[Mapping]) -> dict:
    """Return what charts/partners.html draws: `{size, height, forms, numbered}`.

    A partner has `role` (code of CONTRACTS) and `left` (whether it left). Up to MOST stand in a ring, each
    with its number; more of them stand in rows, without.
    """
    partners = list(partners)
    numbered = len(partners) <= MOST
    places, radius = _ring(len(partners)) if numbered else _rows(len(partners))
    height = SIZE if numbered else max(y for _x, y in places) + radius + MARGIN
    return {
        "size": SIZE,
        "height": coordinate(height),
        "numbered": numbered,
        "forms": [
            _form(number, partner, place, radius)
            | {"style": GONE if partner.get("left") else _ink(number, len(partners))}
            for number, (partner, place) in enumerate(zip(partners, places, strict=True))
        ],
    }


def _ring(count):
    """Centres around the middle, so near that neighbours overlap, and their radius."""
    reach = OVERLAP / math.sin(math.pi / count) if count > 1 else 0
    radius = (SIZE / 2 - MARGIN) / (1 + reach)
    first = -math.pi if count == 2 else -math.pi / 2  # two side by side, more from the top on
    turns = [first + 2 * math.pi * number / count for number in range(count)]
    middle, away = SIZE / 2, radius * reach
    return [(middle + away * math.cos(turn), middle + away * math.sin(turn)) for turn in turns], radius


def _rows(count):
    """Centres in rows, each form over the next."""
    radius = (SIZE - 2 * MARGIN) / (2 * OVERLAP * (PER_ROW - 1) + 2)
    step = 2 * OVERLAP * radius
    return [
        (MARGIN + radius + step * (number % PER_ROW), MARGIN + radius + step * (number // PER_ROW))
        for number in range(count)
    ], radius


def _form(number, partner, place, radius):
    x, y = place
    middle = SIZE / 2
    away = math.hypot(x - middle, y - middle) or 1
    out = NUMBER_AT * radius / away
    return {
        "number": number + 1,
        "path": SHAPES.get(partner["role"], _circle)(x, y, radius),
        "x": coordinate(x + (x - middle) * out),
        "y": coordinate(y + (y - middle) * out),
    }


def _ink(number, count):
    """The inks in turn; where the ring closes, the last is not that of the first."""
    if number and number == count - 1 and number % len(INKS) == 0:
        return INKS[1]
    return INKS[number % len(INKS)]


def _circle(x, y, radius):
    across, r = coordinate(2 * radius), coordinate(radius)
    return f"M{coordinate(x - radius)} {coordinate(y)}a{r} {r} 0 1 1 {across} 0a{r} {r} 0 1 1 -{across} 0z"


def _polygon(x, y, radius, turns):
    corners = [
        (x + radius * math.cos(math.radians(turn)), y + radius * math.sin(math.radians(turn)))
        for turn in turns
    ]
    return "M" + "L".join(f"{coordinate(one)} {coordinate(other)}" for one, other in corners) + "z"


def _square(x, y, radius):
    return _polygon(x, y, radius * 1.22, (45, 135, 225, 315))


def _diamond(x, y, radius):
    return _polygon(x, y, radius * 1.06, (0, 90, 180, 270))


def _triangle(x, y, radius):
    return _polygon(x, y, radius * 1.1, (-90, 30, 150))


SHAPES = {"lead": _square, "partner": _circle, "funder": _diamond, "collaborator": _triangle}
