"""The step where an alliance says what came of it, and its names and form in its own words."""

import pytest

from alliances.models import Alliance
from alliances.rules import ALLIANCE
from alliances.write_serializers import AllianceWrite
from observatori.publishing.models import Record
from tests.experiences.filling import fill_in, form_of
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def client(client, hospital):
    client.force_login(make_user("editora@exemple.cat", organisation=hospital))
    return client


@pytest.fixture
def draft(hospital):
    return make_alliance("Triangle", owner=hospital, partners=[hospital], published=False)


def address(alliance, step=""):
    record = alliance.record
    return f"/tauler/{record.owner.slug}/aliances/{record.code}/{step and f'{step}/'}"


def document(alliance):
    return ALLIANCE.document(ALLIANCE.load(Record.objects.get(pk=alliance.pk)))


def result(index=0, **typed):
    return {"results-total": str(index + 1)} | {f"results-{index}-{k}": v for k, v in typed.items()}


def errors(answer):
    assert answer.status_code == 422
    return [error["text"] for error in answer.context["form"].all_errors]


def test_results_difficulties_and_notes_are_saved_as_the_api_writes_them(client, draft):
    fill_in(
        client,
        address(draft, "resultats"),
        **result(
            indicator="Trasllats evitats", value="2.310", unit="viatges", year="2023", status="measured"
        ),
        difficulties="Dos sistemes d’informació\n\n Poc temps ",
        notes="La xifra és de tot l’any.",
    )

    found = document(draft)
    assert found["results"] == [
        {
            "indicator": "Trasllats evitats",
            "value": 2310,
            "unit": "viatges",
            "year": 2023,
            "status": "measured",
            "detail": "",
        }
    ]
    assert found["difficulties"] == ["Dos sistemes d’informació", "Poc temps"]
    assert found["notes"] == "La xifra és de tot l’any."


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("12,5", 12.5, "12,5"),
        ("-3", -3, "−3"),
        ("0,125", 0.125, "0,125"),
        ("90 / 80", "90 / 80", "90 / 80"),
        ("9" * 30, "9" * 30, "9" * 30),
        ("nan", "nan", "nan"),
        ("", None, ""),
    ],
)
def test_a_value_is_a_figure_or_words_and_comes_back_as_it_was(client, draft, typed, kept, shown):
    page = address(draft, "resultats")
    fill_in(client, page, **result(indicator="Espera", value=typed))

    assert document(draft)["results"][0]["value"] == kept
    fields = form_of(client.get(page))
    assert fields["results-0-value"] == [shown]

    fill_in(client, page, notes="Una altra cosa.")
    assert document(draft)["results"][0]["value"] == kept


def test_a_result_without_what_was_looked_at_is_refused_at_its_row(client, draft):
    answer = fill_in(client, address(draft, "resultats"), **result(value="12"))

    assert errors(answer) == ["Resultat 1, Què es va mirar: Digueu de què és aquest resultat."]
    assert document(draft)["results"] == []


def test_names_and_form_in_its_own_words_stand_where_they_belong(client, draft):
    fill_in(client, address(draft, "identitat"), aliases="Laboratori Comú\n LabCat ")
    fill_in(client, address(draft, "classificacio"), form_text="Unitat funcional")

    found = document(draft)
    assert (found["aliases"], found["form_text"]) == (["Laboratori Comú", "LabCat"], "Unitat funcional")


def test_an_alias_too_long_is_refused_at_its_field(client, draft):
    answer = fill_in(client, address(draft, "identitat"), aliases="curt\n" + "a" * 251)

    (sentence,) = errors(answer)
    assert sentence.startswith("Altres noms: ")
    assert Alliance.objects.get().aliases == []


def test_the_review_and_the_staff_read_what_came_of_it(client, draft):
    fill_in(
        client,
        address(draft, "resultats"),
        **result(indicator="Espera", value="12,5", unit="dies", year="2023", status="estimated"),
        difficulties="Poc temps",
    )
    fill_in(client, address(draft, "identitat"), aliases="LabCat")

    page = client.get(address(draft, "revisio")).content.decode()
    assert "Espera · 12,5\N{NO-BREAK SPACE}dies · 2023 · estimat" in page
    assert "Poc temps" in page
    assert "LabCat" in page
    Record.objects.filter(pk=draft.pk).update(state="submitted")
    client.force_login(make_user(role="curator"))
    review = client.get(f"/curadoria/{draft.record.code}/").content.decode()
    for said in ("12,5\N{NO-BREAK SPACE}dies", "D’on surt la xifra: estimat", "Poc temps", "LabCat"):
        assert said in review


def test_two_who_write_results_at_once_see_both_readings(client, draft):
    page = address(draft, "resultats")
    held = form_of(client.get(page))
    fill_in(client, page, difficulties="El meu")

    answer = client.post(page, {**held, "difficulties": "El vostre", "_save": "1"})

    assert answer.status_code == 409
    assert "Dificultats" in answer.content.decode()
    assert document(draft)["difficulties"] == ["El meu"]


@pytest.mark.parametrize(("status", "fits"), [("forecast", True), (None, True), ("somiat", False)])
def test_by_the_api_the_figure_of_a_result_comes_from_one_of_three_places(status, fits):
    body = {"results": [{"indicator": "Espera", "status": status}]}

    assert AllianceWrite(data=body).is_valid() == fits
