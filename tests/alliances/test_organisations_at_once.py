"""An organisation verified or corrected while an alliance that names it is published: neither waits for the other."""

import threading

import pytest
from django.db import connection, transaction

from alliances.rules import ALLIANCE, publish_alliance
from observatori.organisations.models import Organisation
from observatori.publishing.corrections import correct_organisation
from observatori.publishing.models import Record, SearchEntry
from observatori.publishing.organisations import verify_organisation
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def verify(organisation, curator):
    return verify_organisation(organisation=organisation, by=curator)


def correct(organisation, curator):
    facts = {"short_name": "HP"}
    return correct_organisation(
        organisation=organisation, facts=facts, version=organisation.version, by=curator
    )


def meanwhile(act, errors):
    """Run `act` in a connection of its own, and keep what it raises."""

    def run():
        try:
            act()
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("verb", [verify, correct], ids=lambda verb: verb.__name__)
def test_publishing_what_names_it_first_does_not_cross_with_it(verb):
    hospital, curator = make_organisation("Hospital del Pla"), make_user(role="curator")
    alliance, errors = make_alliance(partners=[hospital, make_organisation()], published=False), []

    try:
        with transaction.atomic():
            publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)
            thread = meanwhile(lambda: verb(hospital, curator), errors)
            thread.join(timeout=1.5)  # long enough to take all that it can before it waits
    except Exception as error:  # noqa: BLE001
        errors.append(error)
    thread.join(timeout=20)

    assert errors == []
    assert SearchEntry.objects.filter(organisation=hospital).exists()
    assert Organisation.objects.get(pk=hospital.pk).version == hospital.version + 1
