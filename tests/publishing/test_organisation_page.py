"""The page of an organisation: whom it stands with, counted in what is public."""

import pytest

from tests.making import make_alliance, make_organisation

pytestmark = pytest.mark.django_db


def shared(client, organisation):
    bars = client.get(f"/entitats/{organisation.slug}/").context["shared"]
    return [(bar["label"], bar["words"]) for bar in bars]


def test_partners_are_counted_by_the_alliances_they_share(client):
    mine, near, far = make_organisation("Nostra"), make_organisation("Propera"), make_organisation("Llunyana")
    make_alliance(partners=[mine, near, far])
    make_alliance(partners=[mine, near])
    make_alliance(partners=[near, make_organisation("D’altri")])

    assert shared(client, mine) == [("Propera", "2 aliances"), ("Llunyana", "1 aliança")]


def test_a_draft_shares_nothing(client):
    mine = make_organisation("Nostra")
    make_alliance(partners=[mine, make_organisation("Pública")])
    make_alliance(partners=[mine, make_organisation("Secreta")], published=False)

    assert shared(client, mine) == [("Pública", "1 aliança")]


def test_only_those_with_most_are_named(client):
    mine = make_organisation("Nostra")
    make_alliance(partners=[mine, *(make_organisation(f"Sòcia {number}") for number in range(12))])

    assert len(shared(client, mine)) == 8
