"""Pages of the keys of the API: those of an organisation, and those of a person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from observatori.accounts.forms import TokenForm
from observatori.accounts.pages import managed, own_page, refuse
from observatori.organisations.models import Scope
from observatori.organisations.tokens import issue_token, live_tokens, revoke_token
from observatori.publishing.step_pages import workspace_crumbs


class _Tokens(FormView):
    """Keys that still open something, and a form for a new one."""

    form_class = TokenForm
    template_name = "accounts/tokens.html"
    organisation = None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        tokens = self.tokens().select_related("user").order_by("-created_at", "-pk")
        return super().get_context_data(
            organisation=self.organisation,
            eyebrow=self.organisation.name if self.organisation else "",
            crumbs=workspace_crumbs(self.organisation) if self.organisation else [],
            rows=[
                {"token": token, "scopes": _words(token), "url": self.revoke_url(token)} for token in tokens
            ],
            **kwargs,
        )

    def form_valid(self, form):
        """Show the secret in this very answer: it is in no session, no log and no second page."""
        facts = {"user": self.request.user, "organisation": self.organisation, **form.cleaned_data}
        try:
            _token, secret = issue_token(**facts)
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        fresh = TokenForm(user=self.request.user)
        return self.render_to_response(self.get_context_data(form=fresh, secret=secret))


@method_decorator(own_page, name="dispatch")
class OrganisationTokens(_Tokens):
    def dispatch(self, request, *args, **kwargs):
        self.organisation = managed(request, kwargs["organisation"])
        return super().dispatch(request, *args, **kwargs)

    def tokens(self):
        return live_tokens().filter(organisation=self.organisation)

    def revoke_url(self, token):
        return reverse("accounts:revoke_token", args=[self.organisation.slug, token.pk])


@method_decorator(own_page, name="dispatch")
class PersonTokens(_Tokens):
    def tokens(self):
        return live_tokens().filter(user=self.request.user, organisation=None)

    def revoke_url(self, token):
        return reverse("accounts:revoke_own_token", args=[token.pk])


@own_page
@require_POST
def revoke(request, organisation, pk):
    organisation = managed(request, organisation)
    _revoke(request, get_object_or_404(organisation.tokens, pk=pk))
    return redirect("accounts:tokens", organisation.slug)


@own_page
@require_POST
def revoke_own(request, pk):
    _revoke(request, get_object_or_404(request.user.tokens, pk=pk))
    return redirect("accounts:own_tokens")


def _revoke(request, token):
    revoke_token(token=token)
    messages.success(request, _("S’ha revocat la clau: des d’ara no obre res."))


def _words(token):
    return ", ".join(str(Scope(scope).label) for scope in token.scopes)
