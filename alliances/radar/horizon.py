"""What is on the horizon of an organisation, of the staff or of a person: milestones in a window of days."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alliances.models import AddendaRead, Agreement, Happening, Milestone, Relation
from alliances.periods import add_months
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to, involving
from observatori.publishing.models import Kind, Record, RecordQuerySet, State

PAST_MONTHS = 3  # how long an end that nobody did anything about stays on the radar
WINDOWS = (3, 6, 12, 24)  # months ahead
FARTHEST_MONTHS = 24  # from today, back or ahead, that a radar can be asked for
EVENTS = (Happening.NOTICE, Happening.END, Happening.RENEWAL, Happening.EXTENSION_LIMIT)


def agreements_for(user: User, organisation: Organisation | None = None) -> RecordQuerySet:
    """Return the agreements, addenda too, that are on a radar: those that `user` may read, or of them those that
    involve `organisation`. Whoever may enter it sees the same ones.
    """
    if organisation is None:
        return drafts_visible_to(user, Kind.AGREEMENT)
    of_theirs = Record.objects.filter(involving([organisation.pk]), kind=Kind.AGREEMENT)
    return of_theirs.filter(deleted_at=None, merged_into=None)


def milestones_of(readable: RecordQuerySet) -> QuerySet[Milestone]:
    """Return the milestones of the agreements among `readable` that go on, as the addenda among them leave those.

    What is withdrawn or archived nobody has to act upon.
    """
    hidden = Agreement.objects.filter(amends=OuterRef("agreement"), record__deleted_at=None)
    hidden = Exists(hidden.exclude(record__in=readable.values("pk")))
    return Milestone.objects.filter(
        Q(addenda=AddendaRead.ALL_FOR_EVERYBODY)
        | (Q(addenda=AddendaRead.ALL) & ~hidden)
        | (Q(addenda=AddendaRead.SHARED) & hidden),
        agreement__in=readable.values("pk"),
        agreement__record__withdrawn=False,
    ).exclude(agreement__record__state=State.ARCHIVED)


def on_the_horizon(milestones: QuerySet[Milestone], *, at: date, until: date) -> QuerySet[Milestone]:
    """Keep what happens from `at` to `until`, the notices that run at `at`, and the ends of the last months that
    nobody has followed up. The extension of what has ended is no question any more.
    """
    to_come = Q(day__gte=at, day__lte=until) & (~Q(what=Happening.EXTENSION_LIMIT) | Q(ends_on__gte=at))
    running = Q(what=Happening.NOTICE, day__lt=at, ends_on__gte=at)
    ended = Q(what=Happening.END, early=False, day__lt=at, day__gte=add_months(at, -PAST_MONTHS))
    return milestones.filter(to_come | running | (ended & ~Exists(_later()) & ~Exists(_followed())))


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
