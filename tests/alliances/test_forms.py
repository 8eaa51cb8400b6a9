"""The forms of an alliance: what people type, what is saved, and what is refused with its sentence."""

import pytest

from alliances.models import Alliance, Partnership
from alliances.rules import ALLIANCE
from observatori.organisations.models import Alias, Organisation
from observatori.publishing.models import Record
from tests.experiences.filling import fill_in, form_of, send
from tests.making import make_alliance, make_organisation, make_term, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def client(client, hospital):
    client.force_login(make_user("editora@exemple.cat", organisation=hospital))
    return client


@pytest.fixture
def neighbour():
    return make_organisation(
        "Fundació Veïna", short_name="FV", tax_id="G58005206", verified_at="2026-01-01T00:00Z"
    )


@pytest.fixture
def draft(hospital):
    return make_alliance("Triangle", owner=hospital, partners=[hospital], published=False)


@pytest.fixture
def new(hospital):
    return f"/tauler/{hospital.slug}/aliances/nova/"


def address(alliance, step=""):
    record = alliance.record
    return f"/tauler/{record.owner.slug}/aliances/{record.code}/{step and f'{step}/'}"


def document(alliance):
    return ALLIANCE.document(ALLIANCE.load(Record.objects.get(pk=alliance.pk)))


def errors(answer):
    assert answer.status_code == 422
    assert b'id="resum-errors"' in answer.content
    return [error["text"] for error in answer.context["form"].all_errors]


def partner(index, **typed):
    return {f"partners-{index}-{name}": value for name, value in typed.items()}


def test_the_organisation_that_registers_is_the_first_partner(client, new, hospital):
    fill_in(client, new, name="Aliança nova")

    alliance = Alliance.objects.get()
    assert alliance.record.owner == hospital
    assert [row.organisation for row in alliance.partnerships.all()] == [hospital]


def test_a_name_is_all_that_a_draft_needs(client, new):
    answer = fill_in(client, new, name="")

    assert errors(answer) == ["Nom: Cal el nom de l’aliança."]
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "a" * 1_000_000}, "Nom: El text és massa llarg: hi caben 250 caràcters i en té 1000000."),
        ({"name": "nom\x00"}, "Nom: El text té un caràcter que no es pot desar."),
        ({"summary": "a" * 50_001}, "Resum: El text és massa llarg: hi caben 50000 caràcters i en té 50001."),
        (
            {"start": "tardor del 2010"},
            "Data d’inici: No s’entén aquesta data. Escriviu el dia, el mes o només l’any. Per exemple: 15/6/2021, "
            "juny del 2021 o 2021.",
        ),
        ({"start": "2010-02-30"}, "Data d’inici: Aquest dia no existeix. Febrer del 2010 té només 28 dies."),
        ({"start": "2020", "end": "2019"}, "Data final: El final no pot ser anterior a l’inici."),
    ],
)
def test_what_is_impossible_is_refused_at_its_field(client, new, typed, sentence):
    answer = fill_in(client, new, **({"name": "Aliança nova", "why_now": "Això es queda."} | typed))

    assert errors(answer) == [sentence]
    assert form_of(answer)["why_now"] == ["Això es queda."]
    assert not Record.objects.exists()
    assert not Alliance.objects.exists()


def test_a_date_is_typed_as_people_write_it_and_comes_back_so(client, new):
    fill_in(client, new, name="Aliança nova", start="1 de novembre de 2022", end="12/2023")

    made = Alliance.objects.get()
    assert (made.start, made.end) == ("2022-11-01", "2023-12")
    fields = form_of(client.get(f"{new.removesuffix('nova/')}{made.record.code}/identitat/"))
    assert (fields["start"], fields["end"]) == (["1/11/2022"], ["12/2023"])


def test_bytes_that_are_not_utf_8_are_refused_at_their_field(client, new):
    fields = form_of(client.get(new))
    body = f"version=1&key={fields['key'][0]}".encode() + b"&name=Alian%E7a"

    answer = client.post(new, body, content_type="application/x-www-form-urlencoded")

    assert errors(answer) == ["Nom: El text té caràcters que no s’han pogut llegir: torneu-lo a escriure."]
    assert not Record.objects.exists()


