"""What can be done from the list of steps of a record: submit, register, withdraw, archive, delete, comment."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.publishing import step_pages
from observatori.publishing.comments import comment, resolve
from observatori.publishing.editing import delete_draft
from observatori.publishing.forms import LongText
from observatori.publishing.models import Comment
from observatori.publishing.saving import save_step
from observatori.publishing.standing import taken_along
from observatori.publishing.step_pages import SECONDARY, VERBS
from observatori.publishing.step_views import JourneyPage, StepPage
from observatori.publishing.steps import Editing
from observatori.publishing.transitions import WrongState, advance
from observatori.publishing.typed import say_saved

DONE = {
    "submit": gettext_lazy("S’ha tramès. Us escriurem quan l’equip de l’Observatori l’hagi revisat."),
    "register": gettext_lazy("S’ha registrat."),
    "withdraw": gettext_lazy("S’ha retirat del web."),
    "archive": gettext_lazy("S’ha arxivat."),
    "unarchive": gettext_lazy("S’ha desfet l’arxivament."),
}
QUESTIONS = {
    "withdraw": gettext_lazy("La pàgina dirà que s’ha retirat i per què. Voleu retirar-ho?"),
    "archive": gettext_lazy(
        "Deixarà de sortir al web i no es podrà canviar. Més endavant ho podreu desfer. Voleu arxivar-ho?"
    ),
    "unarchive": gettext_lazy(
        "Tornarà a ser com era: si sortia al web, hi tornarà a sortir tot seguit. Voleu desfer-ne l’arxivament?"
    ),
}


class ReasonForm(forms.Form):
    """Why something is withdrawn."""

    use_required_attribute = False
    reason = LongText(
        required=True,
        max_length=2000,
        label=gettext_lazy("Motiu"),
        help_text=gettext_lazy("El llegirà tothom. Per exemple: «L’aliança no va arribar a començar»."),
        error_messages={"required": gettext_lazy("Cal dir-ne el motiu.")},
    )


class CommentForm(forms.Form):
    """Something said of a field, or an answer."""

    use_required_attribute = False
    text = LongText(
        required=True,
        max_length=5000,
        label=gettext_lazy("Comentari"),
        error_messages={"required": gettext_lazy("El comentari és buit.")},
    )
    field = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput)
    step = forms.SlugField(required=False, widget=forms.HiddenInput)


class LastStep(StepPage):
    """The last step of a journey, saved with the verb that is under its form; nothing is said of it apart."""

    @property
    def step(self):
        return self.editing.steps[-1]

    def saved(self, form, started):
        save_step(editing=self.editing, form=form, started=started)
        return True


class VerbPage(JourneyPage):
    """Say a verb; those that cannot be taken back ask first."""

    @property
    def verb(self):
        if self.kwargs["verb"] not in VERBS:
            raise Http404
        return self.kwargs["verb"]

    def form(self, data=None):
        return ReasonForm(data, label_suffix="") if self.verb == "withdraw" else None

    def get(self, request, **kwargs):
        if self.verb not in SECONDARY:
            return redirect(self.editing.url())
        return self.ask(self.form())

    def post(self, request, **kwargs):
        if "started" in request.POST and (refused := self.refused_step()):
            return refused
        form = self.form(request.POST)
        if form and not form.is_valid():
            return self.ask(form)
        try:
            return self.done(form.cleaned_data["reason"] if form else "")
        except ValidationError:
            return self.lacking()
        except WrongState as error:
            return self.out_of_place(error)

    def refused_step(self):
        """Save the form that was sent with the verb; return its page where it could not be saved."""
        page = LastStep(journey=self.journey)
        page.setup(self.request, **self.kwargs)
        answer = page.post(self.request)
        return None if answer.status_code == HTTPStatus.FOUND else answer

    def done(self, reason):
        editing = self.editing
        advance(
            record=editing.record,
            verb=self.verb,
            user=editing.user,
            rules=editing.journey.rules,
            reason=reason,
        )
        say_saved(self.request, DONE[self.verb], path=self.last_step)
        return redirect(editing.url())

    @property
    def last_step(self):
        """The address of the step that was saved with the verb."""
        return self.editing.url("step", self.editing.steps[-1].name)

    def say_what_was_saved(self):
        if "started" in self.request.POST:
            step = self.editing.steps[-1]
            say_saved(self.request, _("S’ha desat «%s».") % step.title, path=self.last_step)

    def lacking(self):
        """What is missing, above the list of steps: nothing was sent."""
        self.say_what_was_saved()
        context = step_pages.tasks_context(self.editing) | {"refused": True}
        return self.page(self.journey.tasks_template, context, HTTPStatus.UNPROCESSABLE_ENTITY)

    def out_of_place(self, error):
        """The record is in another state than the person saw: why, above the list of steps as it is now."""
        self.say_what_was_saved()
        messages.error(self.request, str(error))
        context = step_pages.tasks_context(self.editing) | {"refused": False}
        return self.page(self.journey.tasks_template, context, HTTPStatus.CONFLICT)

    def question(self):
        """What is asked before the verb, with what it takes along."""
        along = taken_along(self.editing.record) if self.verb == "withdraw" else ""
        return " ".join(filter(None, [str(QUESTIONS[self.verb]), along]))

    def ask(self, form):
        refused = bool(form and form.errors)
        context = step_pages.page_context(self.editing) | {
            "form": form,
            "refused": refused,
            "question": self.question(),
            "action": VERBS[self.verb],
        }
        return self.page(
            "forms/ask.html", context, HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        )


class DeletePage(JourneyPage):
    """Ask, and then delete a draft that was never published."""

    def get(self, request, **kwargs):
        editing = self.writing
        if not step_pages.may_delete(editing):
            return redirect(editing.url())
        question = {
            "form": None,
            "refused": False,
            "question": self.journey.words.delete,
            "action": _("Esborra"),
        }
        return self.page("forms/ask.html", step_pages.page_context(editing) | question)

    def post(self, request, **kwargs):
        editing = self.writing
        try:
            delete_draft(record=editing.record, rules=self.journey.rules, user=request.user)
        except WrongState as error:
            messages.error(request, str(error))
            return redirect(editing.url())
        messages.success(request, self.journey.words.deleted)
        return redirect(f"/tauler/{editing.record.owner.slug}/" if editing.record.owner else "/curadoria/")


class CommentPage(JourneyPage):
    """Say something of a field, or answer; for whoever reads the draft."""

    def get(self, request, **kwargs):
        return redirect(self.editing.url())

    def post(self, request, **kwargs):
        editing, form = self.editing, CommentForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self.again(form)
        facts = form.cleaned_data
        try:
            comment(
                record=editing.record,
                user=request.user,
                text=facts["text"],
                field=facts["field"],
                reply_to=self.answered(facts["reply_to"]),
            )
        except ValidationError as error:
            form.add_error("text", error.messages)
            return self.again(form)
        if request.htmx and facts["reply_to"]:
            return self.thread(facts["reply_to"], said_now=_("S’ha desat el comentari."))
        messages.success(request, _("S’ha desat el comentari."))
        return redirect(back(editing, facts["step"]))

    def thread(self, pk, status=HTTPStatus.OK, **facts):
        """The conversation alone: the page around it may have something typed."""
        found = self.editing.record.comments.filter(pk=pk).select_related("author__user")
        (row,) = step_pages.conversation_rows(self.editing, found.prefetch_related("replies__author__user"))
        return self.page("forms/comments.html", {"conversations": [row | facts]}, status)

    def answered(self, pk):
        return get_object_or_404(Comment, pk=pk, record=self.editing.record) if pk else None

    def again(self, form):
        pk = form.cleaned_data.get("reply_to")
        if self.request.htmx and pk:
            self.answered(pk)
            facts = {"answer": form["text"].value() or "", "errors": form.errors.get("text", [])}
            return self.thread(pk, HTTPStatus.UNPROCESSABLE_ENTITY, **facts)
        context = step_pages.page_context(self.editing) | {
            "form": form,
            "refused": True,
            "question": "",
            "action": _("Desa el comentari"),
        }
        return self.page("forms/ask.html", context, HTTPStatus.UNPROCESSABLE_ENTITY)


class ResolvePage(JourneyPage):
    """Close a conversation: what it asked is done."""

    def get(self, request, **kwargs):
        return redirect(self.editing.url())

    def post(self, request, **kwargs):
        found = get_object_or_404(Comment, pk=self.kwargs["comment"], record=self.editing.record)
        resolve(comment=found, user=request.user)
        said = _("El comentari queda tancat.")
        if request.htmx:
            return self.page("forms/comment_closed.html", {"pk": found.pk, "text": said})
        messages.success(request, said)
        return redirect(back(self.editing, request.POST.get("step", "")))


def back(editing: Editing, step: str) -> str:
    """Return the address of the step the person came from, of the list of steps without one."""
    found = editing.step(step) if editing.may_write else None
    return editing.url("step", found.name) if found else editing.url()
