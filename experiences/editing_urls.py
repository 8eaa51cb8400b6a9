from django.urls import include, path

from experiences.alliance_field import suggestions
from experiences.editing import JOURNEY
from observatori.publishing.step_urls import journey_urls

urlpatterns = [
    path("experiencies/suggeriments/aliances/", suggestions, name="alliance_suggestions"),
    path("", include(journey_urls(JOURNEY))),
]
