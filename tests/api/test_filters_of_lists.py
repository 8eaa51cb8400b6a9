"""The filters of the contract at every list: a repeated one means «or», different ones «and», and none is ignored."""

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from alliances.rules import publish_alliance, register_agreement
from observatori.publishing.models import SearchEntry
from tests.api.calling import problem
from tests.making import (
    make_agreement,
    make_alliance,
    make_experience,
    make_lesson,
    make_organisation,
    make_term,
)

pytestmark = pytest.mark.django_db

FILTERS = (
    "type", "axis", "sector", "comarca", "municipality", "form", "phase", "state", "year", "organisation", "theme",
    "factor", "benefit", "kind",
)  # fmt: skip
NOUNS = ("alliances", "agreements", "addenda", "experiences", "organisations", "lessons")
OF_THE_ALLIANCE = {
    "comarca": "osona",
    "municipality": "vic",
    "form": "network",
    "phase": "design",
    "theme": "ageing",
    "service": "primary_care",
    "benefit": "talent",
}
TERMS = {**OF_THE_ALLIANCE, "sector": "health"}


def codes(client, noun, query=""):
    return [one["code"] for one in client.get(f"/api/v1/{noun}/?{query}").json()["results"]]


@pytest.fixture
def terms():
    made = {name: make_term(name, code) for name, code in TERMS.items() if name != "phase"}
    for name in made:
        make_term(name, "another")
    return made


@pytest.fixture
def parties():
    return [make_organisation(sectors=["health"]), make_organisation(sectors=["another"])]


@pytest.fixture
def alliance(terms, parties):
    of_it = [terms[name] for name in ("comarca", "municipality", "theme", "service", "benefit")]
    return make_alliance("Pinya", partners=parties, phase="design", form=terms["form"], terms=of_it)


def agree(alliance, *parties, **facts):
    """A registered agreement of the alliance."""
    made = make_agreement(alliance, registered=False, **facts)
    made.parties.set(parties)
    register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def agreement(alliance, parties):
    return agree(alliance, *parties, in_force_from="2024-01-01")


@pytest.fixture
def other(terms, agreement):
    """One of an alliance that is nothing of what is asked."""
    return agree(make_alliance("Una altra"), make_organisation(sectors=["research"]))


@pytest.mark.parametrize(("name", "value"), TERMS.items())
def test_agreements_are_found_by_their_alliance_and_their_parties(client, agreement, other, name, value):
    addendum = agree(
        agreement.alliance,
        *agreement.parties.all(),
        kind="addendum",
        addendum_kind="amendment",
        amends=agreement,
    )

    unlike = "ended" if name == "phase" else "another"
    both = [agreement.record.code, addendum.record.code]
    assert sorted(codes(client, "agreements", f"{name}={value}")) == both
    assert codes(client, "addenda", f"{name}={value}") == both[1:]
    assert sorted(codes(client, "agreements", f"{name}={value}&{name}={unlike}")) == both
    if name != "sector":
        assert codes(client, "agreements", f"{name}={unlike}") == []
    assert codes(client, "agreements", f"{name}={value}&year=1999") == []
    assert problem(client.get(f"/api/v1/agreements/?{name}=zzz"), 400)["errors"][0]["pointer"] == f"?{name}"


def test_agreements_are_found_as_their_alliance_is_published_now(client, alliance, agreement):
    alliance.phase = "ended"
    alliance.save()
    assert codes(client, "agreements", "phase=design") == [agreement.record.code]

    publish_alliance(alliance=alliance, by=None)

    assert codes(client, "agreements", "phase=design") == []
    assert codes(client, "agreements", "phase=ended") == [agreement.record.code]


@pytest.mark.parametrize("name", OF_THE_ALLIANCE.keys() & FILTERS)
def test_experiences_are_found_by_their_alliances(client, alliance, name):
    made = make_experience(alliances=[alliance])
    make_experience()

    assert codes(client, "experiences", f"{name}={OF_THE_ALLIANCE[name]}") == [made.record.code]


