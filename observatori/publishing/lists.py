"""List pages over `SearchEntry`: the same filters, order, cards and page size everywhere."""

from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import DateField
from django.http import QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.views.generic import ListView

from observatori.formats.phrases import day
from observatori.publishing.access import known_organisations
from observatori.publishing.models import SearchEntry
from observatori.publishing.options import leave_options_in_use
from observatori.publishing.pages import entry_card

PAGE = 20
RESULTS = "results"  # the partial of the page that htmx swaps
NO_CHIP = {"ordering", "scope"}  # they leave nothing out


class EntryList(ListView):
    """A filtered list of public things of one type, or of every type without `entry_type`.

    A filter that cannot be read answers 422, with its sentence beside the field. `feed` names the address
    of the same list as Atom; a list that has one offers a subscription too.
    """

    entry_type: str | None = None
    filters: type
    feed = ""
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

    def question(self) -> QueryDict:
        """Return what the list is asked, wherever in it the reader is."""
        asked = self.request.GET.copy()
        for name in ("page", "ordering"):
            asked.pop(name, None)
        return asked

    def subscription(self) -> QueryDict:
        """Return the same question as the search is asked it: that is what subscriptions keep."""
        asked = self.question()
        if self.entry_type:
            asked["type"] = self.entry_type
        return asked

    def ways_to_follow(self) -> dict:
        """Return the addresses of the subscription and of the feed; none for a list without a feed."""
        if not self.feed or not self.filterset.is_valid():
            return {"feed_url": "", "subscribe_url": ""}
        return {
            "feed_url": reverse(self.feed, query=self.question()),
            "subscribe_url": reverse("digests:subscribe", query=self.subscription()),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        found = chips(self.filterset)
        leave_options_in_use(self.filterset)
        return (
            context
            | self.ways_to_follow()
            | {
                "form": self.filterset.form,
                "chips": found,
                "clear_url": self.request.path,
                "cards": self.cards(context[self.context_object_name]),
            }
        )


def chips(filterset) -> list[dict]:
    """Return the chosen filters, each with the query string that takes it out."""
    return [
        {"label": f"{field.label}: {words.get(value, value)}", "url": _without(filterset.data, name, value)}
        for name, field in filterset.form.fields.items()
        if name not in NO_CHIP and (chosen := _readable(field, filterset.data.getlist(name)))
        for words in [_words(name, field, chosen)]
        for value in chosen
    ]


def _readable(field, values):
    """What was chosen and leaves something out: not what is meant where nothing is chosen."""
    unasked = str(getattr(field, "empty_value", ""))
    return [value for value in values if value and value != unasked and "\x00" not in value]


def _words(name, field, chosen):
    """The words of the chosen codes: those of the options, or the names of organisations that anybody may know; of a
    day, the day as it is written.
    """
    if name == "organisation":
        public = known_organisations(AnonymousUser())
        found = public.filter(Q(code__in=chosen) | Q(slug__in=chosen))
        return {key: one.name for one in found for key in (one.code, one.slug)}
    if isinstance(field, DateField):
        return {value: day(found) for value in chosen if (found := _day(field, value))}
    holder = (
        field if hasattr(field, "choices") else field.widget
    )  # a filter’s own choices have no truth value
    options = getattr(holder, "choices", ())
    return {str(code): label for code, label in options if str(code) in chosen}


def _day(field, value):
    try:
        return field.to_python(value)
    except ValidationError:
        return None


def _without(data, name, value):
    kept = data.copy()
    kept.setlist(name, [other for other in kept.getlist(name) if other != value])
    kept.pop("page", None)
    return f"?{kept.urlencode()}"
