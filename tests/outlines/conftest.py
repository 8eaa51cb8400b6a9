"""A registered agreement of others, and an alliance of one’s own where a draft of it can begin."""

import pytest

from alliances.models import Commitment, Part, Signature
from alliances.rules import register_agreement
from tests.making import make_agreement, make_alliance, make_organisation
from tests.outlines.making import SOURCE_TEXT


@pytest.fixture
def parties():
    return [
        make_organisation("Hospital del Pla"),
        make_organisation("Ajuntament del Pla", ownership="public"),
    ]


@pytest.fixture
def source(parties):
    alliance = make_alliance(owner=parties[0], partners=parties)
    facts = {"in_force_from": "2020-01-01", "in_force_until": "2023-12-31", "renewal": "express"}
    spine = {"owner": parties[0], "origin": "registered"}
    made = make_agreement(alliance, "Conveni del Pla", registered=False, record=spine, **facts)
    made.parties.set(parties)
    for position, (key, heading) in enumerate([("objecte", "Objecte"), ("seguiment", "Seguiment")]):
        Part.objects.create(
            agreement=made, key=key, section="clauses", label=f"{position + 1}a", heading=heading,
            text=SOURCE_TEXT, position=position,
        )  # fmt: skip
    for party in parties:
        Signature.objects.create(
            agreement=made, organisation=party, person="Maria Puig", signed_on="2020-01-01"
        )
    Commitment.objects.create(agreement=made, organisation=parties[0], year=2020, amount=1000)
    register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def mine():
    return make_organisation("Consorci de la Vall")


@pytest.fixture
def own(mine):
    """An alliance of hers, still a draft."""
    return make_alliance("La Vall", owner=mine, partners=[mine, make_organisation("Veïna")], published=False)
