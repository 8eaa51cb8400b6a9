"""What a radar says of some milestones, read once for all of them: terms, people, and what else falls."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q

from alliances.models import Agreement, Charge, Happening, Milestone, Relation
from alliances.radar.charges import charges_of
from alliances.radar.days import missing_for_the_end
from alliances.radar.horizon import Readable
from alliances.radar.terms import addenda_of, term_readings, with_term
from alliances.readings import Reading
from alliances.signing import unsigned_state
from observatori.organisations.models import User
from observatori.publishing.live import as_known, readable_names
from observatori.publishing.models import State

OVER = (Happening.END, Happening.NOTICE)


@dataclass(frozen=True)
class Item:
    """One milestone and what somebody has to know to act. `falls` are the documents of what ends with it."""

    milestone: Milestone
    agreement: Agreement
    reading: Reading
    charges: list[Charge] = field(default_factory=list)
    addenda_rows: list[Agreement] = field(default_factory=list)
    developing: list[dict] = field(default_factory=list)
    alliance_falls: bool = False

    @property
    def what(self) -> str:
        return self.milestone.what

    @property
    def document(self) -> dict:
        return self.reading.document

    @property
    def counts_drafts(self) -> bool:
        """Whether its days may come from what nobody has registered: what the working copy of the agreement, or of an
        addendum that is signed, says.
        """
        signed = [one for one in self.reading.addenda if unsigned_state(one) is None]
        return any(one["record_state"] != State.PUBLISHED for one in (self.document, *signed))

    @property
    def is_signed(self) -> bool:
        return unsigned_state(self.document) is None

    @property
    def addenda(self) -> list[dict]:
        """The documents of the addenda that count and end with the agreement."""
        return [one.document for one in self.reading.addenda_readings] if self.is_over else []

    @property
    def is_over(self) -> bool:
        """Whether the day is of an end, or of the notice of one."""
        return self.what in OVER

    @property
    def missing(self) -> tuple[str, str]:
        """The code of the document and the name of the field that would tell the end."""
        return missing_for_the_end(self.document, self.reading.addenda)


def items_of(
    milestones: Iterable[Milestone],
    *,
    readable: Readable,
    user: User,
    at: date,
    rooms: Iterable[int] | None = None,
) -> list[Item]:
    """Return what the radar says of each milestone; the queries are the same however many there are.

    `readable` are the agreements and addenda of this radar, `rooms` the organisations whose people are named, None
    for all.
    """
    milestones = list(milestones)
    agreements = read_agreements(milestones, readable=readable, user=user, at=at)
    known = {
        "charges": charges_of(agreements, rooms),
        "developing": _developing(agreements, readable),
        "ends": _ends_of_the_same_alliances(agreements, readable),
    }
    return [_item(one, *agreements[one.agreement_id], **known) for one in milestones]


def read_agreements(
    milestones: Iterable[Milestone], *, readable: Readable, user: User, at: date
) -> dict[int, tuple[Agreement, Reading, list[Agreement]]]:
    """Return each agreement of the milestones with its reading and its addenda, by key; the alliance is named only
    where `user` may read it.
    """
    keys = {one.agreement_id for one in milestones}
    agreements = list(with_term(Agreement.objects.filter(pk__in=keys)).order_by("pk"))
    addenda = list(readable.only(addenda_of(agreements), "pk"))
    found = term_readings(agreements, addenda, at)
    names = readable_names({_alliance_code(one) for one in found} - {None}, user)
    amending = defaultdict(list)
    for addendum in addenda:
        amending[addendum.amends_id].append(addendum)
    return {
        agreement.pk: (agreement, _with_known_alliance(reading, names), amending[agreement.pk])
        for agreement, reading in zip(agreements, found, strict=True)
    }


def _alliance_code(reading):
    alliance = reading.document["alliance"]
    return alliance and alliance["code"]


def _with_known_alliance(reading, names):
    alliance = reading.document["alliance"]
    known = as_known(alliance, names) if alliance and alliance["code"] in names else None
    return Reading(reading.document | {"alliance": known}, reading.addenda, reading.at)


def _item(milestone, agreement, reading, addenda, *, charges, developing, ends):
    return Item(
        milestone=milestone,
        agreement=agreement,
        reading=reading,
        charges=charges[agreement.pk],
        addenda_rows=addenda,
        developing=developing[agreement.pk] if milestone.what in OVER else [],
        alliance_falls=milestone.what in OVER
        and reading.document["alliance"] is not None
        and _is_last(agreement, milestone, ends[agreement.alliance_id]),
    )


def _developing(agreements, readable):
    """The specific agreements that develop each one, which lose their frame with it."""
    found = defaultdict(list)
    relations = Relation.objects.filter(relation="develops", target__in=list(agreements))
    relations = readable.only(relations.filter(source__record__deleted_at=None), "source")
    relations = relations.exclude(source__record__state=State.ARCHIVED).filter(
        source__record__withdrawn=False
    )
    rows = relations.order_by("source").values_list("target", "source__record__code", "source__title")
    for target, code, title in rows:
        found[target].append({"code": code, "title": title})
    return found


def _ends_of_the_same_alliances(agreements, readable):
    """The last end of every agreement of the alliances, None where none is known: ``{alliance: {key: day}}``."""
    alliances = {agreement.alliance_id for agreement, _reading, _addenda in agreements.values()} - {None}
    others = readable.only(Agreement.objects.filter(alliance__in=alliances, amends=None), "pk")
    others = others.exclude(record__state=State.ARCHIVED).filter(record__withdrawn=False)
    last = Max("milestones__day", filter=Q(milestones__what=Happening.END))
    found = defaultdict(dict)
    for alliance, key, day in others.annotate(last=last).values_list("alliance", "pk", "last"):
        found[alliance][key] = day
    return found


def _is_last(agreement, milestone, ends):
    """Whether no other agreement of the alliance is known to go on, or may."""
    others = [day for key, day in ends.items() if key != agreement.pk]
    return all(day is not None and day <= milestone.ends_on for day in others)
