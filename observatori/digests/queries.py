"""The saved query of a subscription: the query string of the search page, read by the same filters."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from experiences.models import ExperienceType
from observatori.publishing.filters import FacetFilter, vocabulary_filter
from observatori.publishing.lists import chips
from observatori.publishing.models import Origin, SearchEntry, SearchEntryQuerySet
from observatori.search.filters import SearchFilters


class SubscriptionFilters(SearchFilters):
    """What the search can be asked, and what only one list can: a subscription stands for any of them."""

    experience_type = FacetFilter("type", label=_("Tipus d’experiència"), choices=ExperienceType.choices)
    service = vocabulary_filter("service", _("Servei"))
    origin = FacetFilter("origin", label=_("Origen"), choices=Origin.choices)
    ordering = None  # a digest has an order of its own


def query_fields() -> dict:
    """Return the form fields of everything a subscription can ask."""
    return SubscriptionFilters(queryset=SearchEntry.objects.none()).form.fields


def normalised(asked: dict) -> str:
    """Return the query string of cleaned values, always the same for the same question."""
    values = {
        name: _listed(value) for name, value in asked.items() if name in SubscriptionFilters.base_filters
    }
    return urlencode({name: values[name] for name in sorted(values) if values[name]}, doseq=True)


def _listed(value):
    """The values of one parameter without repetitions, in one order."""
    if isinstance(value, str):
        return " ".join(value.split())
    return sorted(set(value or ()))


def matching(query: str, entries: SearchEntryQuerySet) -> SearchEntryQuerySet:
    """Return the entries that the saved query finds among `entries`.

    A query that can no longer be read (a code that went out of the vocabulary) finds nothing: without that
    filter it would tell things nobody asked for.
    """
    filters = _filters(query, entries)
    return filters.qs if filters.is_valid() else entries.none()


def in_words(query: str) -> list[str]:
    """Return the query as people read it: «Comarca: Osona»; nothing for everything."""
    return [str(chip["label"]) for chip in chips(_filters(query, SearchEntry.objects.none()))]


def _filters(query, entries):
    return SubscriptionFilters(QueryDict(query), queryset=entries)
