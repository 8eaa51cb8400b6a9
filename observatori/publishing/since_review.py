"""What changed in a record since staff last read it."""

from observatori.publishing.models import Event, Record, State, Verb
from observatori.publishing.written import field_digests

READ = (State.SUBMITTED, State.IN_REVIEW)
TURNS = (Verb.REVIEW_STARTED, Verb.SUBMITTED, Verb.PUBLISHED, Verb.UPDATED)


def changed_since_review(record: Record, document: dict) -> set[str]:
    """Return the names of the fields and rows of the working copy that are not as they were in the last review but
    the one under way; nothing where there was none since the record was last published.
    """
    before = _last_read(record) if record.state in READ else None
    if before is None:
        return set()
    return {name for name, digest in field_digests(document).items() if before.get(name) != digest}


def _last_read(record):
    """The digests kept when the last review before the last submission began."""
    last = None
    read = None
    for event in Event.objects.filter(record=record, verb__in=TURNS).order_by("pk"):
        if event.verb == Verb.REVIEW_STARTED:
            last = event.changes.get("read")
        elif event.verb == Verb.SUBMITTED:
            read = last
        else:
            last = read = None
    return read
