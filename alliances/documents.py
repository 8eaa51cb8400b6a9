"""Working copies as documents: one dict a record, with the field names of the API.

A document is what `publish` freezes, what drafts show, and what every reader downstream takes.
Unknown values are null; nothing live (states, confirmations, linked records) is inside.
"""

from alliances.models import Agreement, Alliance, ConditionKey, ConditionValue
from alliances.typology import partner_typology
from observatori.organisations.references import reference
from observatori.vocabularies.models import Vocabulary

TERMS = {  # the fields of an alliance that hold codes of vocabularies
    "territory": (Vocabulary.COMARCA, Vocabulary.MUNICIPALITY),
    "services": (Vocabulary.SERVICE,),
    "themes": (Vocabulary.THEME,),
    "challenges": (Vocabulary.CHALLENGE,),
    "levels_of_care": (Vocabulary.LEVEL_OF_CARE,),
    "benefits": (Vocabulary.BENEFIT,),
}
ALLIANCE_ROWS = (
    "terms",
    "partnerships__organisation",
    "partnerships__benefits",
    "partnerships__contribution",
)
AGREEMENT_ROWS = (
    "parties",
    "leaving",
    "parts",
    "changes",
    "signatures__organisation",
    "commitments__organisation",
    "relations__target__record",
)
TERM_FIELDS = (  # of the agreement’s own row
    "title", "kind", "signed_on", "in_force_from", "in_force_until", "open_ended", "extension_until", "notice_months",
    "renewal", "renewal_months", "alliance", "amends", "addendum_kind", "effective_on", "new_until",
)  # fmt: skip
TERM_ROWS = ("parties", "leaving", "signatures__organisation")


def alliance_document(alliance: Alliance) -> dict:
    """Return the document of an alliance; prefetch `ALLIANCE_ROWS` to build many."""
    record = alliance.record
    terms = _codes_by_vocabulary(alliance.terms.all())
    partnerships = list(alliance.partnerships.all())
    return {
        "code": record.code,
        "slug": record.slug,
        "name": alliance.name,
        "acronym": alliance.acronym or None,
        "aliases": alliance.aliases,
        "language": alliance.language,
        "summary": alliance.summary or None,
        "owner": reference(record.owner),
        "origin": record.origin,
        "is_example": record.is_example,
        "visibility": record.visibility,
        "why_together": alliance.why_together or None,
        "why_now": alliance.why_now or None,
        "start": _text(alliance.start),
        "end": _text(alliance.end),
        "phase": alliance.phase or None,
        "form": _code(alliance.form),
        "form_text": alliance.form_text or None,
        "vision": _code(alliance.vision),
        "motives": alliance.motives,
        "shared_objective": alliance.shared_objective or None,
        "objectives": alliance.objectives,
        "joint_work": alliance.joint_work or None,
        "partner_typology": partner_typology([p.organisation for p in partnerships if p.left_on is None]),
        "territory": terms.get(Vocabulary.COMARCA, []) + terms.get(Vocabulary.MUNICIPALITY, []),
        "territory_other": alliance.territory_other,
        "services": terms.get(Vocabulary.SERVICE, []),
        "themes": terms.get(Vocabulary.THEME, []),
        "challenges": terms.get(Vocabulary.CHALLENGE, []),
        "levels_of_care": terms.get(Vocabulary.LEVEL_OF_CARE, []),
        "benefits": terms.get(Vocabulary.BENEFIT, []),
        "population": _population(alliance),
        "value_for_people": alliance.value_for_people or None,
        "value_for_professionals": alliance.value_for_professionals or None,
        "value_for_organisations": alliance.value_for_organisations or None,
        "systemic_fit": alliance.systemic_fit or None,
        "initiative": alliance.initiative or None,
        "governance": alliance.governance,
        "joint_direction": alliance.joint_direction or None,
        "transition_plan": alliance.transition_plan or None,
        "follow_up": alliance.follow_up or None,
        "conflict_resolution": alliance.conflict_resolution or None,
        "communication": alliance.communication or None,
        "conditions": {key: _condition(alliance, key, "value") for key in ConditionKey.values},
        "condition_notes": {key: _condition(alliance, key, "where") for key in ConditionKey.values},
        "partners": [_partner(partnership) for partnership in partnerships],
        "results": alliance.results,
        "difficulties": alliance.difficulties,
        "notes": alliance.notes or None,
        "facts_quality": alliance.facts_quality or None,
        "sources": alliance.sources,
    }


