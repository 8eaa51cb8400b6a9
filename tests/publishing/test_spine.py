"""Records, revisions, events and search entries."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from alliances.models import Agreement, Alliance, Partnership
from alliances.rules import publish_alliance
from observatori.codes import next_code
from observatori.organisations.models import User
from observatori.publishing import rules
from observatori.publishing.models import Event, Record, SearchEntry
from tests.making import make_agreement, make_alliance, make_organisation

pytestmark = pytest.mark.django_db


def number_of(code):
    return int(code.rpartition("-")[2])


def test_a_code_has_its_letter_and_four_digits():
    code = next_code("alliance")

    assert code.startswith("OAE-A-")
    assert len(code.rpartition("-")[2]) >= 4


def test_a_code_is_not_given_again_after_a_rollback():
    with transaction.atomic():
        lost = next_code("lesson")
        transaction.set_rollback(True)

    assert number_of(next_code("lesson")) > number_of(lost)


def test_publishing_freezes_and_tells():
    alliance = make_alliance()

    record = Record.objects.get(pk=alliance.pk)
    assert (record.state, record.published_revision.number) == ("published", 1)
    assert record.published_revision.document["name"] == alliance.name
    assert [event.verb for event in record.events.all()] == ["published"]
    assert SearchEntry.objects.get(record=record).title == alliance.name


def test_publishing_again_keeps_the_first_version():
    alliance = make_alliance("Primera")
    alliance.name = "Segona"
    publish_alliance(alliance=alliance, by=None)

    record = Record.objects.get(pk=alliance.pk)
    assert [revision.document["name"] for revision in record.revisions.all()] == ["Primera", "Segona"]
    assert record.published_revision.number == 2
    assert [event.verb for event in record.events.all()] == ["published", "updated"]


def test_publishing_that_fails_half_way_leaves_nothing(monkeypatch):
    alliance = make_alliance(published=False)

    def fail(*_args, **_facts):
        raise ZeroDivisionError

    monkeypatch.setattr(rules, "write_entry", fail)
    with pytest.raises(ZeroDivisionError):
        publish_alliance(alliance=alliance, by=None)

    record = Record.objects.get(pk=alliance.pk)
    assert (record.state, record.published_revision, record.revisions.count()) == ("draft", None, 0)


@pytest.mark.parametrize("change", [
    lambda event: Event.objects.filter(pk=event.pk).update(verb="withdrawn"),
    lambda event: event.delete(),
])  # fmt: skip
def test_an_event_never_changes(change):
    event = make_alliance().record.events.get()

    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        change(event)


def test_a_revision_never_changes():
    revision = make_alliance().record.revisions.get()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        revision.record.revisions.update(document={})


def test_events_of_one_transaction_share_its_number():
    one, other = make_alliance().record.events.get(), make_alliance().record.events.get()

    assert one.transaction == other.transaction > 0  # the test itself is the transaction


def sentence(thing):
    with pytest.raises(ValidationError) as caught:
        thing.validate_constraints()
    return caught.value.messages


def test_an_alliance_does_not_end_before_it_starts():
    alliance = make_alliance(published=False)
    alliance.start, alliance.end = "2020-06", "2020-05-31"

    assert sentence(alliance) == ["El final no pot ser anterior a l’inici."]
    with pytest.raises(IntegrityError, match="alliance_end_not_before_start"), transaction.atomic():
        Alliance.objects.filter(pk=alliance.pk).update(start="2020-06", end="2020-05-31")


def test_a_date_known_in_part_may_hold_the_other():
    alliance = make_alliance(published=False, start="2020-06", end="2020")

    assert alliance.validate_constraints() is None


def test_a_partner_is_not_in_an_alliance_twice_at_once():
    organisation = make_organisation()
    alliance = make_alliance(partners=[organisation, make_organisation()])
    again = Partnership(alliance=alliance, organisation=organisation)

    assert sentence(again) == ["Aquesta entitat ja consta com a sòcia."]
    with pytest.raises(IntegrityError, match="partnership_once_at_a_time"), transaction.atomic():
        again.save()


def test_a_partner_who_left_may_come_back():
    organisation = make_organisation()
    alliance = make_alliance(partners=[organisation, make_organisation()])
    alliance.partnerships.filter(organisation=organisation).update(left_on="2020")

    Partnership.objects.create(alliance=alliance, organisation=organisation, joined_on="2022")

    assert alliance.partnerships.filter(organisation=organisation).count() == 2


@pytest.mark.parametrize(("facts", "constraint"), [
    ({"kind": "addendum"}, "agreement_addendum_amends"),
    ({"kind": "framework", "addendum_kind": "extension"}, "agreement_addendum_kind"),
    ({"in_force_from": "2020", "in_force_until": "2019-12-31"}, "agreement_end_not_before_start"),
    ({"open_ended": True, "in_force_until": "2020"}, "agreement_open_ended_has_no_end"),
    ({"renewal_months": 0}, "agreement_renewal_months_positive"),
])  # fmt: skip
def test_the_database_refuses_what_an_agreement_cannot_be(facts, constraint):
    agreement = make_agreement(make_alliance())

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**facts)


def test_the_database_refuses_a_date_that_is_none():
    agreement = make_agreement(make_alliance())
    sql = "UPDATE alliances_agreement SET signed_on = '2020-13' WHERE record_id = %s"

    with pytest.raises(IntegrityError, match="agreement_dates_partial"), transaction.atomic():
        connection.cursor().execute(sql, [agreement.pk])


def test_two_people_do_not_share_an_address_in_other_letters():
    User.objects.create_user("anna@exemple.cat")

    with pytest.raises(IntegrityError, match="user_email"), transaction.atomic():
        User.objects.create_user("ANNA@exemple.cat")
