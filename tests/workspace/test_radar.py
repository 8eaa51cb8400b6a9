"""The radar of an organisation and of the staff: who sees what, what it says, and what it can be asked."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliances.models import Charge, Partnership, Relation
from alliances.radar.calendars import make_calendar
from alliances.radar.charges import give_charge
from alliances.radar.keeping import keep_milestones
from alliances.rules import publish_alliance, register_agreement
from observatori.organisations.models import Membership
from observatori.publishing.models import Record
from tests.making import make_alliance, make_organisation, make_user
from tests.workspace.radars import STAFF, TERM, agree, found, logged_in, radar_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# --- What it says ---


def test_the_table_says_what_happens_when_and_to_whom(editor, hospital, agreement):
    notice, end = rows(editor, radar_of(hospital))

    draft = f"{agreement.record.code} · compta el que encara no s’ha registrat"
    assert notice[0] == ("Conveni de guàrdies", draft)
    assert notice[1] == ("Guàrdies", "Hospital del Pla")
    assert notice[2] == ("Últim dia per avisar", "La vigència s’acaba el 31 de març del 2027.")
    assert notice[3] == ("31 de desembre del 2026", "d’aquí a 39 dies")
    assert notice[4] == ("No consta", "El conveni no diu fins quan es pot prorrogar, o no s’ha escrit.")
    assert notice[5] == ("Ningú", "")
    assert notice[6] == ("l’aliança es queda sense cap conveni", "")
    assert end[2] == ("S’acaba", "")
    assert end[3] == ("31 de març del 2027", "d’aquí a 4 mesos")


IN_TIME = "S’ha d’acordar abans que s’acabi, el 31 de març del 2027."
AT_THE_LIMIT = "Ja arriba fins al límit de les pròrrogues, 31 de març del 2027."
TOO_LATE = "Ja s’ha acabat: la pròrroga s’havia d’acordar abans."


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"extension_until": "2031-03-31"}, ("Sí, fins al 31 de març del 2031", IN_TIME)),
        ({"extension_until": "2027-03-31"}, ("No", AT_THE_LIMIT)),
        ({"in_force_until": "2026-10-31"}, ("No", TOO_LATE)),
    ],
)
def test_whether_it_can_be_extended_comes_with_the_reason(editor, hospital, alliance, facts, expected):
    agree(alliance, "Conveni", **TERM | {"notice_months": None} | facts)

    assert rows(editor, radar_of(hospital))[0][4] == expected


def test_a_notice_that_runs_and_an_end_nobody_followed_come_first(editor, hospital, alliance):
    agree(alliance, "Vençut", in_force_from="2020-01-01", in_force_until="2026-10-31")
    agree(alliance, "En preavís", in_force_from="2020-01-01", in_force_until="2026-12-31", notice_months=3)
    agree(alliance, "Antic", in_force_from="2010-01-01", in_force_until="2014-12-31")

    assert found(editor, radar_of(hospital)) == [
        ("En preavís", "En preavís"), ("S’ha acabat", "Vençut"), ("S’acaba", "En preavís"),
    ]  # fmt: skip


def test_an_end_that_another_agreement_follows_needs_nobody(editor, hospital, alliance):
    ended = agree(alliance, "Vençut", in_force_from="2020-01-01", in_force_until="2026-10-31")
    new = agree(alliance, "Nou", in_force_from="2026-11-01", open_ended=True)
    assert ("S’ha acabat", "Vençut") in found(editor, radar_of(hospital))

    Relation.objects.create(source=new, target=ended, relation="replaces")

    assert found(editor, radar_of(hospital)) == []


def test_what_an_outsider_drafts_follows_no_end(editor, hospital, partner, alliance):
    ended = agree(
        alliance, "Vençut", parties=[partner], in_force_from="2020-01-01", in_force_until="2026-10-31"
    )
    outsider = make_organisation()
    draft = agree(make_alliance(owner=outsider), "Fals", open_ended=True)
    relation = Relation.objects.create(source=draft, target=ended, relation="replaces")
    left = [("S’ha acabat", "Vençut")]
    assert found(editor, radar_of(hospital)) == left

    for owner in (hospital, partner):
        Record.objects.filter(pk=draft.pk).update(owner=owner)
        assert ("S’ha acabat", "Vençut") not in found(editor, radar_of(hospital))
    Record.objects.filter(pk=draft.pk).update(owner=outsider)
    assert found(editor, radar_of(hospital)) == left
    register_agreement(agreement=draft, by=None)
    assert found(editor, radar_of(hospital)) == []
    relation.delete()
    assert found(editor, radar_of(hospital)) == left


def test_a_tacit_renewal_is_told_with_its_day(editor, hospital, alliance):
    agree(
        alliance,
        "Tàcit",
        in_force_from="2025-02-01",
        in_force_until="2026-01-31",
        renewal="tacit",
        notice_months=1,
    )

    told = rows(editor, radar_of(hospital), months="12")

    assert [(row[2][0], row[3][0]) for row in told] == [
        ("Últim dia per avisar", "31 de desembre del 2026"),
        ("Es prorroga tàcitament", "1 de febrer del 2027"),
    ]
    assert (
        told[0][2][1] == "El període s’acaba el 31 de gener del 2027 i, si ningú no avisa abans, es prorroga."
    )


def test_what_ends_with_it_is_named(editor, hospital, alliance, agreement):
    agree(alliance, "Addenda", kind="addendum", amends=agreement, addendum_kind="economic")
    specific = agree(
        alliance, "Protocol de nit", kind="specific", open_ended=True, in_force_from="2024-01-01"
    )
    Relation.objects.create(source=specific, target=agreement, relation="develops")

    assert rows(editor, radar_of(hospital))[0][6][0] == "1 addenda; Protocol de nit"


@pytest.mark.parametrize(
    ("facts", "origin", "sentence", "step"),
    [
        ({}, "documented", "Hi falta fins quan és vigent, o que és de durada indefinida.", "vigencia"),
        (
            {"in_force_until": "2027"},
            "documented",
            "Del final només se sap això: 2027. Hi falta el dia.",
            "vigencia",
        ),
        ({}, "registered", "Encara no l’ha signat ningú.", "signatures"),
    ],
)
def test_what_has_no_day_leads_to_the_field_that_mends_it(
    editor, hospital, alliance, facts, origin, sentence, step
):
    made = agree(alliance, "Sense final", in_force_from="2024-01-01", **facts)
    type(made.record).objects.filter(pk=made.pk).update(origin=origin)
    keep_milestones([made.pk])

    ((name, _alliance, missing, _who),) = editor.get(radar_of(hospital)).context["unknown_rows"]

    assert (name["text"], missing["text"]) == ("Sense final", sentence)
    assert missing["url"] == f"/tauler/{hospital.slug}/convenis/{made.record.code}/{step}/"
    assert editor.get(missing["url"]).status_code == 200


def test_what_never_ends_is_on_no_radar(editor, hospital, alliance):
    agree(alliance, "Per sempre", in_force_from="2024-01-01", open_ended=True)

    context = editor.get(radar_of(hospital)).context
    assert (context["rows"], context["unknown_rows"]) == ([], [])


def test_the_chart_says_the_days_of_the_table(editor, hospital, agreement):
    (line,) = editor.get(radar_of(hospital)).context["chart"]["lines"]

    assert [day["words"] for day in line["days"]] == [
        "Preavís: des del 31 de desembre del 2026 fins al 31 de març del 2027",
        "S’acaba: 31 de març del 2027",
    ]


def test_an_empty_radar_says_what_to_do_first(editor, hospital):
    assert "escriviu-ne el dia que s’acaba" in editor.get(radar_of(hospital)).content.decode()


# --- Who sees it ---


@pytest.mark.parametrize(
    ("who", "page", "charge"),
    [
        ("anonymous", 302, 302), ("reader", 200, 200), ("editor", 200, 200), ("admin", 200, 200),
        ("partner", 404, 404), ("outsider", 404, 404), ("curator", 200, 200),
    ],
)  # fmt: skip
def test_members_and_staff_enter(hospital, partner, agreement, who, page, charge):
    client = Client()
    if who != "anonymous":
        at = {"partner": partner, "outsider": make_organisation(), "curator": None}.get(who, hospital)
        membership = who if who in ("reader", "editor", "admin") else "admin"
        role = "curator" if who == "curator" else "member"
        client.force_login(make_user(role=role, organisation=at, membership=membership))

    assert client.get(radar_of(hospital)).status_code == page
    assert client.get(f"/tauler/{hospital.slug}/radar.csv").status_code == page
    assert client.get(f"{radar_of(hospital)}{agreement.record.code}/").status_code == charge


def test_who_may_not_give_a_charge_is_told_so_before_what_is_wrong_with_it(hospital, agreement):
    client = logged_in(make_user(organisation=hospital, membership="reader"))

    answer = client.post(f"{radar_of(hospital)}{agreement.record.code}/", {"assignee": "ningú"})

    assert answer.status_code == 403


def test_a_partner_sees_it_in_her_own_room_and_an_outsider_nowhere(partner, agreement):
    publish_alliance(alliance=agreement.alliance, by=None)
    theirs, outside = make_organisation(), make_organisation()
    agree(make_alliance(owner=theirs, partners=[theirs, outside], published=False), "D’uns altres", **TERM)

    path = radar_of(partner)
    assert {title for _what, title in found(logged_in(make_user(organisation=partner)), path)} == {
        "Conveni de guàrdies"
    }


def test_what_an_outsider_drafts_is_on_no_other_radar_until_it_is_registered(hospital, writer, editor):
    theirs = make_organisation()
    alliance = make_alliance(owner=theirs, partners=[theirs, make_organisation()])
    foreign = agree(alliance, "Fals", parties=[theirs, hospital], **TERM)
    foreign.signatures.create(organisation=hospital, signed_on="2024-01-01")
    Partnership.objects.create(alliance=alliance, organisation=hospital)  # in the draft alone
    _calendar, secret = make_calendar(organisation=hospital, person=writer, name="Outlook")
    feed, charge = f"/calendari/{secret}.ics", f"{radar_of(hospital)}{foreign.record.code}/"

    assert found(editor, radar_of(hospital)) == []
    assert "Fals" not in editor.get(f"/tauler/{hospital.slug}/radar.csv").content.decode()
    assert "Fals" not in editor.get(feed).content.decode()
    assert editor.get(charge).status_code == 404
    assert editor.get(f"/convenis/{foreign.record.code}/?version=draft").status_code == 200
    mine = logged_in(make_user(organisation=theirs))
    assert len(found(mine, radar_of(theirs))) == 2

    register_agreement(agreement=foreign, by=None)
    assert len(found(editor, radar_of(hospital))) == 2
    assert "Fals" in editor.get(feed).content.decode()


@pytest.mark.parametrize(("role", "status"), [("member", 404), ("curator", 200)])
def test_the_radar_of_the_staff_has_everything(agreement, role, status):
    client = logged_in(make_user(role=role))

    assert client.get(STAFF).status_code == status
    assert client.get("/curadoria/radar.csv").status_code == status
    if status == 200:
        assert len(found(client, STAFF)) == 2


def test_an_alliance_that_a_party_may_not_read_is_not_named_to_her(alliance):
    party = make_organisation("Part sense aliança")
    register_agreement(agreement=agree(alliance, "Conveni", parties=[party], **TERM), by=None)

    told = rows(logged_in(make_user(organisation=party)), radar_of(party))

    assert {row[1][0] for row in told} == {""}


# --- Who looks after it ---


def test_an_editor_says_who_looks_after_it_and_it_is_kept(editor, writer, hospital, agreement):
    page = f"{radar_of(hospital)}{agreement.record.code}/"
    other = make_user(organisation=hospital, membership="reader")

    assert editor.post(page, {"assignee": writer.pk}).status_code == 302
    assert editor.post(page, {"assignee": other.pk}).status_code == 302
    assert editor.post(page, {"assignee": ""}).status_code == 302
    assert editor.post(page, {"assignee": writer.pk}).status_code == 302

    history = editor.get(page).context["history"]
    assert [row["who"].partition(",")[0] for row in history] == [str(writer), str(other), str(writer)]
    assert all(row["given"] == f"Ho va dir {writer}." for row in history)
    assert rows(editor, radar_of(hospital))[0][5][0] == str(writer)


def test_a_reader_sees_who_does_and_may_not_say_it(writer, hospital, agreement):
    give_charge(agreement=agreement, organisation=hospital, person=writer, by=writer)
    client = logged_in(make_user(organisation=hospital, membership="reader"))
    page = f"{radar_of(hospital)}{agreement.record.code}/"

    assert str(writer) in client.get(page).content.decode()
    assert 'name="assignee"' not in client.get(page).content.decode()
    assert client.post(page, {"assignee": writer.pk}).status_code == 403
    assert Charge.objects.count() == 1


def test_only_somebody_of_the_organisation_can_be_chosen(editor, hospital, agreement):
    stranger = make_user(organisation=make_organisation())

    answer = editor.post(f"{radar_of(hospital)}{agreement.record.code}/", {"assignee": stranger.pk})

    assert answer.status_code == 422
    assert "Trieu algú de l’entitat." in answer.content.decode()
    assert 'id="resum-errors"' in answer.content.decode()


def test_who_leaves_the_organisation_looks_after_nothing_more(editor, writer, hospital, agreement):
    gone = make_user(organisation=hospital)
    give_charge(agreement=agreement, organisation=hospital, person=gone, by=writer)
    assert len(found(editor, radar_of(hospital), assignee="nobody")) == 0

    Membership.objects.filter(user=gone).delete()

    assert len(found(editor, radar_of(hospital), assignee="nobody")) == 2


# --- What it can be asked ---


def test_what_one_looks_after_oneself(editor, writer, hospital, alliance, agreement):
    agree(alliance, "D’una altra persona", **TERM)
    give_charge(agreement=agreement, organisation=hospital, person=writer, by=writer)

    for assignee in ("me", writer.pk):
        mine = found(editor, radar_of(hospital), assignee=assignee)
        assert {title for _what, title in mine} == {"Conveni de guàrdies"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"months": "3"}, {"Aviat"}),
        ({"months": "12"}, {"Aviat", "D’aquí a un any"}),
        ({"until": "2027-01-31"}, {"Aviat"}),
        ({"alliance": "Altra"}, {"Tard"}),
        ({"party": "vall"}, {"D’aquí a un any"}),
        ({"what": "notice"}, set()),
        ({"what": "end"}, {"Aviat", "D’aquí a un any", "Tard"}),
        ({"at": "2027-10-10"}, {"D’aquí a un any", "Tard"}),
    ],
)
def test_filters(editor, hospital, partner, alliance, query, titles):
    other = make_alliance("Altra aliança", owner=hospital, partners=[hospital], published=False)
    agree(alliance, "Aviat", in_force_from="2020-01-01", in_force_until="2027-01-31")
    agree(
        alliance,
        "D’aquí a un any",
        parties=[partner],
        in_force_from="2020-01-01",
        in_force_until="2027-11-01",
    )
    agree(other, "Tard", in_force_from="2020-01-01", in_force_until="2028-10-31")

    assert {title for _what, title in found(editor, radar_of(hospital), **query)} == titles


@pytest.mark.parametrize(
    "query", ["?what=no", "?months=7", "?until=ahir", "?until=2020-01-01", "?assignee=999999", "?party=%00"]
)
def test_a_question_that_cannot_be_read_says_so(editor, hospital, agreement, query):
    answer = editor.get(radar_of(hospital) + query)

    assert answer.status_code == 422
    assert 'id="resum-errors"' in answer.content.decode()
    assert "Conveni de guàrdies" not in answer.content.decode()
    assert editor.get(f"/tauler/{hospital.slug}/radar.csv{query}").status_code == 422


@pytest.mark.parametrize("at", ["demà", "2040-01-01", "1999-01-01"])
def test_a_day_the_radar_does_not_reach_is_a_400(editor, hospital, at):
    assert editor.get(radar_of(hospital), {"at": at}).status_code == 400


def test_the_file_has_the_same_rows_and_runs_nothing(editor, hospital, alliance):
    agree(
        alliance, '=HYPERLINK("http://exemple.cat")', in_force_from="2020-01-01", in_force_until="2027-01-31"
    )
    agree(alliance, "Fora de la finestra", in_force_from="2020-01-01", in_force_until="2028-01-31")

    answer = editor.get(f"/tauler/{hospital.slug}/radar.csv", {"months": "3"})

    body = answer.content.decode()
    assert body.startswith("\ufeff")
    assert answer["Content-Disposition"] == 'attachment; filename="radar.csv"'
    (row,) = csv.DictReader(StringIO(body.removeprefix("\ufeff")), delimiter=";")
    assert row["Conveni"] == '\'=HYPERLINK("http://exemple.cat")'
    assert (row["Què passa"], row["Dia"], row["Parts"]) == ("S’acaba", "2027-01-31", "")


def test_the_desk_and_the_radar_agree_on_what_ends_soon(editor, hospital, alliance):
    agree(alliance, "Aviat", in_force_from="2020-01-01", in_force_until="2027-01-31")
    agree(
        alliance, "Es prorroga sol", in_force_from="2026-02-01", in_force_until="2027-01-31", renewal="tacit"
    )

    needs = editor.get(f"/tauler/{hospital.slug}/").context["needs"]

    assert [need.title for need in needs if need.word == "S’acaba aviat"] == ["Aviat"]
    assert radar_of(hospital) in editor.get(f"/tauler/{hospital.slug}/").content.decode()


@pytest.mark.parametrize("staff", [False, True])
def test_every_page_says_how_many_there_are_and_none_is_past_the_last(hospital, alliance, writer, staff):
    client = logged_in(make_user(role="curator")) if staff else logged_in(writer)
    path = STAFF if staff else radar_of(hospital)
    for number in range(11):  # the notice and the end of each: two pages
        agree(alliance, f"Conveni {number}", parties=[hospital], **TERM)
        agree(alliance, f"Sense final {number}", parties=[hospital], in_force_from="2024-01-01")

    first, second = (client.get(path, {"page": page}).context for page in (1, 2))

    counts = [(len(one["rows"]), one["page_obj"].paginator.count) for one in (first, second)]
    assert [*counts, (len(first["unknown_rows"]), first["unknown_count"])] == [(20, 22), (2, 22), (10, 11)]
    assert {client.get(path, {"page": page}).status_code for page in (0, 3, "x", "9" * 30)} == {404}


@pytest.mark.parametrize("staff", [False, True])
def test_the_queries_are_the_same_with_one_agreement_and_with_twenty(
    hospital, alliance, agreement, writer, staff
):
    client = logged_in(make_user(role="curator")) if staff else logged_in(writer)
    path = STAFF if staff else radar_of(hospital)

    def queries():
        with CaptureQueriesContext(connection) as context:
            assert client.get(path).status_code == 200
        return len(context)

    agree(alliance, "Sense final", in_force_from="2024-01-01")
    agree(alliance, "Addenda", kind="addendum", amends=agreement, addendum_kind="economic")
    queries()
    one = queries()
    for number in range(20):
        more = agree(alliance, f"Conveni {number}", parties=[hospital], **TERM)
        agree(alliance, f"Addenda {number}", kind="addendum", amends=more, addendum_kind="economic")
        agree(alliance, f"Sense final {number}", in_force_from="2024-01-01")
        give_charge(agreement=more, organisation=hospital, person=writer, by=writer)
    assert queries() == one
