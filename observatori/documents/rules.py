"""Verbs of documents: add one or a new version, change what is said of it, remove it."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.documents import extraction, findings, sandbox
from observatori.documents.filenames import safe_filename
from observatori.documents.inspection import MEGABYTE, Inspection, Refused, TooLarge, inspect
from observatori.documents.models import Document, DocumentKind, stored_name
from observatori.formats.characters import refuse_controls_in_line
from observatori.organisations.models import User
from observatori.publishing.access import may_write_record
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Record, Visibility

QUOTA_MEGABYTES = 500  # for each organisation; a record without an owner has as much for itself
CONFIRMATION_NEEDED = "confirmation_needed"
CONFIRM = gettext_lazy(
    "Hem trobat dades que no haurien de ser públiques, o pàgines que no hem pogut llegir. Reviseu-les i "
    "confirmeu que el document es pot publicar."
)


@dataclass(frozen=True)
class Reading:
    """What a file that may come in says: its text for the search, and what a public copy should not show."""

    inspection: Inspection
    text: str
    findings: list[dict]


def add_document(
    *,
    record: Record,
    file: BinaryIO,
    filename: str,
    title: str,
    kind: str,
    visibility: str,
    by: User | None,
    replaces: Document | None = None,
    confirmed: bool = False,
) -> Document:
    """Add a file to a record, or a new version of one of its documents; return it.

    `by` None is the system. `confirmed` says that somebody saw the findings and the document may be public.
    Raises PermissionDenied, and ValidationError by field: `file` (codes of `inspection.SENTENCES`, `repeated`,
    `quota`), `title`, `kind`, `visibility` (`confirmation_needed` among them).
    """
    _must_write(by, record)
    reading = read(file, filename)  # may take seconds: before any row is locked
    document = Document(
        record=record,
        title=title.strip(),
        kind=kind,
        visibility=visibility,
        filename=safe_filename(filename, reading.inspection.extension),
        media_type=reading.inspection.media_type,
        size=reading.inspection.size,
        sha256=reading.inspection.sha256,
        text=reading.text,
        findings=reading.findings,
    )
    return _write(document, file, by=by, replaces=replaces, confirmed=confirmed)


def read(file: BinaryIO, filename: str) -> Reading:
    """Inspect a file and read its text in the sandbox. Raises ValidationError under `file`."""
    try:
        inspection = inspect(file, filename)
    except Refused as refusal:
        raise ValidationError({"file": refusal}) from None
    content = _content(file, inspection.extension)
    text = "\n".join(page["text"] for page in content["pages"]).strip()
    return Reading(inspection, text, findings.check(**content))


def _content(file, extension):
    """What a good file says, as far as it can be read; it is never refused for it."""
    try:
        return sandbox.run(Path(extraction.__file__), file, extension, seconds=extraction.SECONDS)
    except sandbox.Unreadable:
        return {"pages": [], "complete": False, "carried": []}


def is_too_large(error: ValidationError) -> bool:
    """Tell whether a file was refused for its size: the API answers 413 instead of 422."""
    refusals = getattr(error, "error_dict", {}).get("file", [])
    return any(refusal.code == TooLarge().code for refusal in refusals)


@transaction.atomic
def _write(document, file, *, by, replaces, confirmed):
    """Write row and file, or neither: a file without a row is only left by a power cut, and reaped."""
    record = Record.objects.select_for_update(no_key=True).get(pk=document.record_id)
    if record.deleted_at:  # meanwhile: its other documents are removed already
        raise PermissionDenied
    if replaces is not None:
        _place_after(document, replaces)
    _check(document, confirmed)
    _check_new(document)
    document.uploaded_by = actor_of(by)
    file.seek(0)
    try:
        document.file.save(document.filename, File(file), save=False)
        document.save()
    except BaseException:
        with suppress(OSError):  # what went wrong with the disk is the error to tell, not this one
            default_storage.delete(stored_name(document, ""))
        raise
    return document


def _place_after(document, replaces):
    current = Document.objects.current().filter(record=document.record_id, pk=replaces.pk).first()
    if current is None:
        raise ValidationError(
            {
                "file": ValidationError(
                    _("Aquest document ja té una versió posterior o s’ha retirat: torneu a obrir la llista."),
                    "replaced",
                )
            }
        )
    document.replaces = current
    document.number = current.number + 1


@transaction.atomic
def change_document(
    *,
    document: Document,
    by: User | None,
    title: str | None = None,
    visibility: str | None = None,
    kind: str | None = None,
    confirmed: bool = False,
) -> Document:
    """Change what is said of a document, at once for everybody; return it. Facts that are None stay.

    Raises PermissionDenied, and ValidationError by field as `add_document` does.
    """
    document = Document.objects.select_for_update(of=["self"]).select_related("record").get(pk=document.pk)
    _must_write(by, document.record)
    facts = {"title": title and title.strip(), "visibility": visibility, "kind": kind}
    changed = {name: value for name, value in facts.items() if value is not None}
    was_public = document.visibility == Visibility.PUBLIC
    for name, value in changed.items():
        setattr(document, name, value)
    _check(document, confirmed or was_public)
    document.save(update_fields=list(changed))
    return document


@transaction.atomic
def remove_document(*, document: Document, by: User | None) -> None:
    """Remove a document and its earlier versions for good: the rows stay as a trace, the files are deleted.

    Raises PermissionDenied.
    """
    _must_write(by, document.record)
    _remove([document, *earlier_versions(document)])


@transaction.atomic
def remove_documents_of(record: Record) -> None:
    """Remove every document of a draft that is deleted: nobody could reach them any more to do it."""
    _remove(list(Document.objects.filter(record=record, removed_at=None)))


def _remove(versions):
    names = [version.file.name for version in versions if version.file]
    Document.objects.filter(pk__in=[version.pk for version in versions]).update(
        removed_at=timezone.now(), file="", text="", findings=[]
    )
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def earlier_versions(document: Document) -> list[Document]:
    """Return the versions that this one replaced, the last one first."""
    by_pk = Document.objects.filter(record=document.record_id).in_bulk()
    versions, earlier = [], by_pk.get(document.replaces_id)
    while earlier is not None:
        versions.append(earlier)
        earlier = by_pk.get(earlier.replaces_id)
    return versions


def _must_write(user, record):
    if user is not None and not may_write_record(user, record):
        raise PermissionDenied


def _check(document, confirmed):
    """Raise ValidationError for facts that do not fit together."""
    document.clean_fields(exclude=["record", "file", "replaces", "uploaded_by", "findings"])
    try:
        refuse_controls_in_line(document.title)
    except ValidationError as error:
        raise ValidationError({"title": error}) from None
    is_public = document.visibility == Visibility.PUBLIC
    if is_public and document.kind == DocumentKind.SIGNED_ORIGINAL:
        sentence = _("L’original signat no es fa mai públic: pugeu-ne una còpia pública.")
        raise ValidationError({"visibility": ValidationError(sentence, "signed_original")})
    if is_public and not confirmed and document.findings:
        raise ValidationError({"visibility": ValidationError(CONFIRM, CONFIRMATION_NEEDED)})


def _check_new(document):
    present = Document.objects.filter(record=document.record_id, removed_at=None)
    if present.filter(sha256=document.sha256).exists():
        sentence = _("Aquest registre ja té aquest mateix fitxer: no cal tornar-lo a pujar.")
        raise ValidationError({"file": ValidationError(sentence, "repeated")})
    if _taken(document.record) + document.size > QUOTA_MEGABYTES * MEGABYTE:
        sentence = _("L’entitat ja té %(size)d MB de documents, que és el màxim. Retireu-ne algun.")
        raise ValidationError({"file": ValidationError(sentence, "quota", {"size": QUOTA_MEGABYTES})})


def _taken(record):
    """Return how many bytes of the quota are taken."""
    scope = {"record__owner": record.owner_id} if record.owner_id else {"record": record}
    return Document.objects.filter(removed_at=None, **scope).aggregate(total=Sum("size"))["total"] or 0


def needs_confirmation(error: ValidationError) -> bool:
    """Tell whether all that stands against an upload is that somebody looks at what was found."""
    errors = getattr(error, "error_dict", {})
    return set(errors) == {"visibility"} and errors["visibility"][0].code == CONFIRMATION_NEEDED
