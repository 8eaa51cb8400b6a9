"""Alliances written from facts in the API’s write form, and published."""

from alliances.models import Alliance, Partnership
from alliances.rules import load_alliance, publish_alliance
from alliances.writing.alliance import COLUMNS as WRITTEN
from alliances.writing.alliance import PARTNER_COLUMNS
from observatori.imports.references import References
from observatori.publishing.models import Kind, Record
from observatori.publishing.rows import clean, fill, replace_links
from observatori.publishing.rules import create_record
from observatori.vocabularies.models import Vocabulary

COLUMNS = (*WRITTEN, "facts_quality")
TERMS = {
    "territory": Vocabulary.COMARCA,
    "municipalities": Vocabulary.MUNICIPALITY,
    "services": Vocabulary.SERVICE,
    "themes": Vocabulary.THEME,
    "challenges": Vocabulary.CHALLENGE,
    "levels_of_care": Vocabulary.LEVEL_OF_CARE,
    "benefits": Vocabulary.BENEFIT,
}


def write_alliance(facts: dict, references: References, spine: dict, record: Record | None = None) -> Record:
    """Create or rewrite an alliance and publish it; `spine` is what a new record gets besides its slug.

    Raises ValidationError or RefusedRow where the facts cannot be stored.
    """
    alliance = Alliance.objects.get(record=record) if record else Alliance()
    fill(alliance, facts, COLUMNS)
    _set_derived(alliance, facts, references)
    clean(alliance)
    alliance.record = record or create_record(kind=Kind.ALLIANCE, slug=facts["slug"], **spine)
    alliance.save(force_insert=record is None)
    replace_links(alliance.terms, _terms(facts, references), new=record is None)
    _write_partners(alliance, facts["partners"], references)
    publish_alliance(alliance=load_alliance(alliance.record), by=None)
    return alliance.record


def _terms(facts, references):
    return [term for name, kind in TERMS.items() for term in references.some_terms(kind, facts.get(name))]


def _set_derived(alliance, facts, references):
    population = facts.get("population") or {}
    notes = facts.get("condition_notes") or {}
    alliance.form = references.term(Vocabulary.FORM, facts.get("form"))
    alliance.vision = references.term(Vocabulary.VISION, facts.get("vision"))
    alliance.population_number = population.get("number")
    alliance.population_year = population.get("year")
    alliance.conditions = {
        key: {"value": value, "where": notes.get(key)}
        for key, value in (facts.get("conditions") or {}).items()
    }


def _write_partners(alliance, partners, references):
    """Keep the rows of partners that stay, with their numbers and confirmations."""
    wanted = [(references.organisation(facts["organisation"]), facts) for facts in partners]
    keys = {(organisation.pk, facts.get("joined_on")) for organisation, facts in wanted}
    rows = {(row.organisation_id, row.joined_on): row for row in alliance.partnerships.all()}
    for key in rows.keys() - keys:
        rows.pop(key).delete()
    for position, (organisation, facts) in enumerate(wanted):
        row = rows.setdefault(
            (organisation.pk, facts.get("joined_on")),
            Partnership(alliance=alliance, organisation=organisation),
        )
        fill(row, facts, PARTNER_COLUMNS)
        row.position = position
        clean(row)
    new = [row for row in rows.values() if row.pk is None]
    Partnership.objects.bulk_update([row for row in rows.values() if row.pk], ["position", *PARTNER_COLUMNS])
    Partnership.objects.bulk_create(new)
    for organisation, facts in wanted:
        row = rows[organisation.pk, facts.get("joined_on")]
        _write_partner_terms(row, facts, references, new=row in new)


def _write_partner_terms(row, facts, references, *, new):
    benefits = references.some_terms(Vocabulary.BENEFIT, facts.get("benefits"))
    contribution = references.some_terms(Vocabulary.CONTRIBUTION, facts.get("contribution"))
    replace_links(row.benefits, benefits, new=new)
    replace_links(row.contribution, contribution, new=new)
