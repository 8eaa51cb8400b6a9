"""The pages where a record is filled in: the list of its steps, each step, and how a new one begins."""

from functools import cached_property
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views import View

from observatori.organisations.access import is_curator, may_enter, may_write
from observatori.organisations.members import invited_sentence
from observatori.organisations.models import Organisation
from observatori.publishing import step_pages
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.models import Record
from observatori.publishing.saving import Conflict, Started, create_once, save_step
from observatori.publishing.steps import Beginning, Editing, Journey, Step
from observatori.publishing.transitions import WrongState
from observatori.publishing.typed import UNSAVED, keep_and_log_in, kept_for, say_saved


class JourneyPage(View):
    """A page of a journey: for who is logged in, and kept by no cache."""

    journey: Journey | None = None

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch if request.user.is_authenticated else self.log_in
        response = answer(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def log_in(self, request, *args, **kwargs):
        return keep_and_log_in(request)

    @cached_property
    def editing(self) -> Editing:
        """The record of the address, for who may read its draft. Raises Http404."""
        owner, code = self.kwargs.get("organisation"), self.kwargs["code"]
        records = drafts_visible_to(self.request.user, self.journey.rules.kind).select_related("owner")
        place = {"owner__slug": owner} if owner else {"owner": None}
        record = get_object_or_404(records, code=code, **place)
        return Editing(self.journey, record, self.request.user)

    @property
    def writing(self) -> Editing:
        """The same, for who may write it. Raises PermissionDenied."""
        if not self.editing.may_write:
            raise PermissionDenied
        return self.editing

    def page(self, template, context, status=HTTPStatus.OK):
        return render(self.request, template, context, status=status)


def way_on(editing: Editing, step: Step, data) -> str:
    """Return where the button leads with which a step was saved."""
    following = editing.step_after(step)
    if "_next" in data and following:
        return editing.url("step", following.name)
    return editing.url("step", step.name) if "_stay" in data else editing.url()


def pressed(data) -> str:
    """Return the name of the button with which a step was saved."""
    return next((way for way in ("_next", "_stay") if way in data), "_save")


def say_invited(request, form) -> None:
    """Say to whom a letter went because a saved form named an organisation that nobody had registered."""
    for invitation in form.registered.invitations:
        messages.success(request, invited_sentence(invitation))


class Tasks(JourneyPage):
    """The steps of a record, how far each is, what is missing and what can be done."""

    def get(self, request, **kwargs):
        context = step_pages.tasks_context(self.editing)
        return self.page(self.journey.tasks_template, context)


class StepPage(JourneyPage):
    """One step: its form, or what its template shows."""

    @cached_property
    def step(self):
        found = self.editing.step(self.kwargs["step"])
        if found is None:
            raise Http404
        return found

    def form(self, data=None, *, editing=None, **kwargs):
        editing = editing or self.editing
        return self.step.form(
            data,
            document=editing.document_for(self.step),
            user=self.request.user,
            comments=step_pages.comments_by_field(editing),
            missing=editing.missing,
            **kwargs,
        )

    def get(self, request, **kwargs):
        editing = self.writing
        if self.step.form is None or not editing.is_open:
            return self.show(None)
        if data := kept_for(request):
            messages.info(request, UNSAVED)
            return self.show(self.form(kept=self.step.form.typed(data)), started=Started.from_data(data))
        return self.show(self.form())

    def post(self, request, **kwargs):
        editing = self.writing
        if self.step.form is None:
            return redirect(editing.url())
        started = Started.from_data(request.POST)
        if (kept := self.step.form.rearranged(request.POST)) is not None:
            return self.show(self.form(kept=kept), started=started)
        form = self.form(request.POST)
        if "_look" in request.POST and form.is_valid():
            return self.show(form, started=started)
        try:
            if form.is_valid() and self.saved(form, started):
                return redirect(way_on(self.editing, self.step, request.POST))
        except ValidationError as error:
            form.refuse(error)
        except Conflict as conflict:
            return self.conflict(conflict, form)
        except WrongState as error:
            return self.closed(str(error), form)
        return self.show(form, started=started, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def saved(self, form, started):
        if save_step(editing=self.editing, form=form, started=started):
            say_saved(self.request, _("S’ha desat «%s».") % self.step.title)
            say_invited(self.request, form)
        else:
            say_saved(self.request, _("No hi havia res per desar."), level=messages.INFO)
        return True

    def show(self, form, *, started=None, status=HTTPStatus.OK):
        context = step_pages.step_context(self.editing, self.step, form, started)
        return self.page(self.step.template, context, status)

    def conflict(self, conflict, form):
        """Both values, and the form with what the person typed over what others changed elsewhere."""
        editing = conflict.editing
        typed = self.step.form.typed(self.request.POST)
        kept = {name: raw for name, raw in typed.items() if name.split("__")[0] in conflict.mine}
        context = step_pages.step_context(editing, self.step, self.form(editing=editing, kept=kept))
        context |= step_pages.conflict_context(conflict, form) | {"way": pressed(self.request.POST)}
        return self.page("forms/conflict.html", context, HTTPStatus.CONFLICT)

    def closed(self, reason, form):
        """The record cannot be changed now: why, and what was typed, to be copied."""
        editing = Editing(
            self.journey,
            Record.objects.select_related("owner").get(pk=self.editing.record.pk),
            self.request.user,
        )
        context = step_pages.step_context(editing, self.step, None)
        context |= {"reason": reason, "typed": step_pages.typed_rows(form, editing)}
        return self.page("forms/step.html", context, HTTPStatus.CONFLICT)


class NewPage(JourneyPage):
    """The first step of a record that does not exist yet."""

    @cached_property
    def owner(self) -> Organisation | None:
        """The organisation of the address; none for the records of the staff. Raises Http404."""
        slug, user = self.kwargs.get("organisation"), self.request.user
        if slug is None:
            if not is_curator(user):
                raise Http404
            return None
        organisation = get_object_or_404(Organisation.objects.active(), slug=slug)
        if not may_enter(user, organisation):
            raise Http404
        return organisation

    @cached_property
    def beginning(self) -> Beginning:
        user, owner = self.request.user, self.owner
        beginning = self.journey.begin(user, owner, self.kwargs.get("parent"))
        if not (may_write(user, owner) or is_curator(user)):
            raise PermissionDenied
        return beginning

    @property
    def step(self):
        return next(step for step in self.journey.steps if step.applies(self.beginning.document))

    def form(self, data=None, **kwargs):
        return self.step.form(data, document=self.beginning.document, user=self.request.user, **kwargs)

    def get(self, request, **kwargs):
        self.beginning  # noqa: B018 — refuses before anything else who may not begin here
        if data := kept_for(request):
            messages.info(request, UNSAVED)
            return self.show(self.form(kept=self.step.form.typed(data)), key=data.get("key"))
        return self.show(self.form())

    def post(self, request, **kwargs):
        key = request.POST.get("key", "")
        if (kept := self.step.form.rearranged(request.POST)) is not None:
            return self.show(self.form(kept=kept), key=key)
        form = self.form(request.POST)
        try:
            if form.is_valid():
                return self.begun(form, key)
        except ValidationError as error:
            form.refuse(error)
        return self.show(form, key=key, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def begun(self, form, key):
        record, is_new = create_once(
            journey=self.journey,
            form=form,
            beginning=self.beginning,
            owner=self.owner,
            user=self.request.user,
            key=key or uuid4().hex,
            began=self.found,
        )
        if not is_new:
            return self.as_a_step(record)
        say_saved(self.request, self.journey.words.created)
        say_invited(self.request, form)
        editing = Editing(self.journey, record, self.request.user)
        return redirect(way_on(editing, self.step, self.request.POST))

    def found(self, code):
        records = drafts_visible_to(self.request.user, self.journey.rules.kind).select_related("owner")
        return records.filter(code=code, owner=self.owner).first()

    def as_a_step(self, record):
        """The form was sent before: what it says now is saved over the draft it made, as a step would."""
        place = {"organisation": self.owner.slug} if self.owner else {}
        page = StepPage(journey=self.journey)
        page.setup(self.request, **place, code=record.code, step=self.step.name)
        return page.post(self.request)

    def show(self, form, *, key="", status=HTTPStatus.OK):
        context = step_pages.new_context(self.journey, self.step, form, self.beginning, self.owner)
        context |= {"key": key or uuid4().hex, "address": self.request.path}
        return self.page("forms/new.html", context, status)
