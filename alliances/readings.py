"""Agreements as somebody reads them on a day: the document, its addenda, and what follows from both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from alliances.consolidation import Consolidated, consolidated_text
from alliances.fingerprint import fingerprint
from alliances.models import AddendumKind, Agreement
from alliances.term import Status, effective_on, in_effect_order, status
from observatori.partial_dates import PartialDate


@dataclass(frozen=True)
class Reading:
    """One agreement on the day `at`; `addenda` are the documents that count for this reader."""

    document: dict
    addenda: tuple[dict, ...]
    at: date

    @cached_property
    def status(self) -> Status:
        return status(self.document, self.addenda, self.at)

    @cached_property
    def text(self) -> Consolidated:
        return consolidated_text(self.document, self.addenda, self.at)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.document, self.addenda, self.at)

    @cached_property
    def parties(self) -> list[dict]:
        """The parties on that day: those of the agreement and those who joined by an accession in effect."""
        parties = {party["code"]: party for party in self.document["parties"]}
        for day, addendum in in_effect_order(self.document, self.addenda):
            if addendum["addendum_kind"] == AddendumKind.ACCESSION and day and day.latest <= self.at:
                parties |= {party["code"]: party for party in addendum["parties"]}
        return list(parties.values())

    @property
    def effective_on(self) -> PartialDate | None:
        """The day an addendum takes effect."""
        return effective_on(self.document)

    @cached_property
    def addenda_readings(self) -> list["Reading"]:
        """Each addendum on the same day, by the day it takes effect."""
        readings = [Reading(addendum, (), self.at) for addendum in self.addenda]
        return sorted(readings, key=lambda reading: (reading.effective_on or "", reading.document["code"]))


def public_readings(agreements: Iterable[Agreement], at: date) -> list[Reading]:
    """Return the published reading of each agreement, in two queries at most, however many they are."""
    agreements = list(agreements)
    addenda: dict[int, list[dict]] = {}
    public = Agreement.objects.public().filter(amends__in=agreements)
    for addendum in public.select_related("record__published_revision").order_by("pk"):
        addenda.setdefault(addendum.amends_id, []).append(published_document(addendum))
    return [
        Reading(published_document(agreement), tuple(addenda.get(agreement.pk, ())), at)
        for agreement in agreements
    ]


def published_document(agreement: Agreement) -> dict:
    """Return what the public reads of a registered agreement, with the live state of its record."""
    record = agreement.record
    return record.published_revision.document | {
        "record_state": record.state,
        "version": record.version,
        "published_version": record.published_revision.number,
        "withdrawn": record.withdrawn,
    }
