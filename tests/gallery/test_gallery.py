"""The gallery of components: whom it is for, and that it shows every component there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from observatori.gallery.samples import STATES, samples
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db

ADDRESSES = ("/components/", "/components/formulari/", "/components/dialeg/")
TEMPLATES = settings.BASE_DIR / "templates"
# They belong to one page, are shown inside others, or need a record of their own.
ELSEWHERE = {
    "account_links",
    "brand",
    "conflict",
    "date_form",
    "evidence",
    "evidence_counts",
    "factors",
    "footer",
    "form",
    "head",
    "lesson",
    "organisation_matches",
    "provenance",
    "result_count",
    "results",
    "social",
    "sources",
    "subscribe",
    "taken_part",
    "text_blocks",
}


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_the_staff_see_it(client, role):
    client.force_login(make_user(role=role))

    assert [client.get(address).status_code for address in ADDRESSES] == [200, 422, 200]


@pytest.mark.parametrize("who", ["nobody", "member", "editor"])
def test_for_the_others_it_is_not_there(client, who):
    if who != "nobody":
        client.force_login(make_user(organisation=make_organisation() if who == "editor" else None))

    assert [client.get(address).status_code for address in ADDRESSES] == [404, 404, 404]


def included(template: str) -> set[str]:
    """Return the components that a template includes, directly or not."""
    text = (TEMPLATES / template).read_text()
    found = set(re.findall(r'include "components/(\w+)\.html"', text))
    found |= {name for name in re.findall(r'extends "([\w/]+\.html)"', text) for name in included(name)}
    return found | {inner for name in found for inner in included(f"components/{name}.html")}


def test_it_shows_every_component():
    shown = included("gallery/page.html") | included("gallery/refused.html")
    there_are = {path.stem for path in Path(TEMPLATES, "components").glob("*.html")}

    assert there_are - shown - ELSEWHERE == set()


def test_it_shows_every_chart():
    page = Path(TEMPLATES, "gallery", "page.html").read_text()

    assert set(re.findall(r'include "charts/(\w+)\.html"', page)) == {
        path.stem for path in Path(TEMPLATES, "charts").glob("*.html") if path.stem != "horizon_mark"
    }


def test_every_state_has_a_word_and_a_shape():
    """No state falls on «No consta», that of what is not known, but that one."""
    text = (TEMPLATES / "components" / "state_word.html").read_text()
    named = set(re.findall(r'state == "(\w+)"', text)) | {"unknown"}
    shown = {code for _name, codes in STATES for code in codes.split()}
    css = "".join(path.read_text() for path in (settings.BASE_DIR / "static" / "css").glob("*.css"))

    assert shown == named
    assert {code for code in shown if f".is-{code}" not in css} == {"draft"}  # an empty circle, that of all


def test_a_diff_is_told_in_words_too(client):
    client.force_login(make_user(role="curator"))

    page = client.get("/components/").content.decode()

    assert "[suprimit: </span>" in page
    assert "[afegit: </span>" in page


def test_samples_ask_the_database_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        samples()
