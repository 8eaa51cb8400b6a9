"""Who may open and save the forms of an experience, and that a page costs the same however full it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiences.models import Experience, Factor
from observatori.publishing.comments import comment
from observatori.publishing.models import Record
from tests.making import (
    make_alliance,
    make_evidence,
    make_experience,
    make_lesson,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db

LOGIN = 302
STEPS = ("historia", "resultats", "aprenentatges", "revisio")
WRITERS = ("owner editor", "owner admin", "curator")
READERS = ("owner reader", "organisation named")
STRANGERS = ("outsider", "anonymous")


@pytest.fixture
def owner():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def named():
    return make_organisation("Fundació Veïna")


@pytest.fixture
def draft(owner, named):
    return make_experience("Guàrdies", owner=owner, organisations=[owner, named], published=False)


@pytest.fixture
def log_in(client, owner, named):
    def log_in(who):
        people = {
            "owner editor": lambda: make_user(organisation=owner),
            "owner admin": lambda: make_user(organisation=owner, membership="admin"),
            "owner reader": lambda: make_user(organisation=owner, membership="reader"),
            "organisation named": lambda: make_user(organisation=named, membership="admin"),
            "curator": lambda: make_user(role="curator"),
            "outsider": lambda: make_user(organisation=make_organisation(), membership="admin"),
        }
        if who in people:
            client.force_login(people[who]())
        return client

    return log_in


def address(experience, step=""):
    record = experience.record
    return f"/tauler/{record.owner.slug}/experiencies/{record.code}/{step and f'{step}/'}"


TASKS = dict.fromkeys(WRITERS + READERS, 200) | {"outsider": 404, "anonymous": LOGIN}
STEP = dict.fromkeys(WRITERS, 200) | dict.fromkeys(READERS, 403) | {"outsider": 404, "anonymous": LOGIN}
NEW = STEP | {"organisation named": 404}


@pytest.mark.parametrize(("who", "status"), TASKS.items(), ids=TASKS)
def test_who_sees_the_list_of_steps(log_in, draft, who, status):
    assert log_in(who).get(address(draft)).status_code == status


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("who", "status"), STEP.items(), ids=STEP)
def test_who_opens_a_step(log_in, draft, who, status, step):
    assert log_in(who).get(address(draft, step)).status_code == status


@pytest.mark.parametrize(("who", "status"), STEP.items(), ids=STEP)
def test_who_saves_a_step(log_in, draft, who, status):
    answer = log_in(who).post(address(draft, "historia"), {"title": "Un altre títol", "version": "1"})

    saved = Experience.objects.get(pk=draft.pk).title == "Un altre títol"
    assert saved is (who in WRITERS)
    assert answer.status_code == (302 if saved else status)
    if who == "anonymous":
        assert answer.url.startswith("/compte/entrar/")


@pytest.mark.parametrize(("who", "status"), NEW.items(), ids=NEW)
def test_who_begins_an_experience(log_in, owner, who, status):
    url = f"/tauler/{owner.slug}/experiencies/nova/"
    client = log_in(who)

    assert client.get(url).status_code == status
    client.post(url, {"title": "Nova"})
    assert Experience.objects.filter(title="Nova").exists() is (who in WRITERS)


NOT_ALLOWED = dict.fromkeys(READERS, 403) | {"outsider": 404, "anonymous": LOGIN}


@pytest.mark.parametrize(("who", "status"), NOT_ALLOWED.items(), ids=NOT_ALLOWED)
def test_who_may_not_submit_or_delete(log_in, draft, who, status):
    Experience.objects.filter(pk=draft.pk).update(summary="Resum.", what_was_done="Això.")
    client = log_in(who)

    assert client.post(address(draft) + "accions/submit/").status_code == status
    assert client.post(address(draft) + "esborra/").status_code == status
    record = Record.objects.get(pk=draft.pk)
    assert (record.state, record.deleted_at) == ("draft", None)


@pytest.mark.parametrize(
    ("who", "status"),
    [("curator", 200), ("owner admin", 404), ("outsider", 404), ("anonymous", LOGIN)],
)
def test_an_experience_that_nobody_owns_is_the_staffs(log_in, who, status):
    documented = make_experience("Cas documentat", record={"origin": "documented"})
    client = log_in(who)

    for step in ("", *(f"{step}/" for step in STEPS)):
        assert client.get(f"/curadoria/experiencies/{documented.record.code}/{step}").status_code == status


def test_another_owners_address_leads_nowhere(log_in, draft, named):
    client = log_in("owner editor")

    assert client.get(f"/tauler/{named.slug}/experiencies/{draft.record.code}/").status_code == 404


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"][:120] for query in captured]


@pytest.mark.parametrize("step", ["", *STEPS])
def test_a_page_asks_as_much_with_one_row_as_with_twenty(log_in, draft, owner, step):
    client = log_in("owner editor")
    curator = make_user(role="curator")

    def add(rows):
        for number in range(rows):
            draft.organisations.add(make_organisation())
            draft.alliances.add(make_alliance(owner=owner))
            draft.results.create(indicator=f"Indicador {number}", value=number)
            make_evidence(draft, make_lesson(), quote="Sí.")
            draft.factors.add(
                Factor.objects.create(
                    key=f"f-{Factor.objects.count()}",
                    kind="success",
                    number=Factor.objects.count(),
                    ca="dedicació",
                )
            )
            comment(record=draft.record, user=curator, text="Vegeu-ho.", field=f"results/{number}")

    add(1)
    client.get(address(draft, step))
    one = queries(client, address(draft, step))
    add(19)
    assert queries(client, address(draft, step)) == one


PREVIEW = dict.fromkeys(WRITERS + READERS, 200) | dict.fromkeys(STRANGERS, 404)


@pytest.mark.parametrize(("who", "status"), PREVIEW.items(), ids=PREVIEW)
def test_who_sees_how_the_page_will_look(log_in, draft, who, status):
    Experience.objects.filter(pk=draft.pk).update(summary="Encara per publicar.")

    answer = log_in(who).get(f"/experiencies/{draft.record.slug}/", {"version": "draft"})

    assert answer.status_code == status
    assert ("Encara per publicar." in answer.content.decode()) is (status == 200)


def test_the_preview_leaves_out_what_its_reader_may_not_read(log_in, draft):
    hidden = make_alliance("Aliança Amagada", published=False)
    draft.alliances.add(hidden, make_alliance("Aliança del Pla"))
    address = f"/experiencies/{draft.record.slug}/?version=draft"

    page = log_in("organisation named").get(address).content.decode()

    assert "Aliança del Pla" in page
    assert "Aliança Amagada" not in page


def test_a_preview_of_what_is_published_shows_the_working_copy(log_in, owner):
    published = make_experience("Guàrdies", owner=owner, organisations=[owner])
    Experience.objects.filter(pk=published.pk).update(summary="Encara per publicar.")
    client, address = log_in("owner editor"), f"/experiencies/{published.record.slug}/"

    assert "Encara per publicar." not in client.get(address).content.decode()
    assert "Encara per publicar." in client.get(address, {"version": "draft"}).content.decode()
