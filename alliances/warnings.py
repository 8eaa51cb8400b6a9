"""What does not fit in an agreement and its addenda: said to those who write it, and saved all the same.

Source of the rules: DESIGN §3 (a register records what was signed, and refuses only the impossible); article 49.h of
Llei 40/2015 (four years, extensions of four more, agreed before the end) and 48.8 (effects from the signature). Pure
functions of documents: what is not signed yet is read as if it were, and what is known in part is not warned about
unless every day it can be is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alliances.consolidation import consolidated_text
from alliances.parties import parties_after
from alliances.periods import LAST_DAY, ONE_DAY, add_months
from alliances.possible_terms import sets_the_end, start_of, until_of
from alliances.signing import as_signed, code_of, signed_on, unsigned_parties
from alliances.term import effective_on, in_effect_order, in_order, status
from alliances.term_limits import extended_too_long, outlasts, puts_off
from observatori.formats.phrases import on, since
from observatori.partial_dates import PartialDate, partial_date

SENTENCES = {
    "long_term": _("Dura més de quatre anys: on signa un ens públic, cal una norma que ho permeti."),
    "long_extensions": _("Les pròrrogues sumen més de quatre anys: on signa un ens públic, és el màxim."),
    "effects_before_signature": _("Té efectes des d’abans de la signatura."),
    "tacit_renewal": _(
        "Es renova tàcitament, i una de les parts és pública: la llei demana pròrrogues expresses."
    ),
    "long_notice": _("El preavís és més llarg que la vigència: s’hauria de donar abans que comenci."),
    "signed_by_another": _("Hi signa {name}, que no consta com a part."),
    "late_extension": _(
        "«{title}» el prorroga quan ja havia vençut, {end}: els dies d’entremig consten com a vençuts. La pròrroga "
        "s’ha d’acordar abans del final."
    ),
    "signed_late": _("«{title}» el prorroga, però es va signar quan ja havia vençut, {end}."),
    "extension_over_limit": _("«{title}» el prorroga més enllà del límit, que és {limit}."),
    "extension_shortens": _(
        "«{title}» és una pròrroga, però acaba abans que la vigència que ja hi havia, {end}."
    ),
    "extension_without_end": _("«{title}» és una pròrroga, i no diu fins quan."),
    "addendum_before_agreement": _("«{title}» té efecte abans que el conveni."),
    "addendum_signed_first": _("«{title}» es va signar abans que el conveni."),
    "addendum_before_signature": _("«{title}» té efecte abans que se signi."),
    "addendum_after_termination": _("«{title}» té efecte quan el conveni ja s’havia resolt, {end}."),
    "termination_after_end": _("«{title}» el resol quan ja havia vençut, {end}."),
    "separation_of_nobody": _("«{title}» és una separació, i no diu qui se’n va."),
    "separation_of_a_stranger": _("«{title}» en separa {name}, que aquell dia no n’és part."),
    "not_signed_by": _("«{title}»: no hi signa {name}, que n’és part."),
    "not_signed_by_who_joined": _("«{title}»: no hi signa {name}, que n’és part {since}."),
    "one_party_left": _("Des de «{title}» hi queda una sola part."),
}


@dataclass(frozen=True)
class TermWarning:
    """One thing that does not fit: its code, the sentence for people (lazy) and the code of the addendum, if one."""

    code: str
    sentence: str
    addendum: str | None = None


def warnings(agreement: Mapping, addenda: Iterable[Mapping], *, has_public_party: bool) -> list[TermWarning]:
    """Return what does not fit in an agreement with its addenda, its own first, then each addendum’s by its day.

    Codes are those of `SENTENCES`, and `contradiction` for what the consolidation could not reconcile, ever.
    """
    agreement, addenda = as_signed(agreement), list(addenda)
    says_who = {one.get("code") for one in addenda if one.get("parties") or one.get("signatures")}
    ordered = in_effect_order(agreement, map(as_signed, in_order(agreement, addenda)))
    found = [*term_warnings(agreement, has_public_party=has_public_party), *_of_the_signatures(agreement)]
    for place, (day, addendum) in enumerate(ordered):
        earlier = [one for _day, one in ordered[:place]]
        if addendum.get("code") in says_who:
            found += _of_who_is_left_out(agreement, earlier, addendum)
        found += _of_an_addendum(agreement, earlier, addendum, day)
    ends = [partial_date(one.get("new_until")) for _day, one in ordered if sets_the_end(one)]
    if not any(one.code == "long_extensions" for one in found) and extended_too_long(
        until_of(agreement), ends
    ):
        found.append(_warning("long_extensions"))
    return [*found, *_contradictions(agreement, [addendum for _day, addendum in ordered])]


def term_warnings(agreement: Mapping, *, has_public_party: bool) -> Iterator[TermWarning]:
    """Yield what does not fit in the term of an agreement by itself."""
    agreement = as_signed(agreement)
    start, end = partial_date(agreement.get("in_force_from")), until_of(agreement)
    signed, limit = signed_on(agreement), partial_date(agreement.get("extension_until"))
    months = agreement.get("notice_months")
    if start and end and outlasts(start.latest, end):
        yield _warning("long_term")
    if extended_too_long(end, [limit]):
        yield _warning("long_extensions")
    if start and signed and start.is_before(signed):
        yield _warning("effects_before_signature")
    if agreement.get("renewal") == "tacit" and has_public_party:
        yield _warning("tacit_renewal")
    if start and end and months and add_months(end.latest, -months) < start.earliest:
        yield _warning("long_notice")


def _of_the_signatures(agreement) -> Iterator[TermWarning]:
    parties = {code_of(party) for party in agreement.get("parties") or ()}
    for signature in agreement.get("signatures") or ():
        organisation = signature.get("organisation")
        if organisation and code_of(organisation) not in parties:
            yield _warning("signed_by_another", name=_name_of(organisation))


def _of_an_addendum(
    agreement: Mapping, earlier: Sequence[Mapping], addendum: Mapping, day: PartialDate | None
) -> Iterator[TermWarning]:
    start, signed, facts = start_of(agreement), signed_on(addendum), {"addendum": addendum}
    if addendum.get("addendum_kind") == "separation":
        yield from _of_a_separation(agreement, earlier, addendum)
    if addendum.get("addendum_kind") == "extension" and not addendum.get("new_until"):
        yield _warning("extension_without_end", **facts)
    if day and start and day.is_before(start):
        yield _warning("addendum_before_agreement", **facts)
    if signed and (first := signed_on(agreement)) and signed.is_before(first):
        yield _warning("addendum_signed_first", **facts)
    if day and signed and day.is_before(signed):
        yield _warning("addendum_before_signature", **facts)
    if not day or day.earliest <= date.min:
        return
    then = status(agreement, earlier, day.earliest - ONE_DAY)
    is_over = bool(then.ends_on) and then.ends_on.latest < day.earliest - ONE_DAY
    end = on(then.ends_on) if then.ends_on else ""
    if is_over and then.state == "terminated":
        yield _warning("addendum_after_termination", end=end, **facts)
    elif is_over and addendum.get("addendum_kind") == "termination":
        yield _warning("termination_after_end", end=end, **facts)
    elif is_over and sets_the_end(addendum):
        yield _warning("late_extension", end=end, **facts)
    elif signed and puts_off(addendum, then.ends_on) and then.ends_on.is_before(signed):
        yield _warning("signed_late", end=end, **facts)
    if sets_the_end(addendum):
        yield from _of_an_end(agreement, addendum, then)


def _of_a_separation(agreement, earlier, separation):
    leaving, facts = separation.get("leaving") or (), {"addendum": separation}
    before = {code_of(party) for party in parties_after(agreement, earlier)}
    if not leaving:
        yield _warning("separation_of_nobody", **facts)
    for party in leaving:
        if code_of(party) not in before:
            yield _warning("separation_of_a_stranger", name=_name_of(party), **facts)
    if len(before) > 1 >= len(parties_after(agreement, [*earlier, separation])):
        yield _warning("one_party_left", **facts)


def _of_who_is_left_out(agreement, earlier, addendum):
    """Who is a party that day and neither signs nor leaves; an accession may be signed by who joins alone."""
    before = parties_after(agreement, earlier)
    named = {code_of(one) for one in [*(addendum.get("parties") or ()), *(addendum.get("leaving") or ())]}
    left_out = [
        party for party in unsigned_parties({**addendum, "parties": before}) if code_of(party) not in named
    ]
    if addendum.get("addendum_kind") == "accession" and len(left_out) == len(before):
        return
    for party in left_out:
        facts = {"addendum": addendum, "name": _name_of(party)}
        joined = _joined_on(party, earlier)
        if joined:
            yield _warning("not_signed_by_who_joined", since=since(joined), **facts)
        else:
            yield _warning("not_signed_by", **facts)


def _joined_on(party, earlier):
    """The day a party last joined the agreement by an addendum, None for one of those it began with."""
    days = [
        effective_on(one)
        for one in earlier
        if one.get("addendum_kind") == "accession"
        and code_of(party) in {code_of(other) for other in one.get("parties") or ()}
    ]
    return days[-1] if days else None


def _name_of(organisation):
    return organisation["name"] if isinstance(organisation, Mapping) else organisation


def _of_an_end(agreement, addendum, then):
    new, limit = partial_date(addendum.get("new_until")), partial_date(agreement.get("extension_until"))
    if new and limit and limit.is_before(new):
        yield _warning("extension_over_limit", addendum=addendum, limit=on(limit))
    if addendum.get("addendum_kind") == "extension" and new and then.ends_on and new.is_before(then.ends_on):
        yield _warning("extension_shortens", addendum=addendum, end=on(then.ends_on))


def _contradictions(agreement, addenda):
    for conflict in consolidated_text(agreement, addenda, LAST_DAY).conflicts:
        codes = conflict["addenda"]
        yield TermWarning("contradiction", conflict["sentence"], codes[-1] if codes else None)


def _warning(code, *, addendum=None, **words):
    title = {"title": addendum.get("title") or addendum.get("code") or ""} if addendum else {}
    return TermWarning(
        code, format_lazy(SENTENCES[code], **title, **words), addendum and addendum.get("code")
    )
