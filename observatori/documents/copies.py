"""The copy that everybody reads: the same pages without what the file tells of who wrote it and how."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatori.documents import cleaning, extraction, findings, sandbox
from observatori.documents.models import Document
from observatori.publishing.models import Visibility

NOT_CLEANED = "not_cleaned"
SENTENCE = _(
    "No hem pogut treure del fitxer les metadades i el que porta amagat. Deseu-lo sense propietats, adjunts ni "
    "signatura electrònica i torneu-lo a pujar."
)


@dataclass(frozen=True)
class Copy:
    """A public document that is not saved yet, and its file."""

    document: Document
    file: BinaryIO


def content_of(file: BinaryIO, extension: str) -> dict:
    """Return what a good file says, as far as it can be read; it is never refused for it."""
    try:
        return sandbox.run(Path(extraction.__file__), file, extension, seconds=extraction.SECONDS)
    except sandbox.Unreadable:
        return {"pages": [], "complete": False, "behind": "", "carried": []}


def text_of(content: dict) -> str:
    """Return the text of all pages."""
    return "\n".join(page["text"] for page in content["pages"]).strip()


def public_copy(document: Document, file: BinaryIO) -> Copy | None:
    """Return what becomes public in the place of `document`, whose file is given; None where it can itself.

    What was written is read again: nothing of what had to go is left. Raises ValidationError under `visibility`.
    """
    taken = sorted({one["kind"] for one in document.findings} & findings.TAKEN_OUT)
    if not taken:
        return None
    extension = document.filename.rpartition(".")[2]
    try:
        data = sandbox.output(Path(cleaning.__file__), file, extension, seconds=cleaning.SECONDS)
    except sandbox.Unreadable:
        raise _refusal() from None
    copied = io.BytesIO(data)
    content = content_of(copied, extension)
    if set(content["carried"]) & findings.TAKEN_OUT:
        raise _refusal()
    facts = {name: getattr(document, name) for name in ("record", "title", "kind", "filename", "media_type")}
    return Copy(
        Document(
            **facts,
            visibility=Visibility.PUBLIC,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            text=text_of(content),
            findings=findings.check(**content),
            taken_out=taken,
        ),
        copied,
    )


def _refusal():
    return ValidationError({"visibility": ValidationError(SENTENCE, NOT_CLEANED)})