def agreement_document(agreement: Agreement) -> dict:
    """Return the document of an agreement or addendum; prefetch `AGREEMENT_ROWS` to build many."""
    record = agreement.record
    document = term_document(agreement) | {
        "kind_text": agreement.kind_text or None,
        "summary": agreement.summary or None,
        "is_example": record.is_example,
        "owner": reference(record.owner),
        "visibility": record.visibility,
        "renewal_text": agreement.renewal_text or None,
        "duration_text": agreement.duration_text or None,
        "public_text": agreement.public_text or None,
        "parts": [_part(part) for part in agreement.parts.all()],
        "commitments": [_commitment(commitment) for commitment in agreement.commitments.all()],
        "relations": [_relation(relation) for relation in agreement.relations.all()],
    }
    return document | (_amendment(agreement) if agreement.amends_id else {})


def term_document(agreement: Agreement) -> dict:
    """Return the part of the document that says who agreed and until when; prefetch `TERM_ROWS` to build many.

    Of its own row it reads `TERM_FIELDS`.
    """
    document = {
        "code": agreement.record.code,
        "title": agreement.title,
        "kind": agreement.kind,
        "origin": agreement.record.origin,
        "alliance": alliance_reference(agreement.alliance),
        "parties": [reference(party) for party in agreement.parties.all()],
        "signed_on": _text(agreement.signed_on),
        "in_force_from": _text(agreement.in_force_from),
        "in_force_until": _text(agreement.in_force_until),
        "open_ended": agreement.open_ended,
        "extension_until": _text(agreement.extension_until),
        "notice_months": agreement.notice_months,
        "renewal": agreement.renewal,
        "renewal_months": agreement.renewal_months,
        "signatures": [_signature(signature) for signature in agreement.signatures.all()],
    }
    return document | (_own_term(agreement) if agreement.amends_id else {})


def alliance_reference(alliance: Alliance | None) -> dict | None:
    """Return ``{code, slug, name}`` of an alliance, None for none."""
    if alliance is None:
        return None
    return {"code": alliance.record.code, "slug": alliance.record.slug, "name": alliance.name}


def agreement_reference(agreement: Agreement) -> dict:
    """Return how another record names an agreement: agreements have no slug."""
    return {"code": agreement.record.code, "slug": None, "name": agreement.title}


def _own_term(addendum):
    return {
        "addendum_kind": addendum.addendum_kind or None,
        "effective_on": _text(addendum.effective_on),
        "new_until": _text(addendum.new_until),
        "leaving": [reference(party) for party in addendum.leaving.all()],
    }


def _amendment(addendum):
    return {
        "amends": agreement_reference(addendum.amends),
        "changes": [_change(change) for change in addendum.changes.all()],
    }


def _partner(partnership):
    return {
        "id": partnership.pk,
        "organisation": reference(partnership.organisation),
        "role": partnership.role,
        "role_text": partnership.role_text or None,
        "joined_on": _text(partnership.joined_on),
        "left_on": _text(partnership.left_on),
        "own_objectives": partnership.own_objectives or None,
        "benefits": [term.code for term in partnership.benefits.all()],
        "contribution": [term.code for term in partnership.contribution.all()],
        "contribution_text": partnership.contribution_text or None,
    }


def _signature(signature):
    return {
        "organisation": reference(signature.organisation),
        "party_text": signature.party_text or None,
        "person": signature.person or None,
        "office": signature.office or None,
        "signed_on": _text(signature.signed_on),
    }


def _part(part):
    return {key: getattr(part, key) for key in ("key", "section", "label", "heading", "text")}


def _change(change):
    return {key: getattr(change, key) for key in ("op", "target", "key", "label", "heading", "text")}


def _commitment(commitment):
    return {
        "organisation": reference(commitment.organisation),
        "year": commitment.year,
        "amount": None if commitment.amount is None else float(commitment.amount),
        "in_kind": commitment.in_kind or None,
        "concept": commitment.concept or None,
    }


def _relation(relation):
    return {"relation": relation.relation, "agreement": agreement_reference(relation.target)}


def _condition(alliance, key, facet):
    found = alliance.conditions.get(key, {}).get(facet)
    return (found or ConditionValue.UNKNOWN) if facet == "value" else (found or None)


def _population(alliance):
    if alliance.population_number is None:
        return None
    return {"number": alliance.population_number, "year": alliance.population_year}


def _codes_by_vocabulary(terms):
    codes: dict[str, list[str]] = {}
    for term in terms:
        codes.setdefault(term.vocabulary, []).append(term.code)
    return codes


def _code(term):
    return term.code if term else None


def _text(value):
    return str(value) if value else None
