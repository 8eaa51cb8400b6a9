"""The procedures of an organisation: its list for one agreement, and all that is pending."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from alliances.drafts import draft_readings
from alliances.models import ProcedureStep, Stage, StepState
from alliances.pages.procedures import (
    last_versions,
    late_sentence,
    procedures_url,
    progress_sentence,
    stage_groups,
    state_badge,
    step_row,
)
from alliances.procedures import rules
from alliances.procedures.access import agreements_with_procedures, may_write_procedures
from alliances.procedures.catalogue import step_title
from alliances.procedures.pending import pending_steps, standing
from alliances.signing import unsigned_state
from observatori.accounts.pages import own_page, refuse
from observatori.formats.phrases import day, typographic
from observatori.organisations.models import User
from observatori.publishing.form_words import said
from observatori.publishing.lists import PAGE
from observatori.publishing.step_pages import workspace_crumbs
from observatori.workspace.procedure_forms import NewStepForm, PendingForm, ProcedureForm
from observatori.workspace.records import own_url
from observatori.workspace.views import Room

SAVED = gettext_lazy("S’ha desat el tràmit «%(title)s».")


@method_decorator(own_page, name="dispatch")
class Procedures(Room, TemplateView):
    """The list of an organisation for an agreement; each step is changed where it stands."""

    template_name = "workspace/procedures.html"
    refused = None  # the form of the step that was not saved
    adding = None
    theirs = ()

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        found = agreements_with_procedures(request.user, self.organisation)
        found = found.select_related("record__owner", "alliance__record")
        self.agreement = get_object_or_404(found, record__code=kwargs["code"])
        self.writes = may_write_procedures(request.user, self.organisation)

    @cached_property
    def steps(self) -> list[ProcedureStep]:
        steps = self.agreement.procedure_steps.filter(organisation=self.organisation)
        return list(steps.select_related("holder", "changed_by__user", "document"))

    @cached_property
    def members(self) -> dict[int, User]:
        people = User.objects.filter(memberships__organisation=self.organisation)
        return {one.pk: one for one in people.order_by("name", "email")}

    @cached_property
    def documents(self) -> dict:
        return last_versions(self.request.user, self.agreement.record)

    def form(self, step, data=None):
        return ProcedureForm(data, step=step, members=self.members, documents=self.documents)

    def get_context_data(self, **kwargs):
        record, organisation = self.agreement.record, self.organisation
        (reading,) = draft_readings([record], timezone.localdate(), self.request.user)
        found = [standing(step, reading, self.organisation.ownership) for step in self.steps]
        title, mine = typographic(self.agreement.title), record.owner_id == organisation.pk
        agreements = (reverse("workspace:agreements", args=[organisation.slug]), _("Convenis"))
        return super().get_context_data(**kwargs) | {
            "title": title,
            "code": record.code,
            "crumbs": workspace_crumbs(
                organisation, agreements, (own_url(record, writes=self.writes and mine), title)
            ),
            "progress": progress_sentence(found) if found else "",
            "groups": stage_groups(self.row(one) for one in found),
            "adding": self.adding or NewStepForm(initial={"stage": next_stage(reading)}, label_suffix=""),
            "refused": self.refused or (self.adding if self.adding and self.adding.errors else None),
            "documents_url": reverse("documents:record", args=[organisation.slug, record.code]),
        }

    def row(self, one):
        facts = {"documents": self.documents, "members": set(self.members)}
        row = step_row(one, ownership=self.organisation.ownership, **facts)
        if not self.writes:
            return row
        is_refused = self.refused is not None and self.refused.one.pk == one.step.pk
        form = self.refused if is_refused else self.form(one.step)
        return row | {
            "form": form,
            "is_open": is_refused,
            "theirs": self.theirs if is_refused else (),
        }

    def post(self, request, **kwargs):
        if not self.writes:
            raise PermissionDenied
        verbs = {"start": self.start, "add": self.add, "remove": self.remove, "signed": self.mark_signed}
        return verbs.get(request.POST.get("_verb"), self.change)()

    def start(self):
        rules.start_procedures(agreement=self.agreement, organisation=self.organisation, by=self.request.user)
        return self.back()

    def add(self):
        self.adding = NewStepForm(self.request.POST, label_suffix="")
        if not self.adding.is_valid():
            return self.again(HTTPStatus.UNPROCESSABLE_ENTITY)
        facts = {"agreement": self.agreement, "organisation": self.organisation, "by": self.request.user}
        try:
            step = rules.add_step(**facts, **self.adding.cleaned_data)
        except ValidationError as error:
            refuse(self.adding, error)
            return self.again(HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(self.request, _("S’ha afegit el tràmit."))
        return self.back(step)

    def named(self):
        """The step that is posted; None, and said, where it is not on the list any more."""
        number = self.request.POST.get("step", "")
        step = next((one for one in self.steps if str(one.pk) == number), None)
        if step is None:
            messages.error(self.request, _("Aquest tràmit ja no és a la llista."))
        return step

    def remove(self):
        return self.at_once(rules.remove_step, _("S’ha tret el tràmit «%(title)s»."), stays=False)

    def mark_signed(self):
        """Mark the signatures as done on the day the agreement says, if it still says so."""
        (reading,) = draft_readings([self.agreement.record], timezone.localdate(), self.request.user)
        found = [standing(step, reading, self.organisation.ownership) for step in self.steps]
        days = {one.step.pk: one.signed_on for one in found if one.is_signed}
        number = self.request.POST.get("step", "")
        if not number.isdecimal() or int(number) not in days:
            messages.error(self.request, _("Al conveni ja no hi consta que l’hagin signat totes les parts."))
            return self.back()
        facts = {"state": StepState.DONE, "done_on": days[int(number)]}
        return self.at_once(partial(rules.change_step, facts=facts), SAVED)

    def at_once(self, verb, told, *, stays=True):
        """Say a verb that asks for nothing more; it does nothing where somebody has changed the step meanwhile."""
        step, version = self.named(), self.request.POST.get("version", "")
        if step is None:
            return self.back()
        try:
            verb(step=step, version=int(version) if version.isdecimal() else 0, by=self.request.user)
        except rules.StaleStep:
            messages.error(
                self.request, _("No s’ha fet res: algú altre ha canviat aquest tràmit mentrestant.")
            )
            return self.back(step)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.back(step)
        title = typographic(step_title(step.code, step.title))
        messages.success(self.request, told % {"title": title})
        return self.back(step if stays else None)

    def change(self):
        """Save one step; who was slower sees what the other person saved and keeps what she typed."""
        step = self.named()
        if step is None:
            return self.back()
        form = self.form(step, self.request.POST)
        if not form.is_valid():
            return self.again(HTTPStatus.UNPROCESSABLE_ENTITY, form)
        try:
            version = form.cleaned_data["version"]
            rules.change_step(step=step, facts=form.facts, version=version, by=self.request.user)
        except rules.StaleStep as stale:
            return self.changed_meanwhile(form, stale.step)
        except ValidationError as error:
            refuse(form, error)
            return self.again(HTTPStatus.UNPROCESSABLE_ENTITY, form)
        title = typographic(step_title(step.code, step.title))
        messages.success(self.request, SAVED % {"title": title})
        return self.back(step)

    def changed_meanwhile(self, form, current):
        held = self.form(current)
        differing = [name for name, value in form.facts.items() if getattr(current, name) != value]
        self.theirs = [
            {"label": form.fields[name].label, "lines": said(form.fields[name], _plain(held.initial[name]))}
            for name in differing
        ]
        form.data = form.data.copy()
        form.data["version"] = str(current.version)
        return self.again(HTTPStatus.CONFLICT, form)

    def again(self, status, form=None):
        self.refused = form
        return self.render_to_response(self.get_context_data(), status=status)

    def back(self, step=None):
        return redirect(procedures_url(self.organisation, self.agreement.record.code, step and step.pk))


@method_decorator(own_page, name="dispatch")
class Pending(Room, TemplateView):
    """Every step an organisation still has to do, of any agreement, the late ones first."""

    template_name = "workspace/pending.html"

    def get(self, request, *args, **kwargs):
        self.form = PendingForm(request.GET, organisation=self.organisation, user=request.user)
        response = super().get(request, *args, **kwargs)
        if not self.form.is_valid():
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def found(self):
        if not self.form.is_valid():
            return []
        today = timezone.localdate()
        found = pending_steps(self.request.user, self.organisation, today, self.form.chosen)
        return [one for one in found if one.late] if self.form.cleaned_data["late"] else found

    def get_context_data(self, **kwargs):
        page = Paginator(self.found(), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=self.form,
            page_obj=page,
            rows=[pending_row(one, self.organisation) for one in page],
            asked=bool(self.request.GET),
            crumbs=workspace_crumbs(self.organisation),
            **kwargs,
        )


def next_stage(reading) -> str:
    """Return when a step that is added now is most likely done: one before the signature would begin late."""
    return Stage.BEFORE if unsigned_state(reading.document) else Stage.AFTER


def pending_row(one, organisation) -> dict:
    """Return what the list of pending steps shows of one."""
    step, agreement = one.step, one.step.agreement
    words = [str(step.holder or typographic(step.holder_text)), day(one.due)]
    return {
        "code": agreement.record.code,
        "title": typographic(step_title(step.code, step.title)),
        "agreement": typographic(agreement.title),
        "url": procedures_url(organisation, agreement.record.code, step.pk),
        "badge": state_badge(one),
        "late": late_sentence(one),
        "who": words[0],
        "due": words[1],
    }


def _plain(value):
    return (
        value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, int) else value
    )
