"""What several write at once of an organisation: none waits for what another holds, and the last word counts."""

import threading
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction

from alliances.rules import ALLIANCE, publish_alliance, register_agreement
from observatori.organisations.models import Organisation
from observatori.publishing.corrections import correct_organisation
from observatori.publishing.models import Record, SearchEntry
from observatori.publishing.organisations import verify_organisation
from tests.making import make_agreement, make_alliance, make_organisation, make_user

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


def published(alliance):
    return publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)


@pytest.mark.parametrize("verb", [verify, correct], ids=lambda verb: verb.__name__)
def test_publishing_what_names_it_first_does_not_cross_with_it(verb):
    hospital, curator = make_organisation("Hospital del Pla"), make_user(role="curator")
    alliance, errors = make_alliance(partners=[hospital, make_organisation()], published=False), []

    try:
        with transaction.atomic():
            published(alliance)
            thread = meanwhile(lambda: verb(hospital, curator), errors)
            thread.join(timeout=1.5)  # long enough to take all that it can before it waits
    except Exception as error:  # noqa: BLE001
        errors.append(error)
    thread.join(timeout=20)

    assert errors == []
    assert SearchEntry.objects.filter(organisation=hospital).exists()
    assert Organisation.objects.get(pk=hospital.pk).version == hospital.version + 1


def test_two_alliances_that_share_organisations_are_published_at_once(monkeypatch):
    """Each has an agreement of another of the two, so that they are reached in different orders."""
    hospital, council = make_organisation("Hospital del Pla"), make_organisation("Consell")
    made, errors, half_way = [], [], Barrier(2)
    for party in (hospital, council):
        alliance = make_alliance(partners=[hospital, council])
        make_agreement(alliance, registered=False).parties.set([party])
        register_agreement(agreement=alliance.agreements.get(), by=None)
        made.append(alliance)
    monkeypatch.setattr("alliances.rules.FOLLOWERS", [lambda _record: meet(half_way)])

    threads = [meanwhile(lambda one=alliance: published(one), errors) for alliance in made]
    for thread in threads:
        thread.join(timeout=20)

    assert errors == []


def meet(barrier):
    with suppress(BrokenBarrierError):  # whoever waits for the other goes on alone
        barrier.wait(timeout=1.5)


def test_what_is_corrected_while_what_names_it_is_published_is_found_by_its_new_name():
    hospital, curator = make_organisation("Hospital del Pla"), make_user(role="curator")
    alliance, errors = make_alliance(partners=[hospital, make_organisation()], published=False), []

    with transaction.atomic():
        published(alliance)
        thread = meanwhile(lambda: correct(hospital, curator), errors)
        thread.join(timeout=1.5)
    thread.join(timeout=20)

    assert errors == []
    assert SearchEntry.objects.get(organisation=hospital).names == "HP"


def test_what_is_verified_while_what_names_it_is_published_is_told_as_verified():
    hospital, curator, errors = make_organisation("Hospital del Pla"), make_user(role="curator"), []
    alliance = make_alliance(partners=[hospital, make_organisation()], published=False)

    with transaction.atomic():
        verify(hospital, curator)
        thread = meanwhile(lambda: published(alliance), errors)
        thread.join(timeout=1.5)
    thread.join(timeout=20)

    assert errors == []
    assert SearchEntry.objects.get(organisation=hospital).card["verified"]
