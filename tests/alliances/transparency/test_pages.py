"""The page, the framed page and the files: who reads what, and where the list may be framed."""

import csv
import io
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from alliances.models import Partnership
from alliances.rules import register_agreement
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Record
from observatori.publishing.organisations import verify_organisation
from tests.documents.making import make_row
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    made = make_organisation("Hospital del Pla", ownership="public")
    return verify_organisation(organisation=made, by=make_user(role="curator"))


@pytest.fixture
def partner():
    return make_organisation("Mútua de les Valls", ownership="private_nonprofit")


@pytest.fixture
def alliance(hospital, partner):
    return make_alliance(owner=hospital, partners=[hospital, partner])


def agreed(alliance, *parties, title="Conveni", registered=True, record=None, **facts):
    made = make_agreement(alliance, title, registered=False, record=record or {}, **facts)
    made.parties.set(parties)
    if registered:
        register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def agreement(alliance, hospital, partner):
    made = agreed(
        alliance, hospital, partner, title="=Conveni de laboratori", signed_on="2024-05-01",
        in_force_from="2024-05-01", in_force_until="2099-12-31", record={"owner": hospital},
    )  # fmt: skip
    make_row(made.record, title="Mandarina original", kind="signed_original", visibility="partners")
    make_row(made.record, title="Còpia pública", kind="public_copy", visibility="public")
    return made


@pytest.fixture
def hidden(alliance, hospital, partner):
    return agreed(
        alliance, hospital, partner, title="Mandarina", registered=False, record={"owner": hospital}
    )


@pytest.fixture
def people(hospital, partner):
    return {
        "owner": make_user(organisation=hospital, membership="admin"),
        "reader": make_user(organisation=hospital, membership="reader"),
        "partner": make_user(organisation=partner, membership="admin"),
        "curator": make_user(role="curator"),
        "outsider": make_user(organisation=make_organisation(), membership="admin"),
        "anonymous": None,
    }


