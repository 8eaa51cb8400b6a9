"""Ten thousand registered agreements that anybody may read, of two thousand alliances of four partners each.

Written in bulk, each table at once: by the verbs of the product it would take an hour.
"""

from collections.abc import Iterable
from functools import partial

from django.utils import timezone

from alliances.documents import AGREEMENT_ROWS, ALLIANCE_ROWS, agreement_document, alliance_document
from alliances.entries import agreement_entries, alliance_entry
from alliances.models import Agreement, Alliance, Commitment, CompletenessMark, Content, Part, Partnership
from observatori.codes import next_code
from observatori.organisations.models import Organisation, Ownership
from observatori.publishing.models import Kind, Record, Revision, State
from observatori.publishing.rules import write_entries

AGREEMENTS, ORGANISATIONS, PER_ALLIANCE, PARTNERS = 10_000, 100, 5, 4
PARTS, MARKED = 6, 4  # of the text, and of the contents that somebody has looked for in it
AT_ONCE = 500
TERMS = (
    {"in_force_from": "2024-01-01", "in_force_until": "2027-{month:02}-28", "notice_months": 3},
    {"in_force_from": "2023-01-01", "in_force_until": "2028-{month:02}-15", "extension_until": "2032-12-31"},
    {
        "in_force_from": "2022-{month:02}-01",
        "in_force_until": "2023-01-31",
        "renewal": "tacit",
        "notice_months": 2,
    },
    {"in_force_from": "2020-{month:02}-01", "open_ended": True},
    {"in_force_from": "2021"},
)
CLAUSE = "Les parts acorden que el servei es presta els dies feiners, amb els mitjans que hi consten."


def write_many() -> Organisation:
    """Write them all, registered and public, and return one of the organisations."""
    owners = [
        Organisation.objects.create(
            code=next_code("organisation"),
            slug=f"banc-{n}",
            name=f"Entitat de prova {n}",
            verified_at=timezone.now(),
            ownership=Ownership.PUBLIC if n % 3 == 0 else "",
        )
        for n in range(ORGANISATIONS)
    ]
    alliances = _alliances(owners)
    agreements = _agreements(alliances, owners)
    _register(alliances, Alliance, ALLIANCE_ROWS, alliance_document, partial(map, alliance_entry))
    _register(agreements, Agreement, AGREEMENT_ROWS, agreement_document, agreement_entries)
    return owners[0]


def _alliances(owners):
    alliances = Alliance.objects.bulk_create(
        Alliance(record=record, name=f"Aliança de prova {record.code}", summary="Resum.")
        for record in _records(Kind.ALLIANCE, AGREEMENTS // PER_ALLIANCE, owners)
    )
    Partnership.objects.bulk_create(
        Partnership(alliance=one, organisation=organisation, position=place)
        for number, one in enumerate(alliances)
        for place, organisation in enumerate(_partners(number, owners))
    )
    return alliances


def _agreements(alliances, owners):
    agreements = Agreement.objects.bulk_create(
        Agreement(
            record=record,
            alliance=alliances[number // PER_ALLIANCE],
            title=f"Conveni {number}",
            kind="framework",
            **_term(number),
        )
        for number, record in enumerate(_records(Kind.AGREEMENT, AGREEMENTS, owners))
    )
    named = [(one, _partners(number // PER_ALLIANCE, owners)) for number, one in enumerate(agreements)]
    through = Agreement.parties.through
    through.objects.bulk_create(
        through(agreement=one, organisation=party) for one, parties in named for party in parties
    )
    Commitment.objects.bulk_create(
        Commitment(agreement=one, organisation=party, year=2026, amount=1000 + place, position=place)
        for one, parties in named
        for place, party in enumerate(parties[:2])
    )
    Part.objects.bulk_create(
        Part(agreement=one, key=f"p{n}", section="clauses", position=n, label=f"{n}a", heading="Títol", text=CLAUSE)
        for one in agreements
        for n in range(PARTS)
    )  # fmt: skip
    CompletenessMark.objects.bulk_create(
        CompletenessMark(agreement=one, item=item, answer="ok", parts=[f"p{n}"])
        for one in agreements
        for n, item in enumerate(list(Content)[:MARKED])
    )
    return agreements


def _partners(number, owners):
    return [owners[(number + place) % ORGANISATIONS] for place in range(PARTNERS)]


def _term(number):
    """A term of a few kinds, its dates spread over the months."""
    month = 1 + number % 12
    return {
        name: value.format(month=month) if isinstance(value, str) else value
        for name, value in TERMS[number % len(TERMS)].items()
    }


def _records(kind, count, owners):
    """Records of a kind; their codes are given at once, where one by one would take minutes."""
    letter = "A" if kind == Kind.ALLIANCE else "C"
    return Record.objects.bulk_create(
        Record(
            code=f"OAE-{letter}-{number + 50_000}",
            kind=kind,
            origin="documented",
            owner=owners[number % len(owners)],
            slug=f"banc-{number}" if kind == Kind.ALLIANCE else None,
        )
        for number in range(count)
    )


def _register(rows: Iterable, model, prefetched, document_of, entries_of):
    """Freeze the documents of the rows and write their entries, as `freeze` does one by one."""
    keys = [row.pk for row in rows]
    for first in range(0, len(keys), AT_ONCE):
        some = model.objects.filter(pk__in=keys[first : first + AT_ONCE]).select_related("record__owner")
        documents = {row.record: document_of(row) for row in some.prefetch_related(*prefetched)}
        revisions = Revision.objects.bulk_create(
            Revision(record=record, number=1, document=document) for record, document in documents.items()
        )
        for revision in revisions:
            revision.record.published_revision, revision.record.state = revision, State.PUBLISHED
        Record.objects.bulk_update(documents, ["published_revision", "state"])
        write_entries(zip(documents, entries_of(documents.values()), strict=True))
