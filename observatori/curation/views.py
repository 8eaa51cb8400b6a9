"""The queue of what waits for the staff, and the agreements that were registered."""

from http import HTTPStatus

from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from observatori.curation.filters import ALL, QueueFilters, RegisteredFilters, asked
from observatori.curation.pages.queue import (
    agreement_rows,
    queue_records,
    queue_rows,
    registered_agreements,
    tabs,
    waiting_rows,
)
from observatori.curation.rooms import staff_page
from observatori.publishing.lists import PAGE, RESULTS, chips


@method_decorator(staff_page, name="dispatch")
class Desk(ListView):
    """A filtered list of records; a filter that cannot be read answers 422, with its sentence."""

    name: str
    everything = ""  # the question that filters nothing
    title: str
    filters: type
    template_name = "curation/queue.html"
    paginate_by = PAGE

    @cached_property
    def filterset(self):
        return self.filters(self.question(), queryset=self.records(), request=self.request)

    def question(self):
        """Return what the list is asked."""
        return self.request.GET

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        if not self.filterset.is_valid():
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_queryset(self):
        return self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()

    def get_template_names(self):
        return [f"{self.template_name}#{RESULTS}" if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "title": self.title,
            "tabs": tabs(self.name),
            "form": self.filterset.form,
            "chips": chips(self.filterset),
            "clear_url": f"{self.request.path}{self.everything}",
            "nothing": self.nothing,
            "waiting": [],
            "rows": self.rows(context["object_list"]),
        }


class Queue(Desk):
    """Everything of the curated kinds; unless asked otherwise, what waits for staff or author."""

    name = "queue"
    everything = f"?scope={ALL}"
    title = _("Cua de revisió")
    nothing = {
        "title": _("Ara no espera res"),
        "text": _("Quan una entitat trameti un registre, el trobareu aquí."),
        "url": everything,
        "action": _("Mira la llista sencera"),
    }
    filters = QueueFilters
    records = staticmethod(queue_records)

    def question(self):
        return asked(self.request.GET)

    def rows(self, records):
        return queue_rows(records, self.request.user)


class Agreements(Desk):
    """Agreements are not reviewed before they are registered: here they are seen after."""

    name = "agreements"
    title = _("Convenis registrats")
    nothing = {
        "title": _("Encara no n’hi ha cap"),
        "text": _("Quan una entitat registri un conveni, el trobareu aquí."),
        "url": "",
        "action": "",
    }
    filters = RegisteredFilters
    records = staticmethod(registered_agreements)

    def rows(self, records):
        return agreement_rows(records)

    def get_context_data(self, **kwargs):
        """Return the context, with those that wait to be registered above the whole list."""
        waiting = [] if self.request.GET else waiting_rows()
        return super().get_context_data(**kwargs) | {"waiting": waiting}
