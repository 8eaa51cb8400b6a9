"""Tables as CSV (RFC 4180) that any spreadsheet opens: UTF-8 with its mark, and no cell that runs as a formula."""

import csv
from collections.abc import Iterable
from io import StringIO

MARK = "\ufeff"  # without it, Excel reads UTF-8 as if it were of the nineties
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(head: Iterable[str], rows: Iterable[Iterable]) -> bytes:
    """Return the file of a table. A text that a spreadsheet would run begins with an apostrophe (OWASP, CSV
    Injection); None is an empty cell.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(cell) for cell in head])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return (MARK + out.getvalue()).encode()


def _harmless(cell):
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
