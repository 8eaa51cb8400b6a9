"""The log tells no address that opens something to whoever has it."""

import logging

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from alliances.radar.calendars import make_calendar
from observatori.log import without_secrets
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
SECRET = "Zk3_vN-8aQ"
SECRET_NAMES = {"secret", "token"}


@pytest.fixture
def written(monkeypatch):
    """What the handler of the settings writes, as it stands in the log."""
    lines = []
    (console,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    monkeypatch.setattr(console, "emit", lambda record: lines.append(console.format(record)))
    return lines


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PROPFIND", "DELETE"])
@pytest.mark.parametrize("check", [True, False])
def test_a_calendar_asked_in_another_way_keeps_its_secret(written, method, check):
    hospital = make_organisation()
    person = make_user(organisation=hospital)
    _calendar, secret = make_calendar(organisation=hospital, person=person, name="Outlook")

    answer = Client(enforce_csrf_checks=check).generic(method, f"/calendari/{secret}.ics")

    assert answer.status_code in {403, 405}
    assert any("/calendari/***" in line for line in written)
    assert not any(secret in line for line in written)


@pytest.mark.parametrize(
    "path",
    [
        "/compte/invitacio/{}/", "/compte/confirmacio/{}/", "/compte/contrasenya/nova/1a-{}/",
        "/subscripcions/{}/", "/subscripcions/{}/baixa/", "/subscripcions/confirmar/{}/", "/calendari/{}.ics",
    ],
)  # fmt: skip
def test_neither_do_links_that_are_refused(written, path):
    for start in ("", "/es", "/en"):
        for method in ("PUT", "PROPFIND"):
            Client(enforce_csrf_checks=True).generic(method, start + path.format(SECRET))

    assert written
    assert not any(SECRET in line for line in written)


def test_a_traceback_keeps_it_too(written):
    try:
        raise ValueError(f"/es/compte/invitacio/{SECRET}/")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/calendari/{SECRET}.ics")

    assert "ValueError" in written[0]
    assert SECRET not in written[0]


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /subscripcions/rebuda/",
        "Not Found: /compte/contrasenya/nova/feta/",
        "/convenis/OAE-C-0001/",
    ],
)
def test_what_is_no_secret_is_told(line):
    assert without_secrets(line) == line


def addresses(patterns, before=""):
    for pattern in patterns:
        route = before + (pattern.pattern._route if isinstance(pattern.pattern, RoutePattern) else "")
        if isinstance(pattern, URLPattern):
            yield route, pattern.pattern.converters
        else:
            yield from addresses(pattern.url_patterns, route)


def test_every_address_with_a_secret_is_known():
    found = [
        "/" + route.replace(f"<slug:{name}>", SECRET).replace(f"<str:{name}>", SECRET)
        for route, converters in addresses(get_resolver().url_patterns)
        for name in SECRET_NAMES & converters.keys()
    ]

    assert len(found) >= 5
    assert [path for path in found if SECRET in without_secrets(path)] == []
