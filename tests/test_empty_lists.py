"""A list with nothing in it says what to do first, and where, to whoever may do it."""

import re

import pytest
from django.test import Client

from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
EMPTY = re.compile(r'<div class="empty">.*?</div>', re.DOTALL)
LINK = re.compile(r'<a class="button" href="([^"]+)"')


def emptiness(client, path):
    """The words of what is said where there is nothing, and where its button leads."""
    answer = client.get(path)
    assert answer.status_code == 200
    (said,) = EMPTY.findall(answer.content.decode())
    link = LINK.search(said)
    return said, link and link[1]


@pytest.fixture
def room():
    return make_organisation("Fundació Tot Just Començada")


@pytest.fixture
def desk(client, room):
    client.force_login(make_user(organisation=room))
    return client


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/aliances/", "/ajuda/#alianca"),
        ("/experiencies/", "/ajuda/"),
        ("/entitats/", "/ajuda/"),
        ("/cerca/", "/ajuda/#comencar"),
    ],
)
def test_a_public_list_with_nothing_yet_leads_to_how_one_takes_part(client, path, leads):
    _said, link = emptiness(client, path)

    assert link.startswith(leads)


@pytest.mark.parametrize("path", ["/aliances/", "/experiencies/", "/entitats/", "/cerca/"])
def test_what_finds_nothing_leads_back_to_the_whole_list(client, path):
    make_alliance("Guàrdies compartides")

    assert emptiness(client, f"{path}?q=zzzzzz")[1] == path


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("aliances/", "/tauler/{}/aliances/nova/"),
        ("convenis/", "/tauler/{}/aliances/"),
        ("experiencies/", "/tauler/{}/experiencies/nova/"),
    ],
)
def test_a_new_workspace_leads_to_what_is_begun_first(desk, room, path, leads):
    _said, link = emptiness(desk, f"/tauler/{room.slug}/{path}")

    assert link == leads.format(room.slug)


@pytest.mark.parametrize("path", ["aliances/", "convenis/", "experiencies/"])
def test_who_only_reads_is_offered_no_button(client, room, path):
    client.force_login(make_user(organisation=room, membership="reader"))

    assert emptiness(client, f"/tauler/{room.slug}/{path}")[1] is None


def test_a_state_with_nothing_leads_back_to_the_whole_list(desk, room):
    make_alliance(owner=room, partners=[room], published=False)
    path = f"/tauler/{room.slug}/aliances/"

    assert emptiness(desk, f"{path}?state=archived")[1] == path


def test_a_new_workspace_says_to_begin_with_an_alliance_until_there_is_one(desk, room):
    path, words = f"/tauler/{room.slug}/", "Comenceu per una aliança"
    assert words in desk.get(path).content.decode()

    make_alliance(owner=room, partners=[room], published=False)

    assert words not in desk.get(path).content.decode()


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("", "?scope=all"),
        ("?state=archived", "/curadoria/?scope=all"),
        ("convenis/", None),
        ("peticions/", None),
    ],
)
def test_a_desk_of_the_staff_with_nothing_says_when_there_will_be(path, leads):
    client = Client()
    client.force_login(make_user(role="curator"))
    said, link = emptiness(client, f"/curadoria/{path}")

    assert link == leads
    assert "aquí" in said or leads
