"""What agreements say and do not say, all together, without naming any: the semàfor of the public ones, counted.

A group is counted only where it has enough agreements of enough organisations, and so has what the whole leaves out of
it: otherwise two figures would tell what is in neither. For the same reason only one group is asked at a time, and the
groups of a dimension leave a rest that is large enough, or none. A content is told of the agreements where it fits by
the same rule: neither they nor those where it does not may be too few, in the whole, in a group and in what the group
leaves out. The functions over `Compared` are pure.

To count them takes seconds, so nobody waits for it who can be told what was counted last: a task counts them again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import batched

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from alliances.completeness.lights import NOT_COVERED, Light
from alliances.completeness.marks import completeness_of
from alliances.models import Agreement
from alliances.readings import public_readings, public_rows
from observatori.publishing.models import EntryType, SearchEntry

AGREEMENTS, ORGANISATIONS = 5, 3  # the fewest that are counted together
DIMENSIONS = ("sector", "form", "kind", "year")
OF_THE_ALLIANCE = ("sector", "form")
FRESH = timedelta(minutes=15)  # that the figures stand before they are counted again
KEPT = 7 * 24 * 3600  # seconds that they are told where nobody counts them again
KEY = "semafor"
AT_ONCE = 500  # agreements that are read at once: their texts are long


@dataclass(frozen=True)
class Compared:
    """Agreements that are alike: how many, the organisation they count for, their facets («kind:framework») and their
    lights by content.
    """

    organisation: str
    facets: frozenset[str]
    lights: Mapping[str, str]
    number: int = 1


@dataclass(frozen=True)
class Figures:
    """What was counted last: the agreements as they were on the day `at`, and when that was done."""

    at: date
    counted: datetime
    rows: tuple[Compared, ...]


def how_many(rows: Iterable[Compared]) -> int:
    return sum(row.number for row in rows)


def is_enough(rows: Sequence[Compared]) -> bool:
    """Whether so many agreements, of so many organisations, tell nothing of any of them."""
    return how_many(rows) >= AGREEMENTS and len({row.organisation for row in rows}) >= ORGANISATIONS


def group_of(rows: Iterable[Compared], facet: str) -> list[Compared]:
    return [row for row in rows if facet in row.facets]


def may_be_shown(group: Sequence[Compared], rows: Sequence[Compared]) -> bool:
    """Whether a group and what it leaves out of `rows` are both enough; nothing left out is enough too."""
    chosen = {id(row) for row in group}
    rest = [row for row in rows if id(row) not in chosen]
    return is_enough(group) and (not rest or is_enough(rest))


def groups_shown(rows: Sequence[Compared], dimension: str) -> list[str]:
    """Return the facets of a dimension that may be shown, the largest first: what none of them has is enough, or
    nobody. Where it is neither, the smallest are left out until it is.
    """
    if not is_enough(rows):
        return []
    sizes: Counter = Counter()
    for row in rows:
        sizes.update(dict.fromkeys(_of(row.facets, (dimension,)), row.number))
    shown = [facet for facet, _size in sizes.most_common() if may_be_shown(group_of(rows, facet), rows)]
    while shown and not _leaves_enough(rows, shown):
        shown.pop()
    return shown


def _leaves_enough(rows, shown):
    rest = [row for row in rows if not row.facets.intersection(shown)]
    return not rest or is_enough(rest)


def may_be_told(rows: Sequence[Compared], item: str, facet: str = "") -> bool:
    """Whether a content may be told of `rows` or, with `facet`, of a group of them beside what the whole says."""
    fits = [row for row in rows if row.lights[item] != Light.NOT_APPLICABLE]
    if not facet:
        return may_be_shown(fits, rows)
    is_group = facet in groups_shown(fits, facet.partition(":")[0])
    return is_group and may_be_shown(group_of(fits, facet), group_of(rows, facet))


def counted(rows: Iterable[Compared], item: str) -> Counter:
    """Return how many agreements have each light of a content, those where it does not fit left out."""
    lights: Counter = Counter()
    for row in rows:
        lights[row.lights[item]] += row.number
    del lights[Light.NOT_APPLICABLE]
    return lights


def figures_at_hand() -> Figures | None:
    """Return what was counted last. Who comes when nothing was ever counted counts it, and meanwhile the others read
    None.
    """
    return cache.get(KEY) or count_again()


def keep_fresh() -> None:
    """Count again what was counted too long ago, or on another day."""
    held = cache.get(KEY)
    if held is None or held.at != timezone.localdate() or timezone.now() - held.counted >= FRESH:
        count_again()


@transaction.atomic
def count_again() -> Figures | None:
    """Count the agreements as they are today, and keep the figures; None where somebody else is counting them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [KEY])
        if not cursor.fetchone()[0]:
            return None
    today = timezone.localdate()
    figures = Figures(today, timezone.now(), tuple(alike(compared_agreements(today))))
    cache.set(KEY, figures, KEPT)
    return figures


def alike(rows: Iterable[Compared]) -> list[Compared]:
    """Return the rows with those that are alike as one: a large catalogue has few kinds of them."""
    rows = list(rows)
    keys = [(row.organisation, row.facets, *row.lights.items()) for row in rows]
    sizes: Counter = Counter()
    for key, row in zip(keys, rows, strict=True):
        sizes[key] += row.number
    return [replace(row, number=sizes[key]) for key, row in dict(zip(keys, rows, strict=True)).items()]


def compared_agreements(at: date) -> list[Compared]:
    """Return the public agreements with a semàfor, examples left out, as they are on a day.

    Eight queries for each portion of `AT_ONCE`, and one more.
    """
    public = Agreement.objects.public().filter(amends=None, record__is_example=False)
    keys = public.exclude(kind__in=NOT_COVERED).order_by("pk").values_list("pk", flat=True)
    return [row for some in batched(list(keys), AT_ONCE) for row in _compared(some, at)]


def _compared(keys, at):
    public = public_rows(Agreement.objects.filter(pk__in=keys)).order_by("pk")
    readings = [one for one in public_readings(public, at) if one.document["kind"] not in NOT_COVERED]
    facets = _facets(readings)
    return [
        Compared(
            organisation=_organisation(reading.document),
            facets=frozenset(facets.get(reading.document["code"], ())),
            lights={one.item.value: one.light.value for one in found.items},
        )
        for reading, found in zip(readings, completeness_of(readings), strict=True)
    ]


def _organisation(document):
    """Each agreement counts for one organisation: the one that registered it or, for a documented case, the first of
    its parties. So many agreements of one body with many partners stay those of one, and those of nobody too.
    """
    named = [document["owner"], *sorted(document["parties"], key=lambda party: party["code"])]
    return next((one["code"] for one in named if one), "")


def _facets(readings):
    """The facets by which each agreement is grouped: its own, and those of its alliance."""
    alliances = {
        reading.document["code"]: alliance["code"]
        for reading in readings
        if (alliance := reading.document["alliance"])
    }
    entries = SearchEntry.objects.of_type(EntryType.AGREEMENT, EntryType.ALLIANCE)
    entries = entries.filter(code__in=[*(one.document["code"] for one in readings), *alliances.values()])
    held = dict(entries.values_list("code", "facets"))
    return {
        code: [
            *_of(held.get(code, ()), set(DIMENSIONS) - set(OF_THE_ALLIANCE)),
            *_of(held.get(alliances.get(code), ()), OF_THE_ALLIANCE),
        ]
        for code in (one.document["code"] for one in readings)
    }


def _of(facets, dimensions):
    return [facet for facet in facets if facet.partition(":")[0] in dimensions]
