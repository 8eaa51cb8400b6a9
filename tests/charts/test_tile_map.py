"""The map of the comarques: a tile for each, neighbours near, the text equal to what is drawn."""

import json
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from observatori.catalan import sort_key
from observatori.charts.tile_map import SHADES, TILES, shade, tile_map
from tests.charts.reading import drawn

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = json.loads((ROOT / "observatori/data/vocabularies.json").read_text())["comarca"]
NAMES = {term["code"]: term["ca"] for term in VOCABULARY}
# Which comarques share a border in the division of 2023, read from a map by hand.
BORDERS = {
    "39": "05 26",
    "05": "39 26 25",
    "26": "39 05 25 04",
    "25": "05 26 04 23",
    "04": "26 25 23 35 14 15",
    "15": "04 14 31",
    "31": "15 14 43 24 19",
    "19": "31 24 34 20 28 02",
    "02": "19 28 20 10",
    "28": "19 02 20",
    "20": "19 28 02 10 34",
    "10": "02 20 34",
    "34": "19 20 10 24 41 21",
    "24": "31 19 34 41 42 43",
    "14": "15 31 43 07 35 04",
    "35": "04 14 07 06 32 23",
    "43": "14 31 24 07 42",
    "07": "35 14 43 42 40 11 06",
    "42": "07 43 24 41 40",
    "23": "25 04 35 32 38 27 33",
    "33": "23 27 18 30",
    "27": "23 38 18 33",
    "38": "23 32 16 18 27",
    "32": "23 35 06 16 38",
    "06": "32 35 07 11 03 01 16",
    "40": "07 42 41 13 11",
    "41": "42 24 34 21 13 40",
    "21": "41 34 13",
    "13": "11 40 41 21",
    "11": "13 40 07 06 03 17",
    "03": "06 11 17 12 01",
    "17": "11 03 12",
    "12": "03 17 36 01",
    "01": "16 06 03 12 36 08",
    "16": "38 32 06 01 08 29 18",
    "18": "33 27 38 16 29 30",
    "29": "18 16 08 30",
    "08": "16 01 36 29 30 09",
    "36": "08 01 12",
    "30": "33 18 29 08 09 37",
    "37": "30 09",
    "09": "37 30 08 22",
    "22": "09",
}


def page_of(counts):
    shown = tile_map(counts, NAMES, "/aliances/?comarca={}".format)
    return render_to_string("charts/tile_map.html", {"map": shown, "id": "mapa", "title": "Aliances"})


def touch(one, other):
    (row, column, *_), (other_row, other_column, *_) = TILES[one], TILES[other]
    return max(abs(row - other_row), abs(column - other_column)) == 1


def test_each_of_the_43_comarques_has_a_tile_of_its_own():
    assert len(NAMES) == 43
    assert TILES.keys() == NAMES.keys()
    assert len({place[:2] for place in TILES.values()}) == 43


def test_a_tile_bears_the_name_of_its_comarca():
    assert {code: " ".join(lines) for code, (_, _, lines, _) in TILES.items()} == NAMES


def test_each_comarca_has_three_letters_of_its_own_found_in_its_name_in_order():
    letters = {code: short for code, (*_, short) in TILES.items()}

    assert len(set(letters.values())) == 43
    for code, short in letters.items():
        rest = iter(sort_key(NAMES[code]).upper())
        assert len(short) == 3
        assert all(letter in rest for letter in short), f"{short}: {NAMES[code]}"


def test_the_letters_of_a_tile_stand_beside_its_name_in_the_text():
    page = page_of({"24": 4})

    assert '<text class="tile-short"' in page
    assert page.count(">OSO</text>") == page.count('<li data-short="OSO">') == 1


def test_neighbours_on_the_map_are_neighbours_on_the_ground():
    pairs = {frozenset((one, other)) for one, others in BORDERS.items() for other in others.split()}
    apart = {pair for pair in pairs if not touch(*pair)}

    assert all(any(touch(one, other) for other in others.split()) for one, others in BORDERS.items())
    assert len(apart) <= len(pairs) * 0.15, sorted(map(sorted, apart))


def test_north_and_west_are_where_they_are():
    rows = {code: place[0] for code, place in TILES.items()}
    columns = {code: place[1] for code, place in TILES.items()}

    assert rows["39"] < rows["23"] < rows["33"] < rows["22"]
    assert columns["37"] < columns["36"] < columns["11"] < columns["13"] < columns["10"]


def test_the_text_says_what_the_tiles_say():
    page = drawn(page_of({"24": 4, "13": 13}))

    assert page.tiles == page.rows
    assert page.tiles["Osona"] == ("4", "/aliances/?comarca=24")
    assert page.tiles["Moianès"] == ("0", "")
    assert len(page.tiles) == 43


def test_every_tile_with_something_is_a_link_and_only_those():
    page = drawn(page_of({"24": 4, "13": 13}))

    assert page.links_in_svg == ["/aliances/?comarca=24", "/aliances/?comarca=13"]


def test_a_comarca_without_a_tile_is_in_the_text():
    shown = tile_map({"99": 2}, NAMES | {"99": "Comarca nova"}, str)

    assert len(shown["tiles"]) == 43
    assert shown["rows"][-1]["count"] == 2


@pytest.mark.parametrize(
    ("count", "most", "expected"), [(0, 0, 0), (0, 9, 0), (1, 1, 1), (1, 13, 1), (3, 13, 2), (13, 13, 4)]
)
def test_more_is_darker(count, most, expected):
    assert shade(count, most) == SHADES[expected]


def test_shades_never_go_back():
    found = [shade(count, 500) for count in range(501)]

    assert found == sorted(found)
    assert [found[0], found[1], found[-1]] == [SHADES[0], SHADES[1], SHADES[4]]
