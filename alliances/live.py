"""Live facts of alliances: agreements and their state, experiences, confirmations."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from alliances.confirmations.compared import current_rows
from alliances.confirmations.standing import confirmations_without_row
from alliances.models import Confirmation, Partnership
from alliances.readings import Reading, public_readings, registered_for
from observatori.organisations.models import User
from observatori.publishing.live import record_facts
from observatori.publishing.models import EntryType, Record, SearchEntry


def agreements_of(
    alliance_ids: Iterable[int], at: date, user: User | None = None
) -> dict[int, list[Reading]]:
    """Return the agreements of each alliance that anybody, or `user`, may read, addenda inside, in two queries."""
    agreements = (
        registered_for(user)
        .filter(alliance__in=list(alliance_ids), amends=None)
        .select_related("record__published_revision")
        .order_by("pk")
    )
    agreements = list(agreements)
    found = defaultdict(list)
    for agreement, reading in zip(agreements, public_readings(agreements, at, user), strict=True):
        found[agreement.alliance_id].append(reading)
    return found


def experiences_of(codes: Iterable[str]) -> dict[str, list[SearchEntry]]:
    """Return the published experiences of each alliance code, in one query."""
    codes = list(codes)
    found = defaultdict(list)
    for entry in SearchEntry.objects.of_type(EntryType.EXPERIENCE).with_facet("alliance", codes):
        for code in codes:
            if f"alliance:{code}" in entry.facets:
                found[code].append(entry)
    return found


def confirmations_of(alliance_ids: Iterable[int]) -> dict[int, str]:
    """Return the confirmation of each partnership of the alliances, in one query."""
    return dict(Partnership.objects.filter(alliance__in=list(alliance_ids)).values_list("pk", "confirmation"))


def with_live_facts(records: Iterable[Record], at: date, user: User | None = None) -> list[dict]:
    """Return the published documents of alliance records with their live facts, in four queries; with `user`, also the
    agreements that only some may read, she among them.
    """
    records = list(records)
    ids = [record.pk for record in records]
    agreements = agreements_of(ids, at, user)
    experiences = experiences_of(record.code for record in records)
    confirmations = confirmations_of(ids)
    return [
        record.published_revision.document
        | record_facts(record)
        | {
            "partners": [
                partner | {"confirmation": confirmation}
                for partner, confirmation in _confirmed(record, confirmations)
            ],
            "agreements": [_agreement(reading) for reading in agreements[record.pk]],
            "experiences": [_experience(entry) for entry in experiences[record.code]],
        }
        for record in records
    ]


def _confirmed(record, confirmations):
    """The published partners, each with its confirmation; queries more only where the draft has dropped their rows."""
    partners = record.published_revision.document["partners"]
    current = current_rows(partners)
    gone = [code for code, partner in current.items() if partner["id"] not in confirmations]
    others = confirmations_without_row(record, gone) if gone else {}
    by_id = {current[code]["id"]: state for code, state in others.items()} | confirmations
    return [(partner, by_id.get(partner["id"], Confirmation.UNASKED.value)) for partner in partners]


def _agreement(reading):
    return {
        "code": reading.document["code"],
        "title": reading.document["title"],
        "kind": reading.document["kind"],
        "state": reading.status.state,
    }


def _experience(entry):
    return {"code": entry.code, "slug": entry.slug, "name": entry.title}
