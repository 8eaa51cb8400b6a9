"""What waits for the staff, made for a test."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.rules import ALLIANCE
from observatori.publishing.models import Record
from observatori.publishing.transitions import advance
from tests.making import make_alliance, make_organisation, make_user


def submitted(name="Aliança del Pla", *, owner=None, partners=2, **facts):
    """An alliance that an editor of its owner has submitted."""
    owner = owner or make_organisation()
    made = make_alliance(name, owner=owner, partners=partners, published=False, **facts)
    advance(record=made.record, verb="submit", user=make_user(organisation=owner), rules=ALLIANCE)
    return Record.objects.select_related("owner").get(pk=made.pk)


def in_review(name="Aliança del Pla", *, by=None, **facts):
    """The same, under review."""
    record = submitted(name, **facts)
    advance(record=record, verb="start-review", user=by or make_user(role="curator"), rules=ALLIANCE)
    return Record.objects.select_related("owner").get(pk=record.pk)


def queries_of(client, path):
    """Count the queries of a page once what it keeps is kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)
