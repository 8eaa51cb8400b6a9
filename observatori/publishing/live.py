"""Live facts that stand beside every published document."""

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
