"""What follows from who the partners are: their typology, and whether one is public. Pure."""

from collections.abc import Iterable

from observatori.organisations.models import Organisation, Ownership

BY_KIND = {
    "university": "with-university",
    "research_centre": "with-university",
    "professional_body": "with-professional-body",
}
BY_OWNERSHIP = {
    frozenset({Ownership.PUBLIC}): "public-public",
    frozenset({Ownership.PUBLIC, Ownership.PRIVATE_NONPROFIT}): "public-nonprofit",
    frozenset({Ownership.PRIVATE_NONPROFIT}): "nonprofit-nonprofit",
}


def partner_typology(partners: Iterable[Organisation]) -> str | None:
    """Return the code of the vocabulary ``partner_typology``, or None where it cannot be known.

    A university or a professional body among the partners decides on its own; otherwise the
    ownership of every partner must be known, because nothing is derived from an empty field.
    """
    partners = list(partners)
    kinds = {kind for partner in partners for kind in partner.kinds}
    if found := next((typology for kind, typology in BY_KIND.items() if kind in kinds), None):
        return found
    owners = frozenset(partner.ownership for partner in partners)
    if {Ownership.PUBLIC, Ownership.PRIVATE_FORPROFIT} <= owners and "" not in owners:
        return "public-forprofit"
    return BY_OWNERSHIP.get(owners)


def has_public_party(parties: Iterable[Organisation]) -> bool:
    """Whether some party is known to be a public body: the law asks more of what it signs."""
    return any(party.ownership == Ownership.PUBLIC for party in parties)
