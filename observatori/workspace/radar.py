"""The radar of an organisation, and who of its people looks after each agreement."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from alliances.models import Agreement
from alliances.radar.charges import charges_of, give_charge, history_of
from alliances.radar.horizon import agreements_for
from alliances.radar.pages import charge_sentence, history_row
from alliances.radar.queries import ChargeForm
from alliances.radar.views import RadarFile, RadarPage
from observatori.accounts.pages import entered, own_page, refuse
from observatori.formats.phrases import typographic
from observatori.organisations.models import User
from observatori.publishing.access import may_give_charge
from observatori.publishing.standing import read_url
from observatori.publishing.step_pages import workspace_crumbs
from observatori.publishing.typed import is_ours
from observatori.workspace.views import Room


@method_decorator(own_page, name="dispatch")
class OrganisationRadar(Room, RadarPage):
    """What ends for an organisation in the next months."""

    template_name = "workspace/radar.html"


def radar_crumbs(organisation):
    """Return the way back from a page that hangs from the radar of an organisation."""
    radar = reverse("workspace:radar", args=[organisation.slug])
    return workspace_crumbs(organisation, (radar, _("Radar de venciments")))


@own_page
def radar_file(request, organisation):
    """The same, to be opened with a spreadsheet."""
    radar = RadarFile()
    radar.request, radar.organisation = request, entered(request, organisation)
    return radar.answer()


@method_decorator(own_page, name="dispatch")
class GiveCharge(Room, FormView):
    """Who looks after an agreement for the organisation: read by all its people, said by those who write."""

    form_class = ChargeForm
    template_name = "workspace/charge.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        readable = agreements_for(request.user, self.organisation)
        agreements = readable.only(Agreement.objects.filter(amends=None), "pk")
        agreements = agreements.select_related("record__published_revision", "record__owner")
        self.agreement = get_object_or_404(agreements, record__code=kwargs["code"])

    def post(self, request, *args, **kwargs):
        if not may_give_charge(request.user, self.organisation):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def crumbs(self):
        return radar_crumbs(self.organisation)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": self.people()}

    def people(self):
        return User.objects.filter(memberships__organisation=self.organisation, is_active=True)

    def get_initial(self):
        charge = self.current()
        return {"assignee": charge.person_id if charge else ""}

    def current(self):
        charges = charges_of([self.agreement.pk], [self.organisation.pk])[self.agreement.pk]
        return charges[0] if charges else None

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": typographic(self.agreement.title),
            "read_url": read_url(self.agreement.record),
            "current": charge_sentence(self.current()),
            "history": [history_row(one) for one in history_of(self.agreement, self.organisation)],
            "gives": may_give_charge(self.request.user, self.organisation),
        }

    def form_valid(self, form):
        before = self.current()
        try:
            charge = give_charge(
                agreement=self.agreement,
                organisation=self.organisation,
                person=form.cleaned_data["assignee"],
                by=self.request.user,
            )
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.said(charge, before))
        return redirect(self.back() or self.request.path)

    def said(self, charge, before):
        told = charge_sentence(charge)
        if charge in (None, before) or charge.person == self.request.user:
            return told
        return f"{told} {_('Li ho diem per correu.')}"

    def back(self):
        """The radar she comes from, as it was; empty where there is none."""
        path = self.request.GET.get("back", "")
        return path if is_ours(path) else ""
