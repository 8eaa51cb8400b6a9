"""Where the marks of the semàfor are read and written. They are a reading of the text, not the text: whoever may write
the record may change them at any time, also once it is registered; an archived record is closed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliances.completeness.lights import Completeness, completeness, text_digest
from alliances.models import Agreement, ChangeOp, CompletenessMark, Coverage
from alliances.readings import Reading
from observatori.organisations.models import Organisation, Ownership, User
from observatori.publishing.access import may_write_record
from observatori.publishing.kind_words import archived_sentence
from observatori.publishing.models import Record, State
from observatori.publishing.rows import Gathered, clean_whole
from observatori.publishing.transitions import WrongState, locked

FIELDS = ("answer", "parts", "note", "seen", "seen_on")


def completeness_of(readings: Sequence[Reading]) -> list[Completeness]:
    """Return the semàfor of each reading, in two queries however many they are."""
    marks = marks_of(reading.document["code"] for reading in readings)
    public = public_bodies(party["code"] for reading in readings for party in reading.parties)
    return [
        completeness(
            reading,
            marks[reading.document["code"]],
            binding=any(party["code"] in public for party in reading.parties),
        )
        for reading in readings
    ]


def marks_of(codes: Iterable[str]) -> dict[str, dict[str, dict]]:
    """Return ``{code: {item: {answer, parts, note, seen, seen_on}}}`` of agreements, in one query."""
    found: dict[str, dict[str, dict]] = defaultdict(dict)
    rows = CompletenessMark.objects.filter(agreement__record__code__in=list(codes))
    for code, item, *mark in rows.values_list("agreement__record__code", "item", *FIELDS):
        found[code][item] = dict(zip(FIELDS, mark, strict=True))
    return found


def public_bodies(codes: Iterable[str]) -> set[str]:
    """Return the codes of those that are public bodies, in one query."""
    public = Organisation.objects.filter(code__in=set(codes), ownership=Ownership.PUBLIC)
    return set(public.values_list("code", flat=True))


def markable_parts(reading: Reading) -> list[dict]:
    """Return the parts of the agreement’s text, and those that its addenda put there, that day or another: as they
    read that day or, where they are not in its text, as they were written.
    """
    parts = {part["key"]: part for part in reading.document["parts"]}
    for addendum in reading.addenda:
        for change in addendum["changes"]:
            if change["op"] == ChangeOp.INSERT_AFTER:
                parts.setdefault(change["key"], change)
    standing = {part["key"]: part for part in reading.text.parts}
    return [standing.get(key, part) for key, part in parts.items()]


@transaction.atomic
def mark(
    *, record: Record, marks: Mapping[str, Mapping | None], parts: Iterable[Mapping], at: date, by: User
) -> None:
    """Write the answers to some contents of an agreement: ``{item: {answer, parts, note}}``, None to take one away.

    `parts` are those that the person may name, as they read at `at`. Raises PermissionDenied, WrongState for an
    archived record and ValidationError under ``<item>/<field>``; then nothing is written.
    """
    record = locked(record)
    if not may_write_record(by, record):
        raise PermissionDenied
    if record.state == State.ARCHIVED:
        raise WrongState(archived_sentence(record))
    write_marks(agreement=record.agreement, marks=marks, parts=parts, at=at)


@transaction.atomic
def write_marks(
    *, agreement: Agreement, marks: Mapping[str, Mapping | None], parts: Iterable[Mapping], at: date
) -> None:
    """Write the answers as `mark` does, for who has looked at whether they may be written."""
    held = {row.item: row for row in agreement.completeness_marks.all()}
    gathered, rows, known = Gathered(), [], {part["key"]: part for part in parts}
    for item, facts in marks.items():
        row = held.get(item) or CompletenessMark(agreement=agreement, item=item)
        if facts is not None:
            with gathered.step():
                rows.append(_filled(row, facts, known, at))
    gathered.done()
    gone = [item for item, facts in marks.items() if facts is None]
    agreement.completeness_marks.filter(item__in=gone).delete()
    for row in rows:
        row.save()


def _filled(row, facts, known, at):
    parts = facts.get("parts") or []
    if unknown := [key for key in parts if key not in known and key not in row.parts]:
        raise ValidationError(
            {f"{row.item}/parts": _("El text no té cap part que es digui «%s».") % unknown[0]}
        )
    absent = facts["answer"] in (Coverage.MISSING, Coverage.NOT_APPLICABLE)
    row.answer, row.note = facts["answer"], facts.get("note") or ""
    row.parts = [] if absent else list(dict.fromkeys(parts))
    row.seen = {key: text_digest(known[key]) for key in row.parts if key in known}
    row.seen_on = at if row.seen else None
    try:
        clean_whole(row)
    except ValidationError as error:
        raise ValidationError({f"{row.item}/{name}": found for name, found in _by_field(error)}) from None
    return row


def _by_field(error):
    """Each error under the field where the person can mend it."""
    fields = error.error_dict if hasattr(error, "error_dict") else {"answer": error.error_list}
    return fields.items()
