"""How many results each filter would leave."""

from collections import Counter

from alliances.models import Phase
from experiences.models import Axis
from observatori.publishing.models import EntryType
from observatori.vocabularies import terms

FACETS = ("comarca", "sector", "axis", "form", "phase", "theme", "year")
ENUMERATIONS = {"type": EntryType, "axis": Axis, "phase": Phase}


def facet_counts(entries) -> dict[str, list[tuple[str, int]]]:
    """Return, for each facet, its codes and how many of `entries` have each, most first."""
    counts: dict[str, Counter] = {name: Counter() for name in ("type", *FACETS)}
    for entry_type, facets in entries.order_by().values_list("type", "facets"):
        counts["type"][entry_type] += 1
        for facet in facets:
            name, _, code = facet.partition(":")
            if name in FACETS:
                counts[name][code] += 1
    return {name: found.most_common() for name, found in counts.items()}


def labelled_facets(entries) -> dict[str, list[dict]]:
    """Return the facets with words for their codes: ``{name: [{value, label, count}]}``."""
    return {
        name: [{"value": code, "label": str(_label(name, code)), "count": count} for code, count in counted]
        for name, counted in facet_counts(entries).items()
    }


def _label(name, code):
    if name in ENUMERATIONS:
        return ENUMERATIONS[name](code).label
    return terms.label(name, code)
