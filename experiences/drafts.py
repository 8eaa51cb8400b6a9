"""Working copies of experiences, as one person may read them."""

from collections.abc import Iterable

from experiences.documents import EXPERIENCE_ROWS, experience_document
from experiences.live import only_readable
from experiences.models import Experience
from observatori.organisations.models import User
from observatori.publishing.live import readable_names, record_facts
from observatori.publishing.models import Record


def experience_drafts(records: Iterable[Record], user: User) -> list[dict]:
    """Return the working copy of each experience, without what it names and `user` may not read.

    The number of queries does not depend on how many there are.
    """
    experiences = Experience.objects.select_related("record__owner", "record__published_revision")
    found = experiences.prefetch_related(*EXPERIENCE_ROWS).in_bulk([record.pk for record in records])
    drafts = [
        experience_document(found[record.pk]) | record_facts(found[record.pk].record) for record in records
    ]
    names = readable_names(_named(drafts), user)
    return [only_readable(draft, names) for draft in drafts]


def _named(drafts):
    for draft in drafts:
        yield from (alliance["code"] for alliance in draft["alliances"])
        yield from (found["lesson"]["code"] for found in draft["evidence"])
