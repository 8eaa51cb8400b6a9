"""The sitemap and robots.txt."""

from xml.etree import ElementTree

import pytest

from observatori import sitemaps
from tests.making import make_agreement, make_alliance, make_experience, make_lesson
from tests.test_headers import assert_guarded

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def addresses(client, path="/sitemap.xml"):
    response = client.get(path)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    return {url.findtext(f"{MAP}loc"): url for url in root}


def test_every_public_page_is_in_it_in_three_languages(client):
    alliance = make_alliance()
    agreement = make_agreement(alliance)
    experience = make_experience()
    lesson = make_lesson()
    found = addresses(client)

    for path in (
        f"aliances/{alliance.record.slug}/",
        f"convenis/{agreement.record.code}/",
        f"experiencies/{experience.record.slug}/",
        f"aprenentatges/{lesson.record.slug}/",
        f"entitats/{alliance.partnerships.first().organisation.slug}/",
        "",
        "aliances/",
        "entitats/",
        "experiencies/",
        "aprenentatges/",
        "cerca/",
        "subscripcions/",
    ):
        assert {f"http://testserver/{prefix}{path}" for prefix in ("", "es/", "en/")} <= found.keys()
        page = found[f"http://testserver/{path}"]
        languages = {link.get("hreflang"): link.get("href") for link in page.findall(f"{XHTML}link")}
        assert languages["es"] == f"http://testserver/es/{path}"
        assert languages["x-default"] == f"http://testserver/{path}"
    assert found[f"http://testserver/aliances/{alliance.record.slug}/"].findtext(f"{MAP}lastmod")


def test_every_address_of_it_can_be_read(client):
    make_experience(alliances=[make_alliance()])

    for address in addresses(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_drafts_are_not_in_it(client):
    draft = make_alliance(published=False)

    assert not [address for address in addresses(client) if draft.record.slug in address]


def test_a_long_one_is_an_index_of_sections_that_together_say_the_same(client, monkeypatch):
    make_experience(alliances=[make_alliance()])
    whole = addresses(client).keys()
    monkeypatch.setattr(sitemaps, "ADDRESSES", 5)
    sections = addresses(client).keys()

    assert "http://testserver/sitemap-alliance.xml" in sections
    parts = [addresses(client, part.removeprefix("http://testserver")).keys() for part in sections]
    assert set().union(*parts) == set(whole)


def test_robots_are_told_where_it_is_and_what_is_private(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()
    assert "Disallow: /tauler/" in response.content.decode()
    assert_guarded(response)
