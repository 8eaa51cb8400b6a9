"""Atom feeds (RFC 4287) over `SearchEntry`, with the filters of the lists."""

from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from observatori import mail
from observatori.formats.characters import without_controls
from observatori.formats.phrases import capitalised, typographic
from observatori.publishing.models import EntryType, SearchEntry

ENTRIES = 50
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # of a feed without entries: today’s would change every second


class _Atom(Atom1Feed):
    def latest_post_date(self):
        return super().latest_post_date() if self.items else FIRST_DAY


class EntryFeed(Feed):
    """The last public things that the filters of a list find, newest first; examples are left out.

    Subclasses say `entry_type` (every type without it), `filters`, `title` and `page`, the name of the list’s
    address. A filter that cannot be read is a 400.
    """

    feed_type = _Atom
    author_name = "Observatori d’Aliances Estratègiques"
    entry_type: str | None = None
    filters: type
    page: str

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # What was withdrawn is no longer in it, and by date nobody would notice: only the ETag knows.
        del response.headers["Last-Modified"]
        return response

    def get_object(self, request):
        """Return the query string and the filters that it gives."""
        entries = SearchEntry.objects.counted()
        entries = entries.of_type(self.entry_type) if self.entry_type else entries
        filters = self.filters(request.GET, queryset=entries, request=request)
        if not filters.is_valid():
            raise BadRequest(next(iter(filters.errors.values()))[0])
        return request.GET.urlencode(), filters

    def items(self, asked):
        _query, filters = asked
        newest = filters.qs.order_by("-published_at", "-pk")
        return newest.select_related("record__published_revision", "organisation")[:ENTRIES]

    def link(self, asked):
        return _with_query(reverse(self.page), asked[0])

    def feed_url(self, asked):
        return _with_query(reverse(f"{self.page}_feed"), asked[0])

    def feed_guid(self, asked):
        return _with_query(f"tag:{mail.our_domain()},2026:{self.page}", asked[0])

    def item_title(self, entry):
        return without_controls(typographic(entry.title))

    def item_description(self, entry):
        return without_controls(typographic(entry.summary)) or None

    def item_link(self, entry):
        return entry.url

    def item_guid(self, entry):
        return f"tag:{mail.our_domain()},2026:{entry.code}"

    def item_pubdate(self, entry):
        return entry.published_at

    def item_updateddate(self, entry):
        return last_change(entry)

    def item_categories(self, entry):
        return [capitalised(EntryType(entry.type).label)]


def last_change(entry: SearchEntry) -> datetime:
    """Return when what the public reads of it last changed."""
    return entry.record.published_revision.at if entry.record_id else entry.organisation.updated_at


def _with_query(url, query):
    return f"{url}?{query}" if query else url
