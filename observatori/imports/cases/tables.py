"""The tables that turn the free text of the cases into codes."""

from dataclasses import dataclass

from observatori.catalan import fold
from observatori.imports.sources import read_data

FILE = "mappings.json"


@dataclass(frozen=True)
class Tables:
    """Every table by name, asked with any spelling of the text."""

    tables: dict[str, dict]

    @classmethod
    def read(cls) -> "Tables":
        found = read_data(FILE)
        return cls(
            {name: {fold(text): code for text, code in table.items()} for name, table in found.items()}
        )

    def knows(self, table: str, text: str) -> bool:
        """Whether the table has a line for the text, even one that says it has no code."""
        return fold(text) in self.tables[table]

    def code(self, table: str, text: str | None):
        """Return what the table says of the text; None where it says nothing."""
        return self.tables[table].get(fold(text)) if text else None