def test_the_search_finds_them_too_and_counts_them(client, alliance, agreement, other):
    answer = client.get("/api/v1/search/?type=agreement&comarca=osona").json()

    assert [one["code"] for one in answer["results"]] == [agreement.record.code]
    (counted,) = answer["facets"]["comarca"]
    assert (counted["value"], counted["count"]) == ("osona", 1)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_a_noun_has_not_leaves_nothing(client, agreement, alliance, noun):
    make_experience(alliances=[alliance])
    make_lesson()
    agree(alliance, *agreement.parties.all(), kind="addendum", addendum_kind="amendment", amends=agreement)
    lacking = {
        "alliances": ("axis", "factor", "kind"),
        "agreements": ("axis", "factor"),
        "addenda": ("axis", "factor"),
        "experiences": ("kind",),
        "organisations": ("axis", "factor", "kind", "phase", "form", "theme", "benefit", "state"),
        "lessons": ("sector", "comarca", "municipality", "form", "phase", "theme", "factor", "benefit"),
    }[noun]
    values = {
        **TERMS,
        "axis": "governance",
        "factor": "leadership",
        "kind": "framework",
        "state": "published",
    }

    assert codes(client, noun)
    for name in lacking:
        assert (name, codes(client, noun, f"{name}={values[name]}")) == (name, [])


@pytest.mark.parametrize("noun", ["alliances", "agreements", "organisations", "lessons"])
def test_type_is_what_a_thing_is(client, agreement, alliance, noun):
    make_lesson()
    assert codes(client, noun, f"type={noun.removesuffix('s')}") == codes(client, noun) != []
    assert codes(client, noun, "type=nothing") == []


def test_every_list_takes_every_filter_of_the_contract_and_says_so():
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    for noun in NOUNS:
        said = {one["name"]: one for one in paths[f"/api/v1/{noun}/"]["get"]["parameters"]}
        assert set(FILTERS) <= said.keys(), noun

    said = {one["name"]: one for one in paths["/api/v1/agreements/"]["get"]["parameters"]}
    assert said["theme"]["description"] == "Of its alliance."
    assert said["axis"]["description"] == "A list of things that have none is left empty."


def test_pages_take_them_too_and_keep_them_while_others_are_chosen(client, alliance, agreement):
    shown = client.get("/aliances/?axis=governance")
    assert shown.context["cards"] == []

    kept = client.get(
        f"/aliances/?organisation={alliance.partnerships.first().organisation.code}&phase=design"
    )
    assert [one["code"] for one in kept.context["cards"]] == [alliance.record.code]
    assert 'type="hidden" name="organisation"' in kept.content.decode()


@pytest.mark.parametrize("noun", ["agreements", "addenda"])
def test_the_queries_of_a_filtered_list_do_not_grow(client, alliance, agreement, parties, noun):
    facts = (
        {"kind": "addendum", "addendum_kind": "amendment", "amends": agreement} if noun == "addenda" else {}
    )

    def cost(number):
        with CaptureQueriesContext(connection) as found:
            assert len(codes(client, noun, "comarca=osona&sector=health&phase=design")) == number
        return len(found)

    extra = noun == "agreements"
    agree(alliance, *parties, **facts)
    cost(1 + extra)
    one = cost(1 + extra)
    for _ in range(19):
        agree(alliance, *parties, **facts)
    assert cost(20 + extra) == one


def test_what_was_indexed_before_is_found_too(client, alliance, agreement, other):
    experience = make_experience(alliances=[alliance])
    kept = ("organisation:", "alliance:", "kind:", "origin:", "type:", "year:")
    fresh = dict(SearchEntry.objects.values_list("code", "facets"))
    for entry in SearchEntry.objects.filter(type__in=["agreement", "experience"]):
        entry.facets = [facet for facet in entry.facets if facet.startswith(kept)]
        entry.save(update_fields=["facets"])

    migration = import_module("experiences.migrations.0003_facets_of_their_alliances").Migration
    with connection.cursor() as cursor:
        for operation in migration.operations:
            cursor.execute(operation.sql)

    found = {code: sorted(facets) for code, facets in SearchEntry.objects.values_list("code", "facets")}
    assert found == {code: sorted(facets) for code, facets in fresh.items()}
    assert "phase:design" in found[experience.record.code]
