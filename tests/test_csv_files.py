"""Files for spreadsheets: read back whole, and nothing in them runs."""

import csv
from io import StringIO

import pytest

from observatori.formats.csv_files import MARK, csv_file


def read(body):
    return list(csv.reader(StringIO(body.decode().removeprefix(MARK))))


def test_it_reads_back_as_it_was_written():
    rows = [["Conveni «A», i B", 'Diu "hola"', "dues\nlínies", None, 12]]

    assert read(csv_file(["a", "b", "c", "d", "e"], rows))[1] == [
        "Conveni «A», i B",
        'Diu "hola"',
        "dues\nlínies",
        "",
        "12",
    ]
    assert csv_file(["a"], []).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_would_run_begins_with_an_apostrophe(start):
    ((head,), (cell,)) = read(csv_file([f"{start}1+1"], [[f"{start}cmd|' /C calc'!A0"]]))

    assert (head[0], cell[0]) == ("'", "'")
