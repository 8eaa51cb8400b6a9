"""One line of the list for each public agreement of an organisation, from what the public reads of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Q
from django.db.models.fields.json import KeyTextTransform

from alliances.completeness.marks import marks_of
from alliances.models import AddendumKind, Agreement, Content
from alliances.pages.states import as_shown
from alliances.pages.text import addenda_entries
from alliances.readings import Reading, public_readings, public_rows
from alliances.signing import is_signed
from alliances.term import State, Status, effective_on
from alliances.text.part_names import short_name
from alliances.transparency.confirmed import registered_by_others
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
    """An early end, as far as it is known: its last day and its cause; for who left (`separated`), the day it did."""

    on: PartialDate | None
    cause: str
    separated: bool = False


@dataclass(frozen=True)
class Line:
    """What the law asks of one agreement, on a day. Texts are empty and dates None where they are not known.

    Each is worked out when it is asked for: a list in order needs the dates of hundreds, and a page shows fifty.
    """

    reading: Reading  # as it is kept: `shown` has the apostrophes of pages
    of: str  # the code of the organisation whose list it is
    said_of_follow_up: str  # by its alliance
    copies: tuple[dict, ...]  # {title, url}
    marks: Mapping[str, Mapping]  # what its editors read in the text: see `marks_of`
    registered_by: str = ""  # another that the organisation has not confirmed: see `registered_by_others`

    @property
    def code(self) -> str:
        return self.reading.document["code"]

    @property
    def kind(self) -> str:
        return self.reading.document["kind"]

    @property
    def is_example(self) -> bool:
        return bool(self.reading.document["is_example"])

    @property
    def status(self) -> Status:
        return self.reading.status

    @property
    def date(self) -> PartialDate | None:
        """The day of the list: that of the signature."""
        return self.status.signed_on

    @cached_property
    def shown(self) -> Reading:
        return as_shown(self.reading)

    @property
    def title(self) -> str:
        return self.shown.document["title"]

    @property
    def parties(self) -> tuple[dict, ...]:
        return tuple(self.shown.parties)

    @cached_property
    def others(self) -> tuple[str, ...]:
        """Who signed and is no organisation of the directory."""
        return _others(self.shown.document, self.parties)

    @cached_property
    def object(self) -> str:
        said = self.shown.document["summary"]
        return said or _shortened((self._part(Content.C, OBJECT) or {}).get("text", ""))

    @cached_property
    def given(self) -> tuple[Given, ...]:
        return tuple(_given(self.shown))

    @property
    def total(self) -> float | None:
        """All the money, in euros; None where no amount is known: not to know is not zero."""
        amounts = [given.amount for given in self.given if given.amount is not None]
        return sum(amounts) if amounts else None

    @property
    def extension_until(self) -> PartialDate | None:
        until = self.reading.document["extension_until"]
        return PartialDate(until) if until else None

    @cached_property
    def changes(self) -> tuple[dict, ...]:
        """The addenda that count: one that somebody has not signed yet changes nothing."""
        signed = tuple(addendum for addendum in self.shown.addenda if is_signed(addendum))
        return tuple(addenda_entries(replace(self.shown, addenda=signed)))

    @property
    def public_text(self) -> str:
        """Where the text is published, outside; of what another registered the organisation leads nobody there."""
        return "" if self.registered_by else self.shown.document["public_text"] or ""

    @cached_property
    def end(self) -> End | None:
        return _early_end(self.shown, self.of, self.status)

    @cached_property
    def follow_up(self) -> str:
        body = self._part(Content.F, FOLLOW_UP)
        return _named_part(body) if body else _shortened(typographic(self.said_of_follow_up))

    def _part(self, content, words):
        """The part of the text that answers a content: the marked one, else the one whose title says it."""
        parts = self.shown.text.parts
        return _marked(parts, self.marks.get(content)) or _part_about(parts, words)


def transparency_lines(organisation: Organisation, at: date) -> list[Line]:
    """Return the public agreements, signed by all, of which `organisation` is a party at `at`, or was, the last
    signed first.

    The queries are the same however many there are.
    """
    agreements = list(public_agreements_of(organisation))
    copies, marks = public_copies(agreements), marks_of(one.record.code for one in agreements)
    others = registered_by_others(organisation, agreements)
    found = [
        Line(
            reading,
            of=organisation.code,
            said_of_follow_up=agreement.said_of_follow_up or "",
            copies=tuple(copies.get(agreement.pk, ())),
            marks=marks[agreement.record.code],
            registered_by=others.get(agreement.pk, ""),
        )
        for agreement, reading in zip(agreements, public_readings(agreements, at), strict=True)
        if organisation.code in {party["code"] for party in [*reading.parties, *reading.former_parties]}
        and is_signed(reading.document)
    ]
    return sorted(found, key=lambda line: (line.date or "", line.code), reverse=True)


def public_agreements_of(organisation: Organisation):
    """Return the public agreements that name the organisation, by themselves or by an addendum of theirs, with what
    their alliance, as the public reads it, says of the follow-up.
    """
    named = SearchEntry.objects.of_type(EntryType.AGREEMENT).with_facet("organisation", [organisation.code])
    named = named.values("record")
    public = Agreement.objects.public().filter(amends=None)
    public = public.filter(
        Q(pk__in=named) | Q(pk__in=Agreement.objects.filter(pk__in=named).values("amends"))
    )
    said = KeyTextTransform("follow_up", "alliance__record__published_revision__document")
    return public_rows(public).annotate(said_of_follow_up=said).order_by("pk")


def updated_at(codes: Iterable[str]) -> datetime | None:
    """Return when what the public reads of these agreements last changed, their addenda included."""
    amended = Agreement.objects.filter(record__code__in=list(codes)).order_by().values("pk")
    addenda = Agreement.objects.filter(amends__in=amended).order_by().values("pk")
    # A union: with an OR, the frozen documents of all agreements there are would be opened.
    public = Agreement.objects.public().filter(pk__in=amended.union(addenda))
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


def _others(document, parties):
    """Who signed by name alone, once each, and is not among the parties under that name."""
    texts = [one["party_text"] for one in document["signatures"] if one["party_text"]]
    known = {fold(party["name"]) for party in parties} if texts else ()
    return tuple({fold(text): text for text in texts if fold(text) not in known}.values())


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


def _early_end(reading, of, status):
    """How it ended before its time for the organisation `of`: by the separation by which it left, or by the termination
    that ended the agreement, the earlier of both; None while neither has.
    """
    ending = [*_separation_of(reading, of), *_termination(reading, status)]
    first = next((addendum for addendum in reading.in_effect if addendum in ending), None)
    if first is None:
        return None
    is_separated = first["addendum_kind"] != AddendumKind.TERMINATION
    return End(effective_on(first), first["summary"] or first["title"], separated=is_separated)


def _separation_of(reading, of):
    """The last addendum by which `of` left, where it has not come back: a list of one, or none."""
    if of not in {party["code"] for party in reading.former_parties}:
        return []
    named = [one for one in reading.in_effect if of in {party["code"] for party in one.get("leaving") or ()}]
    return named[-1:]


def _termination(reading, status):
    """The first termination in effect, which is the one that counts, once its day is over: a list of one, or none."""
    if status.state != State.TERMINATED:
        return []
    return [one for one in reading.in_effect if one["addendum_kind"] == AddendumKind.TERMINATION][:1]


def _marked(parts, mark):
    """The first part of the text of which its editors say that it answers a content."""
    keys = mark["parts"] if mark else ()
    return next((part for part in parts if part["key"] in keys), None)


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
