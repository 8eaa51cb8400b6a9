"""Static files of a local installation, collected only when one of them has changed: compressing takes seconds."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

UNUSED = ["rest_framework"]  # the files of pages the API does not have


def collect_if_changed() -> None:
    """Run collectstatic, unless every source file is as it was the last time."""
    stamp = settings.VAR / "static.sha256"
    now = hashlib.sha256("\n".join(sorted(_sources())).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != now:
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, clear=True, ignore_patterns=UNUSED, verbosity=0)
        stamp.write_text(now)


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(UNUSED):
            found = Path(storage.path(name)).stat()
            yield f"{name} {found.st_size} {found.st_mtime_ns}"
