"""What agreements say and do not say, all together, without naming any: the semàfor of the public ones, counted.

A group is counted only where it has enough agreements of enough organisations, and so has what the whole leaves out of
it: otherwise two figures would tell what is in neither. For the same reason only one group is asked at a time, and the
groups of a dimension leave a rest that is large enough, or none. A content is told of the agreements where it fits by
the same rule: neither they nor those where it does not may be too few, in the whole, in a group and in what the group
leaves out. The functions over `Compared` are pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from alliances.completeness.lights import NOT_COVERED, Light
from alliances.completeness.marks import completeness_of
from alliances.models import Agreement
from alliances.readings import public_readings, public_rows
from observatori.publishing.models import EntryType, SearchEntry

AGREEMENTS, ORGANISATIONS = 5, 3  # the fewest that are counted together
DIMENSIONS = ("sector", "form", "kind", "year")
OF_THE_ALLIANCE = ("sector", "form")
FRESH = 15 * 60  # seconds the figures stand before they are counted again


@dataclass(frozen=True)
class Compared:
    """One agreement: the organisation it counts for, its facets («kind:framework») and its lights by content."""

    organisation: str
    facets: frozenset[str]
    lights: Mapping[str, str]


def is_enough(rows: Sequence[Compared]) -> bool:
    """Whether so many agreements, of so many organisations, tell nothing of any of them."""
    return len(rows) >= AGREEMENTS and len({row.organisation for row in rows}) >= ORGANISATIONS


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
    sizes = Counter(facet for row in rows for facet in row.facets if facet.partition(":")[0] == dimension)
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
    lights = Counter(row.lights[item] for row in rows)
    del lights[Light.NOT_APPLICABLE]
    return lights


def compared_agreements(at: date) -> list[Compared]:
    """Return the public agreements with a semàfor, examples left out, as they are on a day.

    Eight queries however many there are, and none while the figures are fresh.
    """
    return cache.get_or_set(f"semafor:{at}", lambda: _compared(at), FRESH)


def _compared(at):
    public = Agreement.objects.public().filter(amends=None, record__is_example=False)
    public = public_rows(public.exclude(kind__in=NOT_COVERED)).order_by("pk")
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
