"""Verbs of alliances and agreements, called by pages, API and imports alike."""

from django.db import transaction

from alliances.agreement_writing import missing_in_agreement, write_agreement
from alliances.documents import AGREEMENT_ROWS, ALLIANCE_ROWS, agreement_document, alliance_document
from alliances.models import Agreement, Alliance
from alliances.writing import missing_in_alliance, write_alliance
from observatori.organisations.models import Organisation
from observatori.partial_dates import partial_date
from observatori.publishing.kinds import KindRules
from observatori.publishing.live import as_known, readable_names
from observatori.publishing.models import Actor, Kind, Record, Revision, Verb
from observatori.publishing.organisations import ENTRY_ROWS, refresh_organisations
from observatori.publishing.rules import EntryFacts, facet_values, freeze, write_entry, year_facets


@transaction.atomic
def publish_alliance(*, alliance: Alliance, by: Actor | None) -> Revision:
    """Freeze the working copy of `alliance` and let everybody read it.

    Agreements registered before become public with it, and so do the organisations it names.
    """
    document = alliance_document(alliance)
    before = _named_in(alliance.record)
    revision = freeze(
        record=alliance.record, document=document, entry=alliance_entry(alliance, document), by=by
    )
    _index_agreements(alliance.record)
    _refresh_organisations(before | {partner["organisation"]["code"] for partner in document["partners"]})
    return revision


@transaction.atomic
def hide_alliance(record: Record) -> None:
    """Take an alliance the public may read no more out of lists and search, its agreements with it."""
    write_entry(record, None)
    _index_agreements(record)
    _refresh_organisations(_named_in(record))


@transaction.atomic
def register_agreement(*, agreement: Agreement, by: Actor | None) -> Revision:
    """Freeze an agreement or addendum as signed; public once its visibility and its alliance are."""
    record = agreement.record
    document = agreement_document(agreement)
    before = record.published_revision.document if record.published_revision_id else None
    revision = freeze(
        record=record,
        document=document,
        entry=None,
        by=by,
        verb=_signed(agreement),
        changes=_corrections(before, document),
    )
    _index_agreement(agreement)
    return revision


@transaction.atomic
def hide_agreement(record: Record) -> None:
    """Take an agreement the public may read no more out of search."""
    write_entry(record, None)
    if record.published_revision_id:  # a draft that was archived named nobody in public
        _refresh_organisations(party["code"] for party in record.published_revision.document["parties"])


def load_alliance(record: Record) -> Alliance:
    """Return the whole working copy of an alliance, as documents and forms want it."""
    return (
        Alliance.objects.select_related("record__owner", "form", "vision")
        .prefetch_related(*ALLIANCE_ROWS, "partnerships__organisation__aliases")
        .get(record=record)
    )


def load_agreement(record: Record) -> Agreement:
    """Return the whole working copy of an agreement or addendum."""
    return (
        Agreement.objects.select_related(
            "record__owner", "record__published_revision", "alliance__record", "amends__record"
        )
        .prefetch_related(*AGREEMENT_ROWS)
        .get(record=record)
    )


def _corrections(before, document):
    """What a later registration changes of a signed agreement: ``{field: [before, after]}``."""
    if before is None:
        return {}
    return {
        field: [before.get(field), value] for field, value in document.items() if before.get(field) != value
    }


def _index_agreements(record):
    for agreement in Agreement.objects.filter(alliance=record.pk, record__published_revision__isnull=False):
        _index_agreement(agreement)


def _named_in(record):
    if record.published_revision_id is None:
        return set()
    return {partner["organisation"]["code"] for partner in record.published_revision.document["partners"]}


def _refresh_organisations(codes):
    organisations = Organisation.objects.filter(code__in=list(codes)).select_related(*ENTRY_ROWS)
    refresh_organisations(organisations.prefetch_related("aliases"))


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
    document = _as_named_in_public(record.published_revision.document)
    write_entry(record, agreement_entry(agreement, document) if public else None)
    _refresh_organisations(party["code"] for party in document["parties"])


def _as_named_in_public(document):
    """The document with its alliance as the public knows it: the one frozen may have had a draft’s name."""
    alliance = document["alliance"]
    return document | {"alliance": alliance and as_known(alliance, readable_names([alliance["code"]]))}


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


ALLIANCE = KindRules(
    kind=Kind.ALLIANCE,
    model=Alliance,
    load=load_alliance,
    document=alliance_document,
    write=write_alliance,
    missing=missing_in_alliance,
    publish=lambda alliance, by: publish_alliance(alliance=alliance, by=by),
    hide=hide_alliance,
    title="name",
)
AGREEMENT = KindRules(
    kind=Kind.AGREEMENT,
    model=Agreement,
    load=load_agreement,
    document=agreement_document,
    write=write_agreement,
    missing=missing_in_agreement,
    publish=lambda agreement, by: register_agreement(agreement=agreement, by=by),
    hide=hide_agreement,
    title="title",
)
