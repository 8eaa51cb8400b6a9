"""The page of each public thing."""

from django.urls import reverse

PAGES = {
    "alliance": "alliances:alliance",
    "agreement": "alliances:agreement",
    "experience": "experiences:experience",
    "lesson": "lessons:lesson",
    "organisation": "organisations:organisation",
}


def page_url(kind: str, *, code: str, slug: str | None) -> str:
    """Return the path of a thing’s page in the active language: by slug, by code where it has none."""
    return reverse(PAGES[kind], args=[slug or code])