@pytest.mark.parametrize("typed", ["Fundació Veïna", "fundacio veina", "FV", "Antiga Veïna", "G-58005206"])
def test_a_partner_is_found_by_any_of_its_names(client, draft, neighbour, typed):
    Alias.objects.create(organisation=neighbour, name="Antiga Veïna")

    answer = fill_in(
        client,
        address(draft, "socis"),
        **{"partners-total": "2"},
        **partner(1, organisation=typed, role="lead"),
    )

    assert answer.status_code == 302
    assert [(row["organisation"]["code"], row["role"]) for row in document(draft)["partners"]][1] == (
        neighbour.code,
        "lead",
    )


def test_a_name_with_a_typing_error_offers_whom_it_may_be(client, draft, neighbour):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}
    answer = send(
        client, address(draft, "socis"), fields, **partner(1, organisation="Fundasió Veïna", role="lead")
    )

    assert errors(answer) == ["Soci 2, Entitat: Trieu quina d’aquestes entitats és, o digueu que és nova."]
    assert neighbour.name in answer.content.decode()
    assert len(document(draft)["partners"]) == 1

    again = form_of(answer) | partner(1, organisation_choice=neighbour.code)
    assert send(client, address(draft, "socis"), again).status_code == 302
    assert document(draft)["partners"][1]["organisation"]["code"] == neighbour.code


def test_an_organisation_nobody_has_is_registered_with_the_step(client, draft):
    before = Organisation.objects.count()
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}

    answer = send(
        client,
        address(draft, "socis"),
        fields,
        **partner(1, organisation="Xarxa del Montseny", role="partner"),
    )
    assert errors(answer)[0].startswith("Soci 2, Entitat: No hem trobat cap entitat amb aquest nom.")
    assert Organisation.objects.count() == before

    again = form_of(answer) | partner(1, organisation_choice="new")
    answer = send(client, address(draft, "socis"), again)

    assert answer.status_code == 302
    made = Organisation.objects.get(name="Xarxa del Montseny")
    assert (made.verified, made.memberships.count()) == (False, 0)
    assert document(draft)["partners"][1]["organisation"]["code"] == made.code


def test_a_new_organisation_is_registered_at_the_press_after_it_is_suggested(client, draft):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}
    name = "Xarxa del Montseny"
    typed = partner(1, organisation=name, organisation_code="new", organisation_named=name, role="partner")

    assert send(client, address(draft, "socis"), fields, **typed).status_code == 302

    assert document(draft)["partners"][1]["organisation"]["name"] == name


def test_a_name_changed_after_the_suggestion_registers_nothing_unasked(client, draft):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}
    typed = partner(1, organisation="Xarxa", organisation_code="new", organisation_named="Xarxa del M")

    answer = send(client, address(draft, "socis"), fields, **typed, **partner(1, role="partner"))

    assert "No hem trobat cap entitat" in errors(answer)[0]
    assert not Organisation.objects.filter(name__startswith="Xarxa").exists()


def test_among_alike_ones_a_new_one_has_its_fields_at_hand(client, draft, neighbour):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}
    typed = partner(1, organisation=neighbour.name[:-1], role="partner")

    answer = send(client, address(draft, "socis"), fields, **typed)
    assert "Trieu quina" in errors(answer)[0]
    again = (
        form_of(answer)
        | partner(1, organisation_choice="new")
        | {"partners-1-organisation_new-name": "Fundació Veïna del Sud"}
    )

    assert send(client, address(draft, "socis"), again).status_code == 302
    assert document(draft)["partners"][1]["organisation"]["name"] == "Fundació Veïna del Sud"


