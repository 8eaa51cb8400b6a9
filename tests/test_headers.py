"""The headers that stand on every answer."""

import pytest

from tests.making import make_alliance

pytestmark = pytest.mark.django_db


@pytest.fixture
def _failing(settings):
    settings.ROOT_URLCONF = "tests.failing_urls"


def assert_guarded(response):
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("path", "status"), [
    ("/", 200),
    ("/es/", 200),
    ("/no-hi-es/", 404),
    ("/api/v1/alliances/", 200),
    ("/api/v1/no/", 404),
    ("/estat/", 200),
    ("/estat/viu/", 200),
    ("/aliances/?page=999", 404),
])  # fmt: skip
def test_pages_api_and_errors_are_guarded(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert_guarded(response)


def test_a_redirection_is_guarded(client):
    response = client.get(f"/aliances/{make_alliance().record.code}/")

    assert response.status_code == 301
    assert_guarded(response)


def test_a_host_that_is_not_ours_is_refused_and_guarded(client):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert_guarded(response)


@pytest.mark.usefixtures("_failing")
@pytest.mark.parametrize(
    ("path", "content_type"), [("/", "text/html"), ("/api/", "application/problem+json")]
)
def test_an_error_of_ours_is_guarded_and_shows_no_trace(client, path, content_type):
    client.raise_request_exception = False

    response = client.get(path)

    assert response.status_code == 500
    assert response["Content-Type"].startswith(content_type)
    assert "ZeroDivisionError" not in response.content.decode()
    assert_guarded(response)
