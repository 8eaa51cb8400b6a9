"""Documents in the API: what lives on its own, outside the frozen document of a record."""

from django.urls import reverse
from django.utils import translation

from observatori.documents.models import Document


def document_facts(document: Document) -> dict:
    """Return what the API says of a document; who may read it is asked before."""
    return {
        "id": str(document.public_id),
        "title": document.title,
        "kind": document.kind,
        "visibility": document.visibility,
        "filename": document.filename,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
        "number": document.number,
        "url": download_path(document),
        "uploaded_at": document.uploaded_at,
    }


def download_path(document: Document) -> str:
    """Return the one address of a document, the same in every language."""
    with translation.override("ca"):
        return reverse("documents:download", args=[document.public_id])
