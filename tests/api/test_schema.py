"""The OpenAPI schema and the reference page that is written from it."""

import pytest
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.api.calling import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(public=True)


def test_the_schema_is_valid_and_without_warnings(schema):
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_every_operation_says_how_it_fails_and_who_may_call(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"], (path, method)
            if method != "get":
                assert {"token": []} in operation["security"], (path, method)
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_what_is_written_is_described(schema):
    patch = schema["paths"]["/api/v1/alliances/{code}/"]["patch"]
    assert set(patch["requestBody"]["content"]) == {"application/json", "application/merge-patch+json"}
    assert "If-Match" in [one["name"] for one in patch["parameters"]]
    reject = schema["paths"]["/api/v1/alliances/{code}/reject/"]["post"]
    name = reject["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert schema["components"]["schemas"][name]["required"] == ["reason"]


@pytest.mark.django_db
def test_a_browser_that_saves_it_reads_its_name(client):
    assert (
        client.get("/api/v1/schema/")["Content-Disposition"] == 'inline; filename="observatori-api-v1.json"'
    )


def test_every_address_of_the_api_is_in_the_schema(schema):
    described = {path.replace("{code}", "x").replace("{key}", "x") for path in schema["paths"]}
    for noun in ("alliances", "agreements", "addenda", "experiences", "organisations"):
        assert {f"/api/v1/{noun}/", f"/api/v1/{noun}/x/"} <= described
    for path in (
        "me",
        "events",
        "suggest",
        "search",
        "subscriptions",
        "agreements/x/documents",
        "agreements/x/text",
    ):
        assert f"/api/v1/{path}/" in described
    assert get_resolver().resolve("/api/v1/nowhere/at/all/").url_name == "nowhere"


def test_the_root_names_what_there_is():
    root = Caller().get("").json()

    assert root.keys() >= {"alliances", "agreements", "search", "suggest", "events", "me", "schema"}
    for address in root.values():
        assert address.startswith("http://testserver/api/v1/")


def test_the_reference_shows_first_steps_bodies_and_verbs(client):
    page = client.get("/api/docs/").text

    assert "curl -i -X PATCH" in page
    assert "http://testserver/api/v1/alliances/" in page
    assert "/api/v1/alliances/{code}/request-changes/" in page
    assert "Camps del cos" in page


@pytest.mark.parametrize("path", ["alliances/", "alliances/OAE-A-9999/", "me/", "search/"])
def test_options_and_head_do_no_harm(path):
    for method in ("options", "head"):
        assert Caller().send(method, path, None).status_code in {200, 401, 404}
