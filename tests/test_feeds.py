"""Atom feeds: the lists’ filters, what they leave out, and asking again."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.rules import publish_alliance
from observatori.publishing.models import SearchEntry
from tests.making import make_agreement, make_alliance, make_experience, make_term
from tests.test_headers import assert_guarded

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/aliances/feed/", "/experiencies/feed/", "/cerca/feed/"]


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def titles(client, path):
    return [entry.findtext(f"{ATOM}title") for entry in read(client, path).iter(f"{ATOM}entry")]


def test_the_newest_stands_first(client):
    for name in ("Primera", "Segona", "Tercera"):
        make_alliance(name)

    assert titles(client, "/aliances/feed/") == ["Tercera", "Segona", "Primera"]


def test_an_entry_says_what_it_is_and_where(client):
    alliance = make_alliance("Aliança d'Osona", summary="Què fem.")
    first = read(client, "/aliances/feed/").find(f"{ATOM}entry")
    publish_alliance(alliance=alliance, by=None)
    entry = read(client, "/aliances/feed/").find(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026:{alliance.record.code}"
    assert entry.findtext(f"{ATOM}id") == first.findtext(f"{ATOM}id")
    assert entry.findtext(f"{ATOM}title") == "Aliança d’Osona"
    assert entry.findtext(f"{ATOM}summary") == "Què fem."
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/aliances/{alliance.record.slug}/"
    assert entry.findtext(f"{ATOM}published") == first.findtext(f"{ATOM}published")
    assert entry.findtext(f"{ATOM}updated") > first.findtext(f"{ATOM}updated")


def test_a_feed_names_itself_its_page_and_its_language(client):
    feed = read(client, "/es/aliances/feed/?q=ter")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert links == {
        "self": "http://testserver/es/aliances/feed/?q=ter",
        "alternate": "http://testserver/es/aliances/?q=ter",
    }
    assert feed.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:alliances:list?q=ter"
    assert feed.find(f"{ATOM}author") is not None


def test_feeds_take_the_filters_of_their_lists(client):
    osona = make_term("comarca", "osona", "Osona")
    make_alliance("Del Ter", terms=[osona])
    make_alliance("Del Segre")
    make_experience("Bona pràctica", type="good_practice")
    make_experience("Estudi", type="study")

    assert titles(client, "/aliances/feed/?comarca=osona") == ["Del Ter"]
    assert titles(client, "/experiencies/feed/?type=good_practice") == ["Bona pràctica"]
    assert titles(client, "/cerca/feed/?type=alliance&q=segre") == ["Del Segre"]
    assert set(titles(client, "/cerca/feed/?type=experience")) == {"Bona pràctica", "Estudi"}


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("query", ["comarca=no-hi-es", "year=abc", "q=" + "a" * 201])
def test_a_filter_that_cannot_be_read_is_a_bad_request(client, path, query):
    assert client.get(f"{path}?{query}").status_code == 400


def test_drafts_withdrawn_internal_and_example_things_are_not_there(client):
    make_alliance("Esborrany", published=False)
    make_alliance("Exemple", record={"is_example": True})
    make_agreement(make_alliance("Pública"), "Intern", record={"visibility": "organisation"})
    SearchEntry.objects.filter(record=make_alliance("Retirada").record).delete()

    assert titles(client, "/cerca/feed/?type=alliance&type=agreement") == ["Pública"]


@pytest.mark.parametrize("path", FEEDS)
def test_asking_again_costs_nothing_until_something_changes(client, path):
    experience = make_experience(alliances=[make_alliance("Primera")])
    first = client.get(path)
    assert_guarded(first)
    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    again = {"if-none-match": first["ETag"]}

    assert client.get(path, headers=again).status_code == 304
    SearchEntry.objects.filter(record_id__in=[experience.pk, experience.alliances.get().pk]).delete()
    assert client.get(path, headers=again).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_an_empty_feed_does_not_change_by_itself(client, path):
    first = client.get(path)

    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_feed_has_at_most_50_entries(client):
    for _ in range(51):
        make_alliance(partners=0)

    assert len(titles(client, "/aliances/feed/")) == 50


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_makes_the_same_queries_with_1_and_20_entries(client, path):
    def queries(many):
        for _ in range(many):
            make_experience(alliances=[make_alliance()])
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    client.get(path)
    assert queries(1) == queries(19)


@pytest.mark.parametrize(("page", "feed", "subscription"), [
    ("/aliances/?q=ter&page=1&ordering=title", "/aliances/feed/?q=ter", "/subscripcions/?q=ter&amp;type=alliance"),
    (
        "/experiencies/?type=study",
        "/experiencies/feed/?type=study",
        "/subscripcions/?type=experience&amp;experience_type=study",
    ),
    ("/es/cerca/?q=ter", "/es/cerca/feed/?q=ter", "/es/subscripcions/?q=ter"),
])  # fmt: skip
def test_a_list_offers_its_feed_and_a_subscription_to_what_it_shows(client, page, feed, subscription):
    content = client.get(page).content.decode()

    assert f'type="application/atom+xml" title="Canal Atom" href="{feed}"' in content or page.startswith(
        "/es/"
    )
    assert f'href="{feed}" type="application/atom+xml"' in content
    assert f'href="{subscription}"' in content


def test_a_list_with_a_filter_that_cannot_be_read_offers_none(client):
    assert "/feed/" not in client.get("/aliances/?comarca=no-hi-es").content.decode()
