"""Rows as files that spreadsheets open: CSV and XLSX.

What people typed never becomes a formula: OWASP, *CSV Injection*. Text that begins as one does gets an apostrophe
before it in CSV; XLSX keeps text as text.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter

from observatori.formats.phrases import day
from observatori.partial_dates import PartialDate

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
SEPARATORS = {"ca": ";", "es": ";", "en": ","}  # what Excel expects where the comma is the decimal mark
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
LONGEST = 32_767  # characters of a cell of XLSX
SHEET_NAME = 31  # characters
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
EPOCH = 1900  # the first year that spreadsheets know dates of


@dataclass(frozen=True)
class Column:
    """A column: its head, and how wide it is in XLSX, in characters. `is_link`: its texts are addresses."""

    title: str
    width: int = 20
    is_link: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: cells are text, PartialDate, numbers (euros) or None for what is not known."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence]
    language: str


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula, not even after blanks."""
    return f"'{text}" if text.startswith(FORMULAS) or text.lstrip().startswith(FORMULAS) else text


def csv_file(sheet: Sheet) -> bytes:
    """Return a sheet as CSV (RFC 4180) in UTF-8 with its mark; dates as ISO texts, numbers with a decimal point."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=SEPARATORS[sheet.language])
    writer.writerow([harmless(column.title) for column in sheet.columns])
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return (BOM + written.getvalue()).encode()


def xlsx_file(sheet: Sheet) -> bytes:
    """Return a sheet as XLSX: a head that stays in sight, real dates where the day is known, real numbers."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": sheet.title})
        book.set_custom_property("Language", sheet.language)
        page = book.add_worksheet(_sheet_name(sheet.title))
        _Writer(book, page).write(sheet)
    return written.getvalue()


class _Writer:
    def __init__(self, book, page):
        self.page = page
        wrapped = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({**wrapped, "bold": True, "bottom": 2})
        self.text = book.add_format(wrapped)
        self.money = book.add_format({"num_format": "#,##0.00\\ €", "valign": "top"})
        self.date = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        self.link = book.add_format({**wrapped, "font_color": "#1d4ed8", "underline": 1})

    def write(self, sheet):
        for number, column in enumerate(sheet.columns):
            self.page.set_column(number, number, column.width)
            self.page.write_string(0, number, column.title, self.head)
        for place, row in enumerate(sheet.rows, start=1):
            for number, value in enumerate(row):
                self._cell(place, number, value, is_link=sheet.columns[number].is_link)
        self.page.freeze_panes(1, 1)
        self.page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)

    def _cell(self, place, number, value, *, is_link):
        if value is None or value == "":
            self.page.write_blank(place, number, None, self.text)
        elif isinstance(value, PartialDate) and value.is_exact and value.earliest.year >= EPOCH:
            self.page.write_datetime(place, number, datetime.combine(value.earliest, time.min), self.date)
        elif isinstance(value, PartialDate):
            self.page.write_string(place, number, day(value), self.text)
        elif isinstance(value, int | float | Decimal):
            self.page.write_number(place, number, value, self.money)
        elif is_link and value.startswith(("https://", "http://")):
            self.page.write_url(place, number, value, self.link, value[:LONGEST])
        else:
            self.page.write_string(place, number, value[:LONGEST], self.text)


def _plain(value):
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return f"{value:.2f}"
    return str(value) if isinstance(value, int | date) else harmless(str(value))


def _sheet_name(title):
    return " ".join(title.translate(NOT_IN_SHEET_NAMES).split())[:SHEET_NAME].strip()
