"""Documents on pages: every word already said."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from observatori.documents import extraction, findings
from observatori.documents.access import documents_visible_to, visible_documents
from observatori.documents.forms import WHO_READS
from observatori.documents.live import download_path
from observatori.documents.models import Document, DocumentKind
from observatori.formats.phrases import capitalised, day, number, typographic, uncapitalised
from observatori.organisations.models import Organisation, User
from observatori.publishing.models import Record

FOUND = {
    findings.ID_NUMBER: gettext_lazy("Números de document d’identitat"),
    findings.SIGNATURE_PAGE: gettext_lazy("Pàgina que sembla de signatures manuscrites"),
    findings.UNREAD: gettext_lazy("Una part del document no s’ha pogut llegir"),
    findings.EMAIL: gettext_lazy("Adreces electròniques"),
    findings.PHONE: gettext_lazy("Telèfons"),
    extraction.ELECTRONIC_SIGNATURE: gettext_lazy(
        "Signatura electrònica: el certificat porta el nom i, sovint, el DNI de qui signa"
    ),
    extraction.ATTACHMENT: gettext_lazy("Fitxers adjunts a dins, que no hem mirat"),
    extraction.COMMENTS: gettext_lazy("Comentaris o canvis marcats al text"),
}


def record_title(record: Record) -> str:
    """Return the name of the thing a record is about, its code where it has none yet."""
    return typographic(str(getattr(record, record.kind, ""))) or record.code


def public_rows(user: User, record: Record) -> list[dict]:
    """Return the rows of documents/list.html for a page that anybody reads: last versions only."""
    return [document_row(document) for document in visible_documents(user, record)]


def editor_rows(user: User, record: Record, organisation: Organisation, *, may_write: bool) -> list[dict]:
    """Return the rows with their earlier versions, and with what can be done to each."""
    readable = documents_visible_to(user).filter(record=record).in_bulk()
    rows = []
    for document in visible_documents(user, record).select_related("record"):
        versions = [document_row(earlier) for earlier in _earlier(document, readable)]
        actions = document_actions(document, organisation) if may_write else []
        rows.append(document_row(document) | {"versions": versions, "actions": actions})
    return rows


def document_row(document: Document) -> dict:
    """Return what a list shows of one version."""
    return {
        "title": typographic(document.title),
        "kind": capitalised(DocumentKind(document.kind).label),
        "visibility": uncapitalised(str(WHO_READS[document.visibility])),
        "size": filesizeformat(document.size),
        "format": document.filename.rpartition(".")[2].upper(),
        "date": day(timezone.localdate(document.uploaded_at)),
        "url": download_path(document),
        "number": document.number,
        "versions": [],
        "actions": [],
    }


def document_actions(document: Document, organisation: Organisation) -> list[dict]:
    """Return the address and the word of each thing an editor can do to a document."""
    place = [organisation.slug, document.record.code, document.public_id]
    return [
        {"label": _("Canvia’n les dades"), "url": reverse("documents:change", args=place)},
        {"label": _("Puja’n una versió nova"), "url": reverse("documents:replace", args=place)},
        {"label": _("Retira’l"), "url": reverse("documents:remove", args=place)},
    ]


def findings_table(document: Document) -> dict:
    """Return columns and rows of what was found in a document; no rows where nothing was."""
    columns = [_("Què hi hem trobat"), _("Pàgina"), _("Vegades"), pgettext("exemple", "Mostra")]
    return {
        "caption": _("Què hem trobat al document"),
        "columns": [{"label": label} for label in columns],
        "rows": [_labelled(columns, _finding_cells(finding)) for finding in document.findings],
    }


def _finding_cells(finding) -> Iterable[str]:
    page = number(finding["page"]) if finding["page"] else "—"
    return str(FOUND[finding["kind"]]), page, number(finding["count"]), finding["sample"] or "—"


def _labelled(columns, cells):
    return [{"text": text, "label": label} for label, text in zip(columns, cells, strict=True)]


def _earlier(document, readable):
    """Yield the versions before, as far back as they can be read."""
    while (document := readable.get(document.replaces_id)) is not None:
        yield document
