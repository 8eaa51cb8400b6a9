"""The sitemap (sitemaps.org 0.9) of every public page in its three languages, and robots.txt."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from observatori.publishing.feeds import last_change
from observatori.publishing.models import EntryType, SearchEntry

ADDRESSES = 15_000  # of one file: the limits are 50,000 addresses and 50 MB (sitemaps.org)
PAGES = (
    "home",
    "alliances:list",
    "alliances:completeness_figures",
    "organisations:list",
    "experiences:list",
    "lessons:list",
    "search",
    "digests:subscribe",
    "accessibility",
    "help",
)
PRIVATE = ("/api/v1/", "/compte/", "/tauler/", "/curadoria/", "/subscripcions/confirmar/", "/calendari/")


class Translated(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    limit = ADDRESSES


class PageSitemap(Translated):
    def items(self):
        return list(PAGES)

    def location(self, name):
        return reverse(name)


class EntrySitemap(Translated):
    """The public things of one type, each with the day of its last change."""

    def __init__(self, entry_type: str):
        self.entry_type = entry_type

    def items(self):
        entries = SearchEntry.objects.of_type(self.entry_type).order_by("pk")
        entries = entries.select_related("record__published_revision", "organisation")
        return entries.only(
            "type", "code", "slug", "organisation__updated_at", "record__published_revision__at"
        )

    def location(self, entry):
        return entry.url

    def lastmod(self, entry):
        return last_change(entry)


SITEMAPS = {"pages": PageSitemap} | {kind: EntrySitemap(kind) for kind in EntryType.values}


def whole(request):
    """All in one file while it fits, an index of the sections when it does not."""
    addresses = (SearchEntry.objects.count() + len(PAGES)) * len(settings.LANGUAGES)
    if addresses <= ADDRESSES:
        return sitemap(request, SITEMAPS)
    return index(request, SITEMAPS, sitemap_url_name="sitemap_section")


@cache_control(max_age=3600)
def robots(request):
    """Everything public may be read by anybody; what is somebody’s own is not to be looked for."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
