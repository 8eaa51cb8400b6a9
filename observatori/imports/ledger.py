"""What a source made before, and what becomes of each of its rows now."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from observatori.imports.models import Imported
from observatori.imports.report import Report
from observatori.organisations.models import Organisation
from observatori.publishing.models import Record, State

Thing = Record | Organisation


def digest_of(facts: dict) -> str:
    """Return the SHA-256 of facts (JSON values), whatever the order of their keys."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Ledger:
    """The rows of one source. Open it inside the transaction that writes: it waits for any other import."""

    source: str
    report: Report
    known: dict[str, Imported]

    @classmethod
    def open(cls, source: str, report: Report) -> "Ledger":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Imported._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        rows = Imported.objects.filter(source=source).select_related("record", "organisation", "term")
        return cls(source, report, {row.key: row for row in rows})

    def settle(
        self, key: str, facts: dict, write: Callable[[Thing | None], Thing], remark: Callable[..., None]
    ) -> Thing:
        """Create, update or leave the thing that `key` stands for; return it.

        `write` makes it from the facts (given None) or rewrites it (given the thing). Equal facts write
        nothing, and what people have changed since is left, with a remark.
        """
        found, digest = self.known.get(key), digest_of(facts)
        if found is None:
            return self._created(key, digest, write(None))
        if found.digest == digest:
            self.report.unchanged += 1
            return found.thing
        thing = type(found.thing).objects.select_for_update().get(pk=found.thing.pk)
        if changed_by_people(thing, found.version):
            self.report.unchanged += 1
            remark("changed_by_people", which=thing.code)
            return thing
        return self._updated(found, digest, thing, write)

    def _created(self, key, digest, thing):
        owner = {"record": thing} if isinstance(thing, Record) else {"organisation": thing}
        Imported.objects.create(source=self.source, key=key, digest=digest, version=thing.version, **owner)
        self.report.created += 1
        return thing

    def _updated(self, found, digest, thing, write):
        thing.version += 1  # whoever has a form open on it must hear of the change
        thing.save(update_fields=["version"])
        write(thing)
        found.digest, found.version = digest, thing.version
        found.save()
        self.report.updated += 1
        return thing


def changed_by_people(thing: Thing, version: int) -> bool:
    """Return whether somebody has worked on `thing` since it had `version`."""
    if thing.version != version or thing.merged_into_id:
        return True
    if isinstance(thing, Organisation):
        return thing.verified
    return thing.withdrawn or thing.state != State.PUBLISHED
