"""Milestones are what the working copies say, in the transaction that changes them, and can be made anew."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from alliances.models import AddendaRead, Milestone
from alliances.radar.horizon import agreements_for, milestones_of
from alliances.radar.keeping import keep_all_milestones, keep_milestones
from alliances.rules import AGREEMENT
from observatori.publishing.editing import change, create, delete_draft
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TERM = {"in_force_from": "2024-01-01", "in_force_until": "2027-12-31", "notice_months": 3}


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def admin(hospital):
    return make_user(organisation=hospital, membership="admin")


@pytest.fixture
def agreement(hospital):
    alliance = make_alliance(partners=[hospital, make_organisation()], owner=hospital)
    return make_agreement(alliance, record={"owner": hospital}, **TERM)


def days(agreement):
    rows = Milestone.objects.filter(agreement=agreement).order_by("day", "pk")
    return [(row.what, row.day.isoformat() if row.day else None) for row in rows]


def test_a_registered_agreement_has_its_notice_and_its_end(agreement):
    assert days(agreement) == [("notice", "2027-09-30"), ("end", "2027-12-31")]


def test_a_change_of_the_draft_moves_them(agreement, admin):
    change(
        record=agreement.record, rules=AGREEMENT, facts={"in_force_until": "2028-06-30"}, user=admin,
        version=None, references=References(admin),
    )  # fmt: skip

    assert days(agreement) == [("notice", "2028-03-30"), ("end", "2028-06-30")]


EXTENSION = {
    "kind": "addendum", "title": "Pròrroga", "addendum_kind": "extension", "effective_on": "2028-01-01",
    "new_until": "2029-12-31", "signatures": [{"party_text": "Una part", "signed_on": "2026-11-01"}],
}  # fmt: skip


@pytest.fixture
def extension(agreement, admin, hospital):
    """An addendum that everybody has signed, and nobody has registered."""
    alliance = agreement.alliance.record.code
    facts = EXTENSION | {"amends": agreement.record.code, "alliance": alliance, "parties": []}
    return create(rules=AGREEMENT, facts=facts, owner=hospital, user=admin, references=References(admin))


def test_an_addendum_signed_by_all_moves_the_end_of_what_it_amends(agreement, extension):
    assert days(agreement) == [("notice", "2029-09-30"), ("end", "2029-12-31")]
    assert days(extension) == []


def test_deleting_it_gives_the_first_end_back(agreement, extension, admin):
    delete_draft(record=extension.record, rules=AGREEMENT, user=admin)

    assert days(agreement) == [("notice", "2027-09-30"), ("end", "2027-12-31")]


def shown(user):
    return set(milestones_of(agreements_for(user)).values_list("what", "day"))


@pytest.mark.parametrize("verb", ["withdraw", "archive"])
def test_what_is_withdrawn_or_archived_is_on_no_radar(agreement, admin, verb):
    assert ("end", date(2027, 12, 31)) in shown(admin)

    advance(record=agreement.record, verb=verb, user=admin, rules=AGREEMENT, reason="Ha canviat.")

    assert shown(admin) == set()


@pytest.fixture
def narrow(agreement, hospital):
    """A party whose addendum, of no alliance, the others do not read."""
    other = make_organisation("Clínica de la Vall")
    agreement.parties.set([hospital, other])
    make_agreement(
        None, kind="addendum", addendum_kind="extension", amends=agreement, new_until="2029-12-31",
        effective_on="2028-01-01", record={"owner": other}, registered=False,
    )  # fmt: skip
    keep_milestones([agreement.pk])
    return other


def test_an_addendum_that_some_do_not_read_moves_the_end_for_the_rest_only(narrow, admin):
    theirs, staff = make_user(organisation=narrow), make_user(role="curator")

    assert ("end", date(2029, 12, 31)) in shown(theirs)
    assert ("end", date(2029, 12, 31)) in shown(staff)
    assert ("end", date(2027, 12, 31)) in shown(admin)
    assert ("end", date(2029, 12, 31)) not in shown(admin)
    assert ("end", date(2027, 12, 31)) not in shown(theirs)


def test_what_everybody_reads_stands_once(agreement):
    assert {row.addenda for row in Milestone.objects.all()} == {AddendaRead.ALL_FOR_EVERYBODY}


def test_periods_renewed_tacitly_go_on_for_years_without_anybody(agreement):
    agreement.__class__.objects.filter(pk=agreement.pk).update(renewal="tacit", in_force_until="2024-12-31")

    keep_milestones([agreement.pk])

    renewals = [day for what, day in days(agreement) if what == "renewal"]
    assert renewals == [f"{year}-01-01" for year in range(2025, 2032)]


def test_the_command_says_what_is_wrong_and_mends_it(agreement, capsys):
    Milestone.objects.filter(what="end").update(day="2030-01-01", ends_on="2030-01-01")

    with pytest.raises(CommandError, match=agreement.record.code):
        call_command("rebuild_radar", check=True)
    assert days(agreement)[1] == ("end", "2030-01-01")

    call_command("rebuild_radar")

    assert days(agreement) == [("notice", "2027-09-30"), ("end", "2027-12-31")]
    assert keep_all_milestones(write=False) == []


def test_setting_many_right_costs_no_more_queries_than_one(agreement, django_assert_num_queries):
    def queries_of(keys):
        with django_assert_num_queries(QUERIES_TO_KEEP):
            keep_milestones(keys)

    others = [make_agreement(agreement.alliance, **TERM).pk for _ in range(20)]
    Milestone.objects.all().delete()

    queries_of([agreement.pk])
    queries_of(others)


QUERIES_TO_KEEP = 10
