"""The double confirmation: who is asked, who answers, and what grows stale.

Each partner of an alliance that was registered and published is asked to confirm its part in it: its row as
published, and the terms of the agreements it is a party of. The owner, which wrote it all, confirms by registering
it. `Partnership.confirmation` is what follows from the last answer and from what stands now; it is settled again in
the transaction of whatever changes either, so that reading it costs nothing.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.confirmations.letters import administered, tell_of_answer, tell_of_asking
from alliances.confirmations.standing import (
    Answered,
    Standing,
    answerable,
    last_answers,
    rows_of,
    standing_of,
    standings,
)
from alliances.models import Answer, AnsweredTerms, Confirmation, PartnerAnswer, Partnership
from observatori.organisations.models import User
from observatori.publishing.access import may_confirm, may_write_record
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Actor, Event, Record, Verb
from observatori.publishing.rows import clean
from observatori.publishing.rules import hold
from observatori.publishing.transitions import WrongState, locked

OWED = (Confirmation.PENDING, Confirmation.STALE)
VERBS = {Answer.CONFIRMED: Verb.PARTNER_CONFIRMED, Answer.DISPUTED: Verb.PARTNER_DISPUTED}


class ChangedMeanwhile(WrongState):
    """What the partner had before its eyes is no longer what stands."""


@transaction.atomic
def confirm(*, partnership: Partnership, user: User, seen: str = "") -> Partnership:
    """Confirm a partner’s part as it stands; what it confirms already it does not confirm again.

    `seen` is what the page showed (`Standing.seen`). Raises PermissionDenied, WrongState and ChangedMeanwhile.
    """
    return _answer(partnership, user, Answer.CONFIRMED, seen=seen)


@transaction.atomic
def dispute(*, partnership: Partnership, user: User, reason: str, seen: str = "") -> Partnership:
    """Say what is not so. A later confirmation takes it back. Raises as `confirm`, and ValidationError."""
    return _answer(partnership, user, Answer.DISPUTED, reason=reason.strip(), seen=seen)


@transaction.atomic
def remind(*, partnership: Partnership, user: User) -> None:
    """Ask a partner again for the answer it owes, at most once a week. Who writes the alliance may.

    Raises PermissionDenied, and WrongState where it owes none or has nobody to ask.
    """
    record = locked(Record(pk=partnership.alliance_id))
    if not may_write_record(user, record):
        raise PermissionDenied
    partnership = _current(partnership)
    is_asked = answerable().filter(pk=record.pk).exists()
    if not is_asked or partnership.confirmation not in OWED:
        raise WrongState(_("Aquesta entitat ja no deu cap resposta."))
    if not administered([partnership.organisation_id]):
        raise WrongState(_("Ningú no administra encara aquesta entitat: no hi ha a qui recordar-ho."))
    last = last_answers(record.pk).get(partnership.organisation.code)
    year, week, _day = timezone.localdate().isocalendar()
    tell_of_asking([(partnership, last.row if last else None)], turn=f"{year}-{week}")


def may_be_answered(partnership: Partnership) -> bool:
    """Whether its state lets a partner answer, whoever asks."""
    try:
        _standing(partnership.alliance_id, partnership)
    except WrongState:
        return False
    return True


@transaction.atomic
def settle_confirmations(record: Record, *, owner_says: bool = False, by: Actor | None = None) -> None:
    """Bring the confirmations of an alliance in line with what stands now, and ask whom there is to ask.

    `owner_says`: what has just changed is its owner’s own word, said by `by`, or by who submitted it. Does nothing for
    an alliance whose partners are not asked.
    """
    found = answerable().filter(pk=record.pk)
    hold(found)  # who answers meanwhile waits
    record = found.select_related("owner", "published_revision").first()
    if record is None:
        return
    now, answers, rows = standings(record), last_answers(record.pk), rows_of(record)
    owner = record.owner.code
    if owner_says and owner in rows:
        answers[owner] = _registering(rows[owner], now[owner], answers.get(owner), by or record.submitted_by)
    before = {code: row.confirmation for code, row in rows.items()}
    for code, row in rows.items():
        row.confirmation = _state(row, now[code], answers.get(code))
    changed = [row for code, row in rows.items() if row.confirmation != before[code]]
    Partnership.objects.bulk_update(changed, ["confirmation"])
    _ask(rows, now, answers)


def _answer(partnership, user, answer, *, reason="", seen=""):
    record = locked(Record(pk=partnership.alliance_id))
    if not may_confirm(user, partnership.organisation):
        raise PermissionDenied
    record, standing = _standing(record.pk, partnership)
    if seen and seen != standing.seen:
        raise ChangedMeanwhile(_("Ha canviat mentre ho llegíeu: mireu-ho un altre cop abans de respondre."))
    if answer == Answer.DISPUTED and not reason:
        sentence = _("Cal dir què no és així.")
        raise ValidationError({"reason": ValidationError(sentence, code="required")})
    partnership = _current(partnership)
    last = last_answers(record.pk).get(partnership.organisation.code)
    if last and (last.row.answer, last.row.reason) == (answer, reason) and last.is_about(standing):
        return partnership  # said already: the second of two that say it at once tells nothing new
    row = _write(partnership, standing, answer, by=actor_of(user), reason=reason)
    before, partnership.confirmation = partnership.confirmation, Confirmation(answer)
    partnership.save(update_fields=["confirmation"])
    changes = {
        "organisation": partnership.organisation.code,
        "confirmation": [before, partnership.confirmation],
    }
    Event.objects.create(record=record, verb=VERBS[answer], actor=actor_of(user), changes=changes)
    tell_of_answer(row, record)
    return partnership


def _standing(alliance: int, partnership) -> tuple[Record, Standing]:
    """What stands of a partnership that may be answered for. Raises WrongState."""
    if partnership.organisation.is_collective:
        raise WrongState(_("Un col·lectiu d’entitats no pot respondre: ningú no parla per totes."))
    found = answerable().select_related("published_revision").filter(pk=alliance).first()
    if found is None:
        raise WrongState(
            _("Els socis només poden respondre d’una aliança que una entitat ha registrat i és publicada.")
        )
    standing = standing_of(found, partnership)
    if standing is None:
        raise WrongState(_("Aquesta participació no és a la versió publicada de l’aliança."))
    return found, standing


def _current(partnership) -> Partnership:
    """The row as it is, once the alliance is held. Raises WrongState for one that its draft has dropped."""
    row = Partnership.objects.select_related("organisation").filter(pk=partnership.pk).first()
    if row is None:
        raise WrongState(_("Aquesta participació ha canviat mentrestant: torneu a obrir l’aliança."))
    return row


def _write(partnership, standing, answer, *, by, reason="", by_registering=False):
    row = PartnerAnswer(
        alliance_id=partnership.alliance_id,
        organisation=partnership.organisation,
        answer=answer,
        by=by,
        by_registering=by_registering,
        reason=reason,
        revision=standing.revision,
        participation=standing.participation,
    )
    clean(row)
    row.save()
    today = timezone.localdate()
    for agreement, versions in standing.terms.items():
        terms = AnsweredTerms.objects.create(
            answer=row, agreement_id=agreement, on=today, fingerprint=versions.fingerprint(today)
        )
        terms.revisions.set(versions.revisions)
    return row


def _registering(partnership, standing, last: Answered | None, by) -> Answered:
    """The owner’s answer: what it registers is its own word, so it is written without being asked for."""
    if last and last.confirms and last.is_about(standing):
        return last
    row = _write(partnership, standing, Answer.CONFIRMED, by=by, by_registering=True)
    today = timezone.localdate()
    return Answered(row, {pk: (today, versions) for pk, versions in standing.terms.items()})


def _state(row, standing, last: Answered | None):
    if last is None:
        return Confirmation.PENDING if _is_asked(row) else Confirmation.UNASKED
    if not last.confirms:
        return Confirmation.DISPUTED
    return Confirmation.CONFIRMED if last.is_about(standing) else Confirmation.STALE


def _is_asked(row):
    """Nobody answers for a group without names, nor is asked who has left."""
    return not row.organisation.is_collective and row.left_on is None


def _ask(rows: Mapping[str, Partnership], now, answers: Mapping[str, Answered]) -> None:
    """Ask by mail who has not answered, and again whose answer was about something else. Each of them once."""
    owing = []
    for code, row in rows.items():
        last = answers.get(code)
        corrected = row.confirmation == Confirmation.DISPUTED and not last.is_about(now[code])
        if corrected or row.confirmation in OWED:
            owing.append((row, last.row if last else None))
    tell_of_asking(owing)
