"""What is on the horizon of an organisation, of the staff or of a person: milestones in a window of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from alliances.models import AddendaRead, Agreement, Alliance, Happening, Milestone, Relation
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

    @property
    def is_everything(self) -> bool:
        return self.keys is None

    def only(self, rows: QuerySet, path: str) -> QuerySet:
        """Keep the rows whose agreement, named by `path`, is one of them."""
        return rows if self.is_everything else rows.filter(_Among(path, self.keys))

    def codes(self) -> list[str]:
        """Return their codes."""
        return list(
            self.only(Record.objects.filter(kind=Kind.AGREEMENT), "pk").values_list("code", flat=True)
        )


class _Among(Func):
    """Whether a key is one of `keys`: a single array, where `__in` would write a parameter for each of hundreds. It is
    written out here, because to check and adapt each of them takes longer than to find them.
    """

    template, arg_joiner, output_field = "%(expressions)s::bigint[])", " = ANY(", BooleanField()

    def __init__(self, path: str, keys: Iterable[int]):
        super().__init__(F(path), Value(f"{{{','.join(map(str, sorted(keys)))}}}"))


def agreements_for(user: User, organisation: Organisation | None = None) -> Readable:
    """Return the agreements, addenda too, that are on a radar: those that `user` may read, or those that are the
    affair of `organisation`. Whoever may enter it sees the same ones.
    """
    if organisation is None and is_curator(user):
        return Readable(None)
    records = drafts_visible_to(user, Kind.AGREEMENT)
    if organisation is not None:
        records = Record.objects.filter(involving([organisation.pk]), kind=Kind.AGREEMENT)
        records = records.filter(_counts_for(organisation), deleted_at=None, merged_into=None)
    return Readable(frozenset(records.values_list("pk", flat=True)))


def _counts_for(organisation):
    """What is more than a draft of somebody else: registered, its own, or of an alliance that it owns or is a partner
    of as published. In a draft anybody may name anybody.
    """
    published = "record__published_revision__document__partners__contains"
    partner = Q(
        partnerships__organisation=organisation,
        **{published: [{"organisation": {"code": organisation.code}}]},
    )
    alliances = (
        Alliance.objects.filter(way).values("pk") for way in (Q(record__owner=organisation), partner)
    )
    ways = [Q(agreement__alliance__in=ones) for ones in alliances]
    return Q(published_revision__isnull=False) | Q(owner=organisation) | ways[0] | ways[1]


def milestones_of(readable: Readable) -> QuerySet[Milestone]:
    """Return the milestones of the agreements among `readable`, as the addenda among them leave those."""
    hiding = _hiding(readable)
    return readable.only(Milestone.objects.all(), "agreement").filter(
        Q(addenda=AddendaRead.ALL_FOR_EVERYBODY)
        | (Q(addenda=AddendaRead.ALL) & ~Q(agreement__in=hiding))
        | (Q(addenda=AddendaRead.SHARED) & Q(agreement__in=hiding))
    )


def _hiding(readable):
    """The agreements with an addendum that is not among `readable`."""
    if readable.is_everything:
        return set()
    parted = Milestone.objects.filter(addenda=AddendaRead.ALL).values("agreement")
    addenda = Agreement.objects.filter(amends__in=parted, record__deleted_at=None)
    return {amended for amended, one in addenda.values_list("amends", "pk") if one not in readable.keys}


def on_the_horizon(milestones: QuerySet[Milestone], *, at: date, until: date) -> QuerySet[Milestone]:
    """Keep what happens from `at` to `until`, the notices that run at `at`, and the ends of the last months that
    nobody has followed up. The extension of what has ended is no question any more.
    """
    since = add_months(at, -PAST_MONTHS)
    to_come = Q(day__gte=at) & (~Q(what=Happening.EXTENSION_LIMIT) | Q(ends_on__gte=at))
    running = Q(what=Happening.NOTICE, day__lt=at, ends_on__gte=at)
    ended = Milestone.objects.filter(what=Happening.END, early=False, day__lt=at, day__gte=since)
    ended = ended.exclude(Exists(_later())).exclude(Exists(_followed()))
    happens = to_come | running | Q(pk__in=ended.values("pk"))  # a subquery: looked at once, not for each row
    # What all three say of the end of the period: what is long past is not looked at.
    return milestones.filter(happens, ends_on__gte=since, day__lte=until)


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
    """Another agreement that has taken the place of the one that ended, as its own draft says, or the other where it
    is registered or of who owns or signs the one that ended: of what an outsider writes in a draft nothing follows.
    """
    alive = Q(source__record__deleted_at=None, target__record__deleted_at=None)
    signs = Agreement.parties.through.objects.filter(
        agreement=OuterRef("target"), organisation=OuterRef("source__record__owner")
    )
    told = Q(source__record__published_revision__isnull=False) | Q(Exists(signs))
    told |= Q(source__record__owner=F("target__record__owner"))
    replaces = Q(relation="replaces", target=OuterRef("agreement")) & told
    precedes = Q(relation="precedes", source=OuterRef("agreement"))
    return Relation.objects.filter(alive & (replaces | precedes))


def too_far(at: date) -> bool:
    """Whether the periods renewed tacitly around a day are not kept."""
    today = timezone.localdate()
    return not add_months(today, -FARTHEST_MONTHS) <= at <= add_months(today, FARTHEST_MONTHS)
