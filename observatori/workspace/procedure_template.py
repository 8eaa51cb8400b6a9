"""The page where an organisation adjusts the steps its future lists begin with."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from alliances.models import Stage
from alliances.procedures.access import may_write_procedures
from alliances.procedures.template import (
    MOST,
    StaleTemplate,
    restore_template,
    save_template,
    template_rows,
    template_version,
)
from observatori.accounts.pages import own_page
from observatori.publishing.forms import Text, capitalised_choices
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm
from observatori.publishing.step_pages import workspace_crumbs
from observatori.workspace.views import Room


class TemplateRow(RowForm):
    """One step of the template."""

    identity = "code"
    ignored = ("stage", "hidden")
    told_by = ("title",)
    code = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    title = Text(
        required=True,
        max_length=150,
        label=gettext_lazy("Nom del tràmit"),
        error_messages={"required": gettext_lazy("Cal el nom del tràmit.")},
    )
    stage = forms.ChoiceField(
        choices=lambda: capitalised_choices(Stage.choices), label=gettext_lazy("Quan es fa")
    )
    hidden = forms.BooleanField(required=False, label=gettext_lazy("No el posis a les llistes noves"))

    @property
    def summary(self):
        told = super().summary
        return _("%(title)s (amagat)") % {"title": told} if told and self["hidden"].value() else told


class TemplateForm(StepForm):
    """All the steps, in order."""

    steps = RowsOf(
        TemplateRow,
        label=gettext_lazy("Els tràmits, per ordre"),
        one=gettext_lazy("Tràmit"),
        add=gettext_lazy("Afegeix un tràmit"),
        folds=True,
    )

    def clean(self):
        if len(self.rows["steps"].forms) > MOST:
            raise ValidationError(_("Hi ha massa tràmits: n’hi caben %(most)d.") % {"most": MOST})
        return super().clean()


@method_decorator(own_page, name="dispatch")
class Template(Room, TemplateView):
    """The template: steps are added, renamed, put in order and hidden; lists that were begun keep theirs."""

    template_name = "workspace/procedure_template.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and not may_write_procedures(request.user, self.organisation):
            raise PermissionDenied

    def form(self, data=None, **kwargs):
        document = {"steps": template_rows(self.organisation)}
        return TemplateForm(data, document=document, user=self.request.user, **kwargs)

    def get(self, request, **kwargs):
        return self.show(self.form())

    def post(self, request, **kwargs):
        if "_restore" in request.POST:
            restore_template(organisation=self.organisation, by=request.user)
            messages.success(request, _("La plantilla torna a ser la de l’Observatori."))
            return self.back()
        version = request.POST.get("version", "")
        if (kept := TemplateForm.rearranged(request.POST)) is not None:
            return self.show(self.form(kept=kept), version)
        form = self.form(request.POST)
        try:
            if form.is_valid():
                return self.saved(form, version)
        except ValidationError as error:
            form.refuse(error)
        except StaleTemplate:
            return self.changed_meanwhile(request)
        return self.show(form, version, HTTPStatus.UNPROCESSABLE_ENTITY)

    def saved(self, form, version):
        facts = {"rows": form.values()["steps"], "version": version, "by": self.request.user}
        save_template(organisation=self.organisation, **facts)
        messages.success(self.request, _("S’ha desat la plantilla."))
        return self.back()

    def changed_meanwhile(self, request):
        """What was typed, over what somebody else saved: sent again, it counts."""
        form = self.form(kept=TemplateForm.typed(request.POST))
        theirs = [row["title"] for row in template_rows(self.organisation) if not row["hidden"]]
        return self.show(form, status=HTTPStatus.CONFLICT, theirs=theirs)

    def show(self, form, version="", status=HTTPStatus.OK, **more):
        room = self.organisation
        procedures = (reverse("workspace:pending", args=[room.slug]), _("Tràmits"))
        context = self.get_context_data(
            form=form,
            version=version or template_version(room),
            refused=form.has_errors(),
            address=self.request.path,
            crumbs=workspace_crumbs(room, procedures),
            is_own=room.template_steps.exists(),
            **more,
        )
        return self.render_to_response(context, status=status)

    def back(self):
        return redirect("workspace:template", self.organisation.slug)
