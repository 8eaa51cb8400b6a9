"""Finding what an address of the API names, as far as the caller may read it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from observatori.codes import identified
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.models import Record
from observatori.publishing.reading import published_record


def draft_named(kind: str, identity: str, user) -> Record:
    """Return the record whose working copy `user` may read, by code or slug. Raises Http404."""
    drafts = drafts_visible_to(user, kind).select_related("owner", "published_revision")
    record = None if "\x00" in identity else drafts.filter(**identified(identity)).first()
    if record is None:
        raise Http404
    return record


def record_to_change(kind: str, identity: str, user, allowed: Callable[[Record], bool]) -> Record:
    """Return the record that `allowed` lets `user` change. Raises PermissionDenied where she may only read it,
    and what reading raises where she may not.
    """
    try:
        record = draft_named(kind, identity, user)
    except Http404:
        published_record(kind, identity, user)
        raise PermissionDenied from None
    if not allowed(record):
        raise PermissionDenied
    return record
