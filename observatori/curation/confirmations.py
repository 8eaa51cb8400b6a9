"""Partners that dispute their part in an alliance, or owe an answer about it."""

from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from alliances.confirmations.standing import unconfirmed
from alliances.models import Confirmation
from alliances.pages.confirmations import by_partner, unconfirmed_rows
from observatori.curation.pages.queue import tabs
from observatori.curation.rooms import staff_page
from observatori.publishing.lists import PAGE
from observatori.workspace.reminders import remind_of

STATES = (Confirmation.DISPUTED, Confirmation.PENDING, Confirmation.STALE)


@method_decorator(staff_page, name="dispatch")
class Confirmations(ListView):
    """Every one of them, or those of one state (`?state=`)."""

    template_name = "curation/confirmations.html"
    paginate_by = PAGE

    @property
    def state(self) -> str:
        asked = self.request.GET.get("state", "")
        return asked if asked in STATES else ""

    def get_queryset(self):
        return unconfirmed(by_partner=True).filter(confirmation__in=[self.state] if self.state else STATES)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "tabs": tabs("confirmations"),
            "groups": by_partner(unconfirmed_rows(context["object_list"])),
            "state": self.state,
            "states": [(state.value, state.label) for state in STATES],
        }


@staff_page
@require_POST
def remind_partner(request, pk):
    """Ask a partner again for its answer."""
    remind_of(request, unconfirmed(), pk)
    return redirect("curation:confirmations")
