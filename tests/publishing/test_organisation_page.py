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


@pytest.mark.parametrize(("many", "drawn"), [(1, False), (2, True)])
def test_bars_are_drawn_only_where_there_is_something_to_compare(client, many, drawn):
    partners = [make_organisation("Nostra"), make_organisation("Propera")]
    for _ in range(many):
        make_alliance(partners=partners)

    body = client.get(f"/entitats/{partners[0].slug}/").content.decode()

    assert "Propera" in body
    assert ('class="bars"' in body) is drawn


def test_a_draft_shares_nothing(client):
    mine = make_organisation("Nostra")
    make_alliance(partners=[mine, make_organisation("Pública")])
    make_alliance(partners=[mine, make_organisation("Secreta")], published=False)

    assert shared(client, mine) == [("Pública", "1 aliança")]


def test_only_those_with_most_are_named(client):
    mine = make_organisation("Nostra")
    make_alliance(partners=[mine, *(make_organisation(f"Sòcia {number}") for number in range(12))])

    assert len(shared(client, mine)) == 8
