from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

from alliances.api import AddendumViewSet, AgreementViewSet, AllianceViewSet
from experiences.api import ExperienceViewSet, FactorViewSet, LessonViewSet
from observatori.api.views import Reference, Root
from observatori.publishing.api import OrganisationViewSet
from observatori.search.api import SearchView
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
    path("v1/schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("v1/search/", SearchView.as_view(), name="search"),
    path("v1/", include(router.urls)),
    path("docs/", Reference.as_view(), name="docs"),
]
