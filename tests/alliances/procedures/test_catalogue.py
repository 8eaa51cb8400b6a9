"""The project’s own list: which steps each kind of party has, and what law asks for each."""

import pytest
from django.utils import translation

from alliances.models import Stage
from alliances.procedures.catalogue import known_steps, step_title, steps_for

PUBLIC = [
    "justifying_report", "legal_report", "comptroller", "data_protection", "governing_body", "authorisation",
    "signatures", "agreements_register", "state_register", "gazette", "state_gazette", "audit_office",
    "transparency_portal",
]  # fmt: skip
PRIVATE = ["data_protection", "governing_body", "authority_to_sign", "signatures", "transparency_portal"]
UNKNOWN = ["data_protection", "governing_body", "signatures", "transparency_portal"]


@pytest.mark.parametrize(
    ("ownership", "codes"),
    [("public", PUBLIC), ("private_nonprofit", PRIVATE), ("private_forprofit", PRIVATE), ("", UNKNOWN)],
)
def test_each_kind_of_party_has_its_steps(ownership, codes):
    assert [step.code for step in steps_for(ownership)] == codes


@pytest.mark.parametrize(
    ("code", "ownership", "law"),
    [
        ("justifying_report", "public", "Llei 40/2015, article 50.1"),
        ("signatures", "public", "Llei 40/2015, article 48.8"),
        ("agreements_register", "public", "Llei 19/2014, article 14.3"),
        ("audit_office", "public", "Llei 40/2015, article 53"),
        ("transparency_portal", "public", "Llei 19/2013, article 8.1.b"),
        ("transparency_portal", "private_nonprofit", "Llei 19/2013, articles 3.b i 8.2"),
        ("governing_body", "private_forprofit", "Llei de societats de capital, article 209"),
        ("governing_body", "private_nonprofit", "Codi civil de Catalunya, llibre tercer (Llei 4/2008)"),
    ],
)
def test_a_step_names_the_law_that_asks_it_of_that_party(code, ownership, law):
    assert law in known_steps()[code].of(ownership)["laws"]


def test_what_binds_a_public_body_is_not_asked_of_a_company():
    assert known_steps()["justifying_report"].of("private_forprofit") is None
    assert known_steps()["signatures"].of("private_forprofit")["laws"] == []


def test_the_stages_follow_one_another():
    stages = [Stage(step.stage) for step in known_steps().values()]

    assert stages == sorted(stages, key=list(Stage).index)


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_every_word_is_there_in_each_language(language):
    for step in known_steps().values():
        assert step.words[language]
        for party in step.parties:
            assert party["when"][language] or party["ownerships"] == [""]
            assert all(law[language] for law in party["laws"])


def test_a_name_of_ones_own_stays_and_the_projects_is_translated():
    with translation.override("es"):
        assert step_title("legal_report", "") == "Informe jurídico"
        assert step_title("legal_report", "Vistiplau de l’assessoria") == "Vistiplau de l’assessoria"
    assert step_title("own-1", "Vistiplau") == "Vistiplau"
