"""The table of `tests.access.table`, which says how to read it, asked at every door."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from django.utils import translation

from tests.access.doors import Ask, named_by, text_of, told_by
from tests.access.places import DOORS
from tests.access.table import FOUND, OF_MANY, OF_ONE
from tests.access.world import ADDENDA, AGREEMENTS, DOCUMENTS, READERS, make_world, word

pytestmark = pytest.mark.django_db

COLUMNS = {
    "nobody": ["anonymous"],
    "outsider": ["outsider"],
    "partner": ["partner reader", "partner admin"],
    "partner-r": ["partner reader"],
    "partner-a": ["partner admin"],
    "party": ["party reader"],
    "owner": ["owner reader", "owner admin"],
    "owner-r": ["owner reader"],
    "owner-a": ["owner admin"],
    "curator": ["curator"],
    "cur+party": ["curator of party"],
}
WORDS = [
    *((letter, fact) for letter in (*AGREEMENTS, *ADDENDA) for fact in ("title", "part", "person", "given")),
    *(
        (letter, fact)
        for letter in (*AGREEMENTS, *ADDENDA)
        if letter != "P"
        for fact in ("copy", "filename", "text")
    ),
    *((letter, fact) for letter in DOCUMENTS for fact in ("title", "filename", "text")),
    *((letter, "title") for letter in "RT"),
]
NOT_ASKED, NOTHING, ANY, LOG_IN = ".", "none", "any", "302"
NOT_OF_STAFF = {"curator": "o"}  # a signed original, where she is of no party


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world, made once: what asks only reads it."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with files, django_db_blocker.unblock(), translation.override("ca"):
        yield make_world()
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()


def rows(table):
    """The lines of a table: the door, what it is asked about if it is of one thing, and the cell of each reader."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    for line in lines:
        said = dict(zip(head, line, strict=True))
        door, thing = said.pop("door"), said.pop("thing", "")
        cells = {reader: cell for column, cell in said.items() for reader in COLUMNS[column]}
        assert cells.keys() == set(READERS), line
        yield pytest.param(door, thing, cells, id=f"{door}-{thing}".strip("-"))


def facts_of(place, letter, thing):
    """The facts of a letter that a door tells, where it tells of it at all."""
    if letter == thing or (not thing and letter in place.whole):
        facts = place.own
    elif letter in DOCUMENTS:
        facts = place.documents
    elif letter in ADDENDA:
        facts = place.addenda
    else:
        facts = place.procedures if letter == "T" else "title"
    mine = set(facts.split())
    return mine - {"copy", "filename"} if letter == "P" else mine  # its documents have letters of their own


def told_at(place, thing, answer, world):
    """What an answer tells, as a cell says it, and what it should not tell beside."""
    text = text_of(answer)
    if place.by_code:
        return named_by(text, world), told_by(text)
    told = told_by(text)
    strange = {
        letter: facts ^ facts_of(place, letter, thing)
        for letter, facts in told.items()
        if facts != facts_of(place, letter, thing)
    }
    unnamed = named_by(text, world) - told.keys() - {thing, *place.codes}
    return set(told), strange | {letter: {"code"} for letter in unnamed}


def is_log_in(answer):
    return answer.url.startswith("/compte/entrar/")


def wrong(place, thing, cell, reader, world):
    """Why the answer to a reader is not what its cell says; None where it is."""
    answer = place.door(Ask(world, reader, thing))
    if cell.isdecimal():
        told = told_by(text_of(answer))
        right = answer.status_code == int(cell) and (cell != LOG_IN or is_log_in(answer))
        return None if right and not told else (answer.status_code, told)
    if answer.status_code != 200:
        return answer.status_code
    if cell == ANY:
        told = told_by(text_of(answer)).keys() & set(NOT_OF_STAFF.get(reader, ""))
        return told or None
    told, strange = told_at(place, thing, answer, world)
    right = set() if cell == NOTHING or not place.own else set(cell)
    if told == right and not strange:
        return None
    return {"too much": told - right, "too little": right - told, "other facts": strange}


@pytest.mark.parametrize(("door", "thing", "cells"), [*rows(OF_ONE), *rows(OF_MANY)])
def test_each_reader_is_told_what_the_table_says(world, door, thing, cells):
    found = {
        reader: (cell, why)
        for reader, cell in cells.items()
        if cell != NOT_ASKED and (why := wrong(DOORS[door], thing, cell, reader, world)) is not None
    }
    assert found == {}


@pytest.mark.parametrize("reader", ["anonymous", "owner admin"])
def test_a_search_finds_the_words_the_public_reads_and_no_other(world, reader):
    found = {fact: set() for fact in FOUND}
    for letter, fact in WORDS:
        results = world.programs[reader].get(f"search/?q={word(letter, fact)}").json()
        codes = {one["code"] for one in results["results"]}
        assert results["count"] == len(codes)
        found[fact] |= {one for one, code in world.codes.items() if code in codes}
    assert found == {fact: set(letters) for fact, letters in FOUND.items()}


@pytest.mark.parametrize("reader", READERS)
def test_figures_count_what_the_public_reads_and_nothing_else(world, reader):
    answer = world.programs[reader].get("search/").json()
    counted = {one["value"]: one["count"] for one in answer["facets"]["type"]}
    assert (counted["agreement"], counted["alliance"]) == (2, 1)
    assert answer["count"] == sum(counted.values())
    page = world.browsers[reader].get("/cerca/?type=agreement")
    assert page.context["paginator"].count == 2


def test_the_table_asks_every_door_and_every_thing_is_asked_about():
    asked = [row.values for row in (*rows(OF_ONE), *rows(OF_MANY))]
    assert {door for door, _thing, _cells in asked} == DOORS.keys()
    assert {thing for _door, thing, _cells in asked} - {""} == {*AGREEMENTS, *ADDENDA, *DOCUMENTS}
