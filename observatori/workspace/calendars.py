"""The private calendars of an organisation’s people: made, given another address, closed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from alliances.models import Calendar
from alliances.radar.calendars import calendars_for, make_calendar, renew_calendar, revoke_calendar
from observatori import mail
from observatori.accounts.pages import entered, own_page, refuse
from observatori.organisations.access import is_member
from observatori.workspace.forms import CalendarForm
from observatori.workspace.radar import radar_crumbs
from observatori.workspace.views import Room


@method_decorator(own_page, name="dispatch")
class Calendars(Room, FormView):
    """The calendars a person may close, and a form for a new one of hers. A new address is shown once, here."""

    form_class = CalendarForm
    template_name = "workspace/calendars.html"

    def crumbs(self):
        return radar_crumbs(self.organisation)

    def post(self, request, *args, **kwargs):
        if not is_member(request.user, self.organisation):
            raise PermissionDenied
        if "renew" in request.POST:
            return self.renew()
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        calendars = calendars_for(user, self.organisation)
        return super().get_context_data(**kwargs) | {
            "belongs": is_member(user, self.organisation),
            "rows": [
                {"calendar": one, "mine": one.person_id == user.pk, "url": self.revoke_url(one)}
                for one in calendars
            ],
        }

    def revoke_url(self, calendar):
        return reverse("workspace:revoke_calendar", args=[self.organisation.slug, calendar.pk])

    def form_valid(self, form):
        facts = {"organisation": self.organisation, "person": self.request.user, **form.cleaned_data}
        try:
            _calendar, secret = make_calendar(**facts)
        except ValidationError as error:
            refuse(form, error)
            return self.form_invalid(form)
        return self.shown(secret)

    def renew(self):
        mine = calendars_for(self.request.user, self.organisation).filter(person=self.request.user)
        asked = self.request.POST["renew"]
        calendar = get_object_or_404(mine, pk=asked if asked.isdecimal() and len(asked) < 10 else 0)
        return self.shown(renew_calendar(calendar=calendar, by=self.request.user))

    def shown(self, secret):
        """The new address in this very answer: it is in no session, no log and no second page."""
        address = mail.absolute(reverse("calendar_feed", args=[secret]))
        return self.render_to_response(self.get_context_data(form=CalendarForm(), address=address))


@own_page
@require_POST
def revoke(request, organisation, pk):
    organisation = entered(request, organisation)
    calendars = calendars_for(request.user, organisation).values("pk")
    calendar = get_object_or_404(Calendar.objects.select_related("organisation"), pk=pk, pk__in=calendars)
    revoke_calendar(calendar=calendar, by=request.user)
    messages.success(request, _("S’ha tancat el calendari: des d’ara l’adreça no obre res."))
    return redirect("workspace:calendars", organisation.slug)
