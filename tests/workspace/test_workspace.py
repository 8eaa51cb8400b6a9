"""The workspace: who enters where, what waits, and what each record says of itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliances.rules import ALLIANCE, register_agreement
from observatori.organisations.members import ask_to_join
from observatori.organisations.models import Membership
from observatori.publishing.comments import comment
from observatori.publishing.editing import change
from observatori.publishing.models import Record, State
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def editor(hospital):
    return make_user(organisation=hospital)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def needs_of(client, organisation):
    return client.get(f"/tauler/{organisation.slug}/").context["needs"]


def rows_of(client, organisation, kind):
    groups = client.get(f"/tauler/{organisation.slug}/").context["groups"]
    return next(group for group in groups if group["id"] == kind)


PAGES = ["", "aliances/", "convenis/", "experiencies/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("reader", 200),
        ("editor", 200),
        ("admin", 200),
        ("partner", 404),
        ("outsider", 404),
        ("curator", 200),
    ],
)
def test_members_and_staff_enter(client, hospital, page, who, status):
    partner = make_organisation()
    make_alliance(owner=hospital, partners=[hospital, partner], published=False)
    if who != "anonymous":
        at = {"partner": partner, "outsider": make_organisation(), "curator": None}.get(who, hospital)
        membership = who if who in ("reader", "editor", "admin") else "admin"
        role = "curator" if who == "curator" else "member"
        client.force_login(make_user(role=role, organisation=at, membership=membership))

    assert client.get(f"/tauler/{hospital.slug}/{page}").status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_an_organisation_that_does_not_exist_is_the_same_404(desk, page):
    assert desk.get(f"/tauler/no-hi-es/{page}").status_code == 404


@pytest.mark.parametrize(
    ("organisations", "role", "where"),
    [
        (0, "member", "/compte/entitat/"),
        (1, "member", "/tauler/{}/"),
        (0, "curator", "/curadoria/"),
    ],
)
def test_home_leads_to_where_one_works(client, organisations, role, where):
    made = [make_organisation() for _ in range(organisations)]
    user = make_user(role=role)
    for organisation in made:
        Membership.objects.create(user=user, organisation=organisation, role="reader")
    client.force_login(user)

    slugs = [organisation.slug for organisation in made]
    assert client.get("/tauler/")["Location"] == where.format(*slugs)


def test_who_is_of_several_chooses(client, editor, hospital):
    other = make_organisation("Una altra")
    Membership.objects.create(user=editor, organisation=other, role="reader")
    client.force_login(editor)

    body = client.get("/tauler/").content.decode()

    assert f"/tauler/{hospital.slug}/" in body
    assert f"/tauler/{other.slug}/" in body


def test_nobody_yet_is_sent_to_log_in(client):
    assert client.get("/tauler/")["Location"] == "/compte/entrar/?next=/tauler/"


def test_a_draft_says_what_it_lacks_and_a_whole_one_that_it_can_be_submitted(desk, hospital):
    make_alliance("Coixa", owner=hospital, partners=1, published=False)
    make_alliance("Sencera", owner=hospital, published=False)
    make_experience("Sense res", owner=hospital, published=False)

    texts = {need.title: need.text for need in needs_of(desk, hospital)}

    assert texts["Coixa"] == "Una aliança té com a mínim dos socis: afegiu-ne un altre."
    assert texts["Sencera"] == "Ja es pot trametre."
    assert "Cal explicar què es va fer." in texts["Sense res"]


def test_changes_asked_for_come_first_with_their_day_and_comments(desk, hospital, editor):
    make_alliance("Esborrany", owner=hospital, published=False)
    record = make_alliance("Per refer", owner=hospital, published=False).record
    curator, due = make_user(role="curator"), timezone.localdate() + timedelta(days=14)
    advance(record=record, verb="submit", user=editor, rules=ALLIANCE)
    advance(record=record, verb="start-review", user=curator, rules=ALLIANCE)
    asked = {"comments": [{"field": "summary", "text": "Més."}], "due_on": due}
    advance(record=record, verb="request-changes", user=curator, rules=ALLIANCE, **asked)

    first, second = needs_of(desk, hospital)

    assert (first.title, first.state, second.title) == ("Per refer", State.CHANGES_REQUESTED, "Esborrany")
    assert str(due.year) in first.text
    assert "1 comentari obert" in first.text
    assert first.url == f"/tauler/{hospital.slug}/aliances/{record.code}/"


def test_a_comment_on_what_is_under_review_waits_too(desk, hospital, editor):
    record = make_alliance(owner=hospital, published=False).record
    advance(record=record, verb="submit", user=editor, rules=ALLIANCE)
    assert needs_of(desk, hospital) == []

    comment(record=record, user=make_user(role="curator"), text="Què vol dir?")

    assert [need.code for need in needs_of(desk, hospital)] == [record.code]


@pytest.mark.parametrize(
    ("days", "facts", "state"),
    [
        (90, {}, "in_notice"),
        (300, {}, None),
        (90, {"notice_months": 4}, "in_notice"),
        (200, {"notice_months": 12}, "in_notice"),
        (-1, {}, None),
    ],
)
def test_an_agreement_that_ends_soon_or_is_in_notice_waits(desk, hospital, days, facts, state):
    ends = (timezone.localdate() + timedelta(days=days)).isoformat()
    alliance = make_alliance(owner=hospital)
    make_agreement(alliance, in_force_from="2020-01-01", in_force_until=ends, **facts)

    assert [need.state for need in needs_of(desk, hospital)] == ([state] if state else [])


def test_an_agreement_that_lacks_a_signature_waits(desk, hospital):
    owned = {"owner": hospital, "origin": "registered"}
    made = make_agreement(make_alliance(owner=hospital), registered=False, record=owned)
    made.signatures.create(party_text="Algú", signed_on="2026-01-01")
    made.parties.add(hospital)

    assert [need.state for need in needs_of(desk, hospital)] == ["pending_signature"]


def test_people_who_ask_to_join_wait_for_the_admin_only(client, hospital, editor):
    ask_to_join(organisation=hospital, user=make_user())
    client.force_login(editor)
    assert needs_of(client, hospital) == []

    client.force_login(make_user(organisation=hospital, membership="admin"))

    (need,) = needs_of(client, hospital)
    assert need.title == "1 persona vol formar part de l’entitat"
    assert need.url == f"/tauler/{hospital.slug}/membres/"


def test_an_organisation_not_verified_yet_is_told(client):
    organisation = make_organisation()
    client.force_login(make_user(organisation=organisation))

    assert "encara no ha verificat" in needs_of(client, organisation)[0].title


def test_own_records_and_those_it_takes_part_in_stand_apart(desk, hospital):
    own = make_alliance("Pròpia", owner=hospital, partners=[hospital, make_organisation()])
    other = make_alliance(
        "D’una altra", owner=make_organisation("Una altra"), partners=[hospital, make_organisation()]
    )
    make_alliance("Aliena")

    group = rows_of(desk, hospital, "alliances")

    assert [row["code"] for row in group["mine"]] == [own.record.code]
    assert [(row["code"], row["owner"]) for row in group["others"]] == [
        (other.record.code, "És de: Una altra")
    ]


def test_the_version_published_and_the_one_under_way_are_said(desk, hospital, editor):
    record = make_alliance(owner=hospital).record
    assert rows_of(desk, hospital, "alliances")["mine"][0]["version"] == "v1 publicada"

    facts = {"rules": ALLIANCE, "user": editor, "version": None, "references": References(editor)}
    change(record=record, facts={"summary": "Nou."}, **facts)
    assert rows_of(desk, hospital, "alliances")["mine"][0]["version"] == "v1 publicada, v2 en esborrany"

    advance(record=record, verb="submit", user=editor, rules=ALLIANCE)
    assert rows_of(desk, hospital, "alliances")["mine"][0]["version"] == "v1 publicada, v2 pendent de revisió"


def test_a_reader_has_no_way_to_write(client, hospital):
    record = make_alliance(owner=hospital, published=False).record
    client.force_login(make_user(organisation=hospital, membership="reader"))

    response = client.get(f"/tauler/{hospital.slug}/")

    assert response.context["new"] is None
    assert "Registra una aliança" not in response.content.decode()
    assert f"/aliances/{record.slug}/?version=draft" in response.content.decode()


def test_what_is_gone_is_not_listed(desk, hospital):
    record = make_alliance(owner=hospital, published=False).record
    Record.objects.filter(pk=record.pk).update(deleted_at=timezone.now(), slug=None)

    assert rows_of(desk, hospital, "alliances")["mine"] == []


@pytest.mark.parametrize(("query", "found"), [("", 2), ("?state=draft", 1), ("?state=archived", 0)])
def test_a_list_is_filtered_by_state(desk, hospital, query, found):
    make_alliance(owner=hospital, published=False)
    make_alliance(owner=hospital)

    assert len(desk.get(f"/tauler/{hospital.slug}/aliances/{query}").context["rows"]) == found


def test_a_state_that_is_none_is_told(desk, hospital):
    response = desk.get(f"/tauler/{hospital.slug}/aliances/?state=zzz")

    assert response.status_code == 422
    assert 'id="resum-errors"' in response.content.decode()


def test_beyond_twenty_a_list_has_pages(desk, hospital):
    for _ in range(21):
        make_alliance(owner=hospital, published=False)

    assert rows_of(desk, hospital, "alliances")["more"]
    assert len(desk.get(f"/tauler/{hospital.slug}/aliances/").context["rows"]) == 20
    assert len(desk.get(f"/tauler/{hospital.slug}/aliances/?page=2").context["rows"]) == 1


def test_what_waits_is_told_by_its_day_and_then_what_has_none(desk, hospital):
    make_alliance("Esborrany", owner=hospital, published=False)
    alliance = make_alliance(owner=hospital, partners=[hospital, make_organisation()])
    today = timezone.localdate()
    for title, days in (("Tardà", 150), ("Aviat", 20)):
        end = (today + timedelta(days=days)).isoformat()
        dates = {"in_force_from": "2020-01-01", "in_force_until": end, "signed_on": "2020-01-01"}
        make_agreement(alliance, title, record={"owner": hospital}, **dates)

    titles = [need.title for need in needs_of(desk, hospital)]

    assert titles == ["Aviat", "Tardà", "Esborrany"]


def test_the_rooms_are_on_top_with_how_much_waits(desk, hospital):
    alliance = make_alliance(owner=hospital, partners=[hospital, make_organisation()])
    end = (timezone.localdate() + timedelta(days=20)).isoformat()
    agreement = make_agreement(
        alliance, record={"owner": hospital}, registered=False, in_force_from="2020-01-01", in_force_until=end
    )
    agreement.parties.set([hospital])
    register_agreement(agreement=agreement, by=None)

    page = desk.get(f"/tauler/{hospital.slug}/")

    counts = {room["label"]: room["count"] for room in page.context["rooms"]}
    assert counts["Radar de venciments"] == "1 s’acaba aviat"
    assert counts["Llista de transparència"] == "1 conveni"
    assert counts["Tràmits"] == ""
    body = page.content.decode()
    assert body.index(f"/tauler/{hospital.slug}/radar/") < body.index("Què us espera")


def test_every_page_makes_the_same_queries_with_1_and_15_of_everything(desk, hospital, editor):
    def make():
        alliance = make_alliance(owner=hospital, partners=[hospital, make_organisation()], published=False)
        comment(record=alliance.record, user=editor, text="Una.")
        reject(make_alliance(owner=hospital, published=False).record, by=make_user(role="curator"))
        agreement = make_agreement(alliance, registered=False, record={"owner": hospital})
        agreement.parties.add(hospital)
        make_agreement(
            alliance,
            registered=False,
            kind="addendum",
            amends=agreement,
            addendum_kind="other",
            effective_on="2021",
        )
        make_experience(owner=hospital, organisations=[hospital], published=False)
        make_alliance(partners=[hospital, make_organisation()])

    def queries():
        found = {}
        for page in PAGES:
            desk.get(f"/tauler/{hospital.slug}/{page}")
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(f"/tauler/{hospital.slug}/{page}").status_code == 200
            found[page] = len(captured)
        return found

    make()
    one = queries()
    for _ in range(14):
        make()

    assert queries() == one


def reject(record, by, reason="No és una aliança."):
    advance(record=record, verb="submit", user=make_user(organisation=record.owner), rules=ALLIANCE)
    advance(record=record, verb="reject", user=by, rules=ALLIANCE, reason=reason)


def test_what_was_not_accepted_says_why_and_how_to_send_it_again(desk, hospital, editor):
    curator = make_user(role="curator")
    record = make_alliance("Rebutjada", owner=hospital, published=False).record
    comment(record=record, user=curator, text="Una altra cosa.")
    reject(record, curator)
    comment(record=record, user=curator, text="Dit després.")

    (need,) = needs_of(desk, hospital)

    assert (need.title, need.state, need.word) == ("Rebutjada", State.REJECTED, "No acceptada")
    assert need.text == "Motiu: No és una aliança. Si hi feu canvis i els deseu, ho podreu tornar a trametre."
    assert need.url == f"/tauler/{hospital.slug}/aliances/{record.code}/"


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        ("alliances", State.PUBLISHED, ("Publicada", "Actualitzeu-la")),
        ("alliances", State.DRAFT, ("Esborrany", "Continueu-la")),
        ("alliances", State.REJECTED, ("No acceptada", "Refeu-la")),
        ("alliances", State.ARCHIVED, ("Arxivada", "")),
        ("experiences", State.PUBLISHED, ("Publicada", "Actualitzeu-la")),
        ("agreements", State.PUBLISHED, ("Registrat", "Actualitzeu-lo")),
        ("agreements", State.DRAFT, ("Esborrany", "Continueu-lo")),
    ],
)
def test_the_words_of_a_record_agree_with_its_kind(desk, hospital, kind, state, words):
    owned = {"owner": hospital, "origin": "registered"}
    made = {
        "alliances": lambda: make_alliance(owner=hospital),
        "experiences": lambda: make_experience(owner=hospital),
        "agreements": lambda: make_agreement(make_alliance(), record=owned),
    }[kind]()
    Record.objects.filter(pk=made.pk).update(state=state)

    (row,) = rows_of(desk, hospital, kind)["mine"]

    assert (row["badge"]["label"], str(row["next"])) == words


def test_an_addendum_is_feminine_and_an_agreement_is_not(desk, hospital):
    owned = {"owner": hospital, "origin": "registered"}
    agreement = make_agreement(make_alliance(), record=owned)
    facts = {"kind": "addendum", "amends": agreement, "addendum_kind": "other", "effective_on": "2021"}
    make_agreement(agreement.alliance, record=owned, **facts)

    rows = rows_of(desk, hospital, "agreements")["mine"]

    assert {row["badge"]["label"] for row in rows} == {"Registrat", "Registrada"}


def test_the_filter_of_states_has_the_words_of_its_kind(desk, hospital):
    make_alliance(owner=hospital)

    assert "Publicada" in desk.get(f"/tauler/{hospital.slug}/aliances/").content.decode()
    assert "Registrat" in desk.get(f"/tauler/{hospital.slug}/convenis/").content.decode()
