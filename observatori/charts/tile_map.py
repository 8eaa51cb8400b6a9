"""Catalonia as a map of tiles: one for each of the 43 comarques, all of a size, set as they lie to each other.

The grid is drawn by the project: no tile stands for an area, so that small comarques are seen like large ones.
Names of places are Catalan in every language.
"""

import math
from collections.abc import Callable, Mapping

# Code of the comarca → row, column (from the north-west), its name on two lines, and what stands for it where those
# would be too small to read.
TILES = {
    "39": (0, 1, ("Val", "d’Aran"), "VAR"),
    "05": (1, 1, ("Alta", "Ribagorça"), "ARI"),
    "26": (1, 2, ("Pallars", "Sobirà"), "PSO"),
    "04": (1, 3, ("Alt", "Urgell"), "AUR"),
    "15": (1, 4, ("Cerdanya",), "CER"),
    "31": (1, 5, ("Ripollès",), "RIP"),
    "19": (1, 6, ("Garrotxa",), "GAX"),
    "28": (1, 7, ("Pla de", "l’Estany"), "PES"),
    "02": (1, 8, ("Alt", "Empordà"), "AEM"),
    "25": (2, 2, ("Pallars", "Jussà"), "PJU"),
    "35": (2, 3, ("Solsonès",), "SOL"),
    "14": (2, 4, ("Berguedà",), "BER"),
    "43": (2, 5, ("Lluçanès",), "LLU"),
    "24": (2, 6, ("Osona",), "OSO"),
    "20": (2, 7, ("Gironès",), "GIR"),
    "10": (2, 8, ("Baix", "Empordà"), "BEM"),
    "23": (3, 2, ("Noguera",), "NOG"),
    "32": (3, 3, ("Segarra",), "SGA"),
    "07": (3, 4, ("Bages",), "BAG"),
    "42": (3, 5, ("Moianès",), "MOI"),
    "41": (3, 6, ("Vallès", "Oriental"), "VOR"),
    "34": (3, 7, ("Selva",), "SEL"),
    "33": (4, 1, ("Segrià",), "SGI"),
    "27": (4, 2, ("Pla", "d’Urgell"), "PUR"),
    "38": (4, 3, ("Urgell",), "URG"),
    "06": (4, 4, ("Anoia",), "ANO"),
    "40": (4, 5, ("Vallès", "Occidental"), "VOC"),
    "13": (4, 6, ("Barcelonès",), "BCN"),
    "21": (4, 7, ("Maresme",), "MAR"),
    "18": (5, 2, ("Garrigues",), "GGS"),
    "16": (5, 3, ("Conca de", "Barberà"), "CBA"),
    "03": (5, 4, ("Alt", "Penedès"), "APE"),
    "11": (5, 5, ("Baix", "Llobregat"), "BLL"),
    "37": (6, 0, ("Terra", "Alta"), "TAL"),
    "30": (6, 1, ("Ribera", "d’Ebre"), "REB"),
    "29": (6, 2, ("Priorat",), "PRI"),
    "01": (6, 3, ("Alt", "Camp"), "ACA"),
    "12": (6, 4, ("Baix", "Penedès"), "BPE"),
    "17": (6, 5, ("Garraf",), "GAF"),
    "09": (7, 1, ("Baix", "Ebre"), "BEB"),
    "08": (7, 2, ("Baix", "Camp"), "BCA"),
    "36": (7, 3, ("Tarragonès",), "TAR"),
    "22": (8, 1, ("Montsià",), "MON"),
}
WIDTH, HEIGHT, GAP = 80, 68, 4
COLUMNS, ROWS = 9, 9
SHADES = ("shade-0", "shade-1", "shade-2", "shade-3", "shade-4")  # classes, from none to the most


def tile_map(counts: Mapping[str, int], names: Mapping[str, str], url: Callable[[str], str]) -> dict:
    """Return what charts/tile_map.html draws: `{width, height, tiles, rows}`.

    `counts` are by code of comarca, `names` the whole name of every comarca, `url` gives the address of what a
    code counts. `tiles` go from north to south and west to east; `rows`, the same data as text, by name order
    of `names`, each with the letters that stand for it on a small map. Only what counts something has an
    address. A code without a tile stands in the rows alone.
    """
    most = max(counts.values(), default=0)
    rows = [
        {
            "code": code,
            "name": name,
            "count": counts.get(code, 0),
            "short": TILES[code][-1] if code in TILES else "",
            "shade": shade(counts.get(code, 0), most),
            "url": url(code) if counts.get(code) else "",
        }
        for code, name in names.items()
    ]
    drawn = sorted((row for row in rows if row["code"] in TILES), key=lambda row: TILES[row["code"]][:2])
    return {
        "width": COLUMNS * WIDTH - GAP,
        "height": ROWS * HEIGHT - GAP,
        "tiles": [row | _place(row["code"]) for row in drawn],
        "rows": rows,
    }


def shade(count: int, most: int) -> str:
    """Return how dark a tile is, from none to the most: each step is the same number of times more."""
    if count <= 0:
        return SHADES[0]
    steps = len(SHADES) - 1
    return SHADES[min(steps, 1 + int(steps * math.log(count) / math.log(most + 1)))]


def _place(code):
    row, column, lines, _short = TILES[code]
    x, y = column * WIDTH, row * HEIGHT
    first = y + (18 if len(lines) == 2 else 25)
    return {
        "x": x,
        "y": y,
        "middle": x + (WIDTH - GAP) // 2,
        "lines": [{"y": first + 14 * number, "text": text} for number, text in enumerate(lines)],
        "number_y": y + 57,
    }
