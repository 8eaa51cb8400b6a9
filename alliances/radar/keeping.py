"""The milestones of agreements kept as their working copies say, in the transaction that changes one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from alliances.models import AddendaRead, Agreement, Milestone
from alliances.periods import add_months
from alliances.radar.days import Day, days_of
from alliances.radar.terms import addenda_of, term_readings, with_term
from observatori.publishing.models import State, Visibility

BACK_MONTHS, AHEAD_MONTHS = 30, 60  # of the periods renewed tacitly, more than a radar can be asked for
CHUNK = 500  # agreements that are read and written at once


@transaction.atomic
def keep_milestones(agreements: Iterable[int | None], *, write: bool = True) -> list[str]:
    """Set right the milestones of agreements, given by key; those of an addendum are of what it amends.

    Return the codes of those whose milestones were not right; without `write`, only that.
    """
    keys = {key for key in agreements if key}
    addenda = dict(Agreement.objects.filter(pk__in=keys, amends__isnull=False).values_list("pk", "amends"))
    keys = keys - addenda.keys() | set(addenda.values())
    strays = _strays(addenda, write=write) if addenda else []
    if write:  # two that change addenda of the same agreement take turns, or each would leave the other’s out
        locked = (
            Agreement.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
        )
        list(locked.values_list("pk"))
    found = list(with_term(Agreement.objects.filter(pk__in=keys)).order_by("pk"))
    kept = _kept(keys)
    right = dict(_milestones(found, timezone.localdate()))
    wrong = [one for one in found if set(kept.get(one.pk, {})) != right[one.pk]]
    if write and wrong:
        _write(wrong, kept, right)
    return [*strays, *(one.record.code for one in wrong)]


def _strays(addenda, *, write):
    """The codes of addenda that have milestones: of a time when they were none; with `write` they have them no more."""
    rows = Milestone.objects.filter(agreement__in=list(addenda), agreement__amends__isnull=False)
    codes = sorted(set(rows.values_list("agreement__record__code", flat=True)))
    if write and codes:
        rows.delete()
    return codes


def keep_all_milestones(*, write: bool = True) -> list[str]:
    """As `keep_milestones`, of every agreement, and of the addenda that should have none, in portions that each commit
    on their own.
    """
    whole = Q(amends=None) | Exists(Milestone.objects.filter(agreement=OuterRef("pk")))
    keys = list(Agreement.objects.filter(whole).order_by("pk").values_list("pk", flat=True))
    portions = (keys[first : first + CHUNK] for first in range(0, len(keys), CHUNK))
    return [code for portion in portions for code in keep_milestones(portion, write=write)]


def _kept(keys):
    found = defaultdict(dict)
    for row in Milestone.objects.filter(agreement__in=keys):
        found[row.agreement_id][row.addenda, Day(row.what, row.day, row.ends_on, row.early)] = row.pk
    return found


def _write(wrong, kept, right):
    gone = [pk for one in wrong for day, pk in kept.get(one.pk, {}).items() if day not in right[one.pk]]
    Milestone.objects.filter(pk__in=gone).delete()
    Milestone.objects.bulk_create(
        Milestone(
            agreement=one, addenda=addenda, what=day.what, day=day.day, ends_on=day.ends_on, early=day.early
        )
        for one in wrong
        for addenda, day in right[one.pk] - set(kept.get(one.pk, ()))
    )


def _milestones(agreements: list[Agreement], today: date) -> Iterator[tuple[int, set]]:
    """Yield the milestones of each agreement: one set for everybody, or two where an addendum is for some only."""
    addenda = list(addenda_of(agreements))
    narrow = _narrow(agreements, addenda)
    if not narrow:
        readings = {AddendaRead.ALL_FOR_EVERYBODY: term_readings(agreements, addenda, today)}
    else:
        shared = [one for one in addenda if one.pk not in narrow]
        readings = {
            AddendaRead.ALL: term_readings(agreements, addenda, today),
            AddendaRead.SHARED: term_readings(agreements, shared, today),
        }
    parted = {one.amends_id for one in addenda if one.pk in narrow}
    for number, one in enumerate(agreements):
        if _is_over(one.record):
            yield one.pk, set()
            continue
        found = {kind: _days(several[number], today) for kind, several in readings.items()}
        if narrow and one.pk not in parted:
            found = {AddendaRead.ALL_FOR_EVERYBODY: found[AddendaRead.ALL]}
        yield one.pk, {(kind, day) for kind, days in found.items() for day in days}


def _is_over(record):
    """What is withdrawn, archived or merged away nobody has to act upon."""
    return record.withdrawn or record.state == State.ARCHIVED or record.merged_into_id is not None


def _days(reading, today):
    since, until = add_months(today, -BACK_MONTHS), add_months(today, AHEAD_MONTHS)
    return days_of(reading.document, reading.addenda, today=today, since=since, until=until)


def _narrow(agreements, addenda):
    """The addenda that may have fewer readers than what they amend.

    Who reads which is asked when the milestones are read; here it only counts whether the two can differ, whoever
    the partners of the alliance come to be.
    """
    amended = {one.pk: one for one in agreements}
    return {
        one.pk
        for one in addenda
        if one.alliance_id != amended[one.amends_id].alliance_id
        or not _named_by(amended[one.amends_id]) <= _named_by(one)
        or _is_kept(one) > _is_kept(amended[one.amends_id])
    }


def _is_kept(agreement):
    """Whether the partners of its alliance do not read it for being so."""
    return agreement.record.visibility == Visibility.ORGANISATION


def _named_by(agreement):
    """The organisations that a record names as its own: owner and parties, and the owner of its alliance."""
    owners = {agreement.record.owner_id, agreement.alliance and agreement.alliance.record.owner_id}
    return {party.pk for party in agreement.parties.all()} | owners - {None}
