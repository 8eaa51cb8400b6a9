from observatori.publishing.lists import EntryList
from observatori.search.filters import SearchFilters


class Search(EntryList):
    """One search over everything that is public."""

    filters = SearchFilters
    template_name = "search/search.html"
