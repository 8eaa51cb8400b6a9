"""Live facts that stand beside every published document."""

from collections.abc import Iterable

from django.db.models import Q

from observatori.organisations.models import User
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.models import Record


def record_facts(record: Record) -> dict:
    """Return the state of the record’s working copy and of what the public reads."""
    published = record.published_revision
    return {
        "state": record.state,
        "version": record.version,
        "published_version": published.number if published else None,
        "withdrawn": record.withdrawn,
    }


def readable_codes(codes: Iterable[str], user: User | None = None) -> set[str]:
    """Return those of the codes that anybody may read, or that `user` may read as a draft, in one query.

    A frozen document may name what is not public yet, or no more: whoever shows it asks here first.
    """
    readable = Q(search_entry__isnull=False)
    if user is not None:
        readable |= Q(pk__in=drafts_visible_to(user).values("pk"))
    return set(Record.objects.filter(readable, code__in=set(codes)).values_list("code", flat=True))
