"""The semàfor in the forms of an agreement: its step, which changes no draft, and what the other pages show of it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.completeness import OF_THE_LAW, Completeness, Light
from alliances.completeness_marks import completeness_of, mark, markable_parts, marks_of
from alliances.drafts import draft_readings
from alliances.forms.completeness import MarksForm
from alliances.models import Content, Coverage
from alliances.pages.completeness import completeness_context, item_name
from alliances.part_names import short_name
from alliances.readings import Reading
from alliances.suggested_marks import suggested_marks
from observatori.formats.phrases import typographic
from observatori.publishing.saving import Started
from observatori.publishing.step_pages import preview_url
from observatori.publishing.step_urls import ROOMS
from observatori.publishing.step_views import StepPage
from observatori.publishing.steps import Editing, Journey, Step
from observatori.publishing.typed import say_saved

NAME = "semafor"
ACCEPT, REST = "_accept", "_rest"
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


def suggestions_for(reading: Reading, answered) -> dict[str, dict]:
    """Return what the text of today seems to say of the contents that nobody has answered."""
    found = suggested_marks(reading.text.parts)
    return {item: mark for item, mark in found.items() if item not in answered}


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
    code = editing.record.code
    return dict(marks_of([code])[code]) | {"markable": markable_parts(draft_reading(editing))}


def shows_marks(editing: Editing) -> dict:
    """Return the semàfor of now and what can be answered at once."""
    found, reading = semafor_of(editing)
    answered = marks_of([editing.record.code])[editing.record.code]
    suggested = suggestions_for(reading, answered)
    names = {part["key"]: typographic(short_name(part)) for part in reading.text.parts}
    return {
        "semafor": completeness_context(found, reading, preview_url(editing)),
        "suggested": [
            {"name": item_name(Content(item)), "parts": [names[key] for key in mark["parts"]]}
            for item, mark in suggested.items()
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
        response = super().post(request, **kwargs)
        stays = ACCEPT in request.POST or REST in request.POST
        return redirect(request.path) if stays and isinstance(response, HttpResponseRedirect) else response

    def show(self, form, *, started=None, **kwargs):
        if form and not started:
            started = Started.of(MarksForm, form.document, 1)
        return super().show(form, started=started, **kwargs)

    def saved(self, form, started):
        editing, reading = self.editing, draft_reading(self.editing)
        marks = form.marks(form.changed(started))
        marks |= self.answered_at_once(form, reading)
        if not marks:
            say_saved(self.request, _("No hi havia res per desar."), level=messages.INFO)
            return True
        keys = [part["key"] for part in markable_parts(reading)]
        mark(record=editing.record, marks=marks, keys=keys, by=editing.user)
        say_saved(self.request, _("S’ha desat «%s».") % self.step.title)
        return True

    def answered_at_once(self, form, reading):
        """What one button answers of the contents without an answer: what is suggested, or that the rest is missing."""
        if ACCEPT in self.request.POST:
            suggested = suggestions_for(reading, ())
            return {item: suggested[item] for item in form.unanswered if item in suggested}
        if REST in self.request.POST:
            (found,) = completeness_of([reading])
            unknown = {
                one.item for one in found.items if one.light == Light.UNKNOWN and one.item in OF_THE_LAW
            }
            missing = {"answer": Coverage.MISSING, "parts": [], "note": ""}
            return {item: missing for item in form.unanswered if item in unknown}
        return {}


def semafor_urls(journey: Journey) -> list:
    """Return the patterns of the step, to stand before those of the journey, which know no such step."""
    view = SemaforPage.as_view(journey=journey)
    return [path(f"{room}{journey.path}/<slug:code>/{NAME}/", view, {"step": NAME}) for room in ROOMS]
