"""Finding organisations by their names, and who may know of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatori.organisations.models import Alias
from observatori.publishing.organisation_search import find_organisations, similar_organisations
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    made = make_organisation(
        "Fundació Hospital Comarcal de Riudebrera",
        short_name="FHCR",
        tax_id="Q0818003F",
        verified_at=timezone.now(),
    )
    Alias.objects.create(organisation=made, name="Antic Hospital dels Pobres")
    make_organisation("Ajuntament d’Olot", verified_at=timezone.now())
    return made


@pytest.mark.parametrize(
    "q",
    [
        "Fundació Hospital Comarcal de Riudebrera",
        "hospital riudebrera",
        "HOSPITAL COMARCAL",
        "fundacio hospital",
        "Riudevrera",
        "riud",
        "fhcr",
        "hospital dels pobres",
        "antic hospial",
        "Q0818003F",
        "q-0818003",
    ],
)
def test_a_name_is_found_as_people_write_it(hospital, q):
    assert find_organisations(q, user=AnonymousUser())[:1] == [hospital]


@pytest.mark.parametrize(
    "q", ["Consorci Hospitalari de Vilaserena", "consorci hospitalari de vilas", "CHVS", "consorci vilas"]
)
def test_what_the_typed_words_name_comes_before_what_is_only_alike(q):
    for name in ("Consorci Hospitalari de Vic", "Consorci Hospitalari de Vilanova", "Consorci CHV"):
        make_organisation(name, verified_at=timezone.now())
    example = make_organisation(
        "Consorci Hospitalari de Vilaserena",
        short_name="CHVS",
        is_example=True,
        verified_at=timezone.now(),
    )

    assert find_organisations(q, user=AnonymousUser())[0] == example


def test_among_those_the_words_begin_examples_come_last():
    example = make_organisation("Consorci A", is_example=True, verified_at=timezone.now())
    real = make_organisation("Consorci B", verified_at=timezone.now())

    assert find_organisations("consorci", user=AnonymousUser()) == [real, example]


@pytest.mark.parametrize("q", ["", "   ", "\x00", "zzzzzz", "Q08", "%", "farmàcia"])
def test_what_names_nothing_finds_nothing(hospital, q):
    assert find_organisations(q, user=AnonymousUser()) == []


def test_who_may_not_know_of_an_organisation_does_not_find_it():
    owner = make_organisation("Secreta d’una entitat")
    merged = make_organisation("Secreta fusionada", merged_into=make_organisation(verified_at=timezone.now()))
    registered = make_user()
    owner.registered_by = registered
    owner.save()
    member = make_user(organisation=owner, membership="reader")

    def finds(user):
        return find_organisations("secreta", user=user)

    assert (
        finds(AnonymousUser())
        == finds(make_user())
        == finds(make_user(organisation=make_organisation()))
        == []
    )
    assert finds(member) == finds(registered) == finds(make_user(role="curator")) == [owner]
    assert merged not in finds(make_user(role="curator"))
    make_alliance(partners=[owner, make_organisation()])
    assert finds(AnonymousUser()) == [owner]


def test_an_answer_takes_two_queries_with_1_and_20_organisations():
    user = make_user(role="curator")
    for number in range(20):
        organisation = make_organisation(f"Hospital {number}")
        Alias.objects.create(organisation=organisation, name=f"Clínica {number}")
        if number in {0, 19}:
            with CaptureQueriesContext(connection) as captured:
                found = find_organisations("hospital", user=user, limit=20)
                assert [alias.name for row in found for alias in row.aliases.all()]
            assert len(captured) == 2


def test_what_somebody_registers_may_already_be_there(hospital):
    user = make_user()

    assert similar_organisations({"name": "Hosp. Comarcal Riudebrera"}, user=user) == [hospital]
    assert similar_organisations({"name": "Una de nova", "tax_id": "Q0818003F"}, user=user) == [hospital]
    assert similar_organisations({"name": "Cooperativa Llum"}, user=user) == []
