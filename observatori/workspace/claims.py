"""An organisation asks to answer for a documented case."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from observatori.accounts.pages import own_page, refuse
from observatori.curation.kinds import RULES, title_of
from observatori.formats.phrases import typographic
from observatori.publishing.access import is_claimable
from observatori.publishing.addresses import page_url
from observatori.publishing.claims import ask_claim, claimants
from observatori.publishing.models import Record
from observatori.workspace.forms import ClaimForm


@method_decorator(own_page, name="dispatch")
class Ask(FormView):
    """The form of a claim, for who writes in an organisation the case names; for others, why there is none."""

    form_class = ClaimForm
    template_name = "workspace/claim.html"

    def dispatch(self, request, *args, code, **kwargs):
        public = Record.objects.published().select_related(*RULES)
        self.record = get_object_or_404(public, code=code)
        if not is_claimable(self.record):
            raise Http404
        self.claimants = claimants(request.user, self.record)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organisations": self.claimants}

    def get_context_data(self, **kwargs):
        record = self.record
        return super().get_context_data(
            title=typographic(title_of(record)),
            claimants=self.claimants,
            page=page_url(record.kind, code=record.code, slug=record.slug),
            **kwargs,
        )

    def form_valid(self, form):
        facts = {"organisation": form.chosen, "message": form.cleaned_data["message"]}
        try:
            ask_claim(record=self.record, user=self.request.user, **facts)
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("S’ha enviat la petició. Us escriurem quan hi hagi resposta."))
        return redirect("workspace:organisation", form.chosen.slug)

    def form_invalid(self, form):
        return self.render_to_response(
            self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
