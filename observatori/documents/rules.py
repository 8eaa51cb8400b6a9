"""Verbs of documents: add one or a new version, change what is said of it, remove it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.documents import findings
from observatori.documents.copies import NOT_CLEANED, content_of, public_copy, text_of
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
UNTYPED = ("record", "file", "replaces", "uploaded_by", "confirmed_by", "findings", "taken_out")
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
    _check(document)
    copy = None
    if visibility == Visibility.PUBLIC:
        _confirm(document, by, confirmed=confirmed)
        copy = public_copy(document, file)
    return _write(document, file, by=by, replaces=replaces, copy=copy)


def read(file: BinaryIO, filename: str) -> Reading:
    """Inspect a file and read its text in the sandbox. Raises ValidationError under `file`."""
    try:
        inspection = inspect(file, filename)
    except Refused as refusal:
        raise ValidationError({"file": refusal}) from None
    content = content_of(file, inspection.extension)
    return Reading(inspection, text_of(content), findings.check(**content))


def is_too_large(error: ValidationError) -> bool:
    """Tell whether a file was refused for its size: the API answers 413 instead of 422."""
    refusals = getattr(error, "error_dict", {}).get("file", [])
    return any(refusal.code == TooLarge().code for refusal in refusals)


@transaction.atomic
def _write(document, file, *, by, replaces, copy):
    """Write rows and files, or none of them; return the one its readers get."""
    record = Record.objects.select_for_update(no_key=True).get(pk=document.record_id)
    if record.deleted_at:  # meanwhile: its other documents are removed already
        raise PermissionDenied
    if replaces is not None:
        _place_after(document, replaces)
    _check_new(document)
    if copy is None:
        return _store(document, file, by=by)
    facts = _without_the_public(document)
    return _store_copy(copy, _store(document, file, by=by), facts, by=by)


def _without_the_public(document):
    """Leave what was uploaded with those who take part; return who confirmed, which goes with the copy."""
    facts = {"confirmed_by": document.confirmed_by, "confirmed_at": document.confirmed_at}
    document.visibility, document.confirmed_by, document.confirmed_at = Visibility.PARTNERS, None, None
    return facts


def _store_copy(copy, document, facts, *, by):
    """Write the public copy as the version after `document`; `facts` are what is said of it."""
    for name, value in facts.items():
        setattr(copy.document, name, value)
    _place_after(copy.document, document)
    _check_room(copy.document)
    return _store(copy.document, copy.file, by=by)


def _store(document, file, *, by):
    """Write row and file, or neither: a file without a row is only left by a power cut, and reaped."""
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
    current = _current(replaces, record=document.record_id)
    document.replaces = current
    document.number = current.number + 1


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

    Where it becomes public and carries what no page shows, a copy without that takes its place and is returned: the
    document itself stays as it is for who could read it.

    Raises PermissionDenied, and ValidationError by field as `add_document` does.
    """
    document = Document.objects.select_related("record").get(pk=document.pk)  # the caller’s stays as it is
    _must_write(by, document.record)
    before = document.visibility
    facts = {"title": title and title.strip(), "visibility": visibility, "kind": kind}
    changed = {name: value for name, value in facts.items() if value is not None}
    for name, value in changed.items():
        setattr(document, name, value)
    _check(document)
    if before == Visibility.PUBLIC or document.visibility != Visibility.PUBLIC:
        return _change(document, changed, before=before)
    _confirm(document, by, confirmed=confirmed)
    changed |= {name: getattr(document, name) for name in ("confirmed_by", "confirmed_at")}
    with document.file.open("rb") as file:  # may take seconds: before any row is locked
        copy = public_copy(document, file)
    if copy is None:
        return _change(document, changed, before=before)
    return _replace_by(copy, document, changed, before=before, by=by)


@transaction.atomic
def _change(document, changed, *, before):
    """Write what changed; `before` is who could read it then: it decided what had to be asked."""
    current = _current(document, visibility=before)
    for name, value in changed.items():
        setattr(current, name, value)
    _check(current)
    current.save(update_fields=list(changed))
    return current


@transaction.atomic
def _replace_by(copy, document, facts, *, before, by):
    return _store_copy(copy, _current(document, visibility=before), facts, by=by)


def _current(document, **conditions):
    """Return the row as it is now, locked. Raises ValidationError where it is the last version no more."""
    rows = Document.objects.select_for_update(of=["self"]).select_related("record")
    found = rows.filter(removed_at=None, pk=document.pk, **conditions).first()
    if found is None or Document.objects.filter(replaces=found).exists():
        sentence = _("Aquest document ja té una versió posterior o s’ha retirat: torneu a obrir la llista.")
        raise ValidationError({"file": ValidationError(sentence, "replaced")})
    return found


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
        removed_at=timezone.now(), file="", text="", findings=[], taken_out=[]
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


def _check(document):
    """Raise ValidationError for facts that do not fit together."""
    document.clean_fields(exclude=UNTYPED)
    try:
        refuse_controls_in_line(document.title)
    except ValidationError as error:
        raise ValidationError({"title": error}) from None
    is_public = document.visibility == Visibility.PUBLIC
    if is_public and document.kind == DocumentKind.SIGNED_ORIGINAL:
        sentence = _("L’original signat no es fa mai públic: pugeu-ne una còpia pública.")
        raise ValidationError({"visibility": ValidationError(sentence, "signed_original")})


def _confirm(document, by, *, confirmed):
    """Note who says that the document may be public. Raises ValidationError where somebody has to and nobody did."""
    if not asks(document):
        return
    if not confirmed:
        raise ValidationError({"visibility": ValidationError(CONFIRM, CONFIRMATION_NEEDED)})
    document.confirmed_by, document.confirmed_at = actor_of(by), timezone.now()


def asks(document: Document) -> bool:
    """Tell whether something was found that somebody has to look at before the document is public."""
    return any(one["kind"] not in findings.UNASKED for one in document.findings)


def _check_new(document):
    present = Document.objects.filter(record=document.record_id, removed_at=None)
    if present.filter(sha256=document.sha256).exists():
        sentence = _("Aquest registre ja té aquest mateix fitxer: no cal tornar-lo a pujar.")
        raise ValidationError({"file": ValidationError(sentence, "repeated")})
    _check_room(document)


def _check_room(document):
    if _taken(document.record) + document.size > QUOTA_MEGABYTES * MEGABYTE:
        sentence = _("L’entitat ja té %(size)d MB de documents, que és el màxim. Retireu-ne algun.")
        raise ValidationError({"file": ValidationError(sentence, "quota", {"size": QUOTA_MEGABYTES})})


def _taken(record):
    """Return how many bytes of the quota are taken."""
    scope = {"record__owner": record.owner_id} if record.owner_id else {"record": record}
    return Document.objects.filter(removed_at=None, **scope).aggregate(total=Sum("size"))["total"] or 0


def needs_confirmation(error: ValidationError) -> bool:
    """Tell whether all that stands against an upload is that somebody looks at what was found."""
    return _only_against_the_public(error) == CONFIRMATION_NEEDED


def is_good_in_private(error: ValidationError) -> bool:
    """Tell whether a document was refused only because it is not ready for everybody."""
    return _only_against_the_public(error) in {CONFIRMATION_NEEDED, NOT_CLEANED}


def _only_against_the_public(error):
    errors = getattr(error, "error_dict", {})
    return errors["visibility"][0].code if set(errors) == {"visibility"} else None
