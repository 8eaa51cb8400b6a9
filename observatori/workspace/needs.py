"""What waits for somebody of an organisation: changes asked for, drafts, agreements that end, people who ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.models import Happening
from alliances.pages.states import status_sentences
from alliances.procedures.catalogue import step_title
from alliances.procedures.pending import pending_steps
from alliances.radar.horizon import agreements_for, milestones_of, months_ahead, on_the_horizon
from alliances.term import State as Term
from observatori.curation.kinds import title_of
from observatori.curation.pages.queue import comment_words, due_words
from observatori.formats.phrases import capitalised, sentence, typographic
from observatori.organisations.models import Organisation, RequestState, User
from observatori.publishing.kind_words import words_of
from observatori.publishing.models import ClaimState, Kind, Record, State
from observatori.publishing.rejections import rejection_reasons
from observatori.workspace.confirmation_needs import confirmation_needs
from observatori.workspace.records import missing_in, own, own_url, readings_of, records_of

HORIZON_MONTHS = 6  # how far ahead an end is told
MOST_NAMED = 3  # late procedures that the desk names
UNDER_WAY = (State.DRAFT, State.CHANGES_REQUESTED, State.SUBMITTED, State.IN_REVIEW, State.REJECTED)
OURS = (State.DRAFT, State.CHANGES_REQUESTED, State.REJECTED)
URGENCY = (State.CHANGES_REQUESTED, State.REJECTED)  # the first comes first, and all before the rest


@dataclass(frozen=True)
class Need:
    """One thing to do: what it is about, why, and where it is done. `state` is a code of badges."""

    state: str
    title: str
    text: str
    url: str
    code: str = ""
    word: str = ""  # the word of the state, where the usual one does not fit
    lang: str = "ca"


def needs(organisation: Organisation, user: User, *, writes: bool, manages: bool) -> list[Need]:
    """Return what waits for the organisation, the most urgent first; who only reads is told less.

    The queries are the same however much there is.
    """
    found = [] if organisation.verified else [_unverified(organisation)]
    if manages:
        found += _requests(organisation)
    found += _claims(organisation)
    found += [Need(**facts) for facts in confirmation_needs(organisation)]
    curated = [
        *_own_under_way(organisation, Kind.ALLIANCE, writes),
        *_own_under_way(organisation, Kind.EXPERIENCE, writes),
    ]
    curated.sort(key=lambda need: URGENCY.index(need.state) if need.state in URGENCY else len(URGENCY))
    return [*found, *_late_procedures(organisation, user), *curated, *_agreements(organisation, user, writes)]


def _own_under_way(organisation, kind, writes):
    records = list(records_of(organisation, kind).filter(own(organisation), state__in=UNDER_WAY))
    missing = missing_in([record for record in records if record.state == State.DRAFT], kind)
    reasons = rejection_reasons(records)
    return [
        _under_way(record, missing.get(record.pk, ()), reasons.get(record.pk, ""), writes)
        for record in records
        if _waits_for_us(record)
    ]


def _waits_for_us(record):
    return record.state in OURS or record.open_comments


def _under_way(record, missing: Iterable[str], reason: str, writes):
    if record.state == State.REJECTED:
        return _need(record, record.state, _rejected(reason), writes)
    words = [due_words(record.due_on), comment_words(record.open_comments)]
    if record.state == State.DRAFT:
        words.append(" ".join(missing) or _("Ja es pot trametre."))
    return _need(record, record.state, capitalised(" · ".join(filter(None, words))), writes)


def _rejected(reason):
    """Why it was not accepted, and what can be done."""
    why = _("Motiu: %(reason)s") % {"reason": sentence(typographic(reason))} if reason else ""
    again = _("Si hi feu canvis i els deseu, ho podreu tornar a trametre.")
    return " ".join(filter(None, [why, again]))


def _agreements(organisation, user, writes):
    """What the parties of an agreement should not let pass: a signature, the notice, the end."""
    records = list(
        records_of(organisation, Kind.AGREEMENT).exclude(state=State.ARCHIVED).filter(withdrawn=False)
    )
    agreements = [record for record in records if record.agreement.amends_id is None]
    ending = _ending_soon(organisation, user)
    for record, reading in zip(agreements, readings_of(agreements, user).values(), strict=True):
        if state := _urgent(reading.status, ends_soon=record.pk in ending):
            own = record.owner_id == organisation.pk
            yield _need(record, state, " ".join(status_sentences(reading)), writes and own)


def _ending_soon(organisation, user) -> set[int]:
    """The agreements that the radar shows to end in the next months."""
    today = timezone.localdate()
    milestones = milestones_of(agreements_for(user, organisation)).filter(what=Happening.END, day__gte=today)
    found = on_the_horizon(milestones, at=today, until=months_ahead(today, HORIZON_MONTHS))
    return set(found.values_list("agreement", flat=True))


def _urgent(status, *, ends_soon: bool) -> str:
    if status.state in (Term.PENDING_SIGNATURE, Term.DRAFT):
        return status.state
    if status.in_notice:
        return "in_notice"
    return "upcoming_end" if ends_soon else ""


WORDS = {"upcoming_end": "in_notice"}  # the shape of what ends soon


def _need(record: Record, state, text, writes):
    word = _("S’acaba aviat") if state == "upcoming_end" else words_of(record).states.get(state, "")
    url = own_url(record, writes=writes)
    return Need(WORDS.get(state, state), typographic(title_of(record)), text, url, record.code, word)


def _late_procedures(organisation, user):
    """One line for all the procedures that are late: their list says which."""
    found = pending_steps(user, organisation, timezone.localdate())
    late = [one for one in found if one.late]
    if not late:
        return []
    title = ngettext("%(count)d tràmit fa tard", "%(count)d tràmits fan tard", len(late)) % {
        "count": len(late)
    }
    names = [typographic(step_title(one.step.code, one.step.title)) for one in late[:MOST_NAMED]]
    rest = [_("i %(count)d més") % {"count": len(late) - len(names)}] if len(late) > len(names) else []
    url = reverse("workspace:pending", args=[organisation.slug])
    return [Need("in_notice", title, " · ".join([*names, *rest]), url, word=_("Fan tard"), lang="")]


def _unverified(organisation):
    return Need(
        "pending",
        _("L’equip de l’Observatori encara no ha verificat l’entitat"),
        _("Mentrestant ja podeu preparar i trametre aliances i experiències."),
        "",
        word=_("Pendent de verificar"),
        lang="",
    )


def _requests(organisation):
    count = organisation.join_requests.filter(state=RequestState.PENDING).count()
    if not count:
        return []
    title = ngettext(
        "%(count)d persona vol formar part de l’entitat",
        "%(count)d persones volen formar part de l’entitat",
        count,
    )
    url = reverse("accounts:members", args=[organisation.slug])
    return [Need("pending", title % {"count": count}, "", url, word=_("Per respondre"), lang="")]


def _claims(organisation):
    waiting = organisation.claims.filter(state=ClaimState.PENDING)
    waiting = waiting.select_related("record__alliance", "record__experience").order_by("asked_at", "pk")
    text = _("N’heu demanat la gestió; l’equip de l’Observatori us respondrà.")
    word = _("Petició pendent")
    return [
        Need("pending", typographic(title_of(claim.record)), text, "", claim.record.code, word)
        for claim in waiting
    ]
