from django.utils import timezone

from observatori.publishing.lists import EntryList
from observatori.search.filters import SearchFilters
from observatori.search.pages import cards


class Search(EntryList):
    """One search over everything that is public."""

    filters = SearchFilters
    feed = "search_feed"
    template_name = "search/search.html"

    def cards(self, entries):
        return cards(entries, timezone.localdate())

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.request.GET.get("q", ""), **kwargs)
