from django.utils.translation import gettext_lazy as _

from observatori.publishing.feeds import EntryFeed
from observatori.search.filters import SearchFilters


class SearchFeed(EntryFeed):
    filters = SearchFilters
    title = _("Cerca a l’Observatori")
    page = "search"
