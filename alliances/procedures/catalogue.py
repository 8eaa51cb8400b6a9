"""The steps an organisation begins with, by what kind of party it is, each with the law that asks for it.

The list is data: observatori/data/procedures.json, in three languages. It helps and is no legal advice: what a body’s
own rules ask besides, it adds to its template.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from alliances.models import Stage
from observatori.formats.phrases import language

SOURCE = settings.BASE_DIR / "observatori" / "data" / "procedures.json"


@dataclass(frozen=True)
class Deadline:
    """How long the law gives after the signature: whole months, or working days."""

    months: int = 0
    working_days: int = 0


@dataclass(frozen=True)
class KnownStep:
    """A step of the project’s own list. `parties` says what each kind of party reads of it."""

    code: str
    stage: Stage
    words: Mapping[str, str]
    deadline: Deadline | None
    parties: tuple[dict, ...]

    @property
    def title(self) -> str:
        return self.words[language()]

    def of(self, ownership: str) -> dict | None:
        """Return what it is to a party of that ownership: {when, laws}; None where it is none of its steps."""
        found = self._party(ownership)
        if found is None:
            return None
        return {"when": found["when"][language()], "laws": [law[language()] for law in found["laws"]]}

    def is_conditional(self, ownership: str) -> bool:
        """Whether only some agreements of a party of that ownership need it: its `when` says which."""
        found = self._party(ownership)
        return bool(found and found.get("conditional"))

    def _party(self, ownership):
        return next((one for one in self.parties if ownership in one["ownerships"]), None)


@cache
def known_steps() -> Mapping[str, KnownStep]:
    """Return every step of the project’s list by its code, in the order in which they are done."""
    return {row["code"]: _step(row) for row in json.loads(SOURCE.read_text())}


def steps_for(ownership: str) -> list[KnownStep]:
    """Return the steps of a kind of party; of one whose ownership is not known, those that every party has."""
    return [step for step in known_steps().values() if step.of(ownership)]


def step_title(code: str, title: str) -> str:
    """Return the name of a step: the organisation’s own, else the project’s in the active language."""
    known = known_steps().get(code)
    return title or (known.title if known else code)


def _step(row):
    deadline = Deadline(**row["deadline"]) if "deadline" in row else None
    return KnownStep(row["code"], Stage(row["stage"]), row["title"], deadline, tuple(row["parties"]))
