"""Live facts that stand beside every published document."""

from collections.abc import Iterable, Mapping

from django.db.models import BooleanField, ExpressionWrapper, Q, Value

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


def readable_names(codes: Iterable[str], user: User | None = None) -> dict[str, dict]:
    """Return those of the codes that anybody may read, with the address and the name the public knows each by, and
    those that `user` may read as a draft, without a name: then the document’s own will do. In one query.

    A frozen document may name what is not public yet, or no more, or by the name that a draft had: whoever shows
    it asks here first.
    """
    codes = set(codes)
    drafts = Value(value=False)
    if user is not None:
        visible = drafts_visible_to(user).filter(code__in=codes).values("pk")
        drafts = ExpressionWrapper(Q(pk__in=visible), BooleanField())
    found = Record.objects.filter(code__in=codes).annotate(is_draft=drafts)
    # What is neither public nor hers goes below: as a condition, the database would look for her drafts twice.
    rows = found.values_list("code", "slug", "search_entry__title", "is_draft")
    return {
        code: {"slug": slug} if is_draft else {"slug": slug, "name": title}
        for code, slug, title, is_draft in rows
        if is_draft or title is not None
    }


def as_known(reference: dict, names: Mapping[str, dict]) -> dict:
    """Return the reference with the address and the name of `readable_names`, as far as it has them there."""
    return reference | names.get(reference["code"], {})
