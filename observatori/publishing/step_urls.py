"""The addresses of a journey, in the room of the owner and, for records without one, in that of the staff."""

from django.urls import path

from observatori.publishing.step_verbs import CommentPage, DeletePage, ResolvePage, VerbPage
from observatori.publishing.step_views import NewPage, StepPage, Tasks
from observatori.publishing.steps import Journey

ROOMS = ("tauler/<slug:organisation>/", "curadoria/")


def journey_urls(journey: Journey) -> tuple[list, str]:
    """Return what `include` takes: the patterns and their namespace."""
    return [pattern for room in ROOMS for pattern in _patterns(room, journey)], journey.namespace


def _patterns(room, journey):
    record = f"{room}{journey.path}/<slug:code>/"
    return [
        *(path(room + new, NewPage.as_view(journey=journey), name=name) for name, new in journey.new.items()),
        path(record, Tasks.as_view(journey=journey), name="tasks"),
        path(f"{record}accions/<slug:verb>/", VerbPage.as_view(journey=journey), name="verb"),
        path(f"{record}esborra/", DeletePage.as_view(journey=journey), name="delete"),
        path(f"{record}comentaris/", CommentPage.as_view(journey=journey), name="comment"),
        path(f"{record}comentaris/<int:comment>/fet/", ResolvePage.as_view(journey=journey), name="resolve"),
        path(f"{record}<slug:step>/", StepPage.as_view(journey=journey), name="step"),
    ]
