"""Saving a step: only what the person changed, beside what others changed since, and never over it unseen."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from observatori.organisations.access import is_curator, may_write
from observatori.organisations.models import Organisation, User
from observatori.publishing.editing import StaleVersion, change, create
from observatori.publishing.models import Record
from observatori.publishing.references import References
from observatori.publishing.step_forms import StepForm
from observatori.publishing.steps import Beginning, Editing, Journey
from observatori.publishing.written import digest, digests

HOUR = 3600
VERSION = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Started:
    """What a form was shown with: the record’s version and the digest of each of its fields."""

    version: int | None
    digests: Mapping[str, str]

    @classmethod
    def from_data(cls, data: Mapping) -> "Started":
        """Read it from the hidden fields of a form; what cannot be read counts as nothing known."""
        version = data.get("version", "")
        pairs = (pair.split(":") for pair in data.get("started", "").split(",") if pair.count(":") == 1)
        return cls(int(version) if VERSION.fullmatch(version) else None, dict(pairs))

    @classmethod
    def of(cls, form: type[StepForm], document: Mapping, version: int) -> "Started":
        return cls(version, digests(form.of(document)))

    def __str__(self):
        return ",".join(f"{name}:{value}" for name, value in self.digests.items())

    def changed(self, values: Mapping) -> set[str]:
        """Return the fields whose value is not the one the form was shown with."""
        return {name for name, value in values.items() if digest(value) != self.digests.get(name)}


class Conflict(Exception):
    """Somebody changed the same fields since the form was shown: `fields`; `mine` are all that the person changed."""

    def __init__(self, editing: Editing, fields: list[str], mine: set[str]):
        super().__init__(fields)
        self.editing, self.fields, self.mine = editing, fields, mine


def save_step(*, editing: Editing, form: StepForm, started: Started) -> bool:
    """Save what the person changed in a valid form; return whether there was anything to save.

    Raises Conflict, WrongState, PermissionDenied, and ValidationError for what the rules refuse. Nothing is saved then,
    new organisations neither.
    """
    try:
        return _save(editing, form, started)
    except StaleVersion:  # between reading the record and locking it somebody was quicker
        record = Record.objects.select_related("owner").get(pk=editing.record.pk)
        return _save(Editing(editing.journey, record, editing.user), form, started)


@transaction.atomic
def _save(editing, form, started):
    form.document = {**form.document, **editing.document}
    typed, now = form.values(), form.of(editing.document)
    mine = {name for name in started.changed(typed) if digest(typed[name]) != digest(now[name])}
    if started.version != editing.record.version:
        both = [name for name in typed if name in mine & started.changed(now)]
        if both:
            raise Conflict(editing, both, mine)
    if not mine:
        return False
    change(
        record=editing.record,
        rules=editing.journey.rules,
        facts=form.facts(mine),
        user=editing.user,
        version=editing.record.version,
        references=References(editing.user),
    )
    return True


@transaction.atomic
def create_once(
    *,
    journey: Journey,
    form: StepForm,
    beginning: Beginning,
    owner: Organisation | None,
    user: User,
    key: str,
    began: Callable[[str], Record | None],
) -> tuple[Record, bool]:
    """Make a draft from the first step, once for each `key`; return it and whether it is new.

    A form that is sent twice finds the draft of the first time (`began` looks for it by its code). Raises
    PermissionDenied, and ValidationError for what the rules refuse.
    """
    if not (may_write(user, owner) or is_curator(user)):
        raise PermissionDenied
    key = digest(key)  # whatever was sent as one: locks and caches take no text of any length or letters
    _wait_for(key)
    name = f"began:{user.pk}:{key}"
    if (code := cache.get(name)) and (record := began(code)):
        return record, False
    facts = beginning.facts | form.facts(form.names())
    thing = create(rules=journey.rules, facts=facts, owner=owner, user=user, references=References(user))
    cache.set(name, thing.record.code, HOUR)
    return thing.record, True


def _wait_for(key):
    """The second of two that were sent at once goes on when the first has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"began:{key}"])
