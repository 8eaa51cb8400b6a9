"""Keeps folder and table in step: which files nobody’s row names, and which rows lost their file."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from observatori.documents.models import Document

FOLDER = "documents"
YOUNG = timedelta(hours=24)  # a file stands there before its row is committed


def reap_orphans() -> list[str]:
    """Delete the files that no row names and that are older than YOUNG; return their names.

    Only a power cut, or a transaction undone after the verb, leaves one.
    """
    named = set(Document.objects.exclude(file="").values_list("file", flat=True))
    orphans = [name for name in _stored() if name not in named and _is_old(name)]
    for name in orphans:
        default_storage.delete(name)
    return orphans


def rows_without_file() -> list[str]:
    """Return the names that rows give and that the folder does not have: something to restore."""
    named = Document.objects.exclude(file="").values_list("file", flat=True)
    return sorted(set(named) - set(_stored()))


def _stored():
    if not default_storage.exists(FOLDER):
        return []
    _, names = default_storage.listdir(FOLDER)
    return [f"{FOLDER}/{name}" for name in names]


def _is_old(name):
    return timezone.now() - default_storage.get_modified_time(name) > YOUNG
