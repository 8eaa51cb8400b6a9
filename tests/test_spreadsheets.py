"""Files for spreadsheets: what is a date, a number and a text in them, and that nothing in them is a formula."""

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from observatori.formats.spreadsheets import FORMULAS, Column, Sheet, csv_file, harmless, xlsx_file
from observatori.partial_dates import PartialDate

COLUMNS = [Column("Nom", 30), Column("Data", 12), Column("Import", 12), Column("Adreça", 30, is_link=True)]
HOSTILE = [
    '=HYPERLINK("http://evil.example";"Premeu")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1",
    "＝1", "=cmd|' /C calc'!A0",
]  # fmt: skip


def sheet(rows, language="ca", title="Convenis"):
    return Sheet(title, COLUMNS, rows, language)


def read_csv(data, delimiter=";"):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def opened(data):
    return load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_begins_as_a_formula_in_csv(text):
    (_head, row) = read_csv(csv_file(sheet([[text, None, None, ""]])))

    assert row[0] == f"'{text}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_typed_comes_back_and_begins_no_formula(text):
    (_head, row) = read_csv(csv_file(sheet([[text, None, None, ""]])))

    assert not row[0].lstrip().startswith(FORMULAS)
    assert row[0].removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_in_xlsx(text):
    cell = opened(xlsx_file(sheet([[text, None, None, ""]]))).cell(2, 1)

    assert cell.data_type == "s"
    assert cell.value.endswith(text.strip())


@pytest.mark.parametrize("text", ["Conveni", "12-B", "a=b", "", "«x»"])
def test_other_texts_stay(text):
    assert harmless(text) == text


def test_csv_has_the_mark_the_separator_of_the_language_and_iso_dates():
    rows = [["Conveni «a»; b", PartialDate("2026-03"), 1234.5, "https://exemple.cat/"]]

    data = csv_file(sheet(rows))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [
        ["Nom", "Data", "Import", "Adreça"],
        ["Conveni «a»; b", "2026-03", "1234.50", "https://exemple.cat/"],
    ]
    assert read_csv(csv_file(sheet(rows, "en")), ",")[1][0] == "Conveni «a»; b"


def test_xlsx_has_real_dates_numbers_and_links():
    rows = [
        ["A", PartialDate("2010-11-09"), 1234.5, "https://exemple.cat/"],
        ["B", PartialDate("2010-11"), None, "javascript:alert(1)"],
        ["C", PartialDate("1714-09-11"), 0, ""],
    ]

    page = opened(xlsx_file(sheet(rows)))

    assert (page["B2"].value, page["B2"].is_date) == (datetime(2010, 11, 9), True)
    assert page["B3"].value == "novembre del 2010"
    assert page["B4"].value == "11 de setembre del 1714"
    assert (page["C2"].value, page["C3"].value, page["C4"].value) == (1234.5, None, 0)
    assert page["D2"].hyperlink.target == "https://exemple.cat/"
    assert page["D3"].hyperlink is None


def test_xlsx_keeps_its_head_in_sight_and_says_its_language():
    data = xlsx_file(
        sheet([["A", None, None, ""]], "es", title="Convenios [x]: 'y' / z? de més de trenta-un")
    )
    page = opened(data)

    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:D2"
    assert page.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert len(page.title) <= 31
    assert load_workbook(io.BytesIO(data)).custom_doc_props["Language"].value == "es"


def test_what_xml_cannot_hold_and_what_is_too_long_is_no_broken_file():
    long = "a" * 40_000

    page = opened(xlsx_file(sheet([["x\x01y\x0b", None, None, ""], [long, None, None, ""]])))

    assert page["A2"].value.startswith("x")
    assert len(page["A3"].value) == 32_767


def test_a_sheet_without_rows_opens():
    assert opened(xlsx_file(sheet([]))).max_row == 1
    assert read_csv(csv_file(sheet([]))) == [["Nom", "Data", "Import", "Adreça"]]
