"""Private calendars: who reads them, the same UID wherever a day goes, and what is taken back."""

import threading
from datetime import date

import pytest
import vobject
from django.db import connection
from django.test import Client

from alliances.models import Agreement, Calendar, CalendarEvent
from alliances.radar.calendars import make_calendar, renew_calendar, revoke_calendar
from alliances.radar.keeping import keep_milestones
from alliances.rules import AGREEMENT
from observatori.organisations.models import Membership
from observatori.publishing.editing import change, create
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db

TERM = {"in_force_from": "2024-01-01", "in_force_until": "2027-12-31", "notice_months": 3}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def hospital():
    return make_organisation("Hospital, del Pla; i Valls")


@pytest.fixture
def admin(hospital):
    return make_user(organisation=hospital, membership="admin")


@pytest.fixture
def agreement(hospital):
    alliance = make_alliance(partners=[hospital, make_organisation()], owner=hospital)
    return make_agreement(alliance, "Conveni de guàrdies", record={"owner": hospital}, **TERM)


@pytest.fixture
def address(agreement, hospital, admin):
    _calendar, secret = make_calendar(organisation=hospital, person=admin, name="Outlook de la gerència")
    return f"/calendari/{secret}.ics"


def events(address, client=None):
    """The events of a feed by UID, as a parser that is not ours reads them."""
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    found = vobject.readOne(answer.content.decode())
    return {one.uid.value: one for one in getattr(found, "vevent_list", [])}


def uid(agreement, what):
    return f"{agreement.record.code}-{what}@127.0.0.1"


def write(agreement, admin, **facts):
    change(
        record=agreement.record, rules=AGREEMENT, facts=facts, user=admin, version=None,
        references=References(admin),
    )  # fmt: skip


def resolve(agreement, admin, hospital, day):
    """An addendum, signed by all, that ends the agreement on a day."""
    facts = {
        "kind": "addendum", "title": "Resolució", "addendum_kind": "termination", "effective_on": day,
        "amends": agreement.record.code, "alliance": agreement.alliance.record.code,
        "signatures": [{"party_text": "Les parts", "signed_on": "2026-11-01"}], "parties": [],
    }  # fmt: skip
    create(rules=AGREEMENT, facts=facts, owner=hospital, user=admin, references=References(admin))


def test_the_notice_and_the_end_are_days_of_a_calendar(address, agreement):
    found = events(address)

    notice, end = found[uid(agreement, "notice")], found[uid(agreement, "end")]
    assert (notice.dtstart.value, end.dtstart.value) == (date(2027, 9, 30), date(2027, 12, 31))
    assert end.dtend.value == date(2028, 1, 1)
    assert end.summary.value == "S’acaba: Conveni de guàrdies"
    assert notice.summary.value == "Últim dia per avisar: Conveni de guàrdies"
    assert "L’últim dia per avisar és el 30 de setembre del 2027." in notice.description.value
    assert f"/convenis/{agreement.record.code}/" in end.url.value
    assert end.url.value in end.description.value
    assert (end.status.value, end.sequence.value) == ("CONFIRMED", "0")


def test_the_file_keeps_to_the_lines_of_rfc_5545(address):
    body = Client().get(address).content

    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    assert b"X-WR-CALNAME:Venciments: Hospital\\, del Pla\\; i Valls" in lines
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    for line in body.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        assert line.partition(":")[0].partition(";")[0].replace("-", "").isalnum()


def test_moving_a_day_updates_the_same_uid(address, agreement, admin, today):
    before = events(address)
    today.move_to("2026-11-23T12:00:00+01:00", tick=False)
    write(agreement, admin, in_force_until="2028-06-30")

    after = events(address)

    assert after.keys() == before.keys()
    end = after[uid(agreement, "end")]
    assert (end.dtstart.value, end.sequence.value, end.status.value) == (date(2028, 6, 30), "1", "CONFIRMED")
    assert end.last_modified.value > before[uid(agreement, "end")].last_modified.value
    assert after[uid(agreement, "notice")].dtstart.value == date(2028, 3, 30)


def test_what_does_not_change_stays_byte_for_byte(address, today):
    first = Client().get(address)
    today.move_to("2026-11-24T09:00:00+01:00", tick=False)
    again = Client().get(address)

    assert (again.content, again["ETag"], again["Last-Modified"]) == (
        first.content, first["ETag"], first["Last-Modified"],
    )  # fmt: skip
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert Client().get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


def test_a_change_within_the_same_second_is_no_304(address, agreement, admin):
    first = Client().get(address)
    write(agreement, admin, title="Conveni nou de guàrdies")

    again = Client().get(address, headers={"If-Modified-Since": first["Last-Modified"]})

    assert again.status_code == 200
    assert "Conveni nou" in again.content.decode().replace("\r\n ", "")


def test_an_agreement_that_ended_early_cancels_its_days(address, agreement, admin, hospital):
    events(address)
    resolve(agreement, admin, hospital, "2026-11-10")

    after = events(address)

    assert {one.status.value for one in after.values()} == {"CANCELLED"}
    assert after.keys() == {uid(agreement, "notice"), uid(agreement, "end")}
    assert {one.sequence.value for one in after.values()} == {"1"}


def test_one_that_will_end_early_moves_its_end_and_cancels_its_notice(address, agreement, admin, hospital):
    events(address)
    resolve(agreement, admin, hospital, "2027-02-28")

    after = events(address)

    assert after[uid(agreement, "end")].dtstart.value == date(2027, 2, 28)
    assert after[uid(agreement, "end")].status.value == "CONFIRMED"
    assert after[uid(agreement, "notice")].status.value == "CANCELLED"


