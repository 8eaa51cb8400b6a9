"""Load a folder of cases: what the Observatory has documented from public sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import transaction

from alliances.models import Alliance
from observatori.codes import CODE
from observatori.imports.agreements import write_agreement
from observatori.imports.alliances import write_alliance
from observatori.imports.cases import shapes
from observatori.imports.cases.agreement_keys import gone_keys, main_key, other_keys
from observatori.imports.cases.agreements import Source, has_agreement, main_facts, other_facts
from observatori.imports.cases.alliances import alliance_facts
from observatori.imports.cases.experiences import experience_facts
from observatori.imports.cases.files import Row, read_rows
from observatori.imports.cases.mentions import Mentions
from observatori.imports.cases.organisations import Directory
from observatori.imports.cases.reading import Reading
from observatori.imports.cases.tables import Tables
from observatori.imports.experiences import write_experience
from observatori.imports.ledger import Ledger
from observatori.imports.references import References
from observatori.imports.report import Place, RefusedImport, Report
from observatori.publishing.models import Kind, Origin, Record, Visibility

SHAPES = {"alliances.json": shapes.ALLIANCE, "experiences.json": shapes.EXPERIENCE}
SPINE = {"origin": Origin.DOCUMENTED, "visibility": Visibility.PUBLIC}
SLUG = re.compile(r"(?=.{1,120}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")


def load_cases(folder: Path, report: Report) -> None:
    """Load `alliances.json` and `experiences.json` of a folder, either of which may be absent.

    All in one transaction. Raises RefusedImport, with nothing written, when the folder has neither file
    or one of them is broken.
    """
    _require_files(folder)
    alliances, experiences = (_read(folder / name, shape, report) for name, shape in SHAPES.items())
    with transaction.atomic():
        load = _Load(Ledger.open("cases", report), report, References(), Tables.read())
        load.alliances(alliances)
        load.experiences(experiences)


def _require_files(folder):
    if not folder.is_dir():
        raise RefusedImport(Place(str(folder)), "missing_folder", folder=folder)
    if not any((folder / name).exists() for name in SHAPES):
        raise RefusedImport(Place(str(folder)), "no_files", folder=folder, files=", ".join(SHAPES))


def _read(path, shape, report):
    if not path.exists():
        return []
    rows = read_rows(path)
    return [Row(row.place, shapes.shaped(row, shape, partial(report.remark, row.place))) for row in rows]


@dataclass
class _Load:
    ledger: Ledger
    report: Report
    references: References
    tables: Tables

    def alliances(self, rows: list[Row]) -> None:
        rows = list(self._acceptable(rows, Kind.ALLIANCE))
        directory = Directory(self.ledger, self.references, self._mentions(rows))
        directory.settle_all()
        for row in rows:
            with self.report.row(row.place):
                self._alliance(row, directory)

    def experiences(self, rows: list[Row]) -> None:
        alliances = _slugs(Kind.ALLIANCE)
        for row in self._acceptable(rows, Kind.EXPERIENCE):
            with self.report.row(row.place):
                facts = experience_facts(row.facts, self._reading(row), alliances)
                self._settle(f"experience:{facts['slug']}", facts, write_experience, row)

    def _mentions(self, rows):
        mentions = Mentions()
        for row in rows:
            for partner in row.facts["partners"]:
                mentions.add(partner, self._reading(row))
        return mentions

    def _alliance(self, row, directory):
        facts = alliance_facts(row.facts, self._reading(row), directory)
        record = self._settle(f"alliance:{facts['slug']}", facts, write_alliance, row)
        others = row.facts["agreement"]["addenda"] if row.facts["agreement"] else []
        keys = other_keys(self.ledger, row.facts["slug"], others)
        if has_agreement(row.facts):
            source = Source(row.facts, self._reading(row), directory.by_name(row.facts["partners"]))
            self._agreements(zip(keys, others, strict=True), source, Alliance.objects.get(record=record), row)
        for imported in gone_keys(self.ledger, row.facts["slug"], keys if has_agreement(row.facts) else None):
            self.report.remark(row.place, "agreement_gone", which=imported.record.code)

    def _agreements(self, others, source, alliance, row):
        write = partial(write_agreement, alliance=alliance)
        main = self._settle(main_key(row.facts["slug"]), main_facts(source), write, row)
        for key, other in others:
            self._settle(key, other_facts(other, source, main.code), write, row)

    def _settle(self, key, facts, write, row):
        remark = partial(self.report.remark, row.place)
        return self.ledger.settle(
            key, facts, lambda record: write(facts, self.references, SPINE, record=record), remark
        )

    def _reading(self, row):
        return Reading(row.place, self.report, self.tables, self.references)

    def _acceptable(self, rows, kind) -> Iterator[Row]:
        """Give the rows whose slug can be an address and is nobody else’s; refuse the others."""
        taken, seen = _slugs(kind), set()
        for row in rows:
            slug = row.facts["slug"]
            if not SLUG.fullmatch(slug) or CODE.fullmatch(slug):
                self.report.refuse(row.place, "slug_malformed", slug=slug)
            elif slug in seen:
                self.report.refuse(row.place, "slug_twice", slug=slug)
            elif slug in taken and f"{kind}:{slug}" not in self.ledger.known:
                self.report.refuse(row.place, "slug_taken", slug=slug)
            else:
                yield row
            seen.add(slug)


def _slugs(kind):
    return set(Record.objects.filter(kind=kind).values_list("slug", flat=True))
