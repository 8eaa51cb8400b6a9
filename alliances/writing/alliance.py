"""Facts in the API’s write form to the working copy of an alliance: the one way in for forms and API.

`facts` holds the fields to change, with the names of the API; what it does not name stays. Errors are
ValidationErrors under the same names, rows as ``partners/<index>/<name>``.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alliances.confirmations.standing import confirmations_without_row
from alliances.documents import TERMS
from alliances.models import Alliance, ConditionKey, Partnership
from observatori.organisations.models import Organisation
from observatori.publishing.references import References, chosen
from observatori.publishing.rows import Gathered, clean_rows, clean_whole, fill, fill_known
from observatori.vocabularies.models import Vocabulary

COLUMNS = (
    "name",
    "acronym",
    "aliases",
    "language",
    "summary",
    "why_together",
    "why_now",
    "start",
    "end",
    "form_text",
    "phase",
    "joint_work",
    "motives",
    "shared_objective",
    "objectives",
    "territory_other",
    "value_for_people",
    "value_for_professionals",
    "value_for_organisations",
    "systemic_fit",
    "initiative",
    "governance",
    "joint_direction",
    "transition_plan",
    "follow_up",
    "conflict_resolution",
    "communication",
    "results",
    "difficulties",
    "notes",
    "sources",
)
PARTNER_COLUMNS = (
    "role",
    "role_text",
    "joined_on",
    "left_on",
    "own_objectives",
    "contribution_text",
    "reference_code",
)


def write_alliance(alliance: Alliance, facts: dict, references: References) -> None:
    """Write the facts into the working copy and its rows. Raises ValidationError; run it in a transaction."""
    gathered = Gathered()
    fill_known(alliance, facts, COLUMNS)
    with gathered.step():
        _set_derived(alliance, facts, references)
    with gathered.step():
        clean_whole(alliance)
    terms = {}
    for name, vocabularies in TERMS.items():
        if name in facts:
            with gathered.step():
                terms[vocabularies] = references.terms(name, vocabularies, facts[name] or [])
    partners = None
    if "partners" in facts:
        with gathered.step():
            partners = partner_rows(alliance, facts["partners"] or [], references)
    gathered.done()
    alliance.save()
    for vocabularies, wanted in terms.items():
        _replace_terms(alliance, vocabularies, wanted)
    if partners is not None:
        _save_partners(alliance, partners)


def missing_in_alliance(alliance: Alliance) -> dict[str, str]:
    """Return what the alliance lacks to be submitted, a sentence for each field."""
    missing = {}
    if not alliance.name.strip():
        missing["name"] = _("Cal el nom de l’aliança.")
    if not alliance.summary.strip():
        missing["summary"] = _("Cal un resum de l’aliança.")
    partners = {p.organisation_id: p.organisation for p in alliance.partnerships.all()}.values()
    if len(partners) < 2:
        missing["partners"] = _("Una aliança té com a mínim dos socis: afegiu-ne un altre.")
    elif sum(partner.is_collective for partner in partners) > 1:
        missing["partners"] = _("Com a màxim un dels socis pot ser un col·lectiu d’entitats.")
    return missing


def _set_derived(alliance, facts, references):
    if "form" in facts:
        alliance.form = references.term("form", Vocabulary.FORM, facts["form"])
    if "vision" in facts:
        alliance.vision = references.term("vision", Vocabulary.VISION, facts["vision"])
    if "population" in facts:
        population = facts["population"] or {}
        alliance.population_number = population.get("number")
        alliance.population_year = population.get("year")
    if "conditions" in facts or "condition_notes" in facts:
        alliance.conditions = _conditions(alliance, facts)


def _conditions(alliance, facts):
    values, notes = facts.get("conditions") or {}, facts.get("condition_notes") or {}
    return {
        key: {
            "value": values.get(key, held.get("value")),
            "where": notes[key] if key in notes else held.get("where"),
        }
        for key in ConditionKey.values
        for held in [alliance.conditions.get(key, {})]
    }


def partner_rows(
    alliance: Alliance, partners: list[dict], references: References
) -> list[tuple[Partnership, dict]]:
    """Return a row for each partner, with its terms: those it has already, by id or by organisation, or new.

    Raises ValidationError where a partner is there twice at once, leaves before it joins, or is not known.
    """
    organisations = references.organisations(
        "partners/{}/organisation", [facts["organisation"] for facts in partners]
    )
    held = list(alliance.partnerships.all()) if alliance.pk and not alliance._state.adding else []
    rows = [
        _row_of(alliance, held, organisation, facts)
        for organisation, facts in zip(organisations, partners, strict=True)
    ]
    for position, (row, facts) in enumerate(zip(rows, partners, strict=True)):
        row.position = position
        fill(row, facts, PARTNER_COLUMNS)
    gathered = Gathered()
    with gathered.step():
        clean_rows("partners", rows)
    with gathered.step():
        _refuse_impossible(rows)
    terms = _partner_terms(partners, references, gathered)
    gathered.done()
    return list(zip(rows, terms, strict=True))


def _row_of(alliance, held, organisation: Organisation, facts):
    """The row a partner has already, which keeps its number and confirmation; each is taken once."""
    wanted = facts.get("id")
    for row in held:
        if row.organisation_id == organisation.pk and wanted in (None, row.pk):
            held.remove(row)
            row.organisation = organisation
            return row
    return Partnership(alliance=alliance, organisation=organisation)


def _refuse_impossible(rows):
    errors, present = {}, set()
    for index, row in enumerate(rows):
        if row.left_on and row.joined_on and row.left_on.is_before(row.joined_on):
            errors[f"partners/{index}/left_on"] = _("La sortida no pot ser anterior a l’entrada.")
        if row.left_on is None and row.organisation_id in present:
            errors[f"partners/{index}/organisation"] = _("Aquesta entitat ja consta com a sòcia.")
        if row.left_on is None:
            present.add(row.organisation_id)
    if errors:
        raise ValidationError(errors)


PARTNER_TERMS = {"benefits": Vocabulary.BENEFIT, "contribution": Vocabulary.CONTRIBUTION}


def _partner_terms(partners, references, gathered):
    """The benefits and contribution of each partner; every vocabulary is read once."""
    terms = [{} for _facts in partners]
    for name, vocabulary in PARTNER_TERMS.items():
        known = references.all_terms(vocabulary)
        for index, facts in enumerate(partners):
            with gathered.step():
                terms[index][name] = chosen(f"partners/{index}/{name}", facts.get(name) or [], known)
    return terms


def _replace_terms(alliance, vocabularies, chosen):
    held = alliance.terms.through.objects.filter(alliance=alliance, term__vocabulary__in=vocabularies)
    held.exclude(term__in=chosen).delete()
    alliance.terms.add(*chosen)


def _with_what_they_answered(alliance, rows):
    """New rows; those of who is a partner as published, taken out of the draft and put back, take its state again."""
    if rows and alliance.record.published_revision_id:
        codes = [row.organisation.code for row in rows]
        states = confirmations_without_row(alliance.record, codes)
        for row in rows:
            row.confirmation = states.get(row.organisation.code, row.confirmation)
    return rows


def _save_partners(alliance, partners):
    rows = [row for row, _terms in partners]
    alliance.partnerships.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    Partnership.objects.bulk_update([row for row in rows if row.pk], ["position", *PARTNER_COLUMNS])
    Partnership.objects.bulk_create(_with_what_they_answered(alliance, [row for row in rows if not row.pk]))
    for name in PARTNER_TERMS:
        through = getattr(Partnership, name).through
        through.objects.filter(partnership__in=rows).delete()
        through.objects.bulk_create(
            [through(partnership=row, term=term) for row, terms in partners for term in terms[name]],
            ignore_conflicts=True,
        )
    alliance._prefetched_objects_cache = {}
