"""Who may open and save the forms of alliances and agreements, and that a page costs the same however full it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.models import Alliance, Part, Partnership, Signature
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Comment, Record
from tests.experiences.filling import form_of, send
from tests.making import make_agreement, make_alliance, make_organisation, make_term, make_user

pytestmark = pytest.mark.django_db

LOGIN = 302
ALLIANCE_STEPS = (
    "identitat",
    "socis",
    "guany-mutu",
    "classificacio",
    "governanca",
    "condicions",
    "resultats",
    "convenis",
    "documents",
    "revisio",
)
AGREEMENT_STEPS = (
    "dades",
    "vigencia",
    "text",
    "signatures",
    "compromisos",
    "relacions",
    "semafor",
    "documents",
    "revisio",
)
ADDENDUM_STEPS = ("dades", "canvis", "signatures", "compromisos", "documents", "revisio")
WRITERS = ("owner editor", "owner admin", "curator")
READERS = ("owner reader", "partner")
STRANGERS = ("outsider", "anonymous")


@pytest.fixture
def owner():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Fundació Veïna", ownership="public")


@pytest.fixture
def alliance(owner, partner):
    return make_alliance("Triangle", owner=owner, partners=[owner, partner], published=False)


@pytest.fixture
def agreement(alliance, owner, partner):
    spine = {"origin": "registered", "owner": owner}
    made = make_agreement(alliance, parts=[("primera", "Objecte.")], registered=False, record=spine)
    made.parties.set([owner, partner])
    return made


@pytest.fixture
def addendum(agreement, owner):
    spine = {"origin": "registered", "owner": owner}
    facts = {"kind": "addendum", "addendum_kind": "amendment", "amends": agreement}
    return make_agreement(agreement.alliance, registered=False, record=spine, **facts)


@pytest.fixture
def log_in(client, owner, partner):
    def log_in(who):
        people = {
            "owner editor": lambda: make_user(organisation=owner),
            "owner admin": lambda: make_user(organisation=owner, membership="admin"),
            "owner reader": lambda: make_user(organisation=owner, membership="reader"),
            "partner": lambda: make_user(organisation=partner, membership="admin"),
            "curator": lambda: make_user(role="curator"),
            "outsider": lambda: make_user(organisation=make_organisation(), membership="admin"),
        }
        if who in people:
            client.force_login(people[who]())
        return client

    return log_in


@pytest.fixture
def pages(alliance, agreement, addendum):
    return {
        "tasks": [address(alliance), address(agreement), address(addendum)],
        "steps": [
            *(address(alliance, step) for step in ALLIANCE_STEPS),
            *(address(agreement, step) for step in AGREEMENT_STEPS),
            *(address(addendum, step) for step in ADDENDUM_STEPS),
        ],
    }


def address(thing, step=""):
    record = thing.record
    path = "aliances" if record.kind == "alliance" else "convenis"
    return f"/tauler/{record.owner.slug}/{path}/{record.code}/{step and f'{step}/'}"


def statuses(client, urls, method="get"):
    return {getattr(client, method)(url).status_code for url in urls}


@pytest.mark.parametrize("who", WRITERS)
def test_who_writes_opens_every_page(log_in, pages, who):
    client = log_in(who)

    assert statuses(client, pages["tasks"] + pages["steps"]) == {200}


@pytest.mark.parametrize("who", READERS)
def test_who_only_reads_sees_the_lists_and_no_step(log_in, pages, who):
    client = log_in(who)

    assert statuses(client, pages["tasks"]) == {200}
    assert statuses(client, pages["steps"]) == {403}
    assert statuses(client, pages["steps"], "post") == {403}
    assert 'href="/tauler/' not in "".join(
        line for line in client.get(pages["tasks"][0]).content.decode().splitlines() if "tasks" in line
    )


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("anonymous", LOGIN)])
def test_strangers_learn_nothing(log_in, pages, alliance, who, status):
    client = log_in(who)
    missing = address(alliance).replace(alliance.record.code, "OAE-A-9999")

    assert statuses(client, [*pages["tasks"], *pages["steps"], missing]) == {status}
    assert statuses(client, pages["steps"], "post") == {status}


VERBS = {
    "submit": dict.fromkeys(WRITERS, 302)
    | dict.fromkeys(READERS, 403)
    | {"outsider": 404, "anonymous": LOGIN},
    "archive": {
        "owner editor": 403,
        "owner admin": 302,
        "curator": 302,
        **dict.fromkeys(READERS, 403),
        "outsider": 404,
        "anonymous": LOGIN,
    },
}


@pytest.mark.parametrize("who", [*WRITERS, *READERS, *STRANGERS])
@pytest.mark.parametrize("verb", VERBS)
def test_verbs_are_for_whom_the_table_says(log_in, alliance, verb, who):
    client = log_in(who)

    assert client.post(f"{address(alliance)}accions/{verb}/").status_code == VERBS[verb][who]


REGISTERING = {
    "owner editor": 403,
    "owner reader": 403,
    "owner admin": 302,
    "partner": 302,  # an admin of a party
    "curator": 302,
    "outsider": 404,
    "anonymous": LOGIN,
}


@pytest.mark.parametrize("who", REGISTERING)
def test_registering_is_for_admins_of_a_party(log_in, agreement, who):
    log_in(who).post(f"{address(agreement)}accions/register/")

    state = Record.objects.get(pk=agreement.pk).state
    assert state == ("published" if who in ("owner admin", "partner", "curator") else "draft")


@pytest.mark.parametrize("who", [*WRITERS, *READERS, *STRANGERS])
def test_deleting_is_for_who_writes(log_in, alliance, who):
    log_in(who).post(f"{address(alliance)}esborra/")

    gone = not Alliance.objects.filter(pk=alliance.pk).exists()
    assert gone == (who in WRITERS)


@pytest.mark.parametrize("who", [*WRITERS, *READERS, *STRANGERS])
def test_commenting_is_for_who_reads(log_in, alliance, who):
    log_in(who).post(f"{address(alliance)}comentaris/", {"text": "Bé.", "field": "summary"})

    assert Comment.objects.exists() == (who not in STRANGERS)


NEW = {
    "owner editor": 200,
    "owner admin": 200,
    "curator": 200,
    "owner reader": 403,
    "partner": 404,
    "outsider": 404,
    "anonymous": LOGIN,
}


@pytest.mark.parametrize("who", NEW)
def test_beginning_a_record_is_for_who_writes_in_that_organisation(log_in, alliance, agreement, owner, who):
    client = log_in(who)
    urls = [
        f"/tauler/{owner.slug}/aliances/nova/",
        f"{address(alliance)}convenis/nou/",
        f"{address(agreement)}addenda/",
    ]

    assert statuses(client, urls) == {NEW[who]}
    assert statuses(client, urls, "post") == ({422} if NEW[who] == 200 else {NEW[who]})


def test_a_partner_writes_an_agreement_of_the_alliance_in_its_own_name(log_in, alliance, partner):
    client = log_in("partner")
    new = f"/tauler/{partner.slug}/aliances/{alliance.record.code}/convenis/nou/"

    answer = send(client, new, form_of(client.get(new)), title="El nostre", kind="specific")

    assert answer.status_code == 302
    assert Record.objects.filter(kind="agreement", owner=partner).count() == 1


def test_the_alliance_of_a_stranger_cannot_be_given_an_agreement(log_in, alliance):
    client, own = log_in("anonymous"), make_organisation("Entitat forana")
    client.force_login(make_user(organisation=own, membership="admin"))

    assert client.get(f"/tauler/{own.slug}/aliances/{alliance.record.code}/convenis/nou/").status_code == 404


def test_a_record_is_only_found_in_the_room_of_its_owner(log_in, alliance, partner):
    client = log_in("curator")
    elsewhere = address(alliance).replace(alliance.record.owner.slug, partner.slug)

    assert client.get(elsewhere).status_code == 404
    assert client.get(f"/curadoria/aliances/{alliance.record.code}/").status_code == 404


def test_records_without_an_owner_are_filled_in_by_the_staff(log_in):
    documented = make_alliance("Cas documentat", record={"origin": "documented"})
    url = f"/curadoria/aliances/{documented.record.code}/"

    assert log_in("curator").get(url).status_code == 200
    assert log_in("curator").get(f"{url}identitat/").status_code == 200
    assert log_in("curator").get("/curadoria/aliances/nova/").status_code == 200
    assert log_in("outsider").get(url).status_code == 404
    assert log_in("outsider").get("/curadoria/aliances/nova/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [*((who, 200) for who in (*WRITERS, *READERS)), ("outsider", 404), ("anonymous", 404)],
)
def test_the_look_of_a_draft_is_for_who_reads_it(log_in, alliance, agreement, addendum, who, status):
    client = log_in(who)
    urls = [
        f"/aliances/{alliance.record.slug}/?version=draft",
        f"/convenis/{agreement.record.code}/?version=draft",
        f"/convenis/{addendum.record.code}/?version=draft",
    ]

    assert statuses(client, urls) == {status}
    if status == 200:
        answer = client.get(urls[0])
        assert "no-store" in answer["Cache-Control"]
        assert address(alliance) in answer.content.decode()


def fill(alliance, agreement, addendum, count, user):
    """Give each list `count` rows, each of another organisation, and each step `count` comments."""
    rows = [{"indicator": "Espera", "value": 12.5, "unit": "dies", "year": 2023}] * count
    Alliance.objects.filter(pk=alliance.pk).update(results=[*alliance.results, *rows])
    for number in range(count):
        organisation = make_organisation()
        row = Partnership.objects.create(alliance=alliance, organisation=organisation, position=number + 2)
        row.benefits.add(make_term("benefit", f"benefici-{organisation.pk}"))
        Part.objects.create(
            agreement=agreement, key=f"p{organisation.pk}", section="clauses", position=number + 2
        )
        agreement.parties.add(organisation)
        addendum.parties.add(organisation)
        Signature.objects.create(agreement=agreement, organisation=organisation)
        addendum.changes.create(op="delete", target="primera", position=number)
        for instrument in (agreement, addendum):
            instrument.commitments.create(organisation=organisation, year=2024, in_kind="Un local")
        for record, fields in (
            (alliance.record, ("summary", "partners/0/role")),
            (agreement.record, ("title", "parts/0/text", "commitments/0/year")),
        ):
            for field in fields:
                first = Comment.objects.create(
                    record=record, field=field, text="…", author=actor_of(user), on_version=1
                )
                Comment.objects.create(
                    record=record, text="Sí.", author=actor_of(user), reply_to=first, on_version=1
                )


def queries(client, url):
    client.get(url)  # what a process keeps is read before
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_a_page_costs_the_same_with_twenty_rows(log_in, alliance, agreement, addendum, pages):
    client = log_in("curator")
    user = make_user()
    actor_of(user)
    fill(alliance, agreement, addendum, 1, user)
    urls = [*pages["tasks"], *pages["steps"]]
    urls += [
        f"/aliances/{alliance.record.slug}/?version=draft",
        f"/convenis/{agreement.record.code}/?version=draft",
    ]
    before = {url: queries(client, url) for url in urls}

    fill(alliance, agreement, addendum, 19, user)

    assert {url: queries(client, url) for url in urls} == before
    assert max(before.values()) < 75


def test_saving_costs_the_same_with_twenty_rows(log_in, alliance, agreement, addendum):
    client = log_in("owner editor")
    user = make_user()
    actor_of(user)

    def cost(url, **typed):
        fields = form_of(client.get(url))
        with CaptureQueriesContext(connection) as found:
            assert send(client, url, fields, **typed).status_code == 302
        return len(found)

    fill(alliance, agreement, addendum, 1, user)
    typed = {
        address(alliance, "socis"): {"partners-0-role": "lead"},
        address(agreement, "signatures"): {"signatures-0-office": "Gerent"},
        address(agreement, "text"): {"parts-0-text": "Un."},
        address(agreement, "compromisos"): {"commitments-0-concept": "Un"},
    }
    for url, facts in typed.items():  # the first time of all, what is kept of its days is made as well
        cost(
            url,
            **{
                name: "collaborator" if name.endswith("role") else f"{value}0"
                for name, value in facts.items()
            },
        )
    before = {url: cost(url, **facts) for url, facts in typed.items()}
    fill(alliance, agreement, addendum, 19, user)
    after = {
        url: cost(
            url,
            **{name: f"{value}x" if name != "partners-0-role" else "funder" for name, value in facts.items()},
        )
        for url, facts in typed.items()
    }

    assert after == before
