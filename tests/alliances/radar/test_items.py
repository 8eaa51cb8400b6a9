"""What a radar says of milestones: only what its reader may read, and what is not long past."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliances.models import Milestone
from alliances.radar.feed import current_period
from alliances.radar.horizon import agreements_for, milestones_of
from alliances.radar.items import read_agreements
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def alliance(hospital):
    return make_alliance(partners=[hospital, make_organisation()], owner=hospital)


def ending(alliance, day):
    return make_agreement(alliance, in_force_from="2020-01-01", in_force_until=day)


def test_an_addendum_that_its_reader_may_not_read_neither_moves_the_end_nor_is_named(alliance, hospital):
    other = make_organisation("Clínica de la Vall")
    agreement = make_agreement(
        alliance, in_force_from="2024-01-01", in_force_until="2027-12-31", record={"owner": hospital}
    )
    agreement.parties.set([hospital, other])
    make_agreement(
        None, kind="addendum", addendum_kind="extension", amends=agreement, new_until="2029-12-31",
        effective_on="2026-01-01", record={"owner": other},
    )  # fmt: skip

    def read(organisation):
        user = make_user(organisation=organisation)
        readable = agreements_for(user)
        milestones = list(milestones_of(readable))
        _agreement, reading, addenda = read_agreements(milestones, readable=readable, user=user, at=TODAY)[
            agreement.pk
        ]
        return str(reading.status.ends_on), len(addenda), len(reading.addenda)

    assert read(other) == ("2029-12-31", 1, 1)
    assert read(hospital) == ("2027-12-31", 0, 0)


def test_what_ended_more_than_a_year_ago_is_told_no_more(alliance):
    lately = ending(alliance, str(TODAY - timedelta(days=365)))
    ending(alliance, str(TODAY - timedelta(days=366)))

    told = current_period(Milestone.objects.all(), timezone.localdate())

    assert {one.agreement_id for one in told} == {lately.pk}
