"""Where alliances, agreements and addenda are filled in."""

from django.urls import include, path

from alliances.editing.agreement import AGREEMENT_JOURNEY
from alliances.editing.alliance import ALLIANCE_JOURNEY
from alliances.editing.completeness import semafor_urls
from alliances.editing.registration import registration_urls
from observatori.publishing.step_urls import journey_urls

urlpatterns = [
    *semafor_urls(AGREEMENT_JOURNEY),
    *registration_urls(AGREEMENT_JOURNEY),
    path("", include(journey_urls(AGREEMENT_JOURNEY))),
    path("", include(journey_urls(ALLIANCE_JOURNEY))),
]