def session(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


def at(organisation, rest="/"):
    return f"/entitats/{organisation.slug}/transparencia{rest}"


EVERYBODY = ("owner", "reader", "partner", "curator", "outsider", "anonymous")
TOLD = {"owner", "reader", "curator"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_the_list_and_members_what_it_lacks(people, hospital, agreement, hidden, who):
    answer = session(people[who]).get(at(hospital))

    body = answer.content.decode()
    assert answer.status_code == 200
    assert "=Conveni de laboratori" in body
    assert "Mandarina original" not in body
    assert ("Què hi falta" in body) == (who in TOLD)
    assert ("absent" in answer.context) == (who in TOLD)
    assert ("Mandarina" in body) == (who in TOLD)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("rest", ["/inserida/", ".csv", ".xlsx"])
def test_what_goes_out_is_the_same_for_everybody(people, hospital, agreement, hidden, who, rest):
    agreed(agreement.alliance, hospital, title="Només socis", record={"visibility": "partners"})

    answer = session(people[who]).get(at(hospital, rest))

    assert answer.status_code == 200
    assert answer.content == Client().get(at(hospital, rest)).content or rest == ".xlsx"
    said = answer.content.decode(errors="replace") if rest != ".xlsx" else str(cells(answer.content))
    assert "Conveni de laboratori" in said
    for word in ("Mandarina", "Només socis"):
        assert word not in said


@pytest.mark.parametrize("rest", ["/", "/inserida/", ".csv", ".xlsx"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_an_organisation_nobody_may_know_of_is_only_its_members(people, who, rest):
    secret = make_organisation("Secreta")
    if who in ("owner", "reader"):
        people[who].memberships.create(organisation=secret, role="admin")
    knows = rest == "/" and who in TOLD

    answer = session(people[who]).get(at(secret, rest))
    assert answer.status_code == (200 if knows else 404)
    if knows:
        back = answer.context["crumbs"][1]["url"]
        assert session(people[who]).get(back).status_code == 200
    assert session(people[who]).get(f"/entitats/no-hi-es/transparencia{rest}").status_code == 404


def test_the_code_of_an_organisation_leads_to_its_list(client, hospital):
    answer = client.get(f"/entitats/{hospital.code}/transparencia/")

    assert (answer.status_code, answer["Location"]) == (301, at(hospital))


# --- Headers -----------------------------------------------------------------------------------------


def policy_of(answer):
    parts = (part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    return dict(parts)


def test_the_list_is_framed_at_its_own_address_alone(client, hospital, agreement):
    framed = client.get(at(hospital, "/inserida/"))

    policy = policy_of(framed)
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert framed["X-Content-Type-Options"] == "nosniff"
    for path in (
        at(hospital), at(hospital, ".csv"), at(hospital, ".xlsx"), f"/entitats/{hospital.slug}/", "/",
        "/compte/entrar/", "/entitats/no-hi-es/transparencia/inserida/", f"/es{at(hospital)}",
    ):  # fmt: skip
        other = client.get(path)
        assert policy_of(other)["frame-ancestors"] == "'none'", path
        assert other["X-Frame-Options"] == "DENY", path


def test_the_framed_policy_is_everybody_elses_but_for_the_frame(client, hospital, agreement):
    framed, other = policy_of(client.get(at(hospital, "/inserida/"))), policy_of(client.get(at(hospital)))

    assert framed | {"frame-ancestors": ""} == other | {"frame-ancestors": ""}


def test_the_framed_page_needs_no_session_and_its_links_leave_the_frame(people, hospital, agreement):
    answer = Client().get(at(hospital, "/inserida/"))

    body = answer.content.decode()
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    assert not session(people["owner"]).get(at(hospital, "/inserida/")).cookies
    assert "<script" not in body
    assert "<form" not in body
    links = [piece.split(">", 1)[0] for piece in body.split("<a ")[1:]]
    assert links
    assert all('target="_blank"' in link and "noopener" in link for link in links)


def test_other_verbs_than_reading_are_refused(client, hospital):
    for rest in ("/", "/inserida/", ".csv", ".xlsx"):
        assert client.post(at(hospital, rest)).status_code == 405


# --- What it shows -----------------------------------------------------------------------------------


def cells(data):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.rows]


def test_the_csv_opens_as_a_table(client, hospital, agreement):
    answer = client.get(at(hospital, ".csv"))

    text = answer.content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    line = dict(zip(head, row, strict=True))
    assert line["Codi"] == agreement.record.code
    assert line["Conveni"] == "'=Conveni de laboratori"
    assert line["Data"] == "2024-05-01"
    assert line["Estat"] == "Vigent"
    assert line["Pàgina"] == f"http://testserver/convenis/{agreement.record.code}/"
    assert line["Còpia pública"].startswith("http://testserver/documents/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="convenis-{hospital.slug}.csv"'


def test_the_xlsx_opens_with_real_dates(client, hospital, agreement):
    head, row = cells(client.get(at(hospital, ".xlsx")).content)

    line = dict(zip(head, row, strict=True))
    assert line["Conveni"] == "=Conveni de laboratori"
    assert line["Data"] == datetime(2024, 5, 1)
    assert line["Import total (€)"] is None


def test_the_files_speak_the_language_of_the_page(client, hospital, agreement):
    english = client.get(f"/en{at(hospital, '.csv')}").content.decode("utf-8-sig")

    assert english.splitlines()[0].count(",") == 20
    assert f"http://testserver/en/convenis/{agreement.record.code}/" in english


def test_examples_are_shown_and_labelled_and_no_data(client, hospital, alliance, partner):
    agreed(alliance, hospital, partner, title="Model", record={"is_example": True})

    body = client.get(at(hospital)).content.decode()
    assert "Model" in body
    assert "· exemple ·" in body
    assert "són d’exemple i no són dades obertes: els fitxers no en porten cap." in body
    for rest in ("/inserida/", ".csv"):
        assert "Model" not in client.get(at(hospital, rest)).content.decode()
    assert len(cells(client.get(at(hospital, ".xlsx")).content)) == 1


def test_it_is_filtered_by_year_and_state(client, hospital, alliance, partner, agreement):
    agreed(
        alliance, hospital, partner, title="Antic", signed_on="2001", in_force_from="2001",
        in_force_until="2004",
    )  # fmt: skip

    def found(query):
        return [row["title"] for row in client.get(f"{at(hospital)}?{query}").context["rows"]]

    assert found("") == ["=Conveni de laboratori", "Antic"]
    assert found("year=2001") == ["Antic"]
    assert found("state=in_force") == ["=Conveni de laboratori"]
    assert found("year=2001&state=in_force") == []
    for wrong in ("year=1999", "state=viu"):
        answer = client.get(f"{at(hospital)}?{wrong}")
        assert answer.status_code == 422
        assert 'id="resum-errors"' in answer.content.decode()


def test_an_empty_list_says_what_makes_it_grow(client, hospital):
    body = client.get(at(hospital)).content.decode()

    assert "Encara no hi ha cap conveni públic" in body
    assert "<iframe" not in body


def test_it_says_when_it_changed_last(client, hospital, agreement):
    body = client.get(at(hospital)).content.decode()

    assert "Actualitzada el" in body or "Actualitzada l’" in body


def test_the_code_to_frame_it_is_text(client, hospital, agreement):
    hospital.name = '"><script>alert(1)</script>'
    hospital.save()
    body = client.get(at(hospital)).content.decode()

    assert f"&lt;iframe src=&quot;http://testserver{at(hospital, '/inserida/')}" in body or (
        f'&lt;iframe src="http://testserver{at(hospital, "/inserida/")}"' in body
    )
    assert "<script>alert" not in body


# --- What it lacks -----------------------------------------------------------------------------------


def test_members_are_led_to_what_is_missing(people, hospital, agreement):
    gaps = session(people["owner"]).get(at(hospital)).context["gaps"]

    (row,) = gaps
    assert [gap["text"] for gap in row["gaps"]] == [
        "Falta l’objecte.", "Falten les obligacions principals.", "Falta l’òrgan de seguiment.",
    ]  # fmt: skip
    form = f"/tauler/{hospital.slug}/convenis/{agreement.record.code}/"
    assert row["gaps"][0]["url"] == f"{form}dades/#id_summary"
    for gap in row["gaps"]:
        page, place = gap["url"].split("#")
        assert f'id="{place}"' in session(people["owner"]).get(page).content.decode()


def test_who_may_not_write_is_told_and_not_led(people, hospital, agreement):
    (row,) = session(people["reader"]).get(at(hospital)).context["gaps"]

    assert {gap["url"] for gap in row["gaps"]} == {""}


def test_what_is_not_in_the_list_says_why(people, hospital, partner, alliance, agreement, hidden):
    withdrawn = agreed(alliance, hospital, title="Retirat", record={"owner": hospital})
    withdrawn.record.withdrawn, withdrawn.record.withdrawn_reason = True, "era un error"
    withdrawn.record.save()
    agreed(alliance, hospital, title="Socis", record={"owner": hospital, "visibility": "partners"})
    draft = make_alliance(owner=hospital, partners=[hospital, partner], published=False)
    agreed(draft, hospital, title="Amagat", record={"owner": hospital})

    absent = {
        row["title"]: row["why"] for row in session(people["owner"]).get(at(hospital)).context["absent"]
    }

    assert absent == {
        "Mandarina": "Encara no s’ha registrat.",
        "Retirat": "S’ha retirat: Era un error.",
        "Socis": "Només el llegeixen els socis.",
        "Amagat": "La seva aliança no és pública.",
    }


@pytest.mark.parametrize("signed", [False, True])
def test_a_draft_is_missing_once_it_is_signed(people, hospital, partner, alliance, agreement, signed):
    draft = agreed(
        alliance, hospital, title="Esborrany", registered=False,
        record={"owner": hospital, "origin": "registered"},
    )  # fmt: skip
    if signed:
        draft.signatures.create(position=0, organisation=hospital, person="N. N.")

    absent = session(people["owner"]).get(at(hospital)).context["absent"]

    assert [row["title"] for row in absent] == (["Esborrany"] if signed else [])


def test_with_nothing_registered_nobody_can_say_what_is_missing(people, hospital):
    body = session(people["owner"]).get(at(hospital)).content.decode()

    assert "Encara no hi ha cap conveni registrat: no es pot dir si hi falta res." in body
    assert "hi són tots els convenis" not in body


def test_what_is_mended_and_not_registered_again_says_so(people, hospital, agreement):
    agreement.summary = "Fer les analítiques."
    agreement.save()
    agreement.record.state = "draft"
    agreement.record.save()

    (row,) = session(people["owner"]).get(at(hospital)).context["gaps"]

    saved, *others = row["gaps"]
    form = f"/tauler/{hospital.slug}/convenis/{agreement.record.code}/"
    assert saved == {"text": "Falta l’objecte.", "url": f"{form}revisio/", "is_saved": True}
    assert not any(gap["is_saved"] for gap in others)
    assert (
        "Desat, pendent de tornar a registrar." in session(people["owner"]).get(at(hospital)).content.decode()
    )


@pytest.mark.parametrize("until", ["2033-12-31", "2030-12-31"])
def test_it_says_up_to_when_it_can_be_extended_while_it_can(client, hospital, alliance, partner, until):
    made = agreed(
        alliance, hospital, partner, title="Prorrogat", signed_on="2024-01-01", in_force_from="2024-01-01",
        in_force_until="2026-12-31", extension_until="2033-12-31",
    )  # fmt: skip
    agreed(
        alliance, hospital, partner, kind="addendum", amends=made, addendum_kind="extension",
        signed_on="2026-01-01", effective_on="2026-01-02", new_until=until,
    )  # fmt: skip
    can_extend = until < "2033-12-31"

    (row,) = client.get(at(hospital)).context["rows"]
    head, line = cells(client.get(at(hospital, ".xlsx")).content)

    assert any("Es pot prorrogar" in words for words in row["term"]) is can_extend
    line = dict(zip(head, line, strict=True))
    assert line["Límit de les pròrrogues que diu el conveni"] == datetime(2033, 12, 31)
    assert bool(line["Encara prorrogable fins a"]) is can_extend


@pytest.mark.parametrize("rest", ["/", "/inserida/", ".csv"])
def test_the_queries_are_the_same_for_1_and_for_20(
    people, hospital, partner, alliance, agreement, hidden, rest
):
    client = session(people["owner"])

    def queries():
        client.get(at(hospital, rest))
        with CaptureQueriesContext(connection) as captured:
            client.get(at(hospital, rest))
        return len(captured)

    one = queries()
    for number in range(19):
        made = agreed(alliance, hospital, partner, title=f"C{number}", record={"owner": hospital})
        make_row(made.record, kind="public_copy", visibility="public")
        agreed(alliance, hospital, partner, title=f"D{number}", registered=False, record={"owner": hospital})

    assert queries() == one


def test_the_page_of_the_organisation_and_its_workspace_lead_to_the_list(people, hospital, agreement):
    client = session(people["owner"])

    for path in (f"/entitats/{hospital.slug}/", f"/tauler/{hospital.slug}/"):
        assert at(hospital) in client.get(path).content.decode()


# --- What the organisation has not confirmed ---------------------------------------------------------

PHISHING = "https://estafa.exemple.cat/"


@pytest.fixture
def invented(hospital):
    """An agreement that another organisation registers in its own alliance, with the name of the hospital."""
    theirs = make_organisation("Fundació de fora")
    alliance = make_alliance(owner=theirs, partners=[theirs, make_organisation()])
    return agreed(
        alliance, theirs, hospital, title="Inventat", public_text=PHISHING,
        record={"owner": theirs, "origin": "registered"}, registered=False,
    )  # fmt: skip


def sign(agreement, *organisations, by=None):
    for organisation in organisations:
        agreement.signatures.create(organisation=organisation, signed_on="2026-01-01")
    register_agreement(agreement=agreement, by=by)


def test_what_anybody_registers_in_its_name_is_flagged_and_leads_nowhere(people, hospital, invented):
    sign(invented, *invented.parties.all())

    page = session(None).get(at(hospital)).content.decode()
    assert "Inventat" in page
    assert "No confirmat per l’entitat" in page
    assert PHISHING not in page
    assert "Inventat" not in session(None).get(at(hospital, "/inserida/")).content.decode()
    sheet = session(None).get(at(hospital, ".csv")).content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(sheet, newline=""), delimiter=";")
    line = dict(zip(head, row, strict=True))
    assert (line["Confirmat per l’entitat"], line["Text publicat"]) == ("No", "")
    (asked,) = session(people["reader"]).get(at(hospital)).context["unconfirmed"]
    assert asked["text"] == "L’ha registrat Fundació de fora: confirmeu-lo o retireu-lo."
    assert session(people["owner"]).get(asked["act_url"]).status_code == 200


@pytest.mark.parametrize("way", ["owner", "documented", "imported", "admin", "confirmed"])
def test_what_the_organisation_stands_behind_is_not_flagged(people, hospital, invented, way):
    by = actor_of(people["owner"]) if way == "admin" else None
    facts = {"owner": {"owner": hospital}, "documented": {"origin": way}, "imported": {"origin": way}}
    Record.objects.filter(pk=invented.pk).update(**facts.get(way, {"version": 1}))
    invented.record.refresh_from_db()
    if way == "confirmed":
        Partnership.objects.create(alliance=invented.alliance, organisation=hospital, confirmation=way)
    sign(invented, *invented.parties.all(), by=by)

    for rest in ("/", "/inserida/"):
        body = session(None).get(at(hospital, rest)).content.decode()
        assert "Inventat" in body
        assert PHISHING in body
        assert "No confirmat" not in body
    assert session(people["reader"]).get(at(hospital)).context["unconfirmed"] == []


def test_what_somebody_has_not_signed_is_no_row_and_a_gap(people, hospital, invented):
    sign(invented, hospital)

    answer = session(people["owner"]).get(at(hospital))

    assert answer.context["rows"] == []
    assert [row["why"] for row in answer.context["absent"]] == ["Falten signatures."]


def test_an_addendum_half_signed_changes_nothing_and_a_day_in_force_is_no_signature(
    hospital, partner, alliance
):
    made = agreed(alliance, hospital, partner, in_force_from="2024-01-01", record={"owner": hospital})
    addendum = agreed(
        alliance, hospital, partner, title="Addenda a mitges", kind="addendum", addendum_kind="amendment",
        amends=made, registered=False, record={"owner": hospital, "origin": "registered"},
    )  # fmt: skip
    sign(addendum, hospital)

    (row,) = session(None).get(at(hospital)).context["rows"]
    assert (row["date"], row["changes"]) == ("", ())
    sign(addendum, partner)
    (row,) = session(None).get(at(hospital)).context["rows"]
    assert len(row["changes"]) == 1
