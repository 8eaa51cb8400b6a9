"""Pages of organisations: entries of the directory and what each takes part in."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from observatori.charts.bars import bars
from observatori.codes import CODE
from observatori.formats.phrases import typographic
from observatori.organisations.models import Organisation
from observatori.publishing.filters import OrganisationFilters
from observatori.publishing.lists import EntryList
from observatori.publishing.models import EntryType, SearchEntry
from observatori.publishing.pages import (
    entry_card,
    organisation_card,
    organisation_facts,
    organisation_head,
)
from observatori.publishing.reading import asked_day

FACET = "organisation:"
MOST_SHARED = 8


class OrganisationList(EntryList):
    entry_type = EntryType.ORGANISATION
    filters = OrganisationFilters
    template_name = "organisations/list.html"

    def cards(self, entries):
        return [organisation_card(entry) for entry in entries]


class OrganisationDetail(TemplateView):
    """One organisation and every public thing that names it.

    `cards` turns entries into cards, and `money` tells what it commits in public agreements; the wiring gives those
    that know every type, and agreements.
    """

    template_name = "organisations/organisation.html"
    cards = staticmethod(lambda entries, at: [entry_card(entry) for entry in entries])
    money = staticmethod(lambda organisation, at: {})

    def get(self, request, slug):
        if CODE.fullmatch(slug):
            organisation = get_object_or_404(public_organisations(), code=slug.upper())
            return redirect("organisations:organisation", organisation.slug, permanent=True)
        return super().get(request, slug=slug)

    def get_context_data(self, slug, **kwargs):
        organisation = get_object_or_404(public_organisations(), slug=slug)
        at = asked_day(self.request)
        named = SearchEntry.objects.with_facet("organisation", [organisation.code])
        cards = {kind: [] for kind in EntryType.values}
        for entry, card in zip(named, self.cards(named, at), strict=True):
            cards[entry.type].append(card)
        return super().get_context_data(
            organisation=organisation,
            facts=organisation_facts(organisation),
            head=organisation_head(organisation),
            centres=public_organisations().filter(centre_of=organisation),
            alliances=cards[EntryType.ALLIANCE],
            agreements=cards[EntryType.AGREEMENT],
            experiences=cards[EntryType.EXPERIENCE],
            shared=shared_partners(organisation, named),
            money=self.money(organisation, at),
            **kwargs,
        )


def shared_partners(organisation: Organisation, entries: Iterable[SearchEntry]) -> list[dict]:
    """Return, as bars, the organisations that stand with this one in most public alliances, in one query."""
    counts = Counter(
        facet.removeprefix(FACET)
        for entry in entries
        if entry.type == EntryType.ALLIANCE
        for facet in entry.facets
        if facet.startswith(FACET) and facet != f"{FACET}{organisation.code}"
    )
    partners = SearchEntry.objects.of_type(EntryType.ORGANISATION).filter(code__in=list(counts))
    partners = sorted(partners, key=lambda one: (-counts[one.code], one.sort_key))[:MOST_SHARED]
    return bars(_shared(partner, counts[partner.code]) for partner in partners)


def _shared(partner, count):
    words = ngettext("%(count)d aliança", "%(count)d aliances", count) % {"count": count}
    return {
        "label": typographic(partner.title),
        "lang": "ca",
        "url": partner.url,
        "value": count,
        "words": words,
    }


def public_organisations():
    """Return the organisations anybody may read: those verified or named in a published record."""
    return (
        Organisation.objects.active()
        .filter(Q(verified_at__isnull=False) | Q(search_entry__isnull=False))
        .select_related("legal_form", "municipality", "comarca", "health_region", "centre_of__search_entry")
        .prefetch_related("aliases")
    )
