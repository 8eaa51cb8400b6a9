"""Agreements and addenda written from facts in the API’s write form, and registered."""

from alliances.models import Agreement, Alliance, Change, Commitment, Part, Relation, Signature
from alliances.rules import load_agreement, register_agreement
from alliances.writing.agreement import (
    CHANGE_COLUMNS,
    COLUMNS,
    COMMITMENT_COLUMNS,
    PART_COLUMNS,
    SIGNATURE_COLUMNS,
)
from observatori.imports.references import References
from observatori.imports.report import RefusedRow
from observatori.publishing.models import Kind, Record
from observatori.publishing.rows import clean, fill, replace_links, replace_rows
from observatori.publishing.rules import create_record, hold_alliances_of


def write_agreement(
    facts: dict, references: References, spine: dict, alliance: Alliance, record: Record | None = None
) -> Record:
    """Create or rewrite an agreement or addendum of `alliance` and register it.

    `amends` and relations name other agreements by code. Raises ValidationError or RefusedRow where the
    facts cannot be stored.
    """
    if record:
        hold_alliances_of(record.pk)
    agreement = Agreement.objects.get(record=record) if record else Agreement()
    fill(agreement, facts, COLUMNS)
    agreement.alliance = alliance
    agreement.amends = _agreement(facts["amends"]) if facts.get("amends") else None
    clean(agreement)
    agreement.record = record or create_record(kind=Kind.AGREEMENT, **spine)
    agreement.save(force_insert=record is None)
    _write_rows(agreement, facts, references, new=record is None)
    register_agreement(agreement=load_agreement(agreement.record), by=None)
    return agreement.record


def _write_rows(agreement, facts, references, *, new):
    parties = [references.organisation(code) for code in facts.get("parties") or []]
    replace_links(agreement.parties, parties, new=new)
    for manager, rows in (
        (agreement.parts, _numbered(Part, facts.get("parts"), PART_COLUMNS)),
        (agreement.changes, _numbered(Change, facts.get("changes"), CHANGE_COLUMNS)),
        (agreement.signatures, _numbered(Signature, facts.get("signatures"), SIGNATURE_COLUMNS, references)),
        (
            agreement.commitments,
            _numbered(Commitment, facts.get("commitments"), COMMITMENT_COLUMNS, references),
        ),
        (agreement.relations, _relations(facts.get("relations") or [])),
    ):
        replace_rows(manager, rows, new=new)


def _relations(rows):
    for facts in rows:
        yield Relation(relation=facts["relation"], target=_agreement(facts["agreement"]))


def _numbered(model, rows, columns, references=None):
    for position, facts in enumerate(rows or []):
        row = model(position=position)
        fill(row, facts, columns)
        if references:
            row.organisation = references.organisation(facts.get("organisation"))
        yield row


def _agreement(code):
    if found := Agreement.objects.filter(record__code=code).first():
        return found
    raise RefusedRow("unknown_reference", value=code, what=Kind.AGREEMENT.label)
