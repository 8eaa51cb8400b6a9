"""What organisations commit to put in, by year and by agreement: sums over consolidated agreements.

An agreement counts with its addenda in effect on the day it is read, as its page shows it. An amount that is not
known is no zero: what is given in kind, or without a figure, is listed and never summed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alliances.models import Agreement, Commitment
from alliances.readings import Reading, public_readings, public_rows, registered_for
from observatori.organisations.models import Organisation, User
from observatori.publishing.models import EntryType, SearchEntry


@dataclass(frozen=True)
class Given:
    """One commitment, with the agreement whose terms it is of and the instrument that says it."""

    agreement: Mapping
    by: Mapping
    organisation: Mapping
    year: int | None
    amount: float | None
    in_kind: str
    concept: str


@dataclass
class Sum:
    """What an organisation puts in, and what the others put in with it, in euros; None where no amount is known."""

    ours: float | None = None
    others: float | None = None

    @property
    def whole(self) -> float | None:
        return _plus(self.ours, self.others)


def commitments_with(organisation: Organisation, at: date, user: User | None = None) -> list[Given]:
    """Return what is committed in the registered agreements an organisation is a party of, or puts something in.

    Those that anybody may read, and with `user` those she may. In four queries at most.
    """
    readings = readings_with(organisation, at, user)
    return [_given(one, reading) for reading in readings for one in reading.commitments]


def readings_with(organisation: Organisation, at: date, user: User | None = None) -> list[Reading]:
    """Return those agreements as they are read on a day: what a draft says of them does not count."""
    readable = registered_for(user)
    entries = SearchEntry.objects.of_type(EntryType.AGREEMENT).with_facet("organisation", [organisation.code])
    told = entries.order_by().values("record")  # its draft may name the organisation no more
    signed = Agreement.parties.through.objects.filter(organisation=organisation).values("agreement")
    given = Commitment.objects.filter(organisation=organisation).order_by().values("agreement")
    amending = readable.filter(pk__in=signed.union(given, told), amends__isnull=False).order_by()
    # A union and no OR of conditions, which would open the frozen documents of all agreements there are.
    found = readable.filter(pk__in=signed.union(given, told, amending.values("amends")), amends=None)
    found = public_readings(public_rows(found).order_by("pk"), at, user)
    return [one for one in found if organisation.code in _named_in(one)]


def _named_in(reading):
    """The codes of the parties, and of who puts something in, by the agreement and by its addenda."""
    documents = (reading.document, *reading.addenda)
    parties = {party["code"] for document in documents for party in document["parties"]}
    return parties | {
        one["organisation"]["code"] for document in documents for one in document["commitments"]
    }


def by_year(given: Iterable[Given], code: str) -> dict[int | None, Sum]:
    """Return the sums of each year, the earliest first; what has no year comes last, under None."""
    sums = _sums(given, code, lambda one: one.year)
    return dict(sorted(sums.items(), key=lambda pair: (pair[0] is None, pair[0])))


def by_agreement(given: Iterable[Given], code: str) -> dict[str, Sum]:
    """Return the sums of each agreement, by its code, in the order they come."""
    return _sums(given, code, lambda one: one.agreement["code"])


def total(given: Iterable[Given], code: str) -> Sum:
    return _sums(given, code, lambda _one: None).get(None, Sum())


def _sums(given, code, key):
    sums: dict = defaultdict(Sum)
    for one in given:
        if one.amount is None:
            continue
        found = sums[key(one)]
        if one.organisation["code"] == code:
            found.ours = _plus(found.ours, one.amount)
        else:
            found.others = _plus(found.others, one.amount)
    return dict(sums)


def _plus(first, second):
    """The sum of what is known of two amounts; None where neither is."""
    amounts = [amount for amount in (first, second) if amount is not None]
    return sum(amounts) if amounts else None


def _given(one, reading):
    return Given(
        agreement=reading.document,
        by=one["by"],
        organisation=one["organisation"],
        year=one["year"],
        amount=one["amount"],
        in_kind=one["in_kind"] or "",
        concept=one["concept"] or "",
    )
