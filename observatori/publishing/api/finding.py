"""Finding what an address of the API names, as far as the caller may read it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from observatori.codes import identified
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.models import Record, State
from observatori.publishing.reading import find_record, standing, was_for_anybody, with_alliance


def draft_named(kind: str, identity: str, user) -> Record:
    """Return the record whose working copy `user` may read, by code or slug. Raises Http404."""
    drafts = drafts_visible_to(user, kind).select_related("owner", "published_revision")
    record = None if "\x00" in identity else drafts.filter(**identified(identity)).first()
    if record is None:
        raise Http404
    return record


def published_named(kind: str, identity: str, user) -> Record:
    """Return the record whose published version `user` may read: a public one, or one that involves her.

    Raises Http404, Withdrawn and Moved.
    """
    record = find_record(kind, identity)
    if record.published_revision_id is None or record.state == State.ARCHIVED:
        raise Http404
    if not was_for_anybody(record) and not _involves(user, record):
        raise Http404
    record = standing(record)
    return record if _involves(user, record) else with_alliance(record)


def _involves(user, record):
    return drafts_visible_to(user).filter(pk=record.pk).exists()


def record_to_change(kind: str, identity: str, user, allowed: Callable[[Record], bool]) -> Record:
    """Return the record that `allowed` lets `user` change. Raises PermissionDenied where she may only read it,
    and what reading raises where she may not.
    """
    try:
        record = draft_named(kind, identity, user)
    except Http404:
        published_named(kind, identity, user)
        raise PermissionDenied from None
    if not allowed(record):
        raise PermissionDenied
    return record
