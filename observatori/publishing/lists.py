"""List pages over `SearchEntry`: the same filters, order, cards and page size everywhere."""

from http import HTTPStatus

from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.views.generic import ListView

from observatori.publishing.models import SearchEntry
from observatori.publishing.options import leave_options_in_use
from observatori.publishing.pages import entry_card

PAGE = 20
RESULTS = "results"  # the partial of the page that htmx swaps


class EntryList(ListView):
    """A filtered list of public things of one type, or of every type without `entry_type`.

    A filter that cannot be read answers 422, with its sentence beside the field.
    """

    entry_type: str | None = None
    filters: type
    context_object_name = "entries"
    paginate_by = PAGE

    @cached_property
    def filterset(self):
        entries = (
            SearchEntry.objects.of_type(self.entry_type) if self.entry_type else SearchEntry.objects.all()
        )
        return self.filters(self.request.GET, queryset=entries, request=self.request)

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

    def cards(self, entries):
        """Return what the page shows of each entry."""
        return [entry_card(entry) for entry in entries]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        found = chips(self.filterset)
        leave_options_in_use(self.filterset)
        return context | {
            "form": self.filterset.form,
            "chips": found,
            "clear_url": self.request.path,
            "cards": self.cards(context[self.context_object_name]),
        }


def chips(filterset) -> list[dict]:
    """Return the chosen filters, each with the query string that takes it out."""
    return [
        {"label": f"{field.label}: {_words(field, value)}", "url": _without(filterset.data, name, value)}
        for name, field in filterset.form.fields.items()
        for value in filterset.data.getlist(name)
        if value and name != "ordering"
    ]


def _words(field, value):
    return next((label for code, label in getattr(field, "choices", ()) if code == value), value)


def _without(data, name, value):
    kept = data.copy()
    kept.setlist(name, [other for other in kept.getlist(name) if other != value])
    kept.pop("page", None)
    return f"?{kept.urlencode()}"
