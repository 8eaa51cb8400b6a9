"""What waits for somebody of an organisation: changes asked for, drafts, agreements that end, people who ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.pages.states import status_sentences
from alliances.procedures.catalogue import step_title
from alliances.procedures.pending import pending_steps
from alliances.registration import waiting_for_registration
from alliances.term import State as Term
from observatori.curation.kinds import title_of
from observatori.curation.pages.queue import comment_words, due_words
from observatori.formats.phrases import capitalised, sentence, typographic
from observatori.organisations.models import Organisation, RequestState, User
from observatori.publishing.access import drafts_visible_to, registered_by_admins_of
from observatori.publishing.kind_words import words_of
from observatori.publishing.models import ClaimState, Kind, Record, State
from observatori.publishing.rejections import rejection_reasons
from observatori.publishing.steps import tasks_url
from observatori.workspace.confirmation_needs import confirmation_needs
from observatori.workspace.horizon import ending_soon
from observatori.workspace.records import missing_in, own, own_url, readings_of, records_of

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
    due: date | None = None  # the next day that matters, past where it is late


def needs(organisation: Organisation, user: User, *, writes: bool, manages: bool) -> list[Need]:
    """Return what waits for the organisation: what is late or has the soonest day first, and then what has no day,
    the most urgent first. Who only reads is told less.

    The queries are the same however much there is.
    """
    found = [] if organisation.verified else [_unverified(organisation)]
    if manages:
        found += _requests(organisation) + _to_register(organisation, user)
    found += _claims(organisation)
    found += [Need(**facts) for facts in confirmation_needs(organisation)]
    curated = [
        *_own_under_way(organisation, Kind.ALLIANCE, writes),
        *_own_under_way(organisation, Kind.EXPERIENCE, writes),
    ]
    curated.sort(key=lambda need: URGENCY.index(need.state) if need.state in URGENCY else len(URGENCY))
    found += [*_late_procedures(organisation, user), *curated, *_agreements(organisation, user, writes)]
    return sorted(found, key=lambda need: need.due or date.max)


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
    return _need(record, record.state, capitalised(" · ".join(filter(None, words))), writes, record.due_on)


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
    ending = ending_soon(organisation, user, timezone.localdate())
    for record, reading in zip(agreements, readings_of(agreements, user).values(), strict=True):
        if state := _urgent(reading.status, ends_soon=record.pk in ending):
            own = record.owner_id == organisation.pk
            due = ending.get(record.pk) or _end_in_notice(reading.status)
            yield _need(record, state, " ".join(status_sentences(reading)), writes and own, due)


def _urgent(status, *, ends_soon: bool) -> str:
    if status.state in (Term.PENDING_SIGNATURE, Term.DRAFT):
        return status.state
    if status.in_notice:
        return "in_notice"
    return "upcoming_end" if ends_soon else ""


def _end_in_notice(status):
    return status.ends_on.earliest if status.in_notice and status.ends_on else None


WORDS = {"upcoming_end": "in_notice"}  # the shape of what ends soon


def _need(record: Record, state, text, writes, due=None):
    word = _("S’acaba aviat") if state == "upcoming_end" else words_of(record).states.get(state, "")
    url = own_url(record, writes=writes)
    return Need(WORDS.get(state, state), typographic(title_of(record)), text, url, record.code, word, due=due)


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
    words = {"word": _("Fan tard"), "lang": ""}
    due = min((one.due for one in late if one.due), default=timezone.localdate())
    return [Need("in_notice", title, " · ".join([*names, *rest]), url, due=due, **words)]


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


def _to_register(organisation, user):
    """The agreements and addenda that only lack that an admin of the organisation registers them."""
    records = drafts_visible_to(user, Kind.AGREEMENT).filter(registered_by_admins_of(organisation))
    text = _("Si és com es va signar, registreu-ho: fins llavors no compta com a signat.")
    return [
        Need(
            "pending", typographic(title_of(record)), text, tasks_url(record), record.code, _("Per registrar")
        )
        for record in waiting_for_registration(records)
    ]


def _claims(organisation):
    waiting = organisation.claims.filter(state=ClaimState.PENDING)
    waiting = waiting.select_related("record__alliance", "record__experience").order_by("asked_at", "pk")
    text = _("N’heu demanat la gestió; l’equip de l’Observatori us respondrà.")
    word = _("Petició pendent")
    return [
        Need("pending", typographic(title_of(claim.record)), text, "", claim.record.code, word)
        for claim in waiting
    ]
