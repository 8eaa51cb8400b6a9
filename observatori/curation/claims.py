"""What waits for the staff’s answer: documented cases that organisations claim, people who want to join those that
nobody administers.
"""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from observatori.curation.forms import RefuseForm
from observatori.curation.kinds import rules_of, title_of
from observatori.curation.pages.conversations import who
from observatori.curation.pages.queue import tabs
from observatori.curation.pages.review import organisation_row
from observatori.curation.rooms import staff_page
from observatori.formats.phrases import joined, on, typographic
from observatori.organisations.members import unanswerable_requests
from observatori.organisations.models import MembershipRole
from observatori.publishing.access import may_decide_claim
from observatori.publishing.claims import approve_claim, refuse_claim
from observatori.publishing.lists import PAGE
from observatori.publishing.models import Claim, ClaimState, Kind, State

ROWS = ("organisation", "asked_by__user", "record__owner", "record__alliance", "record__experience")
NAMED = ("record__alliance__partnerships__organisation", "record__experience__organisations")


def waiting_claims():
    """Return the claims nobody has answered, the oldest first."""
    waiting = Claim.objects.filter(state=ClaimState.PENDING).select_related(*ROWS).prefetch_related(*NAMED)
    return waiting.order_by("asked_at", "pk")


@method_decorator(staff_page, name="dispatch")
class Claims(ListView):
    """The claims that wait, each with what whoever decides should know."""

    template_name = "curation/claims.html"
    paginate_by = PAGE

    def get_queryset(self):
        return waiting_claims()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        return context | {
            "tabs": tabs("claims"),
            "rows": [claim_row(claim, user) for claim in context["object_list"]],
            "form": None,
            "requests": unanswerable_requests(),
            "roles": MembershipRole.choices,
            "default_role": MembershipRole.ADMIN,
        }


@staff_page
@require_POST
def approve(request, pk):
    """Give the case to who asks for it."""
    claim = get_object_or_404(Claim.objects.select_related("record", "organisation"), pk=pk)
    try:
        approve_claim(claim=claim, user=request.user, rules=rules_of(claim.record))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        facts = {"name": claim.organisation.name, "title": typographic(title_of(claim.record))}
        messages.success(request, _("%(name)s ja es fa càrrec de «%(title)s».") % facts)
    return redirect("curation:claims")


class Refuse(Claims):
    """Say no, and why; a refusal without a reason is asked for it in its place."""

    http_method_names = ["post"]

    def post(self, request, pk):
        claim = get_object_or_404(Claim, pk=pk)
        form = RefuseForm(request.POST, auto_id=f"peticio-{pk}-%s")
        if not form.is_valid():
            return self.again(pk, form)
        try:
            refuse_claim(claim=claim, user=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("S’ha denegat la petició; qui la va fer n’ha rebut un avís."))
        return redirect("curation:claims")

    def again(self, pk, form):
        self.object_list = self.get_queryset()
        context = self.get_context_data() | {"form": form, "refused": pk}
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def claim_row(claim, user) -> dict:
    """Return a claim as its list shows it."""
    record = claim.record
    return {
        "pk": claim.pk,
        "code": record.code,
        "kind": Kind(record.kind).label,
        "title": typographic(title_of(record)),
        "url": reverse("curation:review", args=[record.code]),
        "organisation": organisation_row(claim.organisation),
        "asked": _("Ho va demanar %(name)s, %(day)s.")
        % {"name": who(claim.asked_by), "day": on(timezone.localtime(claim.asked_at).date())},
        "message": claim.message,
        "named": _named(claim),
        "unpublished": record.state != State.PUBLISHED,
        "may_decide": may_decide_claim(user, claim.organisation),
    }


def _named(claim):
    """Who takes part in the case, by name: whoever decides sees whether the asker is one of them."""
    return joined(sorted(typographic(one.name) for one in _organisations(claim.record)))


def _organisations(record):
    if record.kind == Kind.ALLIANCE:
        return {partnership.organisation for partnership in record.alliance.partnerships.all()}
    return set(record.experience.organisations.all())
