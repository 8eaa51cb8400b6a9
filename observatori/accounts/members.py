"""Pages of an organisation’s members, invitations and requests to join."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from observatori.accounts.forms import InviteForm, RoleForm
from observatori.accounts.pages import entered, managed, own_page, refuse
from observatori.organisations.access import is_curator, is_member, may_manage
from observatori.organisations.members import (
    accept_join_request,
    change_role,
    has_admin,
    invite_member,
    invited_sentence,
    live_invitations,
    refuse_join_request,
    remove_member,
    require_within_limit,
    revoke_invitation,
)
from observatori.organisations.models import MembershipRole, RequestState
from observatori.publishing.step_pages import workspace_crumbs


@method_decorator(own_page, name="dispatch")
class Members(FormView):
    """Who belongs to an organisation; who manages it also invites, answers, and changes roles."""

    form_class = InviteForm
    template_name = "accounts/members.html"

    def get(self, request, *args, **kwargs):
        self.organisation = entered(request, kwargs["organisation"])
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.organisation = managed(request, kwargs["organisation"])
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        organisation = self.organisation
        return super().get_context_data(
            organisation=organisation,
            crumbs=workspace_crumbs(organisation),
            may_manage=may_manage(self.request.user, organisation),
            may_leave=is_member(self.request.user, organisation),
            members=organisation.memberships.select_related("user").order_by("user__name", "pk"),
            invitations=live_invitations(organisation.invitations),
            requests=organisation.join_requests.filter(state=RequestState.PENDING).select_related("user"),
            roles=MembershipRole.choices,
            default_role=MembershipRole.READER if has_admin(organisation) else MembershipRole.ADMIN,
            **kwargs,
        )

    def form_valid(self, form):
        try:
            require_within_limit(self.request.user)
            invitation = invite_member(
                organisation=self.organisation, by=self.request.user, **form.cleaned_data
            )
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        messages.success(self.request, invited_sentence(invitation))
        return _back(self.organisation)


@own_page
@require_POST
def role(request, organisation, pk):
    organisation = managed(request, organisation)
    membership = get_object_or_404(organisation.memberships, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        _try(request, _("S’ha canviat el paper."), change_role, membership=membership, **form.cleaned_data)
    return _back(organisation)


@own_page
@require_POST
def remove(request, organisation, pk):
    organisation = managed(request, organisation)
    membership = get_object_or_404(organisation.memberships, pk=pk)
    _try(request, _("Aquesta persona ja no és membre de l’entitat."), remove_member, membership=membership)
    return _back(organisation)


@own_page
@require_POST
def leave(request, organisation):
    """End one’s own membership. The last admin gives that role to somebody else before."""
    organisation = entered(request, organisation)
    membership = get_object_or_404(organisation.memberships, user=request.user)
    try:
        remove_member(membership=membership)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(organisation)
    messages.success(request, _("Ja no formeu part de l’entitat «%s».") % organisation.name)
    return redirect("accounts:home")


@own_page
@require_POST
def revoke(request, organisation, pk):
    organisation = managed(request, organisation)
    invitation = get_object_or_404(organisation.invitations, pk=pk)
    _try(request, _("S’ha anul·lat la invitació."), revoke_invitation, invitation=invitation)
    return _back(organisation)


@own_page
@require_POST
def accept(request, organisation, pk):
    organisation = managed(request, organisation)
    asked = get_object_or_404(organisation.join_requests, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        facts = {"request": asked, "by": request.user, **form.cleaned_data}
        _try(request, _("S’ha acceptat la petició."), accept_join_request, **facts)
    return _answered(request, organisation)


@own_page
@require_POST
def refuse_request(request, organisation, pk):
    organisation = managed(request, organisation)
    asked = get_object_or_404(organisation.join_requests, pk=pk)
    done = _("S’ha denegat la petició.")
    _try(request, done, refuse_join_request, request=asked, by=request.user)
    return _answered(request, organisation)


def _try(http_request, done, rule, **facts):
    """Run a rule and say what came of it."""
    try:
        rule(**facts)
    except ValidationError as error:
        messages.error(http_request, " ".join(error.messages))
    else:
        messages.success(http_request, done)


def _answered(request, organisation):
    """Back to where it was answered: the staff’s room, or that of the organisation."""
    if request.POST.get("from") == "staff" and is_curator(request.user):
        return redirect("curation:claims")
    return _back(organisation)


def _back(organisation):
    return redirect("accounts:members", organisation.slug)
