"""Events are read only once they are committed and nothing older is running: these tests commit."""

import pytest
from django.utils import timezone

from observatori.digests import rules
from observatori.digests.models import Subscription
from observatori.publishing.events import readable_events
from observatori.publishing.models import Delivery, Event
from tests.waiting import until


@pytest.fixture
def subscribed():
    """Return a function that makes a confirmed subscription whose digest is due."""

    def make(email="lectora@exemple.cat", *, query="", frequency="instant", language="ca"):
        settle()  # or she would hear of what was published just before
        rules.subscribe(email=email, query=query, frequency=frequency, language=language)
        subscription = Subscription.objects.get(email=email, query=query)
        rules.confirm(subscription=subscription)
        Delivery.objects.all().delete()  # the letter that asked her
        subscription.refresh_from_db()
        return subscription

    return make


def settle():
    """Wait until every event can be read: other databases of the cluster may run transactions too."""
    everything = until(lambda: readable_events().count() == Event.objects.count())
    assert everything, "Una transacció d’una altra base de dades no acaba."


@pytest.fixture
def enqueue():
    """Return a function that makes the digests that are due, and sends none."""

    def make(now=None):
        settle()
        return rules.enqueue_digests(now=now or timezone.now())

    return make


@pytest.fixture
def run():
    """Return a function that does what each minute does, and says how many letters ended in each state."""

    def sweep(now=None):
        settle()
        return dict(rules.sweep(now=now or timezone.now()))

    return sweep
