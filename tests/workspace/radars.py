"""What the tests of a radar ask for and read."""

from django.test import Client

from alliances.radar.keeping import keep_milestones
from tests.making import make_agreement

TERM = {"in_force_from": "2024-01-01", "in_force_until": "2027-03-31", "notice_months": 3}
STAFF = "/curadoria/radar/"


def agree(alliance, title, *, parties=(), owner=None, **facts):
    """A draft of an agreement, taken as signed, with its days kept."""
    record = {"owner": owner or alliance.record.owner}
    made = make_agreement(alliance, title, registered=False, record=record, **facts)
    made.parties.set(parties)
    keep_milestones([made.pk])
    return made


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def radar_of(organisation):
    return f"/tauler/{organisation.slug}/radar/"


def rows(client, path, **query):
    """The table of a radar as lists of the words of its cells."""
    context = client.get(path, query).context
    return [[(cell["text"], cell.get("note", "")) for cell in row] for row in context["rows"]]


def found(client, path, **query):
    """What happens and to what, in the order of the table."""
    return [(row[2][0], row[0][0]) for row in rows(client, path, **query)]
