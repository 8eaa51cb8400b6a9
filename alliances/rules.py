"""Verbs of alliances and agreements, called by pages, API and imports alike."""

from django.db import transaction

from alliances.documents import agreement_document, alliance_document
from alliances.models import Agreement, Alliance
from observatori.organisations.models import Organisation
from observatori.partial_dates import partial_date
from observatori.publishing.models import Actor, Revision, Verb
from observatori.publishing.organisations import index_organisations
from observatori.publishing.rules import EntryFacts, facet_values, freeze, write_entry, year_facets

ENTRY_ROWS = ("legal_form", "municipality", "comarca", "centre_of")  # what an organisation’s entry says of it


@transaction.atomic
def publish_alliance(*, alliance: Alliance, by: Actor | None) -> Revision:
    """Freeze the working copy of `alliance` and let everybody read it.

    Agreements registered before become public with it, and so do the organisations it names.
    """
    document = alliance_document(alliance)
    revision = freeze(
        record=alliance.record, document=document, entry=alliance_entry(alliance, document), by=by
    )
    for agreement in alliance.agreements.filter(record__published_revision__isnull=False):
        _index_agreement(agreement)
    partners = Organisation.objects.filter(partnerships__alliance=alliance).distinct()
    index_organisations(partners.select_related(*ENTRY_ROWS).prefetch_related("aliases"))
    return revision


@transaction.atomic
def register_agreement(*, agreement: Agreement, by: Actor | None) -> Revision:
    """Freeze an agreement or addendum as signed; public once its visibility and its alliance are."""
    document = agreement_document(agreement)
    revision = freeze(
        record=agreement.record,
        document=document,
        entry=None,
        by=by,
        verb=_signed(agreement),
    )
    _index_agreement(agreement)
    return revision


def _signed(agreement):
    """What a first registration tells; a later one of the same agreement corrects it, and signs nothing."""
    if agreement.record.published_revision_id:
        return Verb.UPDATED
    return Verb.ADDENDUM_SIGNED if agreement.amends_id else Verb.AGREEMENT_SIGNED


def alliance_entry(alliance: Alliance, document: dict) -> EntryFacts:
    """Return what lists and search know of an alliance, from its document."""
    organisations = [partnership.organisation for partnership in alliance.partnerships.all()]
    partners = [partner["organisation"]["name"] for partner in document["partners"]]
    aliases = [alias.name for organisation in organisations for alias in organisation.aliases.all()]
    words = [term.ca for term in alliance.terms.all()]
    return EntryFacts(
        title=document["name"],
        names=_lines(document["acronym"], *document["aliases"], *partners, *aliases),
        summary=document["summary"] or "",
        body=_lines(*_alliance_text(document), *words),
        facets=(
            *facet_values("comarca", _terms(alliance, "comarca")),
            *facet_values("municipality", _terms(alliance, "municipality")),
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


def agreement_entry(agreement: Agreement, document: dict) -> EntryFacts:
    """Return what search knows of a public agreement, from its document."""
    alliance = document["alliance"]
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
            *facet_values("organisation", [party["code"] for party in document["parties"]]),
            *facet_values("alliance", [alliance and alliance["code"]]),
            *year_facets(starts),
        ),
        card={"kind": document["kind"], "alliance": alliance, "starts": starts, "origin": document["origin"]},
        starts=partial_date(starts),
    )


def _index_agreement(agreement):
    agreement = Agreement.objects.select_related("record__published_revision", "alliance__record").get(
        pk=agreement.pk
    )
    record = agreement.record
    public = record.is_published and agreement.alliance is not None and agreement.alliance.record.is_published
    entry = agreement_entry(agreement, record.published_revision.document) if public else None
    write_entry(record, entry)
    if public:
        index_organisations(agreement.parties.select_related(*ENTRY_ROWS).prefetch_related("aliases"))


def _terms(alliance, vocabulary):
    return [term.code for term in alliance.terms.all() if term.vocabulary == vocabulary]


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
