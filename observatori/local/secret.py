"""The secrets of a local installation: made once, kept private in ``var/``."""

import os
import secrets
import tempfile
from pathlib import Path


def key(path: Path, size: int = 50) -> str:
    """Return the key kept in ``path``, making it of ``size`` bytes on first use; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path, size)
    return path.read_text()


def _make(path, size):
    # Written aside and linked in: two processes that start together then agree on one whole key.
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_urlsafe(size))
        file.flush()
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