def test_a_refused_step_registers_no_organisation(client, draft, hospital):
    before = Organisation.objects.count()
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "3"}
    typed = partner(
        1, organisation="Nova", organisation_choice="new", role="partner", joined_on="2020", left_on="2010"
    )
    typed |= {"partners-1-organisation_new-name": "Xarxa del Montseny"}

    answer = send(client, address(draft, "socis"), fields, **typed)

    assert errors(answer) == ["Soci 2, En va sortir: La sortida no pot ser anterior a l’entrada."]
    assert Organisation.objects.count() == before
    assert form_of(answer)["partners-1-organisation_new-name"] == ["Xarxa del Montseny"]


def test_a_wrong_tax_id_of_a_new_organisation_is_said_at_its_row(client, draft):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}
    typed = partner(1, organisation="Nova", organisation_choice="new", role="partner")
    typed |= {"partners-1-organisation_new-name": "Xarxa", "partners-1-organisation_new-tax_id": "G58005200"}

    answer = send(client, address(draft, "socis"), fields, **typed)

    assert "Aquest NIF no és correcte" in errors(answer)[0]
    assert not Organisation.objects.filter(name="Xarxa").exists()


def test_the_same_partner_twice_is_refused_at_the_second(client, draft, hospital):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}

    answer = send(
        client, address(draft, "socis"), fields, **partner(1, organisation=hospital.name, role="lead")
    )

    assert errors(answer) == ["Soci 2, Entitat: Aquesta entitat ja consta com a sòcia."]
    assert Partnership.objects.count() == 1


def test_a_partner_without_an_organisation_is_refused_at_its_row(client, draft):
    fields = form_of(client.get(address(draft, "socis"))) | {"partners-total": "2"}

    answer = send(
        client, address(draft, "socis"), fields, **partner(1, role="lead", role_text="Hi posa l’edifici")
    )

    assert errors(answer) == ["Soci 2, Entitat: Cal dir de quina entitat es tracta."]
    assert form_of(answer)["partners-1-role_text"] == ["Hi posa l’edifici"]


def test_an_empty_row_is_left_out(client, draft):
    fill_in(client, address(draft, "socis"), **{"partners-total": "5"})

    assert Partnership.objects.count() == 1


def test_rows_are_added_moved_and_taken_out_without_saving(client, draft, neighbour):
    url = address(draft, "socis")
    fields = (
        form_of(client.get(url))
        | {"partners-total": "2"}
        | partner(1, organisation="Fundació Veïna", role="lead")
    )

    more = send(client, url, fields, button="unused", _add="partners")
    assert more.status_code == 200
    assert form_of(more)["partners-total"] == ["3"]
    assert form_of(more)["partners-1-organisation"] == ["Fundació Veïna"]

    raised = send(client, url, form_of(more), button="unused", _up="partners-1")
    assert form_of(raised)["partners-0-organisation"] == ["Fundació Veïna"]
    assert form_of(raised)["partners-0-role"] == ["lead"]

    fewer = send(client, url, form_of(raised), button="unused", _remove="partners-1")
    assert form_of(fewer)["partners-total"] == ["2"]
    assert Partnership.objects.count() == 1

    assert send(client, url, form_of(fewer)).status_code == 302
    assert [row["organisation"]["code"] for row in document(draft)["partners"]] == [neighbour.code]


def test_what_one_step_asks_of_a_partner_another_step_keeps(client, draft, neighbour):
    make_term("benefit", "talent", "talent")
    row = draft.partnerships.get()
    fill_in(
        client,
        address(draft, "guany-mutu"),
        **partner(0, own_objectives="Tenir guàrdies.", benefits=["talent"]),
    )

    fill_in(client, address(draft, "socis"), **partner(0, role="lead"))

    (found,) = document(draft)["partners"]
    assert found["id"] == row.pk
    assert (found["role"], found["own_objectives"], found["benefits"]) == (
        "lead",
        "Tenir guàrdies.",
        ["talent"],
    )


def test_two_collectives_are_remarked_and_kept_from_being_submitted(client, hospital):
    collectives = [make_organisation(is_collective=True) for _ in range(2)]
    draft = make_alliance(owner=hospital, partners=[hospital, *collectives], published=False)

    assert "Dos dels socis són col·lectius" in client.get(address(draft, "socis")).content.decode()
    answer = client.post(f"{address(draft)}accions/submit/")
    assert answer.status_code == 422
    assert "Com a màxim un dels socis pot ser un col·lectiu" in answer.content.decode()


