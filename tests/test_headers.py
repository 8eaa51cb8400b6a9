"""The headers that stand on every answer."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.making import make_agreement, make_alliance, make_organisation, make_user

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


def test_what_a_signed_in_person_reads_is_kept_by_nobody():
    hospital = make_organisation(verified_at=timezone.now())
    agreement = make_agreement(make_alliance(partners=[hospital, make_organisation()]))
    paths = [
        "/", "/aliances/", f"/aliances/{agreement.alliance.record.slug}/", f"/convenis/{agreement.record.code}/",
        f"/entitats/{hospital.slug}/transparencia/", "/cerca/", "/no-hi-es/", "/compte/",
    ]  # fmt: skip
    member, anybody = Client(), Client()
    member.force_login(make_user(organisation=hospital))

    for path in paths:
        assert (path, set(member.get(path)["Cache-Control"].split(", "))) == (path, {"private", "no-store"})
    for path in paths[:-2]:
        assert (path, "no-store" in anybody.get(path).get("Cache-Control", "")) == (path, False)


def test_the_api_answers_a_session_for_that_browser_only(client):
    make_alliance()
    client.force_login(make_user())

    answer = client.get("/api/v1/alliances/")

    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["ETag"]
