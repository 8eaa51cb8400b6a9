"""What an import did: counts, remarks on rows that were loaded, and rows or files that were refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatori.imports.messages import sentence

COUNTS = ("created", "updated", "unchanged", "linked")
DONE, DONE_WITH_REFUSALS, NOTHING_DONE = 0, 1, 2


@dataclass(frozen=True)
class Place:
    """A row of a file: the file’s name and the line the row begins on (None: the whole file)."""

    file: str
    line: int | None = None


@dataclass(frozen=True)
class Note:
    """One thing to say of one place; `code` is for programs, `message` for people."""

    file: str
    line: int | None
    code: str
    message: str

    @classmethod
    def at(cls, place: Place, code: str, **values) -> "Note":
        return cls(place.file, place.line, code, sentence(code, **values))

    def __str__(self):
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}  {self.message}"


class RefusedRow(Exception):
    """A row that cannot be loaded: it is undone whole and the rest go on."""

    def __init__(self, code: str, **values):
        super().__init__(code)
        self.code, self.values = code, values


class RefusedImport(Exception):
    """A source that cannot be trusted in any of its rows: nothing is written."""

    def __init__(self, place: Place, code: str, **values):
        super().__init__(code)
        self.note = Note.at(place, code, **values)


@dataclass
class Report:
    """The outcome of an import, in the shape every importing command prints.

    `created`, `updated` and `unchanged` count organisations, alliances, agreements, experiences (and terms
    and lessons where those are loaded); what is left to people counts as unchanged. `linked` counts
    references to organisations that were already there.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    linked: int = 0
    remarks: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)

    def remark(self, place: Place, code: str, **values) -> None:
        self.remarks.append(Note.at(place, code, **values))

    def refuse(self, place: Place, code: str, **values) -> None:
        self.refused.append(Note.at(place, code, **values))

    @contextmanager
    def row(self, place: Place) -> Iterator[None]:
        """Do one row whole or not at all: a refusal inside undoes its writes and its counts."""
        before = replace(self, remarks=list(self.remarks))
        try:
            with transaction.atomic():
                yield
        except (RefusedRow, ValidationError) as error:
            self._go_back_to(before)
            refusal = (
                error if isinstance(error, RefusedRow) else RefusedRow("invalid", reasons=_reasons(error))
            )
            self.refuse(place, refusal.code, **refusal.values)

    @property
    def exit_code(self) -> int:
        """0 done, 1 done with refused rows, 2 nothing done."""
        if not self.refused:
            return DONE
        return DONE_WITH_REFUSALS if self.created + self.updated + self.unchanged else NOTHING_DONE

    def as_dict(self) -> dict:
        return asdict(self)

    def as_text(self) -> str:
        """The report in words, one line for each thing to say."""
        lines = [self.summary()]
        if self.remarks:
            count = len(self.remarks)
            lines += [ngettext("%d observació:", "%d observacions:", count) % count, *map(str, self.remarks)]
        if self.refused:
            lines += [_("S’ha rebutjat:"), *map(str, self.refused)]
        return "\n".join(lines)

    def summary(self) -> str:
        """The four counts as one line."""
        return _(
            "creats: {created}, actualitzats: {updated}, sense canvis: {unchanged}, enllaçats: {linked}"
        ).format(**{name: getattr(self, name) for name in COUNTS})

    def _go_back_to(self, before):
        for name in COUNTS:
            setattr(self, name, getattr(before, name))
        self.remarks = before.remarks


def _reasons(invalid):
    """Each sentence of a ValidationError after the column it is about."""
    columns = invalid.message_dict if hasattr(invalid, "error_dict") else {"": invalid.messages}
    return " ".join(f"{name}: {' '.join(messages)}".removeprefix(": ") for name, messages in columns.items())
