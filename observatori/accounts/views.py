"""The account of a person, and how she finds her organisation."""

from http import HTTPStatus
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, UpdateView

from observatori.accounts.forms import FindOrganisationForm, JoinForm, OrganisationForm, PersonForm
from observatori.accounts.pages import own_page, personal, refuse
from observatori.organisations.access import is_curator
from observatori.organisations.members import (
    accept_invitation,
    ask_to_join,
    has_admin,
    invitation_of,
    inviter,
    is_for,
)
from observatori.organisations.rules import register_organisation
from observatori.publishing.access import known_organisations
from observatori.publishing.organisation_search import find_organisations, similar_organisations
from observatori.publishing.organisations import verify_organisation
from observatori.publishing.typed import UNSAVED, keeping_what_is_typed, kept_for, mark_of, say_saved


@method_decorator(own_page, name="dispatch")
class Home(UpdateView):
    """Everything a person has here: her name, how she logs in, where she belongs."""

    form_class = PersonForm
    template_name = "accounts/home.html"
    success_url = reverse_lazy("accounts:home")

    def get_object(self):
        return self.request.user

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            memberships=user.memberships.select_related("organisation").order_by("organisation__name", "pk"),
            requests=user.join_requests.filter(state="pending").select_related("organisation"),
            two_steps=is_mfa_enabled(user),
            **kwargs,
        )

    def form_valid(self, form):
        messages.success(self.request, _("S’han desat les vostres dades."))
        return super().form_valid(form)


@own_page
def find_organisation(request):
    """The way in of who belongs to no organisation yet: look for it, ask to join, or register it."""
    form = FindOrganisationForm(request.GET if "q" in request.GET else None)
    found = find_organisations(form.cleaned_data["q"], user=request.user) if form.is_valid() else []
    context = {
        "form": form,
        "found": found,
        "seen": ",".join(one.code for one in found) or None,
        "asked": form.is_bound and form.is_valid(),
    }
    return TemplateResponse(request, "accounts/find_organisation.html", context)


@method_decorator([personal, keeping_what_is_typed], name="dispatch")
class RegisterOrganisation(FormView):
    """Register an organisation; what it may already be is shown once before, here or where she looked for it."""

    form_class = OrganisationForm
    template_name = "accounts/register_organisation.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        initial = {name: self.request.GET.get(name, "") for name in ("name", "seen")}
        if self.kept:
            messages.info(self.request, UNSAVED)
            several = {"sectors": self.kept.getlist("sectors")}
            initial |= self.kept.dict() | several
        return initial

    @cached_property
    def kept(self):
        return kept_for(self.request) if self.request.method == "GET" else None

    def get_context_data(self, **kwargs):
        unsaved = bool(self.kept or self.request.method == "POST")
        return super().get_context_data(person=mark_of(self.request.user), unsaved=unsaved, **kwargs)

    def form_valid(self, form):
        facts, user = form.cleaned_data, self.request.user
        similar = [] if facts["anyway"] else similar_organisations(facts, user=user)
        if unseen := [one for one in similar if one.code not in facts["seen"].split(",")]:
            return self._ask_first(form, unseen)
        try:
            organisation = _registered(facts, user)
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        say_saved(self.request, _("S’ha registrat l’entitat «%s».") % organisation.name)
        return redirect("workspace:home")

    def _ask_first(self, form, similar):
        """Nothing was wrong: the same form again, with what the organisation may be."""
        form.data = form.data.copy()
        form.data["anyway"] = "on"
        return self.render_to_response(self.get_context_data(form=form, similar=similar))


@transaction.atomic
def _registered(facts, user):
    """Staff register on behalf of others: they become no members, and may have checked it already."""
    organisation = register_organisation(facts=facts, user=user, member=not is_curator(user))
    return verify_organisation(organisation=organisation, by=user) if facts.get("verified") else organisation


@method_decorator(own_page, name="dispatch")
class Join(FormView):
    """Ask an organisation to be one of its members."""

    form_class = JoinForm
    template_name = "accounts/join.html"
    success_url = reverse_lazy("accounts:home")

    def dispatch(self, request, *args, organisation, **kwargs):
        self.organisation = get_object_or_404(known_organisations(request.user), slug=organisation)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        answers = _("Qui l’administra rebrà la petició i us respondrà.")
        if not has_admin(self.organisation):
            answers = _("Encara ningú no l’administra: us respondrà l’equip de l’Observatori.")
        return super().get_context_data(organisation=self.organisation, lead=answers, **kwargs)

    def form_valid(self, form):
        try:
            ask_to_join(organisation=self.organisation, user=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("S’ha enviat la petició. Us escriurem quan hi hagi resposta."))
        return super().form_valid(form)


@personal
def invitation(request, secret):
    """Where the link of an invitation leads: whom it is for decides what can be done.

    A link that was used, revoked, is over or never existed is the same 404.
    """
    found = invitation_of(secret)
    if found is None:
        raise Http404
    suitable = request.user.is_authenticated and is_for(found, request.user)
    if request.method == "POST" and suitable:
        return _accepted(request, secret)
    entrance = urlencode({"next": request.path, "email": found.email})
    context = {
        "invitation": found,
        "inviter": inviter(found),
        "suitable": suitable,
        "login_url": f"{reverse('account_login')}?{entrance}",
        "signup_url": f"{reverse('account_signup')}?{entrance}",
    }
    status = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
    return TemplateResponse(request, "accounts/invitation.html", context, status=status)


def _accepted(request, secret):
    try:
        membership = accept_invitation(secret=secret, user=request.user)
    except ValidationError:
        raise Http404 from None  # somebody was quicker
    messages.success(request, _("Ja formeu part de l’entitat «%s».") % membership.organisation.name)
    return redirect("workspace:home")
