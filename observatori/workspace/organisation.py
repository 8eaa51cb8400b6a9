"""The page where an organisation’s admins, or staff, correct what the directory says of it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from observatori.accounts.pages import entered, own_page, refuse
from observatori.publishing.access import may_correct
from observatori.publishing.corrections import (
    StaleOrganisation,
    changed_names,
    correct_organisation,
    correctable,
)
from observatori.publishing.form_words import said
from observatori.publishing.step_pages import workspace_crumbs
from observatori.workspace.organisation_form import CorrectionForm, shown


@method_decorator(own_page, name="dispatch")
class Correct(FormView):
    """An organisation’s data; whoever changed them meanwhile is told, and nothing of either is lost."""

    form_class = CorrectionForm
    template_name = "workspace/correct.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        self.organisation = entered(request, kwargs["organisation"])
        if not may_correct(request.user, self.organisation):
            raise PermissionDenied

    def get_initial(self):
        return shown(correctable(self.organisation)) | {"version": self.organisation.version}

    def get_context_data(self, **kwargs):
        way_back = workspace_crumbs(self.organisation)
        return super().get_context_data(**kwargs | {"organisation": self.organisation, "crumbs": way_back})

    def form_valid(self, form):
        try:
            saved = correct_organisation(
                organisation=self.organisation,
                facts=form.facts,
                version=form.cleaned_data["version"],
                by=self.request.user,
            )
        except StaleOrganisation as stale:
            return self._changed_meanwhile(form, stale.organisation)
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("S’han desat les dades de l’entitat."))
        if self.organisation.verified and not saved.verified:
            messages.info(
                self.request,
                _("L’Observatori tornarà a verificar l’entitat, perquè n’ha canviat el nom o el NIF."),
            )
        return redirect("workspace:organisation", saved.slug)

    def _changed_meanwhile(self, form, current):
        """The same form with what was typed, and beside it what the other person left; sent again, it counts."""
        held = shown(correctable(current))
        differing = [name for name in form.fields if name in changed_names(current, form.facts)]
        theirs = [
            {"label": form.fields[name].label, "lines": said(form.fields[name], held[name])}
            for name in differing
        ]
        form.data = form.data.copy()
        form.data["version"] = str(current.version)
        context = self.get_context_data(form=form, theirs=theirs)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)
