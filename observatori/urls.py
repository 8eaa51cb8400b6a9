from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from observatori import views
from observatori.publishing.views import OrganisationDetail, OrganisationList
from observatori.search.pages import cards
from observatori.search.views import Search

handler400 = "observatori.views.bad_request"
handler403 = "observatori.views.forbidden"
handler404 = "observatori.views.not_found"
handler500 = "observatori.views.server_error"

organisations = (
    [
        path("entitats/", OrganisationList.as_view(), name="list"),
        path("entitats/<slug:slug>/", OrganisationDetail.as_view(cards=cards), name="organisation"),
    ],
    "organisations",
)

urlpatterns = [
    path("estat/", views.status, name="status"),
    path("estat/viu/", views.alive, name="alive"),
    path("api/", include("observatori.api.urls")),
    *i18n_patterns(
        path("", views.Home.as_view(), name="home"),
        path("", include("alliances.urls")),
        path("", include("experiences.urls")),
        path("", include(organisations)),
        path("cerca/", Search.as_view(), name="search"),
        prefix_default_language=False,
    ),
]
