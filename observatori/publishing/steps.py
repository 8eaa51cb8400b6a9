"""A record filled in as a list of short steps: what a kind declares, and where its pages are.

How to give a kind its forms:

1.  Write a `StepForm` for each step (observatori/publishing/step_forms.py). Its fields have the names of the API;
    ``population__number`` is ``{"population": {"number": …}}``. Rows are declared beside the fields::

        class ResultRow(RowForm):
            indicator = Text(label=…, help_text=…, max_length=250)

        class ResultsForm(StepForm):
            results = RowsOf(ResultRow, label=_("Resultats"), one=_("Resultat"), add=_("Afegeix un resultat"))

    All fields are optional, because a draft may be saved incomplete: what it lacks to be submitted is what
    `KindRules.missing` says, and the pages show it. Fields to choose from: observatori/publishing/forms.py.
2.  Declare the journey::

        JOURNEY = Journey(
            rules=EXPERIENCE,
            path="experiencies",
            new={"new": "experiencies/nova/"},
            begin=begin,
            words=JourneyWords(…),
            steps=(Step(name="identitat", title=_("Identitat"), form=IdentityForm), …),
        )

    The first step makes the record. `begin(user, owner, parent)` returns what a new one starts from (`Beginning`).
    A step without a form only shows its `template` with what `shows(editing)` returns. The last step usually is
    ``review_step()``, which shows everything and asks for the visibility.
3.  Give it addresses: ``urlpatterns = [path("", include(journey_urls(JOURNEY)))]`` with `journey_urls` of
    observatori/publishing/step_urls.py. They stand under ``/tauler/<owner’s slug>/`` and, for records without an
    owner, under ``/curadoria/``, in the namespace ``<kind>_editing``: ``tasks``, ``step``, ``new``, ``verb``,
    ``delete``, ``comment``, ``resolve``. `tasks_url(record)` and `step_url(record, step)` give them.

Saving, the optimistic lock, conflicts, lost sessions, comments at the field and the verbs are the same for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from observatori.organisations.models import Organisation, User
from observatori.publishing.access import may_write_record
from observatori.publishing.draft_addresses import record_url
from observatori.publishing.editing import EDITABLE
from observatori.publishing.kinds import KindRules
from observatori.publishing.models import Record
from observatori.publishing.step_forms import StepForm
from observatori.publishing.written import is_filled


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of a journey. `expects` are the fields that make it done once they say something."""

    name: str  # the last part of its address
    title: str
    lead: str = ""
    form: type[StepForm] | None = None
    template: str = "forms/step.html"
    expects: tuple[str, ...] = ()
    shows: Callable[["Editing"], dict] = lambda editing: {}
    applies: Callable[[Mapping], bool] = lambda document: True
    reads: Callable[["Editing"], dict] = lambda editing: {}  # what its form needs beside the document
    counts: bool = True  # whether the list of tasks says how far it is

    @property
    def fields(self) -> list[str]:
        """The API’s names of what the step asks."""
        return self.form.names() if self.form else []


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a new record starts from: facts beside those of the first step, and what that step shows."""

    title: str = ""  # of the page, where the journey’s own does not fit
    facts: dict = field(default_factory=dict)
    document: dict = field(default_factory=dict)
    crumbs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class JourneyWords:
    """The sentences of a kind: they agree with its gender, so that no template puts them together."""

    new: str  # the title of the page that makes one
    created: str
    delete: str  # the question before a draft is deleted
    deleted: str
    untitled: str


def nothing(user: User, owner: Organisation | None, parent: str | None) -> Beginning:
    """Begin with an empty form."""
    return Beginning()


@dataclass(frozen=True, kw_only=True)
class Journey:
    """The steps of a kind of record.

    `path` is its part of the address; `new` are the pages that make one, by name.
    """

    rules: KindRules
    path: str
    new: Mapping[str, str]
    words: JourneyWords
    steps: tuple[Step, ...]
    begin: Callable[[User, Organisation | None, str | None], Beginning] = nothing
    shows: Callable[["Editing"], dict] = lambda editing: {}  # what the list of tasks says beside the steps
    above: Callable[["Editing"], tuple[tuple[str, str], ...]] = (
        lambda editing: ()
    )  # (address, title) of the way back
    tasks_template: str = "forms/tasks.html"

    @property
    def namespace(self) -> str:
        return f"{self.rules.kind}_editing"


@dataclass(frozen=True)
class Editing:
    """A record that somebody has open: its working copy as a document, and what she may do to it."""

    journey: Journey
    record: Record
    user: User

    @cached_property
    def thing(self) -> Any:
        thing = self.journey.rules.load(self.record)
        thing.record = self.record
        return thing

    @cached_property
    def document(self) -> dict:
        return self.journey.rules.document(self.thing)

    @cached_property
    def missing(self) -> dict[str, str]:
        """What it lacks to be submitted: field → sentence."""
        return {name: str(sentence) for name, sentence in self.journey.rules.missing(self.thing).items()}

    @cached_property
    def steps(self) -> list[Step]:
        return [step for step in self.journey.steps if step.applies(self.document)]

    @cached_property
    def read(self) -> dict:
        """What the functions of its steps have read for this page, under a name each: so none reads it twice."""
        return {}

    @property
    def title(self) -> str:
        return self.document[self.journey.rules.title] or str(self.journey.words.untitled)

    @property
    def may_write(self) -> bool:
        return may_write_record(self.user, self.record)

    @property
    def is_open(self) -> bool:
        """Whether its state lets it be changed, by who may."""
        return self.record.state in EDITABLE

    def document_for(self, step: Step) -> dict:
        """Return the document as the form of a step takes it."""
        return self.document | step.reads(self)

    def url(self, name: str = "tasks", *args) -> str:
        """Return the address of one of its pages."""
        return record_url(self.record, name, *args)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def step_of(self, field: str) -> Step | None:
        """Return the step that asks for a field, given by the API’s name of it or of one of its rows."""
        whole = field.split("/")[0]
        return next((step for step in self.steps if whole in step.fields), None)

    def step_after(self, step: Step) -> Step | None:
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    def progress(self, step: Step) -> str:
        """Return «done», «begun» or «to_begin»."""
        filled = {name for name in step.fields if is_filled(self.document.get(name))}
        if any(name.split("/")[0] in step.fields for name in self.missing):
            return "begun" if filled else "to_begin"
        if not filled:
            return "to_begin"
        return "done" if filled.issuperset(step.expects) else "begun"


def tasks_url(record: Record) -> str:
    """Return the address of the list of steps of a record."""
    return record_url(record)


def step_url(record: Record, step: str) -> str:
    """Return the address of one step of a record."""
    return record_url(record, "step", step)
