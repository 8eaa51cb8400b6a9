"""Milestones are what the working copies say, in the transaction that changes them, and can be made anew."""

import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from alliances.models import AddendaRead, Agreement, Milestone
from alliances.radar.horizon import agreements_for, milestones_of
from alliances.radar.keeping import keep_all_milestones, keep_milestones
from alliances.rules import AGREEMENT
from observatori.publishing.editing import change, create, delete_draft
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.making import make_agreement, make_alliance, make_organisation, make_user
from tests.waiting import PATIENCE

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


def test_an_addendum_that_comes_to_amend_another_gives_the_first_its_end_back(agreement, extension, admin):
    other = make_agreement(agreement.alliance, record={"owner": agreement.record.owner}, **TERM)
    change(
        record=extension.record, rules=AGREEMENT, facts={"amends": other.record.code}, user=admin, version=None,
        references=References(admin),
    )  # fmt: skip

    assert days(agreement) == [("notice", "2027-09-30"), ("end", "2027-12-31")]
    assert days(other) == [("notice", "2029-09-30"), ("end", "2029-12-31")]


@pytest.mark.django_db(transaction=True)
def test_two_that_change_addenda_of_one_agreement_at_once_leave_out_neither(agreement):
    facts = {"kind": "addendum", "addendum_kind": "extension", "amends": agreement}
    first, second = (
        make_agreement(agreement.alliance, effective_on=day, new_until="2029-12-31", **facts)
        for day in ("2028-01-01", "2028-02-01")
    )
    started = threading.Event()

    def move(one, **facts):
        Agreement.objects.filter(pk=one.pk).update(**facts)
        keep_milestones([one.pk])

    def other():
        try:
            with transaction.atomic():
                started.set()
                move(first, effective_on="2028-03-01", new_until="2030-12-31")
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        move(second, new_until="2031-12-31")
        thread.start()
        started.wait(PATIENCE)
        thread.join(timeout=1.5)  # long enough to end, if nothing made it wait
    thread.join(PATIENCE)

    assert keep_all_milestones(write=False) == []


def turned_into_addendum(agreement, hospital, admin):
    """A draft that was an agreement of its own; it has no end of its own any more."""
    other = make_agreement(agreement.alliance, registered=False, record={"owner": hospital}, **TERM)
    keep_milestones([other.pk])
    assert days(other) != []
    facts = {"kind": "addendum", "addendum_kind": "amendment", "amends": agreement.record.code}
    change(
        record=other.record,
        rules=AGREEMENT,
        facts=facts,
        user=admin,
        version=None,
        references=References(admin),
    )
    return other


def test_a_draft_that_becomes_an_addendum_leaves_the_radar(agreement, hospital, admin):
    addendum = turned_into_addendum(agreement, hospital, admin)

    assert days(addendum) == []
    assert days(agreement) == [("notice", "2027-09-30"), ("end", "2027-12-31")]


def test_the_command_finds_the_milestones_of_an_addendum_and_deletes_them(agreement, hospital, admin):
    addendum = turned_into_addendum(agreement, hospital, admin)
    Milestone.objects.create(agreement=addendum, what="end", day="2030-01-01", ends_on="2030-01-01")

    with pytest.raises(CommandError, match=addendum.record.code):
        call_command("rebuild_radar", check=True)
    assert days(addendum) != []

    call_command("rebuild_radar")

    assert days(addendum) == []
    assert keep_all_milestones(write=False) == []


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


def extension_kept_to(agreement, hospital, **spine):
    """A draft that puts off the end of the agreement, signed and of the same parties."""
    made = make_agreement(
        agreement.alliance, kind="addendum", addendum_kind="extension", amends=agreement, new_until="2029-12-31",
        effective_on="2026-01-01", record={"owner": hospital, **spine}, registered=False,
    )  # fmt: skip
    keep_milestones([agreement.pk])
    return made


def test_an_addendum_kept_to_the_organisation_moves_no_end_for_the_partners_of_its_alliance(
    agreement, hospital, admin
):
    extension_kept_to(agreement, hospital, visibility="organisation")
    partners = agreement.alliance.partnerships.exclude(organisation=hospital)
    partner = make_user(organisation=partners.get().organisation)

    assert ("end", date(2029, 12, 31)) in shown(admin)
    assert ("end", date(2027, 12, 31)) in shown(partner)
    assert ("end", date(2029, 12, 31)) not in shown(partner)


def test_an_addendum_that_begins_to_be_kept_puts_the_end_back_for_the_partners_at_once(
    agreement, hospital, admin
):
    extension = extension_kept_to(agreement, hospital)
    partners = agreement.alliance.partnerships.exclude(organisation=hospital)
    partner = make_user(organisation=partners.get().organisation)
    assert ("end", date(2029, 12, 31)) in shown(partner)

    facts = {"visibility": "organisation"}
    references = References(admin)
    change(
        record=extension.record, rules=AGREEMENT, facts=facts, user=admin, version=None, references=references
    )

    assert ("end", date(2029, 12, 31)) not in shown(partner)
    assert ("end", date(2029, 12, 31)) in shown(admin)


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
