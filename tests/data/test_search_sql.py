"""The search functions of the database, tried where they run."""

import json
from pathlib import Path

import pytest
from django.db import connection

from observatori.catalan import normalise_search

DATA = Path(__file__).parents[2] / "observatori" / "data"
ODD = [
    "",
    "Col·laboració COL.LABORACIÓ col•lectiva co\u0140lectiu l·l·l al.lal.la S.L.L. hospital.lleida",
    "L’Hospital de l´Esperit, d'Olot; s’hi n’és m`ho promoure’l anar-se'n fes-nos-ho ajuda’ns porta'ls posi’s",
    "Sant’Anna, O’Donnell, D’Hondt, l’11 de setembre, 5'5, 'entre cometes', «l’Alt Camp»",
    "col·la\u00adbo\u200bració \ufb01nançament\u00a0públic 25.000 m² ÀREA Œuvre ß",
    "col∙lectiu col⋅lectiu col‧lectiu col・lectiu col\uff65lectiu",
    "socio-sanitari SOCIO-SANITÀRIES C-17 http://exemple.cat/col·lectiu?l'a=1",
    "accents combinats: e\u0301xit, C\u0327irurgia",
    "🏥 l’emoji i el grec Ωμέγα, el rus Привет",
]


def strings(value):
    """Every text inside a JSON document, keys included."""
    if isinstance(value, dict):
        return {text for key, item in value.items() for text in {key} | strings(item)}
    if isinstance(value, list):
        return {text for item in value for text in strings(item)}
    return {value} if isinstance(value, str) else set()


@pytest.fixture
def ask(db):
    """Answer with the first value of a query."""

    def answer(query, *parameters):
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchone()[0]

    return answer


def test_ca_norm_is_normalise_search(ask):
    texts = sorted(
        set(ODD).union(*(strings(json.loads(path.read_text("utf-8"))) for path in DATA.rglob("*.json")))
    )
    assert len(texts) > 500
    answered = ask(
        "SELECT array_agg(public.ca_norm(text) ORDER BY n) FROM unnest(%s::text[]) WITH ORDINALITY x(text, n)",
        texts,
    )
    assert dict(zip(texts, answered, strict=True)) == {text: normalise_search(text) for text in texts}


@pytest.mark.parametrize(
    "words",
    [
        ["col·laboració", "col.laboració", "COL·LABORACIONS", "co\u0140laboració", "col-laboració"],
        ["aliança", "aliances", "l’aliança", "d'aliances"],
        ["hospital", "hospitals", "l’hospital"],
        ["socio-sanitari", "sociosanitari", "sociosanitària", "socio-sanitàries"],
        ["atenció", "atencions"],
        ["farmacèutic", "farmacèutiques"],
    ],
)
def test_ca_vector_brings_the_forms_of_a_word_together(ask, words):
    stems = [set(ask("SELECT tsvector_to_array(public.ca_vector(%s))", word)) for word in words]
    assert set.intersection(*stems), stems


@pytest.mark.parametrize(
    "words",
    [
        ["aliança", "aliances", "alianca", "alianzas"],
        ["col·laboració", "collaboracio", "col·laboracions", "colaboración", "colaboraciones"],
        ["clínica", "clíniques", "clinic", "clinicas"],
        ["gerència", "gerències", "gerencia"],
        ["procés", "processos", "proces", "procesos"],
        ["platja", "platges"],
        ["conveni", "convenis", "convenio", "convenios"],
        ["salut", "salud"],
        ["universitat", "universitats", "universidades"],
        ["organització", "organizaciones"],
        ["cas", "casos"],
        ["pla", "plans"],
        ["farmacèutics", "farmaceuticos"],
        ["sociosanitari", "sociosanitària", "socio-sanitarias"],
    ],
)
def test_ca_simple_vector_meets_without_accents_and_in_spanish(ask, words):
    stems = [set(ask("SELECT tsvector_to_array(public.ca_simple_vector(%s))", word)) for word in words]
    assert set.intersection(*stems), stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("hospital", "hostal"), ("marc", "mare"), ("metge", "meta"), ("cap", "copa"), ("residència", "residu")],
)
def test_different_words_stay_apart(ask, one, other):
    assert not ask("SELECT public.ca_vector(%s) = public.ca_vector(%s)", one, other)
    assert not ask("SELECT public.ca_simple_vector(%s) = public.ca_simple_vector(%s)", one, other)


def test_words_that_say_nothing_are_not_indexed(ask):
    assert ask(
        "SELECT tsvector_to_array(public.ca_vector('la xarxa de les farmàcies i dels hospitals'))"
    ) == [
        "farmac",
        "hosp",
        "xarx",
    ]
    assert ask("SELECT length(public.ca_simple_vector('de la i els amb per a'))") == 0


def test_la_seu_is_a_place_and_not_a_possessive(ask):
    assert "seu" in ask("SELECT tsvector_to_array(public.ca_vector('la Seu d’Urgell'))")


def test_functions_may_be_indexed(ask):
    names = ["im_unaccent", "ca_norm", "ca_plain", "ca_joined", "ca_stops", "ca_vector", "ca_simple_vector"]
    volatile = "SELECT array_agg(proname::text) FROM pg_proc WHERE proname = ANY(%s) AND provolatile <> 'i'"
    assert ask("SELECT count(*) FROM pg_proc WHERE proname = ANY(%s)", names) == len(names)
    assert ask(volatile, names) is None


def test_functions_do_not_look_at_the_search_path(ask):
    before = ask("SELECT public.ca_simple_vector('Aliança d’Òsmosi')::text")
    ask("SELECT set_config('search_path', '', true)")
    assert ask("SELECT public.ca_simple_vector('Aliança d’Òsmosi')::text") == before


def test_script_may_run_again(ask):
    with connection.cursor() as cursor:
        cursor.execute((DATA / "search.sql").read_text("utf-8"))
    assert ask("SELECT public.ca_norm('L’Èxit')") == "èxit"


def test_long_texts_take_a_time_that_grows_with_their_length(ask):
    ask("SELECT set_config('statement_timeout', '3s', true)")
    assert ask("SELECT length(public.ca_vector(%s))", "l'aliança d'hospitals " * 20_000) == 2
    assert ask("SELECT length(public.ca_simple_vector(%s))", "soseionsdad " * 20_000) == 1
