"""The charts of the gallery: invented figures, drawn by the code of the pages."""

from datetime import date

from alliances.radar.pages import legend
from observatori.charts.bars import bars
from observatori.charts.horizon import horizon
from observatori.charts.partners import partner_forms
from observatori.charts.tile_map import TILES, tile_map
from observatori.charts.timeline import timeline

COUNTS = {"24": 4, "13": 13, "07": 2, "19": 1, "40": 6}  # by code of comarca
ROLES = (("lead", "Lidera"), ("partner", "Soci"), ("funder", "Finança"), ("collaborator", "Col·labora"))


def charts() -> dict:
    """Return a sample of each chart, as its template takes it."""
    return {
        "bars": bars(
            [
                {"label": "Barcelonès", "value": 13, "words": "13 aliances", "url": "#grafics", "lang": "ca"},
                {"label": "Osona", "value": 4, "words": "4 aliances", "lang": "ca"},
                {"label": "Abans", "value": 2, "words": "2 aliances", "style": "is-before", "lang": "ca"},
            ]
        ),
        "timeline": lines(),
        "partners": partners(),
        "map": tile_map(COUNTS, {code: " ".join(tile[2]) for code, tile in TILES.items()}, _nowhere),
        "horizon": months(),
        "legend": legend(),
        "outcomes": [
            {"number": "61 %", "label": "Persones ateses a casa", "note": "34 % el 2021", "when": "2025"},
            {
                "number": "37",
                "unit": "dies",
                "label": "Espera d’una primera visita",
                "when": "2025 · estimat",
            },
        ],
    }


def months() -> dict:
    """Return what ends in a year: a notice and its end, a day alone, and one outside the months."""
    end = {"shape": "end", "words": "S’acaba el 31 de març del 2027"}
    return horizon(
        [
            {
                "title": "Conveni marc",
                "url": "#grafics",
                "lang": "ca",
                "days": [
                    {
                        "shape": "notice",
                        "day": date(2026, 12, 31),
                        "to": date(2027, 3, 31),
                        "words": "Preavís",
                    },
                    end | {"day": date(2027, 3, 31)},
                ],
            },
            {
                "title": "Conveni de laboratori",
                "lang": "ca",
                "days": [{"shape": "renewal", "day": date(2027, 7, 1), "words": "Es prorroga tàcitament"}],
            },
        ],
        first=date(2026, 11, 1),
        last=date(2027, 10, 31),
        today=date(2026, 11, 22),
    )


def lines() -> dict:
    """Return lines of every kind: known, open, with dates in doubt, a moment, and those that fold."""
    agreed = {"lang": "ca", "text": "Conveni marc", "state": "in_force", "label": ""}
    return timeline(
        [
            {
                "title": "L’aliança",
                "dates": "Des del 2019",
                "start": "2019",
                "end": None,
                "open_ended": True,
                "kind": "milestone",
            },
            agreed
            | {
                "title": "Conveni marc",
                "dates": "De l’1 de març del 2020 al 2027",
                "start": "2020-03-01",
                "end": "2027",
            },
            {
                "title": "S’hi afegeix un soci",
                "dates": "15 de juny del 2023",
                "start": "2023-06-15",
                "moment": True,
            },
        ],
        today=date(2026, 1, 1),
    ) | {"moments": []}


def partners() -> dict:
    """Return a form of each role, and one that left, with the list beside."""
    forms = [{"role": code, "left": False} for code, _label in ROLES] + [{"role": "partner", "left": True}]
    names = [
        {"name": f"Entitat {letter}", "note": label}
        for letter, (_code, label) in zip("ABCD", ROLES, strict=True)
    ]
    return partner_forms(forms) | {"partners": [*names, {"name": "Entitat E", "note": "Soci fins al 2024"}]}


def _nowhere(_code):
    return "#grafics"
