"""Cards at the address of what they are of. They are for everybody or for nobody: networks keep what they fetch."""

import hashlib
from dataclasses import astuple

from django.http import HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response, patch_cache_control

from observatori.publishing.addresses import page_url
from observatori.publishing.models import EntryType, SearchEntry
from observatori.publishing.reading import Moved, Withdrawn, published_record
from observatori.social.drawing import Card, png
from observatori.social.subjects import card_of, home_card

SECONDS = 600  # a card that is withdrawn stays in caches no longer


def home(request):
    return answer(request, home_card())


def record(request, kind, identity):
    """Answer the card of a published record: 404 where there is none for everybody, 410 once withdrawn."""
    try:
        found = published_record(kind, identity)
    except Withdrawn:
        return HttpResponseGone()
    except Moved as moved:
        address = page_url(kind, code=moved.record.code, slug=moved.record.slug)
        return redirect(f"{address}targeta.png", permanent=True)
    return answer(request, card_of(get_object_or_404(SearchEntry, record=found)))


def organisation(request, identity):
    name = "code" if identity.startswith("OAE-") else "slug"
    entries = SearchEntry.objects.of_type(EntryType.ORGANISATION)
    return answer(request, card_of(get_object_or_404(entries, **{name: identity})))


def answer(request, card: Card) -> HttpResponse:
    """Return the picture, or 304 to who has it already: its tag is what it says, so nothing is drawn for that."""
    etag = f'"{hashlib.sha256(repr(astuple(card)).encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(png(card), content_type="image/png", headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
