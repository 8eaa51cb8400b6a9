"""The semàfor in the forms of an agreement: its step, which changes no draft, and what the other pages show of it."""

from django.contrib import messages
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.completeness.lights import OF_THE_LAW, Completeness, Light
from alliances.completeness.marks import completeness_of, mark, markable_parts, marks_of
from alliances.completeness.suggestions import suggested_marks
from alliances.drafts import draft_readings
from alliances.forms.completeness import MarksForm
from alliances.models import Content, Coverage
from alliances.pages.completeness import completeness_context, fields_label
from alliances.readings import Reading
from alliances.text.part_names import whole_name
from observatori.formats.phrases import typographic
from observatori.publishing.saving import Started
from observatori.publishing.step_pages import preview_url
from observatori.publishing.step_urls import ROOMS
from observatori.publishing.step_views import StepPage
from observatori.publishing.steps import Editing, Journey, Step
from observatori.publishing.typed import say_saved

NAME = "semafor"
FILL, REST, CLEAR, UNDO = "_fill", "_rest", "_clear", "_undo"  # buttons that change the form and save nothing
EVERY = "tot"
CHANGES_NOTHING = gettext_lazy(
    "Les respostes no formen part del text signat: es poden canviar encara que el conveni estigui registrat, i es "
    "veuen tan bon punt es desen."
)


def draft_reading(editing: Editing) -> Reading:
    """Return the working copy as it reads today, with the signed addenda that the person may read."""
    if "reading" not in editing.read:
        (reading,) = draft_readings([editing.record], timezone.localdate(), editing.user)
        editing.read["reading"] = reading
    return editing.read["reading"]


def semafor_of(editing: Editing) -> tuple[Completeness, Reading]:
    reading = draft_reading(editing)
    (found,) = completeness_of([reading])
    return found, reading


def shown(editing: Editing) -> dict:
    """Return the semàfor of a draft as alliances/completeness.html takes it, each part linked to the preview."""
    found, reading = semafor_of(editing)
    return completeness_context(found, reading, preview_url(editing))


def reads_marks(editing: Editing) -> dict:
    """Return what the form shows beside the document: the answers of now, and the parts that can be named."""
    found, reading = semafor_of(editing)
    marks = marks_of([editing.record.code])[editing.record.code]
    return dict(marks) | {
        "markable": markable_parts(reading),
        "suggested": suggested_marks(reading.text.parts),
        "fields": {one.item: fields_label(one) for one in found.items if one.is_from_fields},
        "changed": {one.item for one in found.items if one.changed},
    }


def shows_marks(editing: Editing) -> dict:
    """Return the semàfor of now and what can be answered at once."""
    found, reading = semafor_of(editing)
    return {
        "semafor": completeness_context(found, reading, preview_url(editing)),
        "text": [
            {"name": typographic(whole_name(part)), "text": part["text"]} for part in reading.text.parts
        ],
        "rest": any(one.light == Light.UNKNOWN and one.item in OF_THE_LAW for one in found.items),
        "state_sentence": CHANGES_NOTHING if editing.record.published_revision_id else "",
    }


def semafor_step(**facts) -> Step:
    return Step(
        name=NAME,
        title=gettext_lazy("Semàfor"),
        lead=gettext_lazy("Quina part del text diu cada cosa que un conveni ha de dir."),
        form=MarksForm,
        template="alliances/edit/completeness.html",
        reads=reads_marks,
        shows=shows_marks,
        counts=False,
        **facts,
    )


class SemaforPage(StepPage):
    """The step of the semàfor: what it saves is no part of the draft, whose version and state stay as they are."""

    def post(self, request, **kwargs):
        if self.writing.is_open and (kept := self.filled_in(request.POST)) is not None:
            return self.show(self.form(kept=kept), started=Started.from_data(request.POST))
        if self.writing.is_open and UNDO in request.POST:
            return self.show(self.form())
        return super().post(request, **kwargs)

    def show(self, form, *, started=None, **kwargs):
        if form and not started:
            started = Started.of(MarksForm, form.document, 1)
        return super().show(form, started=started, **kwargs)

    def saved(self, form, started):
        editing, reading = self.editing, draft_reading(self.editing)
        marks = form.marks(form.changed(started))
        if not marks:
            say_saved(self.request, _("No hi havia res per desar."), level=messages.INFO)
            return True
        parts = markable_parts(reading)
        mark(record=editing.record, marks=marks, parts=parts, at=reading.at, by=editing.user)
        say_saved(self.request, _("S’ha desat «%s».") % self.step.title)
        return True

    def filled_in(self, data):
        """Return what was typed as a button changes it, to be looked at and saved; None if none was pressed.

        What has an answer is not filled in: only its own button takes that back.
        """
        kept = MarksForm.typed(data)
        if CLEAR in data:
            return kept | _typed(data[CLEAR], {"answer": "", "parts": [], "note": ""})
        if FILL in data:
            found = suggested_marks(draft_reading(self.editing).text.parts)
            found = (
                found if data[FILL] == EVERY else {item: found[item] for item in found if item == data[FILL]}
            )
        elif REST in data:
            lights, _reading = semafor_of(self.editing)
            unknown = [one.item for one in lights.essential if one.light == Light.UNKNOWN]
            found = {item: {"answer": Coverage.MISSING, "parts": [], "note": ""} for item in unknown}
        else:
            return None
        for item, answer in found.items():
            if not kept[f"{item}__answer"]:
                kept |= _typed(item, answer)
        return kept


def _typed(item, answer):
    """An answer under the names of its fields; nothing for what is no content."""
    return {f"{item}__{name}": value for name, value in answer.items()} if item in Content.values else {}


def semafor_urls(journey: Journey) -> list:
    """Return the patterns of the step, to stand before those of the journey, which know no such step."""
    view = SemaforPage.as_view(journey=journey)
    return [path(f"{room}{journey.path}/<slug:code>/{NAME}/", view, {"step": NAME}) for room in ROOMS]
