"""The public pages: what they show, what they hide, and how often they ask the database."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliances.rules import register_agreement
from experiences.rules import publish_experience
from observatori import catalan
from observatori.help import TERMS
from observatori.publishing.models import Record
from tests.making import (
    make_agreement,
    make_alliance,
    make_evidence,
    make_experience,
    make_lesson,
    make_organisation,
)

pytestmark = pytest.mark.django_db


def queries_of(client, path):
    client.get(path)  # the vocabularies are cached from the first answer on
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)


def make_full():
    alliance = make_alliance()
    agreement = make_agreement(alliance, parts=[("primera", "Text.")])
    make_agreement(alliance, kind="addendum", amends=agreement, addendum_kind="extension", new_until="2030")
    experience = make_experience(alliances=[alliance], organisations=[make_organisation()])
    make_evidence(experience, make_lesson())


LISTS = ["/", "/aliances/", "/entitats/", "/experiencies/", "/aprenentatges/", "/cerca/?q=resum"]
TYPES = ["alliance", "agreement", "organisation", "experience", "lesson"]
# Each type of result has live facts of its own, so a page that mixes them asks for what it holds.
SEARCHES = [f"/cerca/?type={one}" for one in TYPES]


def test_a_list_makes_the_same_queries_with_1_and_20_records(client):
    paths = LISTS[:-1] + SEARCHES
    make_full()
    one = {path: queries_of(client, path) for path in paths}
    for _ in range(19):
        make_full()

    assert {path: queries_of(client, path) for path in paths} == one


@pytest.fixture
def page_of(client):
    """Return a function that counts the queries of one detail page with `many` of everything in it."""

    def alliance(many):
        made = make_alliance(partners=max(2, many))
        for number in range(many):
            agreement = make_agreement(made, parts=[("primera", "Text.")])
            make_agreement(
                made, kind="addendum", amends=agreement, addendum_kind="other", title=f"Addenda {number}"
            )
            make_experience(alliances=[made])
        return f"/aliances/{made.record.slug}/"

    def agreement(many):
        made = make_alliance(partners=max(2, many))
        parent = make_agreement(
            made, parts=[(f"clausula-{n}", "Text.") for n in range(many)], signed_on="2020"
        )
        parent.parties.set([partnership.organisation for partnership in made.partnerships.all()])
        for _ in range(many):
            make_agreement(made, kind="addendum", amends=parent, addendum_kind="other", effective_on="2021")
        return f"/convenis/{parent.record.code}/"

    def organisation(many):
        made = make_organisation()
        for _ in range(many):
            make_experience(
                alliances=[make_alliance(partners=[made, make_organisation()])], organisations=[made]
            )
        return f"/entitats/{made.slug}/"

    def experience(many):
        made = make_experience(alliances=[make_alliance() for _ in range(many)], published=False)
        for _ in range(many):
            make_evidence(made, make_lesson())
        publish_experience(experience=made, by=None)
        return f"/experiencies/{made.record.slug}/"

    def lesson(many):
        made = make_lesson()
        for _ in range(many):
            make_evidence(make_experience(alliances=[make_alliance()]), made)
            make_lesson()
        return f"/aprenentatges/{made.record.slug}/"

    pages = {
        "alliance": alliance,
        "agreement": agreement,
        "organisation": organisation,
        "experience": experience,
        "lesson": lesson,
    }
    return lambda kind, many: queries_of(client, pages[kind](many))


@pytest.mark.parametrize("kind", ["alliance", "agreement", "organisation", "experience", "lesson"])
def test_a_page_makes_the_same_queries_with_1_and_20_of_everything(page_of, kind):
    assert page_of(kind, 1) == page_of(kind, 20)


def test_a_draft_is_nowhere(client):
    alliance = make_alliance("Aliança secreta", published=False)
    agreement = make_agreement(alliance, "Conveni secret")
    experience = make_experience("Experiència secreta", published=False)
    organisation = alliance.partnerships.first().organisation

    for path in (
        f"/aliances/{alliance.record.slug}/",
        f"/aliances/{alliance.record.code}/",
        f"/convenis/{agreement.record.code}/",
        f"/experiencies/{experience.record.slug}/",
        f"/entitats/{organisation.slug}/",
    ):
        assert client.get(path).status_code == 404, path
    for path in ["/", "/aliances/", "/experiencies/", "/entitats/", "/cerca/?q=secreta", "/cerca/?q=secret"]:
        body = client.get(path).content.decode()
        assert "Aliança secreta" not in body, path
        assert "Experiència secreta" not in body, path
        assert "Conveni secret" not in body, path
    assert {figure["number"] for figure in client.get("/").context["figures"]} == {"0"}


def test_a_list_item_says_its_code_and_state(client):
    alliance = make_alliance()

    body = client.get("/aliances/").content.decode()

    assert f'data-code="{alliance.record.code}"' in body
    assert "data-state=" in body


def test_an_example_is_labelled_last_and_not_counted(client):
    make_alliance("Aaa exemple", record={"is_example": True})
    make_alliance("Zzz real")

    entries = client.get("/aliances/").context["entries"]

    assert [entry.title for entry in entries] == ["Zzz real", "Aaa exemple"]
    assert client.get("/").context["figures"][0]["number"] == "1"


def test_a_withdrawn_record_says_why(client):
    alliance = make_alliance()
    Record.objects.filter(pk=alliance.pk).update(withdrawn=True, withdrawn_reason="A petició dels socis.")

    response = client.get(f"/aliances/{alliance.record.slug}/")

    assert response.status_code == 410
    assert "A petició dels socis." in response.content.decode()


def test_a_merged_record_sends_to_the_other(client):
    kept, merged = make_alliance(), make_alliance()
    Record.objects.filter(pk=merged.pk).update(merged_into=kept.record)

    response = client.get(f"/aliances/{merged.record.slug}/")

    assert response.status_code == 301
    assert response["Location"] == f"/aliances/{kept.record.slug}/"


@pytest.mark.parametrize("day", ["2022-13-01", "avui", "%00"])
def test_a_day_that_cannot_be_read_is_400_with_its_sentence(client, day):
    agreement = make_agreement(make_alliance())

    response = client.get(f"/convenis/{agreement.record.code}/?at={day}")

    assert response.status_code == 400
    assert "AAAA-MM-DD" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["phase=no", "year=20", "comarca=zz", "q=" + "a" * 201, "q=%00", "ordering=zzz"]
)
def test_a_filter_that_cannot_be_read_is_told_and_harms_nothing(client, query):
    make_alliance("La que hi ha")

    response = client.get(f"/aliances/?{query}")

    assert response.status_code == 422
    assert response.context["form"].errors


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_every_page_speaks_every_language(client, language):
    make_full()
    prefix = "" if language == "ca" else f"/{language}"

    for path in LISTS:
        response = client.get(prefix + path)
        assert f'<html lang="{language}"' in response.content.decode()
        assert response["Content-Language"] == language


def test_a_post_without_its_token_is_refused_in_the_readers_language(client):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/es/aliances/")

    assert response.status_code == 403
    assert '<html lang="es"' in response.content.decode()


def test_an_organisation_asked_by_its_code_is_sent_to_its_page(client):
    organisation = make_organisation()
    make_alliance(partners=[organisation, make_organisation()])

    response = client.get(f"/entitats/{organisation.code}/")

    assert (response.status_code, response["Location"]) == (301, f"/entitats/{organisation.slug}/")


def test_who_joined_by_an_addendum_in_effect_is_a_party(client):
    alliance = make_alliance()
    agreement = make_agreement(alliance)
    joining = make_organisation("Qui s’hi afegeix")
    addendum = make_agreement(
        alliance,
        kind="addendum",
        amends=agreement,
        addendum_kind="accession",
        effective_on="2022-01-01",
        registered=False,
    )
    addendum.parties.add(joining)
    register_agreement(agreement=addendum, by=None)
    path = f"/convenis/{agreement.record.code}/"

    assert "Qui s’hi afegeix" not in client.get(f"{path}?at=2021-12-31").content.decode()
    assert "Qui s’hi afegeix" in client.get(f"{path}?at=2022-01-01").content.decode()


def test_the_help_page_says_each_word_once_and_in_order(client):
    words = [word for word, _meaning in client.get("/ajuda/").context["words"]]

    assert words == sorted(set(words), key=catalan.sort_key)
    assert "addenda" in words


def test_the_glossary_has_every_word_of_the_help_page():
    glossary = Path(settings.BASE_DIR, "docs", "glossari.md").read_text()
    said = set(re.findall(r"\w[\w ’·]*\w", "; ".join(re.findall(r"\*\*(.+?)\*\*", glossary))))

    assert {str(term) for term, _meaning in TERMS} - said == set()
    assert [term for term, _meaning in TERMS if not term] == []
