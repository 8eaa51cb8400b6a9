"""What lists and search know of alliances and agreements, from what the public reads: their frozen documents."""

from collections.abc import Iterable

from django.db.models import Q

from alliances.documents import TERMS
from observatori.organisations.models import Organisation
from observatori.partial_dates import partial_date
from observatori.publishing.models import EntryType, SearchEntry
from observatori.publishing.rules import EntryFacts, facet_values, year_facets
from observatori.vocabularies.models import Term, Vocabulary

SHARED = {"comarca", "municipality", "form", "phase", "theme", "service", "benefit"}


def alliance_entry(document: dict) -> EntryFacts:
    """Return what lists and search know of an alliance, from its document; its rows may have changed since."""
    organisations, terms = _partners(document), _terms(document)
    partners = [partner["organisation"]["name"] for partner in document["partners"]]
    aliases = [alias.name for organisation in organisations for alias in organisation.aliases.all()]
    return EntryFacts(
        title=document["name"],
        names=_lines(document["acronym"], *document["aliases"], *partners, *aliases),
        summary=document["summary"] or "",
        body=_lines(*_alliance_text(document), *(term.ca for term in terms)),
        facets=(
            *facet_values("comarca", _codes(terms, Vocabulary.COMARCA)),
            *facet_values("municipality", _codes(terms, Vocabulary.MUNICIPALITY)),
            *facet_values("theme", document["themes"]),
            *facet_values("service", document["services"]),
            *facet_values("benefit", document["benefits"]),
            *facet_values("form", [document["form"]]),
            *facet_values("phase", [document["phase"]]),
            *facet_values("origin", [document["origin"]]),
            *facet_values("typology", [document["partner_typology"]]),
            *facet_values(
                "organisation", [partner["organisation"]["code"] for partner in document["partners"]]
            ),
            *facet_values(
                "sector", {sector for organisation in organisations for sector in organisation.sectors}
            ),
            *year_facets(document["start"]),
        ),
        card={
            "phase": document["phase"],
            "form": document["form"],
            "origin": document["origin"],
            "territory": document["territory"],
            "territory_other": document["territory_other"],
            "partners": partners,
            "start": document["start"],
        },
        starts=partial_date(document["start"]),
    )


def shared_facets(alliance: SearchEntry) -> list[str]:
    """Return what lists know of a public alliance and say of its agreements and experiences too."""
    return [facet for facet in alliance.facets if facet.partition(":")[0] in SHARED]


def agreement_entries(documents: Iterable[dict]) -> list[EntryFacts]:
    """Return what lists and search know of public agreements, from their documents, in two queries.

    An agreement is found by the territory, the classification and the phase of its alliance, and by the sectors of its
    parties.
    """
    documents = list(documents)
    named = {document["alliance"]["code"] for document in documents if document["alliance"]}
    alliances = SearchEntry.objects.of_type(EntryType.ALLIANCE).filter(code__in=named).only("code", "facets")
    shared = {entry.code: shared_facets(entry) for entry in alliances}
    codes = {party["code"] for document in documents for party in document["parties"]}
    sectors = dict(Organisation.objects.filter(code__in=codes).values_list("code", "sectors"))
    return [_agreement_entry(document, shared, sectors) for document in documents]


def _agreement_entry(document, shared, sectors):
    alliance = document["alliance"]
    parties = [party["code"] for party in document["parties"]]
    starts = document["in_force_from"] or document.get("effective_on") or document["signed_on"]
    return EntryFacts(
        title=document["title"],
        names=_lines(alliance and alliance["name"], *(party["name"] for party in document["parties"])),
        summary=document["summary"] or "",
        body=_lines(
            *(f"{part['heading']} {part['text']}" for part in document["parts"] + document.get("changes", []))
        ),
        facets=(
            *facet_values("kind", [document["kind"]]),
            *facet_values("origin", [document["origin"]]),
            *facet_values("organisation", parties),
            *facet_values("sector", {sector for code in parties for sector in sectors.get(code, ())}),
            *facet_values("alliance", [alliance and alliance["code"]]),
            *(shared.get(alliance["code"], ()) if alliance else ()),
            *year_facets(starts),
        ),
        card={"kind": document["kind"], "alliance": alliance, "starts": starts, "origin": document["origin"]},
        starts=partial_date(starts),
    )


def _partners(document):
    codes = [partner["organisation"]["code"] for partner in document["partners"]]
    return list(Organisation.objects.filter(code__in=codes).order_by("pk").prefetch_related("aliases"))


def _terms(document):
    named = Q(pk=None)
    for name, vocabularies in TERMS.items():
        named |= Q(vocabulary__in=vocabularies, code__in=document[name])
    return list(Term.objects.filter(named).order_by("pk"))


def _codes(terms, vocabulary):
    return [term.code for term in terms if term.vocabulary == vocabulary]


def _alliance_text(document):
    texts = [
        document[key]
        for key in (
            "why_together",
            "why_now",
            "shared_objective",
            "form_text",
            "value_for_people",
            "value_for_professionals",
            "value_for_organisations",
            "systemic_fit",
            "notes",
        )
    ]
    results = [
        f"{result.get('indicator', '')} {result.get('detail') or ''}" for result in document["results"]
    ]
    return [*texts, *document["objectives"], *document["difficulties"], *results]


def _lines(*texts):
    return "\n".join(text for text in texts if text)
