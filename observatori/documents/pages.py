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
from observatori.documents.inspection import MEDIA_TYPES
from observatori.documents.live import download_path
from observatori.documents.models import Document, DocumentKind
from observatori.formats.phrases import (
    capitalised,
    day,
    joined,
    number,
    on,
    typographic,
    uncapitalised,
)
from observatori.organisations.models import Organisation, User
from observatori.publishing.models import Record
from observatori.publishing.step_pages import name_of

FOUND = {
    findings.ID_NUMBER: gettext_lazy("Números de document d’identitat"),
    findings.SIGNATURE_PAGE: gettext_lazy("Pàgina que sembla de signatures manuscrites"),
    findings.UNREAD: gettext_lazy("Una part del document no s’ha pogut llegir"),
    findings.EMAIL: gettext_lazy("Adreces electròniques"),
    findings.PHONE: gettext_lazy("Telèfons"),
    findings.BODY_EMAIL: gettext_lazy("Adreces electròniques, segurament de l’entitat"),
    findings.BODY_PHONE: gettext_lazy("Telèfons, segurament de l’entitat"),
    findings.BANK_ACCOUNT: gettext_lazy("Comptes bancaris"),
    extraction.EMBEDDED: gettext_lazy("Altres fitxers a dins, que no hem mirat"),
    extraction.COMMENTS: gettext_lazy("Comentaris o canvis marcats al text, també el que s’hi va esborrar"),
    extraction.HIDDEN: gettext_lazy(
        "Parts amagades, que no es veuen en obrir-lo però que tothom pot mostrar"
    ),
}
# What a public copy does without; each goes on a sentence.
TAKEN_OUT = {
    extraction.METADATA: gettext_lazy("les metadades (qui el va escriure, quan i amb quin programa)"),
    extraction.NOTES: gettext_lazy("els comentaris"),
    extraction.EARLIER_REVISION: gettext_lazy("les versions anteriors que guardava el fitxer"),
    extraction.ATTACHMENT: gettext_lazy("els fitxers adjunts"),
    extraction.ELECTRONIC_SIGNATURE: gettext_lazy("la signatura electrònica amb el certificat de qui signa"),
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
    for document in visible_documents(user, record).select_related("record", "confirmed_by__user"):
        versions = [
            document_row(earlier) | {"digest": earlier.sha256} for earlier in _earlier(document, readable)
        ]
        actions = document_actions(document, organisation) if may_write else []
        more = {"versions": versions, "actions": actions, "confirmed": confirmation(document)}
        rows.append(document_row(document) | more)
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
        "taken_out": taken_out(document),
        "confirmed": "",
        "digest": "",
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
    """Return columns and rows of what was found in a document and would be public; no rows where nothing was.

    Only a PDF has pages that everybody counts alike.
    """
    columns = [_("Què hi hem trobat"), _("Pàgina"), _("Vegades"), pgettext("exemple", "Mostra")]
    paged = document.media_type == MEDIA_TYPES["pdf"]
    stays = [finding for finding in document.findings if finding["kind"] in FOUND]
    return {
        "caption": _("Què hem trobat al document"),
        "columns": [{"label": label} for label in columns],
        "rows": [_labelled(columns, _finding_cells(finding, paged=paged)) for finding in stays],
    }


def _finding_cells(finding, *, paged) -> Iterable[str]:
    page = number(finding["page"]) if paged and finding["page"] else "—"
    shown = " · ".join(finding.get("excerpts", ())) or finding["sample"]
    return str(FOUND[finding["kind"]]), page, number(finding["count"]), shown or "—"


def to_take_out(document: Document) -> str:
    """Return what a copy of the document that everybody reads will not have; empty where it has nothing of it."""
    return _listed(finding["kind"] for finding in document.findings)


def taken_out(document: Document) -> str:
    """Return the sentence on what this public copy has not that the version before has; empty where it is no copy."""
    what = _listed(document.taken_out)
    return _("Se n’han tret %(what)s.") % {"what": what} if what else ""


def _listed(kinds):
    kinds = set(kinds)
    return joined([str(words) for kind, words in TAKEN_OUT.items() if kind in kinds])


def confirmation(document: Document) -> str:
    """Return who said that the document may be public, and when; empty where nobody had to."""
    if document.confirmed_at is None:
        return ""
    facts = {"day": on(timezone.localdate(document.confirmed_at))}
    if document.confirmed_by is None:
        return _("Es va revisar i es va confirmar %(day)s.") % facts
    return _("%(who)s ho va revisar i ho va confirmar %(day)s.") % (
        facts | {"who": name_of(document.confirmed_by)}
    )


def _labelled(columns, cells):
    return [{"text": text, "label": label} for label, text in zip(columns, cells, strict=True)]


def _earlier(document, readable):
    """Yield the versions before, as far back as they can be read."""
    while (document := readable.get(document.replaces_id)) is not None:
        yield document
