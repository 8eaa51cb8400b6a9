"""List pages over `SearchEntry`: the same filters, order and page size everywhere."""

from django.utils.functional import cached_property
from django.views.generic import ListView

from observatori.publishing.models import SearchEntry

PAGE = 20


class EntryList(ListView):
    """A filtered list of public things of one type, or of every type without `entry_type`."""

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

    def get_queryset(self):
        return self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filterset, active_filters=active_filters(self.filterset), **kwargs
        )


def active_filters(filterset) -> list[dict]:
    """Return the chosen filters with the query string that takes each one out."""
    return [
        {
            "name": name,
            "label": filterset.form.fields[name].label,
            "value": _words(filterset.form.fields[name], value),
            "without": _without(filterset.data, name, value),
        }
        for name in filterset.form.fields
        for value in filterset.data.getlist(name)
        if value and name != "ordering"
    ]


def _words(field, value):
    choices = getattr(field, "choices", None) or ()
    return dict(choices).get(value, value)


def _without(data, name, value):
    kept = data.copy()
    kept.setlist(name, [other for other in kept.getlist(name) if other != value])
    kept.pop("page", None)
    return f"?{kept.urlencode()}"
