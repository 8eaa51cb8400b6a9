"""What is on the horizon of an organisation, of the staff or of a person: milestones in a window of days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alliances.models import AddendaRead, Agreement, Happening, Milestone, Relation
from alliances.periods import add_months
from observatori.organisations.access import is_curator
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to, involving
from observatori.publishing.models import Kind, Record

PAST_MONTHS = 3  # how long an end that nobody did anything about stays on the radar
WINDOWS = (3, 6, 12, 24)  # months ahead
FARTHEST_MONTHS = 24  # from today, back or ahead, that a radar can be asked for
EVENTS = (Happening.NOTICE, Happening.END, Happening.RENEWAL, Happening.EXTENSION_LIMIT)


@dataclass(frozen=True)
class Readable:
    """The agreements and addenda of a radar, by key, read once; None for all there are, which staff read."""

    keys: frozenset[int] | None

    def only(self, rows: QuerySet, path: str) -> QuerySet:
        """Keep the rows whose agreement, named by `path`, is one of them."""
        return rows if self.keys is None else rows.filter(**{f"{path}__in": self.keys})

    def codes(self) -> list[str]:
        """Return their codes."""
        return list(
            self.only(Record.objects.filter(kind=Kind.AGREEMENT), "pk").values_list("code", flat=True)
        )

    def hides(self, addendum: int) -> bool:
        return self.keys is not None and addendum not in self.keys


def agreements_for(user: User, organisation: Organisation | None = None) -> Readable:
    """Return the agreements, addenda too, that are on a radar: those that `user` may read, or of them those that
    involve `organisation`. Whoever may enter it sees the same ones.
    """
    if organisation is None and is_curator(user):
        return Readable(None)
    records = drafts_visible_to(user, Kind.AGREEMENT)
    if organisation is not None:
        records = Record.objects.filter(involving([organisation.pk]), kind=Kind.AGREEMENT)
        records = records.filter(deleted_at=None, merged_into=None)
    return Readable(frozenset(records.values_list("pk", flat=True)))


def milestones_of(readable: Readable) -> QuerySet[Milestone]:
    """Return the milestones of the agreements among `readable`, as the addenda among them leave those."""
    parted = Milestone.objects.filter(addenda=AddendaRead.ALL).values("agreement")
    addenda = Agreement.objects.filter(amends__in=parted, record__deleted_at=None)
    hiding = {amended for amended, one in addenda.values_list("amends", "pk") if readable.hides(one)}
    return readable.only(Milestone.objects.all(), "agreement").filter(
        Q(addenda=AddendaRead.ALL_FOR_EVERYBODY)
        | (Q(addenda=AddendaRead.ALL) & ~Q(agreement__in=hiding))
        | (Q(addenda=AddendaRead.SHARED) & Q(agreement__in=hiding))
    )


def on_the_horizon(milestones: QuerySet[Milestone], *, at: date, until: date) -> QuerySet[Milestone]:
    """Keep what happens from `at` to `until`, the notices that run at `at`, and the ends of the last months that
    nobody has followed up. The extension of what has ended is no question any more.
    """
    to_come = Q(day__gte=at, day__lte=until) & (~Q(what=Happening.EXTENSION_LIMIT) | Q(ends_on__gte=at))
    running = Q(what=Happening.NOTICE, day__lt=at, ends_on__gte=at)
    ended = Q(what=Happening.END, early=False, day__lt=at, day__gte=add_months(at, -PAST_MONTHS))
    # What all three say of the end of the period: an index reads it, and what is long past is not looked at.
    lately = Q(ends_on__gte=add_months(at, -PAST_MONTHS), day__lte=until)
    return milestones.filter(lately, to_come | running | (ended & ~Exists(_later()) & ~Exists(_followed())))


def without_end(milestones: QuerySet[Milestone], *, at: date) -> QuerySet[Milestone]:
    """Keep the agreements whose end is not known, or not to the day."""
    return milestones.filter(Q(ends_on=None) | Q(ends_on__gte=at), what=Happening.UNKNOWN)


def months_ahead(at: date, months: int) -> date:
    """Return the last day of a window of `months` from `at` on."""
    return add_months(at, months) - timedelta(days=1)


def _later():
    """An end that an extension, late as it may be, has put off."""
    return Milestone.objects.filter(
        agreement=OuterRef("agreement"),
        addenda=OuterRef("addenda"),
        what=Happening.END,
        day__gt=OuterRef("day"),
    )


def _followed():
    """Another agreement that has taken the place of the one that ended."""
    alive = Q(source__record__deleted_at=None, target__record__deleted_at=None)
    replaces = Q(relation="replaces", target=OuterRef("agreement"))
    precedes = Q(relation="precedes", source=OuterRef("agreement"))
    return Relation.objects.filter(alive & (replaces | precedes))


def too_far(at: date) -> bool:
    """Whether the periods renewed tacitly around a day are not kept."""
    today = timezone.localdate()
    return not add_months(today, -FARTHEST_MONTHS) <= at <= add_months(today, FARTHEST_MONTHS)
