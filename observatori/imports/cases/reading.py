"""How a case’s values become facts: codes by the tables, dates, addresses; what does not fit is remarked."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from observatori.imports.cases.tables import Tables
from observatori.imports.references import References
from observatori.imports.report import Place, Report
from observatori.partial_dates import PartialDate

is_web_address = URLValidator(schemes=["http", "https"])
PRECISIONS = {"year": 4, "month": 7, "day": 10}  # letters of the ISO text


@dataclass(frozen=True)
class Reading:
    """One row being read: where it stands, and what its words are looked up in."""

    place: Place
    report: Report
    tables: Tables
    references: References

    def remark(self, code: str, **values) -> None:
        """Say something of this row, which is loaded all the same."""
        self.report.remark(self.place, code, **values)

    def code(self, table: str, text: str | None, key: str, kept: bool = True):
        """Return what the table says of a text, else the term of the vocabulary of that name called so.

        A remark where there is neither; `kept` says whether the text itself is stored somewhere.
        """
        if not text:
            return None
        found = self._code(table, text)
        if found is None:
            self.remark("unmapped" if kept else "unmapped_left_out", text=text, key=key)
        return found

    def codes(self, table: str, texts: Iterable[str], key: str) -> list[str]:
        """Return the codes of several texts, each once; a table may give one text several codes."""
        codes: dict[str, None] = {}
        for text in texts:
            found = self.code(table, text, key, kept=False) or []
            codes |= dict.fromkeys([found] if isinstance(found, str) else found)
        return list(codes)

    def date(self, text: str | None, key: str, precision: str | None = None) -> str | None:
        """Return the ISO text of a partial date, or None with a remark for what is not one.

        A date written finer than its stated precision is cut to it: exports fill unknown days with 1.
        """
        if not text:
            return None
        try:
            date = PartialDate(text)
        except ValueError:
            self.remark("date_malformed", text=text, key=key)
            return None
        kept = date[: PRECISIONS.get(precision, len(date))]
        if precision and precision != date.precision:
            self.remark("date_precision", text=text, key=key, precision=precision, kept=kept)
        return str(kept)

    def web_address(self, text: str | None, key: str, limit: int) -> str | None:
        """Return an http or https address of at most `limit` letters, or None with a remark."""
        if not text:
            return None
        with suppress(ValidationError):
            is_web_address(text)
            if len(text) <= limit:
                return text
        self.remark("web_unusable", text=text, key=key)
        return None

    def sources(self, rows: list[dict]) -> list[dict]:
        """Return ``[{title, url}]``; a source that is no web page keeps its title and has no address."""
        return [
            {"title": row["title"], "url": self._source_address(row["url"])}
            for row in rows
            if any(row.values())
        ]

    def _source_address(self, url):
        is_reference = url and not url.lower().startswith(("http:", "https:"))
        return None if is_reference else self.web_address(url, "sources", limit=2000)

    def _code(self, table, text):
        if self.tables.knows(table, text):
            return self.tables.code(table, text)
        term = self.references.term_called(table, text)
        return term.code if term else None
