"""The pages of procedures: who enters, what is saved, what is late, and what another party does not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliances.models import ProcedureStep
from alliances.procedures.rules import add_step, start_procedures
from alliances.rules import register_agreement
from observatori.organisations.models import Membership
from tests.documents.making import make_row
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
LOGIN = 302


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", ownership="public")


@pytest.fixture
def partner():
    return make_organisation("Mútua de les Valls", ownership="private_nonprofit")


@pytest.fixture
def agreement(hospital, partner):
    alliance = make_alliance(owner=hospital, partners=[hospital, partner])
    made = make_agreement(alliance, "Conveni de laboratori", record={"owner": hospital}, registered=False)
    made.parties.set([hospital, partner])
    register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def people(hospital, partner):
    return {
        "admin": make_user(organisation=hospital, membership="admin"),
        "editor": make_user(organisation=hospital),
        "reader": make_user(organisation=hospital, membership="reader"),
        "partner": make_user(organisation=partner, membership="admin"),
        "curator": make_user(role="curator"),
        "outsider": make_user(organisation=make_organisation(), membership="admin"),
        "anonymous": None,
    }


@pytest.fixture
def steps(agreement, hospital, people):
    return start_procedures(agreement=agreement, organisation=hospital, by=people["editor"])


def session(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def desk(people):
    return session(people["editor"])


def list_url(organisation, agreement):
    return f"/tauler/{organisation.slug}/convenis/{agreement.record.code}/tramits/"


def sent(step, **facts):
    return {"step": step.pk, "version": step.version, "state": step.state, **facts}


def current(step):
    return ProcedureStep.objects.get(pk=step.pk)


READ = {"admin": 200, "editor": 200, "reader": 200, "curator": 200}
WRITE = {"admin": 302, "editor": 302, "reader": 403, "curator": 302}
NOT_IN = {"partner": 404, "outsider": 404, "anonymous": LOGIN}


@pytest.mark.parametrize(("who", "status"), (READ | NOT_IN).items())
def test_members_and_staff_read_the_lists(people, hospital, agreement, steps, who, status):
    client = session(people[who])

    assert client.get(list_url(hospital, agreement)).status_code == status
    assert client.get(f"/tauler/{hospital.slug}/tramits/").status_code == status


@pytest.mark.parametrize(("who", "status"), (WRITE | NOT_IN).items())
def test_editors_admins_and_staff_write(people, hospital, agreement, steps, who, status):
    answer = session(people[who]).post(list_url(hospital, agreement), sent(steps[0], state="done"))

    assert answer.status_code == status
    is_done = current(steps[0]).state == "done"
    assert is_done == (who in WRITE and status == 302)


@pytest.mark.parametrize(("who", "status"), {**READ, "reader": 403, **NOT_IN}.items())
def test_who_writes_opens_the_template(people, hospital, who, status):
    assert session(people[who]).get(f"/tauler/{hospital.slug}/tramits/plantilla/").status_code == status


def test_another_party_has_its_own_list_and_sees_nothing_of_this_one(
    people, hospital, partner, agreement, steps
):
    ProcedureStep.objects.filter(pk=steps[0].pk).update(note="Mandarina")
    client = session(people["partner"])

    body = client.get(list_url(partner, agreement)).content.decode()
    assert "Encara no s’ha començat la llista" in body
    assert "Mandarina" not in body
    client.post(list_url(partner, agreement), {"_verb": "start"})
    theirs = ProcedureStep.objects.filter(organisation=partner)
    assert "authority_to_sign" in theirs.values_list("code", flat=True)
    answer = client.post(list_url(partner, agreement), sent(steps[0], state="done"))
    assert answer.status_code == 302
    assert current(steps[0]).state == "pending"


def test_an_agreement_of_which_the_organisation_is_no_party_has_no_list(people, hospital, agreement):
    other = make_agreement(make_alliance())

    assert session(people["editor"]).get(list_url(hospital, other)).status_code == 404
    assert session(people["curator"]).get(list_url(hospital, other)).status_code == 404


def test_the_list_is_begun_with_a_button_and_not_by_looking(desk, hospital, agreement):
    url = list_url(hospital, agreement)

    assert "Comença la llista" in desk.get(url).content.decode()
    assert ProcedureStep.objects.count() == 0
    assert desk.post(url, {"_verb": "start"}).status_code == 302
    body = desk.get(url).content.decode()
    assert "S’han resolt 0 tràmits de 13." in body
    assert "Llei 40/2015, article 50.1" in body


def test_a_step_is_saved_with_everything_and_shown(desk, people, hospital, agreement, steps):
    document = make_row(agreement.record, title="Memòria signada")
    facts = sent(
        steps[0], state="done", done_on="març del 2026", due_on="30/4/2026", holder=people["reader"].pk,
        document=document.pk, note="Al registre.",
    )  # fmt: skip

    answer = desk.post(list_url(hospital, agreement), facts)

    assert answer["Location"].endswith(f"/tramits/#tramit-{steps[0].pk}")
    step = current(steps[0])
    assert (step.done_on, str(step.due_on), step.holder, step.document) == (
        "2026-03", "2026-04-30", people["reader"], document,
    )  # fmt: skip
    body = desk.get(list_url(hospital, agreement)).content.decode()
    for words in ("Fet: març del 2026", "Memòria signada", "Al registre.", "Fet<"):
        assert words in body
    assert str(people["reader"]) in body


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "not_applicable"}, "Digueu per què no escau."),
        ({"state": "done", "done_on": "demà passat"}, "No s’entén aquesta data."),
        ({"due_on": "abril del 2026"}, "Cal el dia sencer."),
        ({"state": "done", "done_on": "1/1/2999"}, "Aquest dia encara no ha arribat."),
        ({"holder": "999999"}, "Aquesta persona no és membre de l’entitat."),
        ({"document": "999999"}, "Aquest document no és d’aquest conveni."),
        ({"note": "a\x00b"}, "un caràcter que no es pot desar"),
    ],
)
def test_what_is_refused_says_so_at_the_field_and_is_kept(desk, hospital, agreement, steps, facts, sentence):
    answer = desk.post(list_url(hospital, agreement), sent(steps[0], holder_text="La gestoria", **facts))

    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="resum-errors"' in body
    assert sentence in body
    assert "La gestoria" in body
    assert current(steps[0]).version == 1


def test_who_was_slower_sees_what_the_other_saved_and_loses_nothing(desk, people, hospital, agreement, steps):
    url = list_url(hospital, agreement)
    session(people["admin"]).post(url, sent(steps[0], note="La primera"))

    answer = desk.post(url, sent(steps[0], note="La segona"))

    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Algú altre ho ha canviat mentrestant" in body
    assert "La primera" in body
    assert "La segona" in body
    assert current(steps[0]).note == "La primera"
    again = {"step": steps[0].pk, "version": 2, "state": "pending", "note": "La segona"}
    assert desk.post(url, again).status_code == 302
    assert current(steps[0]).note == "La segona"


def test_who_left_keeps_a_step_until_somebody_else_has_it(desk, people, hospital, agreement, steps):
    ProcedureStep.objects.filter(pk=steps[0].pk).update(holder=people["reader"])
    Membership.objects.filter(user=people["reader"]).delete()

    body = desk.get(list_url(hospital, agreement)).content.decode()
    assert "que ja no és de l’entitat" in body
    desk.post(list_url(hospital, agreement), sent(steps[0], note="X"))
    assert current(steps[0]).holder == people["reader"]
    desk.post(list_url(hospital, agreement), sent(current(steps[0]), holder_text="Secretaria"))
    assert current(steps[0]).holder is None


def test_a_newer_version_of_a_document_is_the_one_shown(desk, hospital, agreement, steps):
    old = make_row(agreement.record, title="Memòria, esborrany")
    ProcedureStep.objects.filter(pk=steps[0].pk).update(document=old)
    new = make_row(agreement.record, title="Memòria definitiva", replaces=old, number=2)

    body = desk.get(list_url(hospital, agreement)).content.decode()

    assert f"/documents/{new.public_id}/" in body
    assert f"/documents/{old.public_id}/" not in body


def test_a_document_that_the_reader_may_not_read_is_not_named(people, partner, agreement):
    """What is of the owner alone another party neither sees nor chooses."""
    make_row(agreement.record, title="Mandarina", visibility="organisation")
    start_procedures(agreement=agreement, organisation=partner, by=people["partner"])

    body = session(people["partner"]).get(list_url(partner, agreement)).content.decode()

    assert "Mandarina" not in body


def test_a_step_more_is_added(desk, hospital, agreement, steps):
    url = list_url(hospital, agreement)

    assert desk.post(url, {"_verb": "add", "title": "", "stage": "before"}).status_code == 422
    desk.post(url, {"_verb": "add", "title": "Comitè d’ètica", "stage": "before"})

    assert "Comitè d’ètica" in desk.get(url).content.decode()


# --- What is late ------------------------------------------------------------------------------------


def make_late(step, days):
    due = timezone.localdate() - timedelta(days=days)
    ProcedureStep.objects.filter(pk=step.pk).update(due_on=due)


def test_the_pending_ones_are_listed_the_late_ones_first(desk, hospital, steps):
    make_late(steps[6], 10)
    make_late(steps[7], 20)

    rows = desk.get(f"/tauler/{hospital.slug}/tramits/").context["rows"]

    assert [row["title"] for row in rows[:2]] == ["Registre de convenis", "Signatura de totes les parts"]
    assert rows[0]["late"].startswith("Fa tard: el termini es va acabar")
    assert rows[2]["late"] == ""


def test_an_agreement_in_force_makes_late_what_came_before_the_signature(desk, hospital, agreement, steps):
    agreement.in_force_from, agreement.open_ended = "2020-01-01", True
    agreement.save()

    body = desk.get(list_url(hospital, agreement)).content.decode()

    assert "s’havia de fer abans de signar, i el conveni ja és vigent" in body
    assert "3 fan tard" in body


def test_the_desk_says_how_many_are_late_and_a_reader_hears_it_too(people, hospital, steps):
    make_late(steps[6], 10)
    for who in ("editor", "reader", "curator"):
        needs = session(people[who]).get(f"/tauler/{hospital.slug}/").context["needs"]
        (late,) = [need for need in needs if "tard" in need.title]
        assert late.title == "1 tràmit fa tard"
        assert late.url == f"/tauler/{hospital.slug}/tramits/"


def test_the_desk_says_nothing_of_what_is_not_late(people, hospital, steps):
    needs = session(people["editor"]).get(f"/tauler/{hospital.slug}/").context["needs"]

    assert not [need for need in needs if "tard" in need.title]


def test_the_list_is_filtered_by_who_has_it(desk, people, hospital, steps):
    ProcedureStep.objects.filter(pk=steps[0].pk).update(holder=people["editor"])
    ProcedureStep.objects.filter(pk=steps[1].pk).update(holder=people["reader"])
    ProcedureStep.objects.filter(pk=steps[2].pk).update(holder_text="La gestoria")
    make_late(steps[3], 3)
    url = f"/tauler/{hospital.slug}/tramits/"

    def found(query):
        return [row["title"] for row in desk.get(f"{url}?{query}").context["rows"]]

    assert found("holder=me") == ["Memòria justificativa"]
    assert found(f"holder={people['reader'].pk}") == ["Informe jurídic"]
    assert len(found("holder=none")) == 10
    assert found("late=yes") == ["Acord sobre les dades personals"]
    assert desk.get(f"{url}?holder=x").status_code == 422


def test_an_archived_agreement_asks_for_nothing(desk, hospital, agreement, steps):
    agreement.record.state = "archived"
    agreement.record.save()

    assert desk.get(f"/tauler/{hospital.slug}/tramits/").context["rows"] == []


@pytest.mark.parametrize("page", ["", "tramits/", "convenis/"])
def test_the_queries_are_the_same_for_1_and_for_20_agreements(desk, people, hospital, agreement, page):
    url = f"/tauler/{hospital.slug}/{page}"
    make = lambda one: start_procedures(agreement=one, organisation=hospital, by=people["editor"])  # noqa: E731
    make_late(make(agreement)[0], 3)

    def queries():
        desk.get(url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get(url)
        return len(captured)

    one = queries()
    for _number in range(19):
        other = make_agreement(agreement.alliance, record={"owner": hospital}, registered=False)
        make_late(make(other)[0], 3)
    assert queries() == one


def test_the_list_takes_the_same_queries_for_13_and_for_33_steps(desk, people, hospital, agreement, steps):
    url = list_url(hospital, agreement)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(url)
        return len(captured)

    few = queries()
    for number in range(20):
        add_step(
            agreement=agreement, organisation=hospital, title=f"T{number}", stage="after", by=people["admin"]
        )
    ProcedureStep.objects.update(holder=people["reader"], document=make_row(agreement.record))
    assert queries() == few


# --- The template and the ways in --------------------------------------------------------------------


def template_data(rows, version, **more):
    data = {"steps-total": len(rows), "version": version, "_save": "1", **more}
    for index, row in enumerate(rows):
        data |= {f"steps-{index}-{name}": value for name, value in row.items() if value is not False}
    return data


def test_the_template_is_adjusted_on_its_page(desk, hospital):
    url = f"/tauler/{hospital.slug}/tramits/plantilla/"
    context = desk.get(url).context
    rows = [row.initial for row in context["form"].rows["steps"].forms]
    first, second, *rest = rows
    new = {"code": "", "title": "Comitè d’ètica", "stage": "before"}
    data = template_data([second, first | {"hidden": "on"}, new, *rest], context["version"])

    assert desk.post(url, data).status_code == 302
    assert list(hospital.template_steps.values_list("code", "hidden"))[:3] == [
        ("legal_report", False), ("justifying_report", True), ("own-1", False),
    ]  # fmt: skip
    assert desk.post(url, data).status_code == 409
    assert desk.post(url, {"_restore": "1"}).status_code == 302
    assert not hospital.template_steps.exists()


def test_a_step_without_a_name_is_refused_in_the_template(desk, hospital):
    url = f"/tauler/{hospital.slug}/tramits/plantilla/"
    version = desk.get(url).context["version"]

    answer = desk.post(
        url, template_data([{"code": "legal_report", "title": "", "stage": "before"}] * 2, version)
    )

    assert answer.status_code in (302, 422)  # a row that says nothing is no row
    data = template_data([{"code": "", "title": "X", "stage": "mai"}], version)
    assert desk.post(url, data).status_code == 422
    assert not hospital.template_steps.exists()


def test_the_buttons_of_the_rows_save_nothing(desk, hospital):
    url = f"/tauler/{hospital.slug}/tramits/plantilla/"
    data = template_data([{"code": "", "title": "Nou", "stage": "before"}], "x")
    del data["_save"]

    answer = desk.post(url, data | {"_add": "steps"})

    assert answer.status_code == 200
    assert len(answer.context["form"].rows["steps"].forms) == 2
    assert not hospital.template_steps.exists()


@pytest.mark.parametrize(
    ("who", "seen"),
    {
        "editor": True,
        "reader": True,
        "partner": True,
        "outsider": False,
        "curator": False,
        "anonymous": False,
    }.items(),
)
def test_the_agreements_page_leads_members_of_a_party_to_their_own_list(
    people, hospital, partner, agreement, who, seen
):
    body = session(people[who]).get(f"/convenis/{agreement.record.code}/").content.decode()

    assert ("/tramits/" in body) == seen
    if who == "partner":
        assert list_url(partner, agreement) in body
        assert list_url(hospital, agreement) not in body


def test_the_rows_of_the_workspace_lead_to_the_list(desk, hospital, agreement):
    assert list_url(hospital, agreement) in desk.get(f"/tauler/{hospital.slug}/convenis/").content.decode()


def test_procedures_change_nothing_of_the_frozen_document(desk, hospital, agreement, steps):
    agreement.record.refresh_from_db()
    before = agreement.record.published_revision.document, agreement.record.version

    desk.post(list_url(hospital, agreement), sent(steps[0], state="done"))

    agreement.record.refresh_from_db()
    assert (agreement.record.published_revision.document, agreement.record.version) == before
