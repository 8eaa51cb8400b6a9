"""Which contents an agreement has, on a day: the light of each and of the whole. Pure functions, help and no advice.

Source of the rules: article 49 of Llei 40/2015, whose letters name the first eight contents. They bind where a public
body signs, and are recommended elsewhere; the rest always is. Protocols of intent and service contracts are no
agreements of that law, and an addendum is read with the agreement it amends.

A light follows from what editors marked and from the fields: `marks` is {item: {answer, parts, note, seen, seen_on}}.
Nobody having looked is not the same as missing: without marks and facts a content is `unknown`. A mark counts on a day
as far as the parts it names are in the consolidated text of that day. Where their text is no longer the one that was
marked, its light stays and it is `changed`: somebody has to look again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from alliances.models import AgreementKind, Content
from alliances.readings import Reading
from alliances.signing import unsigned_parties
from alliances.term_limits import TermFinding, term_findings
from alliances.text.blanks import has_blanks
from observatori.publishing.written import digest

NOT_COVERED = {AgreementKind.PROTOCOL, AgreementKind.SERVICE_CONTRACT, AgreementKind.ADDENDUM}
OF_THE_LAW = tuple(Content(letter) for letter in "abcdefgh")


class Light(TextChoices):
    OK = "ok", _("Hi és")
    PARTIAL = "partial", _("En part")
    MISSING = "missing", _("Falta")
    NOT_APPLICABLE = "not_applicable", _("No escau")
    UNKNOWN = "unknown", _("No consta")


class Reason(TextChoices):
    """Why a light is not what the mark alone, or its absence, would say."""

    PARTS_GONE = "parts_gone", _("La part del text que ho deia no és al text d’aquest dia.")
    SOME_PARTS_GONE = "some_parts_gone", _("Alguna de les parts que ho deien no és al text d’aquest dia.")
    BLANKS = "blanks", _("El text que ho diu té blancs per omplir.")
    NO_OFFICE = "no_office", _("No consta que totes les parts hi signin, i amb quin càrrec.")
    NO_YEAR = "no_year", _("Hi ha imports que no són de cap any.")
    NO_PUBLIC_BODY = "no_public_body", _("No hi signa cap ens públic.")
    OPEN_ENDED = "open_ended", _("Té durada indefinida, i n’ha de tenir una de determinada.")
    TOO_LONG = "too_long", _("Dura més de quatre anys i no diu quina norma ho permet.")
    EXTENDED_TOO_LONG = "extended_too_long", _("Les pròrrogues sumen més de quatre anys.")
    EXTENDED_LATE = "extended_late", _("Una pròrroga es va acordar quan el termini ja s’havia acabat.")
    TACIT = "tacit", _("Es renova tàcitament, i la llei demana pròrrogues expresses.")


@dataclass(frozen=True)
class ItemLight:
    """One content on the day: `parts` are the keys of those that say it, `note` what editors wrote.

    `marked`: editors answered it. `is_from_fields`: nobody did, and the fields tell. `changed`: the text of some part
    is not the one that was marked.
    """

    item: Content
    light: Light
    parts: tuple[str, ...] = ()
    note: str = ""
    reasons: tuple[Reason, ...] = ()
    marked: bool = False
    is_from_fields: bool = False
    changed: bool = False


@dataclass(frozen=True)
class Completeness:
    """The contents of an agreement on a day. `binding`: article 49 binds, because a public body signs."""

    applies: bool
    binding: bool
    items: tuple[ItemLight, ...]

    @property
    def essential(self) -> tuple[ItemLight, ...]:
        """The contents of the law that count here."""
        of_the_law = (one for one in self.items if one.item in OF_THE_LAW)
        return tuple(one for one in of_the_law if one.light != Light.NOT_APPLICABLE)

    @property
    def light(self) -> Light:
        """The light of the whole: the worst of the contents of the law; recommended ones make it no worse."""
        if not self.applies:
            return Light.NOT_APPLICABLE
        return worst(one.light for one in self.essential)

    @property
    def changed(self) -> bool:
        """Whether the text of some content of the law is not the one that was marked."""
        return any(one.changed for one in self.essential)


def completeness(reading: Reading, marks: Mapping[str, Mapping], *, binding: bool) -> Completeness:
    """Return the light of every content of an agreement on the day it is read."""
    marks = _for_its_reader(marks, reading)
    if reading.document["kind"] in NOT_COVERED:
        items = tuple(ItemLight(item, Light.NOT_APPLICABLE) for item in Content)
        return Completeness(applies=False, binding=False, items=items)
    parts = {part["key"]: part for part in reading.text.parts}
    items = (_light(item, marks.get(item), reading, parts, binding) for item in Content)
    return Completeness(applies=True, binding=binding, items=tuple(items))


def text_digest(part: Mapping) -> str:
    """Return a short name of what a part says: its heading and text. A new number changes nothing of it."""
    return digest([part.get("heading"), part.get("text")])


def worst(lights) -> Light:
    """Return the light that most asks for something to be done; what is not known, only where nothing else does."""
    lights = set(lights)
    order = (Light.MISSING, Light.PARTIAL, Light.UNKNOWN)
    return next((light for light in order if light in lights), Light.OK)


def _light(item, mark, reading, parts, binding):
    own = _of_mark(item, mark, parts, reading.at) if mark else _of_fields(item, reading, binding)
    found = _of_term(own, reading, binding) if item == Content.H else own
    return found if mark else replace(found, is_from_fields=found.light != Light.UNKNOWN)


def _of_mark(item, mark, parts, at):
    """What people answered, as far as the text goes along."""
    found = tuple(key for key in mark["parts"] if key in parts)
    light, reasons = Light(mark["answer"]), ()
    if mark["parts"] and not found:
        light, reasons = Light.MISSING, (Reason.PARTS_GONE,)
    elif len(found) < len(mark["parts"]):
        light, reasons = Light.PARTIAL, (Reason.SOME_PARTS_GONE,)
    elif light == Light.OK and any(has_blanks(parts[key]["text"]) for key in found):
        light, reasons = Light.PARTIAL, (Reason.BLANKS,)
    changed = _has_changed(mark, [parts[key] for key in found], at)
    return ItemLight(item, light, found, mark["note"], reasons, marked=True, changed=changed)


def _has_changed(mark, parts, at):
    """Whether a part reads otherwise than on the day it was marked; of the days before, the mark says nothing."""
    seen = mark.get("seen") or {}
    if not seen or at < mark["seen_on"]:
        return False
    return any(part["key"] in seen and seen[part["key"]] != text_digest(part) for part in parts)


def _of_fields(item, reading, binding):
    """What the fields tell of a content that nobody marked."""
    if item == Content.A:
        return _parties(reading)
    if item == Content.B and not binding:
        return ItemLight(item, Light.NOT_APPLICABLE, reasons=(Reason.NO_PUBLIC_BODY,))
    if item == Content.D:
        return _commitments(reading)
    if item == Content.H and (reading.status.ends_on or reading.status.open_ended):
        return ItemLight(item, Light.OK)
    return ItemLight(item, Light.UNKNOWN)


def _parties(reading):
    """Article 49.a: who signs, and in which capacity. With no signature entered, nothing is known of it."""
    document = reading.document
    if not reading.parties or not document["signatures"]:
        return ItemLight(Content.A, Light.UNKNOWN)
    if unsigned_parties(document) or not all(one["office"] for one in document["signatures"]):
        return ItemLight(Content.A, Light.PARTIAL, reasons=(Reason.NO_OFFICE,))
    return ItemLight(Content.A, Light.OK)


def _commitments(reading):
    """Article 49.d: the economic commitments of each party, year by year; no row is no proof that there are none."""
    rows = reading.commitments
    if not rows:
        return ItemLight(Content.D, Light.UNKNOWN)
    if any(row["amount"] is not None and row["year"] is None for row in rows):
        return ItemLight(Content.D, Light.PARTIAL, reasons=(Reason.NO_YEAR,))
    return ItemLight(Content.D, Light.OK)


def _of_term(own, reading, binding):
    """Article 49.h: what its term has that the law does not want. A rule that lets it last longer is in the note."""
    if own.light == Light.NOT_APPLICABLE:
        return own
    found = term_findings(reading.document, reading.addenda, reading.at)
    if not binding:
        found = [finding for finding in found if finding == TermFinding.OPEN_ENDED]
    if own.light == Light.OK and own.note:
        found = [finding for finding in found if finding != TermFinding.TOO_LONG]
    if not found:
        return own
    is_endless = binding and TermFinding.OPEN_ENDED in found
    light = worst([own.light, Light.MISSING if is_endless else Light.PARTIAL])
    return replace(own, light=light, reasons=(*own.reasons, *(Reason(finding.value) for finding in found)))


def _for_its_reader(marks, reading):
    """The marks without the parts that the text has on no day the reader may read: an addendum kept from her brings
    them in, or the draft does. A mark that names only such parts, and its note, would tell her of it.
    """
    known = {part["key"] for part in reading.document["parts"]}
    known |= {change["key"] for addendum in reading.addenda for change in addendum["changes"]}
    told = {item: [key for key in mark["parts"] if key in known] for item, mark in marks.items()}
    return {
        item: mark | {"parts": told[item]} for item, mark in marks.items() if told[item] or not mark["parts"]
    }
