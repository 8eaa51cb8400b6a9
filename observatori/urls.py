from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from alliances.pages.commitment_totals import public_money
from alliances.radar.feed_views import calendar_feed
from observatori import views
from observatori.help import Help
from observatori.home import Home
from observatori.publishing.suggestions import organisation_suggestions
from observatori.publishing.typed import bring_back
from observatori.publishing.views import OrganisationDetail, OrganisationList
from observatori.search.feeds import SearchFeed
from observatori.search.pages import cards
from observatori.search.views import Search
from observatori.sitemaps import SITEMAPS, robots, whole
from observatori.statement import Accessibility

handler400 = "observatori.views.bad_request"
handler403 = "observatori.views.forbidden"
handler404 = "observatori.views.not_found"
handler500 = "observatori.views.server_error"

organisations = (
    [
        path("entitats/", OrganisationList.as_view(), name="list"),
        path(
            "entitats/<slug:slug>/",
            OrganisationDetail.as_view(cards=cards, money=public_money),
            name="organisation",
        ),
    ],
    "organisations",
)

urlpatterns = [
    path("estat/", views.status, name="status"),
    path("estat/viu/", views.alive, name="alive"),
    path("api/", include("observatori.api.urls")),
    path("calendari/<slug:secret>.ics", calendar_feed, name="calendar_feed"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", whole, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_section"),
    *i18n_patterns(
        path("", Home.as_view(), name="home"),
        path("ajuda/", Help.as_view(), name="help"),
        path("", include("alliances.urls")),
        # Before the journeys, which take whatever follows a record for the name of a step.
        path("tauler/", include("observatori.workspace.urls")),
        path("", include("alliances.editing_urls")),
        path("", include("observatori.outlines.urls")),
        path("", include("experiences.urls")),
        path("", include("experiences.editing_urls")),
        path("accessibilitat/", Accessibility.as_view(), name="accessibility"),
        path("", include("observatori.documents.urls")),
        path("entitats/suggeriments/", organisation_suggestions, name="organisation_suggestions"),
        path("", include(organisations)),
        path("", include("observatori.accounts.urls")),
        path("", include("observatori.social.urls")),
        path("cerca/", Search.as_view(), name="search"),
        path("cerca/feed/", SearchFeed(), name="search_feed"),
        path("escrit/", bring_back, name="bring_back"),
        path("subscripcions/", include("observatori.digests.urls")),
        path("components/", include("observatori.gallery.urls")),
        path("curadoria/", include("observatori.curation.urls")),
        prefix_default_language=False,
    ),
]
