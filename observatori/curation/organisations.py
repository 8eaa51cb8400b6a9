"""Organisations that wait for somebody to check them."""

from django.contrib import messages
from django.db.models import Count, F
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView

from observatori.curation.pages.queue import tabs
from observatori.curation.pages.review import organisation_row
from observatori.curation.rooms import staff_page
from observatori.formats.phrases import joined
from observatori.organisations.models import Organisation
from observatori.publishing.access import may_verify
from observatori.publishing.lists import PAGE
from observatori.publishing.organisation_search import similar_organisations
from observatori.publishing.organisations import verify_organisation
from observatori.publishing.pages import organisation_facts

ROWS = ("registered_by", "verified_by", "legal_form", "municipality", "comarca", "health_region", "centre_of")
ASKED = gettext_lazy("Les ha registrat algú i esperen que les comproveu")
NAMED = gettext_lazy("Surten en casos documentats")
WANTED = {
    "tax_id": gettext_lazy("el NIF"),
    "legal_form_id": gettext_lazy("la forma jurídica"),
    "ownership": gettext_lazy("la titularitat"),
    "sectors": gettext_lazy("els sectors"),
    "comarca_id": gettext_lazy("la comarca"),
    "website": gettext_lazy("el web"),
}


@method_decorator(staff_page, name="dispatch")
class Organisations(ListView):
    """Organisations not verified: to be verified again first, then those that people registered, then of cases."""

    template_name = "curation/organisations.html"
    paginate_by = PAGE

    def get_queryset(self):
        unverified = Organisation.objects.active().filter(verified_at=None).select_related(*ROWS)
        unverified = unverified.annotate(records_count=Count("records"))
        return unverified.order_by(
            F("verified_by").asc(nulls_last=True),
            F("registered_by").asc(nulls_last=True),
            "-created_at",
            "pk",
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "tabs": tabs("organisations"),
            "rows": [_row(organisation) for organisation in context["object_list"]],
        }


@method_decorator(staff_page, name="dispatch")
class Check(TemplateView):
    """One organisation, what it may already be, and the button that verifies it."""

    template_name = "curation/organisation.html"

    def get_context_data(self, slug, **kwargs):
        organisation = _organisation(slug)
        facts = {name: getattr(organisation, name) for name in ("name", "short_name", "tax_id")}
        alike = similar_organisations(facts, user=self.request.user)
        return super().get_context_data(
            tabs=tabs("organisations"),
            organisation=organisation,
            row=_row(organisation),
            facts=organisation_facts(organisation),
            may_verify=may_verify(self.request.user, organisation),
            alike=[organisation_row(one) for one in alike if one.pk != organisation.pk],
            **kwargs,
        )

    def post(self, request, slug):
        organisation = verify_organisation(organisation=_organisation(slug), by=request.user)
        messages.success(request, _("S’ha verificat l’entitat «%s».") % organisation.name)
        return redirect("curation:organisations")


def _organisation(slug):
    organisations = Organisation.objects.active().select_related(*ROWS).prefetch_related("aliases")
    return get_object_or_404(organisations, slug=slug)


def _row(organisation):
    lacks = [words for column, words in WANTED.items() if not getattr(organisation, column)]
    return organisation_row(organisation) | {
        "code": organisation.code,
        "group": ASKED if organisation.registered_by or organisation.verified_by else NAMED,
        "registered": _origin(organisation),
        "lacks": _("No en consta: %(things)s.") % {"things": joined(lacks)} if lacks else "",
        "desk": reverse("workspace:organisation", args=[organisation.slug]),
    }


def _origin(organisation):
    if organisation.verified_by and not organisation.verified:
        return _("Era verificada: n’ha canviat el nom o el NIF.")
    if organisation.registered_by:
        return _("La va registrar %(name)s.") % {"name": organisation.registered_by}
    return _("Surt en un cas documentat.")
