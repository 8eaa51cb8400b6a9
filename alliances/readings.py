"""Agreements as somebody reads them on a day: the document, its addenda, and what follows from both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from alliances.commitments.consolidated import commitments_after
from alliances.consolidation import Consolidated, consolidated_text
from alliances.fingerprint import fingerprint
from alliances.models import Agreement
from alliances.parties import parties_after
from alliances.term import Status, amending, effective_on, in_effect, in_order, status
from observatori.organisations.models import User
from observatori.partial_dates import PartialDate
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.live import as_known, readable_names
from observatori.publishing.models import Kind, State, published_through

REGISTERED = Q(record__published_revision__isnull=False, record__withdrawn=False) & ~Q(
    record__state=State.ARCHIVED
)


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
        """The parties on that day: those of the agreement, with who has joined and without who has left."""
        return parties_after(self.document, self.in_effect)

    @cached_property
    def former_parties(self) -> list[dict]:
        """Who was a party and has left by that day."""
        present = {party["code"] for party in self.parties}
        leaving = (party for addendum in self.in_effect for party in addendum.get("leaving") or ())
        return list({one["code"]: one for one in leaving if one["code"] not in present}.values())

    @cached_property
    def in_effect(self) -> list[dict]:
        """The addenda that have taken effect by that day, in the order they did."""
        return in_effect(self.document, self.addenda, self.at)

    @cached_property
    def commitments(self) -> list[dict]:
        """What the parties put in by the agreement and by the addenda in effect, each with its document as `by`."""
        return commitments_after(self.document, self.in_effect)

    def on(self, day: date) -> "Reading":
        """The same documents on another day."""
        return Reading(self.document, self.addenda, day)

    @property
    def effective_on(self) -> PartialDate | None:
        """The day an addendum takes effect."""
        return effective_on(self.document)

    @cached_property
    def addenda_readings(self) -> list["Reading"]:
        """Each addendum on the same day, in the order they take effect, those not signed by all after the rest."""
        return [Reading(addendum, (), self.at) for addendum in in_order(self.document, self.addenda)]

    def amending(self, amended: "Reading") -> "Reading":
        """An addendum as one of the agreement it amends: see `alliances.term.amending`."""
        return Reading(amending(amended.document, self.document), self.addenda, self.at)


def public_readings(agreements: Iterable[Agreement], at: date, user: User | None = None) -> list[Reading]:
    """Return the published reading of each agreement, in three queries at most, however many they are.

    What their documents name and the public, or `user`, may not read is left out.
    """
    agreements = list(agreements)
    registered = registered_for(user).filter(amends__in=agreements).order_by("pk")
    registered = list(public_rows(registered))
    documents = {one.pk: published_document(one) for one in [*agreements, *registered]}
    return readings(agreements, registered, readable_documents(documents, user), at)


def public_rows(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return the agreements with the little that `public_readings` reads of each: the rest is in its document."""
    record = ("state", "version", "withdrawn", "code")
    revision = ("number", "document")
    return agreements.select_related("record__published_revision").only(
        "amends",
        *(f"record__{name}" for name in record),
        *(f"record__published_revision__{name}" for name in revision),
    )


def registered_for(user: User | None) -> QuerySet[Agreement]:
    """Return the registered agreements that anybody may read, and those that involve `user`."""
    if user is None or not user.is_authenticated:
        return Agreement.objects.public()
    involved = REGISTERED & Q(record__in=drafts_visible_to(user, Kind.AGREEMENT).values("pk"))
    return Agreement.objects.filter(
        published_through("record") & published_through("alliance__record") | involved
    )


def readable_documents(documents: dict[int, dict], user: User | None = None) -> dict[int, dict]:
    """Return the documents without what they name and the reader may not read, in one query."""
    names = readable_names((code for document in documents.values() for code in _named(document)), user)
    return {pk: only_readable(document, names) for pk, document in documents.items()}


def readings(
    agreements: Iterable[Agreement], addenda: Iterable[Agreement], documents: dict[int, dict], at: date
) -> list[Reading]:
    """Return the reading of each agreement with those of `addenda` that amend it."""
    amending: dict[int, list[dict]] = {}
    for addendum in addenda:
        amending.setdefault(addendum.amends_id, []).append(documents[addendum.pk])
    return [
        Reading(documents[agreement.pk], tuple(amending.get(agreement.pk, ())), at)
        for agreement in agreements
    ]


def only_readable(document: dict, names: Mapping[str, dict]) -> dict:
    """Return an agreement’s document without the records it names and the reader may not read, and the others by
    the names she may.
    """
    relations = [
        one | {"agreement": as_known(one["agreement"], names)}
        for one in document["relations"]
        if one["agreement"]["code"] in names
    ]
    single = {
        name: as_known(named, names) if named["code"] in names else None
        for name in ("alliance", "amends")
        if (named := document.get(name))
    }
    return document | {"relations": relations} | single


def _named(document):
    single = [document.get("alliance"), document.get("amends")]
    return [one["agreement"]["code"] for one in document["relations"]] + [
        one["code"] for one in single if one
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
