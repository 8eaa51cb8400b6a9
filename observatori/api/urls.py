from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from alliances.api import AddendumViewSet, AgreementViewSet, AllianceViewSet
from alliances.confirmations.api import PartnershipViewSet
from alliances.radar.api import RadarView
from experiences.api import ExperienceViewSet, FactorViewSet, LessonViewSet
from observatori.api import schema  # noqa: F401 — what it says of authentication registers itself
from observatori.api.subscriptions import SubscriptionsView
from observatori.api.views import Me, Nowhere, Reference, Root, Schema
from observatori.publishing.api.events import EventsView
from observatori.publishing.api.organisations import OrganisationViewSet
from observatori.search.api import SearchView, SuggestView
from observatori.vocabularies.api import TerritoryViewSet, VocabularyViewSet

NOUNS = {
    "organisations": OrganisationViewSet,
    "alliances": AllianceViewSet,
    "agreements": AgreementViewSet,
    "addenda": AddendumViewSet,
    "experiences": ExperienceViewSet,
    "lessons": LessonViewSet,
    "factors": FactorViewSet,
    "territories": TerritoryViewSet,
    "vocabularies": VocabularyViewSet,
}

router = SimpleRouter()
for noun, viewset in NOUNS.items():
    router.register(noun, viewset, basename=noun)

app_name = "api"
urlpatterns = [
    path("v1/", Root.as_view(), name="root"),
    path("v1/schema/", Schema.as_view(), name="schema"),
    path("v1/search/", SearchView.as_view(), name="search"),
    path("v1/suggest/", SuggestView.as_view(), name="suggest"),
    path("v1/events/", EventsView.as_view(), name="events"),
    path("v1/radar/", RadarView.as_view(), name="radar"),
    path("v1/me/", Me.as_view(), name="me"),
    path("v1/subscriptions/", SubscriptionsView.as_view(), name="subscriptions"),
    *(
        path(
            f"v1/partnerships/<int:pk>/{verb}/",
            PartnershipViewSet.as_view({"post": verb}),
            name=f"partnership_{verb}",
        )
        for verb in ("confirm", "dispute")
    ),
    path("v1/", include(router.urls)),
    path("docs/", Reference.as_view(), name="docs"),
    re_path(r"^(?:.*/)?$", Nowhere.as_view(), name="nowhere"),
]
