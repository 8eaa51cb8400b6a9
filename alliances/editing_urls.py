"""Where alliances, agreements and addenda are filled in."""

from django.urls import include, path

from alliances.editing.agreement import AGREEMENT_JOURNEY
from alliances.editing.alliance import ALLIANCE_JOURNEY
from observatori.publishing.step_urls import journey_urls

urlpatterns = [
    path("", include(journey_urls(AGREEMENT_JOURNEY))),
    path("", include(journey_urls(ALLIANCE_JOURNEY))),
]
