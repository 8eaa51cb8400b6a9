"""One line of the list for each public agreement of an organisation, from what the public reads of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Q

from alliances.models import AddendumKind, Agreement
from alliances.pages.states import as_shown
from alliances.pages.text import addenda_entries
from alliances.part_names import short_name
from alliances.readings import Reading, public_readings
from alliances.term import State, Status, effective_on, in_effect_order
from observatori.catalan import fold
from observatori.documents.access import documents_visible_to
from observatori.documents.live import download_path
from observatori.documents.models import DocumentKind
from observatori.formats.phrases import typographic
from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDate
from observatori.publishing.models import EntryType, SearchEntry

LONGEST = 600  # letters of a text taken from a clause or from the alliance
OBJECT = ("objecte", "objeto", "object", "finalitat")
FOLLOW_UP = ("seguiment", "seguimiento", "comissio mixta", "comision mixta")


@dataclass(frozen=True)
class Given:
    """What one party puts in: money in euros (None where no amount is known) and in kind."""

    organisation: dict
    amount: float | None
    in_kind: tuple[str, ...]


@dataclass(frozen=True)
class End:
    """An early end: its last day and its cause, as far as they are known."""

    on: PartialDate | None
    cause: str


@dataclass(frozen=True)
class Line:
    """What the law asks of one agreement, on a day. Texts are empty and dates None where they are not known."""

    code: str
    title: str
    kind: str
    is_example: bool
    status: Status
    parties: tuple[dict, ...]
    others: tuple[str, ...]  # who signed and is no organisation of the directory
    object: str
    given: tuple[Given, ...]
    extension_until: PartialDate | None
    changes: tuple[dict, ...]
    public_text: str
    copies: tuple[dict, ...]  # {title, url}
    end: End | None
    follow_up: str

    @property
    def date(self) -> PartialDate | None:
        """The day of the list: that of the signature, else the first in force."""
        return self.status.signed_on or self.status.in_force_from

    @property
    def total(self) -> float | None:
        """All the money, in euros; None where no amount is known: not to know is not zero."""
        amounts = [given.amount for given in self.given if given.amount is not None]
        return sum(amounts) if amounts else None


def transparency_lines(organisation: Organisation, at: date) -> list[Line]:
    """Return the public agreements of which `organisation` is a party at `at`, the last signed first.

    The queries are the same however many there are.
    """
    agreements = list(public_agreements_of(organisation))
    copies = public_copies(agreements)
    found = [
        line_of(reading, _follow_up_of(agreement), copies.get(agreement.pk, ()))
        for agreement, reading in zip(agreements, public_readings(agreements, at), strict=True)
        if organisation.code in {party["code"] for party in reading.parties}
    ]
    return sorted(found, key=lambda line: (line.date or "", line.code), reverse=True)


def public_agreements_of(organisation: Organisation):
    """Return the public agreements that name the organisation, by themselves or by an addendum of theirs."""
    named = SearchEntry.objects.of_type(EntryType.AGREEMENT).with_facet("organisation", [organisation.code])
    named = named.values("record")
    public = Agreement.objects.public().filter(amends=None)
    public = public.filter(
        Q(pk__in=named) | Q(pk__in=Agreement.objects.filter(pk__in=named).values("amends"))
    )
    return public.select_related(
        "record__published_revision", "alliance__record__published_revision"
    ).order_by("pk")


def updated_at(codes: Iterable[str]) -> datetime | None:
    """Return when what the public reads of these agreements last changed, their addenda included."""
    codes = list(codes)
    public = Agreement.objects.public().filter(Q(record__code__in=codes) | Q(amends__record__code__in=codes))
    return public.aggregate(last=Max("record__published_revision__at"))["last"]


def public_copies(agreements: Iterable[Agreement]) -> dict[int, list[dict]]:
    """Return the public copies that anybody may download, by agreement: {title, url}. Never a signed original."""
    documents = documents_visible_to(AnonymousUser()).current()
    documents = documents.filter(
        record__in=[one.record_id for one in agreements], kind=DocumentKind.PUBLIC_COPY
    )
    found = {}
    for document in documents:
        row = {"title": typographic(document.title), "url": download_path(document)}
        found.setdefault(document.record_id, []).append(row)
    return found


def line_of(reading: Reading, follow_up: str = "", copies: Iterable[dict] = ()) -> Line:
    """Return the line of an agreement read on a day; `follow_up` is what its alliance says of it."""
    reading = as_shown(reading)
    document, parts = reading.document, reading.text.parts
    body = _part_about(parts, FOLLOW_UP)
    return Line(
        code=document["code"],
        title=document["title"],
        kind=document["kind"],
        is_example=bool(document["is_example"]),
        status=reading.status,
        parties=tuple(reading.parties),
        others=_others(document, reading.parties),
        object=document["summary"] or _shortened((_part_about(parts, OBJECT) or {}).get("text", "")),
        given=tuple(_given(reading)),
        extension_until=document["extension_until"] and PartialDate(document["extension_until"]),
        changes=tuple(addenda_entries(reading)),
        public_text=document["public_text"] or "",
        copies=tuple(copies),
        end=_early_end(reading),
        follow_up=_named_part(body) if body else _shortened(typographic(follow_up)),
    )


def _others(document, parties):
    """Who signed by name alone, once each, and is not among the parties under that name."""
    known = {fold(party["name"]) for party in parties}
    texts = [one["party_text"] for one in document["signatures"] if one["party_text"]]
    return tuple({fold(text): text for text in texts if fold(text) not in known}.values())


def _follow_up_of(agreement):
    """What the alliance, as the public reads it, says of the follow-up."""
    revision = agreement.alliance.record.published_revision
    return (revision.document.get("follow_up") or "") if revision else ""


def _given(reading):
    """What each party puts in, in the order in which they first stand in the agreement."""
    found: dict[str, dict] = {}
    for one in reading.commitments:
        held = found.setdefault(
            one["organisation"]["code"], {"organisation": one["organisation"], "in_kind": {}}
        )
        if one["amount"] is not None:
            held["amount"] = held.get("amount", 0) + one["amount"]
        if said := one["in_kind"] or (one["concept"] if one["amount"] is None else ""):
            held["in_kind"][said] = None
    return [Given(one["organisation"], one.get("amount"), tuple(one["in_kind"])) for one in found.values()]


def _early_end(reading):
    """The termination in effect, or that the agreement ended early where no addendum says how."""
    for day, addendum in reversed(in_effect_order(reading.document, reading.addenda)):
        is_over = day is not None and day.latest <= reading.at
        if is_over and addendum["addendum_kind"] == AddendumKind.TERMINATION:
            return End(effective_on(addendum), addendum["summary"] or addendum["title"])
    return End(None, "") if reading.status.state == State.TERMINATED else None


def _part_about(parts, words):
    """The first part whose heading or label says one of the words."""
    for part in parts:
        said = fold(f"{part['label']} {part['heading']}")
        if any(word in said for word in words):
            return part
    return None


def _named_part(part):
    """«Comissió de seguiment (setena)»: who follows it up is in that clause, which the page has whole."""
    label = short_name(part)
    return f"{part['heading']} ({label})" if part["heading"] and label != part["heading"] else label


def _shortened(text):
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]}…"
