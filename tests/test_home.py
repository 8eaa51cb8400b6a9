"""The home page: its map and figures count what anybody may read, and no more."""

import pytest
from django.template.loader import render_to_string

from experiences.rules import publish_experience
from observatori.vocabularies import terms
from tests.charts.reading import drawn
from tests.making import (
    make_alliance,
    make_evidence,
    make_experience,
    make_lesson,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def osona(vocabularies):
    return make_term("comarca", "24", "Osona")


@pytest.fixture
def vocabularies():
    terms.forget()
    yield
    terms.forget()


def counted(client):
    """The comarques of the map that count something."""
    return {row["code"]: row["count"] for row in client.get("/").context["map"]["rows"] if row["count"]}


def test_the_map_counts_each_alliance_in_its_comarques(client, osona):
    for _ in range(2):
        make_alliance(terms=[osona])
    make_alliance()

    assert counted(client) == {"24": 2}
    assert client.get("/").context["busiest"][0]["words"] == "2 aliances"


def test_a_tile_leads_to_the_list_of_as_many(client, osona):
    for _ in range(3):
        make_alliance(terms=[osona])

    (tile,) = [row for row in client.get("/").context["map"]["rows"] if row["count"]]

    assert len(client.get(tile["url"]).context["entries"]) == tile["count"] == 3


def test_what_is_not_public_and_what_is_an_example_is_not_on_the_map(client, osona):
    owner = make_alliance(terms=[osona]).partnerships.first().organisation
    make_alliance(terms=[osona], published=False, owner=owner)
    make_alliance(terms=[osona], record={"is_example": True})
    make_alliance(terms=[osona], record={"visibility": "partners"}, owner=owner)

    assert counted(client) == {"24": 1}
    client.force_login(make_user(organisation=owner))
    assert counted(client) == {"24": 1}


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_map_says_in_words_what_it_draws(client, osona, language):
    make_alliance(terms=[osona])
    context = client.get("/" if language == "ca" else f"/{language}/").context

    page = drawn(render_to_string("charts/tile_map.html", {"map": context["map"], "id": "m", "title": "t"}))

    assert page.tiles == page.rows
    assert page.tiles["Osona"][0] == "1"
    assert page.links_in_svg == [context["map"]["rows"][0]["url"]]


def test_the_lesson_of_the_day_is_one_with_evidence_and_shows_it(client):
    for _ in range(5):
        make_lesson()
    lesson = make_lesson("La que té evidència.")
    experience = make_experience("Qui ho explica", published=False)
    make_evidence(experience, lesson, quote="Ho hem vist.")
    publish_experience(experience=experience, by=None)

    response = client.get("/")

    assert response.context["lesson"]["code"] == lesson.record.code
    assert "«Ho hem vist.»" in response.content.decode()
    assert "Qui ho explica" in response.content.decode()


def test_an_example_is_no_evidence_of_the_lesson_of_the_day(client):
    experience = make_experience("Exemple", record={"is_example": True}, published=False)
    make_evidence(experience, make_lesson(), quote="Inventat.")
    publish_experience(experience=experience, by=None)

    assert "Inventat." not in client.get("/").content.decode()


def test_an_empty_observatory_says_so(client):
    response = client.get("/")

    assert response.status_code == 200
    assert response.context["lesson"] is None
    assert "Encara no hi ha cap aliança publicada" in response.content.decode()