@pytest.mark.parametrize("verb", ["withdraw", "archive"])
def test_one_withdrawn_or_archived_cancels_its_days(address, agreement, admin, verb):
    events(address)
    advance(record=agreement.record, verb=verb, user=admin, rules=AGREEMENT, reason="Ha canviat.")

    assert {one.status.value for one in events(address).values()} == {"CANCELLED"}


def test_what_was_never_told_is_not_taken_back(address, agreement, admin):
    advance(record=agreement.record, verb="archive", user=admin, rules=AGREEMENT)

    assert events(address) == {}


def test_a_tacit_renewal_moves_both_days_to_the_next_period(address, agreement, admin, today):
    write(agreement, admin, renewal="tacit", in_force_until="2026-12-31", notice_months=2)
    before = events(address)
    assert before[uid(agreement, "end")].dtstart.value == date(2026, 12, 31)
    assert before[uid(agreement, "end")].summary.value.startswith("S’acaba el període i es prorroga")

    today.move_to("2027-01-01T12:00:00+01:00", tick=False)
    after = events(address)

    assert after[uid(agreement, "end")].dtstart.value == date(2029, 12, 31)
    assert after[uid(agreement, "notice")].dtstart.value == date(2029, 10, 31)
    assert after.keys() == before.keys()


def test_one_that_still_lacks_a_signature_is_tentative(address, agreement, hospital):
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=None)
    agreement.record.__class__.objects.filter(pk=agreement.pk).update(origin="registered")
    agreement.parties.set([hospital])
    keep_milestones([agreement.pk])

    assert {one.status.value for one in events(address).values()} == {"TENTATIVE"}


def test_what_the_organisation_may_not_read_any_more_is_not_even_named(address, agreement):
    events(address)
    agreement.parties.clear()
    agreement.alliance.partnerships.all().delete()
    type(agreement.record).objects.filter(pk__in=[agreement.pk, agreement.alliance_id]).update(owner=None)

    body = Client().get(address).content.decode()

    assert agreement.record.code not in body
    assert "guàrdies" not in body
    assert CalendarEvent.objects.count() == 2


def revoked(calendar, admin):
    revoke_calendar(calendar=calendar, by=admin)


def renewed(calendar, admin):
    renew_calendar(calendar=calendar, by=admin)


def left(calendar, admin):
    Membership.objects.filter(user=admin).delete()


def inactive(calendar, admin):
    type(admin).objects.filter(pk=admin.pk).update(is_active=False)


@pytest.mark.parametrize("ended", [revoked, renewed, left, inactive])
def test_an_address_that_opens_nothing_any_more_is_the_404_of_any_other(address, admin, ended):
    calendar = Calendar.objects.get()
    assert Client().get(address).status_code == 200

    ended(calendar, admin)

    answer, never = Client().get(address), Client().get("/calendari/no-hi-es.ics")
    assert (answer.status_code, never.status_code) == (404, 404)
    assert answer.content.replace(address.encode(), b"") == never.content.replace(
        b"/calendari/no-hi-es.ics", b""
    )


def test_a_renewed_address_goes_on_with_the_same_events(address, agreement, admin):
    events(address)
    secret = renew_calendar(calendar=Calendar.objects.get(), by=admin)
    write(agreement, admin, in_force_until="2028-06-30")

    assert events(f"/calendari/{secret}.ics")[uid(agreement, "end")].sequence.value == "1"


def test_the_secret_is_stored_nowhere(address):
    secret = address.removeprefix("/calendari/").removesuffix(".ics")
    assert len(secret) == 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM alliances_calendar c")
        assert secret not in cursor.fetchone()[0]


def test_only_who_asks_to_read_is_answered(address):
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_the_policies_of_every_answer_stand(address):
    answer = Client().get(address)

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"


def test_when_it_was_last_read_is_noted(address):
    Client().get(address)

    assert Calendar.objects.get().last_used_at.date() == date(2026, 11, 22)


def test_a_reader_has_her_own_calendar(agreement, hospital):
    reader = make_user(organisation=hospital, membership="reader")
    _calendar, secret = make_calendar(organisation=hospital, person=reader, name="Mòbil")

    assert uid(agreement, "end") in events(f"/calendari/{secret}.ics")


def test_it_costs_the_same_queries_with_twenty_agreements(address, agreement, django_assert_num_queries):
    Client().get(address)
    with django_assert_num_queries(QUERIES):
        Client().get(address)
    for _ in range(19):
        make_agreement(agreement.alliance, record={"owner": agreement.record.owner}, **TERM)
    Client().get(address)
    with django_assert_num_queries(QUERIES):
        Client().get(address)


QUERIES = 20


@pytest.mark.django_db(transaction=True)
def test_two_that_read_at_once_for_the_first_time_both_read_it_whole(address, agreement):
    answers = []

    def read():
        answers.append(Client().get(address))
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert CalendarEvent.objects.count() == 2


def test_alarms_come_a_month_and_a_week_before_and_not_for_what_is_called_off(
    address, agreement, admin, hospital
):
    def alarms():
        found = (one for event in events(address).values() for one in getattr(event, "valarm_list", []))
        return sorted(one.trigger.value.days for one in found)

    assert alarms() == [-30, -30, -7, -7]
    resolve(agreement, admin, hospital, "2026-11-30")
    assert alarms() == [-30, -7]  # of the new end: the notice is called off