def test_classification_saves_terms_population_and_lists(client, draft):
    make_term("comarca", "24", "Osona")
    make_term("form", "consortium", "consorci")
    fill_in(
        client,
        address(draft, "classificacio"),
        form="consortium",
        territory=["24"],
        motives=["mission", "survival"],
        population__number="156000",
        population__year="2023",
        territory_other="Tot Catalunya\n\n  Andorra ",
    )

    found = document(draft)
    assert (found["form"], found["territory"], found["motives"]) == (
        "consortium",
        ["24"],
        ["mission", "survival"],
    )
    assert found["population"] == {"number": 156000, "year": 2023}
    assert found["territory_other"] == ["Tot Catalunya", "Andorra"]


def test_a_year_of_the_population_without_its_number_is_refused_at_the_number(client, draft):
    answer = fill_in(client, address(draft, "classificacio"), population__year="2023")

    assert errors(answer) == ["Població de referència: L’any de la població demana també el nombre."]


def test_conditions_keep_their_notes(client, draft):
    fill_in(
        client,
        address(draft, "condicions"),
        conditions__generosity="partly",
        condition_notes__generosity="Al preàmbul.",
    )

    found = document(draft)
    assert (found["conditions"]["generosity"], found["condition_notes"]["generosity"]) == (
        "partly",
        "Al preàmbul.",
    )
    assert found["conditions"]["transparency"] == "unknown"
    reviewed = client.get(address(draft, "revisio")).context["reviewed"]
    (step,) = [step for step in reviewed if step["title"] == "Les sis condicions"]
    (fact,) = step["facts"]
    assert (fact["term"], fact["lines"]) == (
        "Generositat en benefici del bé comú",
        ["En part", "On es veu: Al preàmbul."],
    )


def test_governance_rows_need_a_name(client, draft):
    typed = {"governance-total": "1", "governance-0-level": "management_teams"}
    assert errors(fill_in(client, address(draft, "governanca"), **typed)) == [
        "Òrgan 1, Òrgan: Cal dir com es diu l’òrgan."
    ]

    fill_in(client, address(draft, "governanca"), **typed | {"governance-0-name": "Comissió directora"})
    (body,) = document(draft)["governance"]
    assert (body["level"], body["name"]) == ("management_teams", "Comissió directora")


def test_the_review_shows_everything_and_saves_who_may_read(client, draft):
    page = client.get(address(draft, "revisio")).content.decode()
    assert "Resum de prova." in page
    assert "Una aliança té com a mínim dos socis: afegiu-ne un altre." in page

    fill_in(client, address(draft, "revisio"), visibility="partners")
    assert Record.objects.get(pk=draft.pk).visibility == "partners"


def test_an_edit_of_a_published_alliance_is_a_draft_until_it_is_published_again(client, hospital):
    alliance = make_alliance("Triangle", owner=hospital)

    fill_in(client, address(alliance, "identitat"), summary="Un resum nou.")

    record = Record.objects.get(pk=alliance.pk)
    assert record.state == "draft"
    assert "Un resum nou." not in client.get(f"/aliances/{record.slug}/").content.decode()
    assert "Un resum nou." in client.get(f"/aliances/{record.slug}/?version=draft").content.decode()


def test_suggestions_forgive_accents_and_errors(client, neighbour):
    answer = client.get("/entitats/suggeriments/?partners-3-organisation=fundasio+veina")

    assert f'data-code="{neighbour.code}"' in answer.content.decode()
    assert client.get("/entitats/suggeriments/?q=f").content.decode().strip() == ""
    assert "No hi és: registra «fundasio veina» com a entitat nova" in answer.content.decode()
    exact = client.get("/entitats/suggeriments/", {"q": neighbour.name.upper()})
    assert 'data-code="new"' not in exact.content.decode()
    client.logout()
    assert client.get("/entitats/suggeriments/?q=fundacio").status_code == 302
