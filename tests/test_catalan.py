"""Text in Catalan: the examples are the norm’s and the project contract’s, not the code’s."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatori import catalan

WRITTEN = st.text(alphabet="abcdeilnorstu àèéíïòóúüçñ·.-’'LÀÉÇ10", max_size=40)


@pytest.mark.parametrize(
    "spelling",
    [
        "col·laboració",
        "COL·LABORACIÓ",
        "col•laboració",
        "col∙laboració",
        "col⋅laboració",
        "col‧laboració",
        "col・laboració",
        "col.laboració",
        "col-laboració",
        "co\u0140laboració",
        "CO\u013fLABORACIÓ",
        "collaboracio",
        "  col·laboracio\u0301 ",
        "col·la\u00adbo\u200bració",
    ],
)
def test_fold_joins_every_spelling_of_the_ela_geminada(spelling):
    assert catalan.fold(spelling) == "collaboracio"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("L’Hospitalet", "l'hospitalet"),
        ("l´Hospitalet", "l'hospitalet"),
        ("Niñez  i\u00a0força", "ninez i forca"),
        ("S.L.L.", "s.l.l."),
        ("Vall-llobrega", "vall-llobrega"),
        ("hospital.lleida", "hospital.lleida"),
        ("al·lot", "allot"),
        ("\ufb01nan\u00e7ament", "financament"),
    ],
)
def test_fold_keeps_what_is_not_an_ela_geminada(text, key):
    assert catalan.fold(text) == key


@given(WRITTEN)
def test_fold_twice_changes_nothing(text):
    assert catalan.fold(catalan.fold(text)) == catalan.fold(text)


@given(WRITTEN)
def test_fold_is_blind_to_case_and_accents(text):
    assert catalan.fold(text.upper()) == catalan.fold(text) == catalan.fold(catalan.fold(text).upper())


def test_sort_key_puts_accents_and_punctuation_where_a_reader_looks():
    names = ["Òdena", "«Olot»", "Ordis", "ordre", "Zona", "Èxit", "l’Ordal", "Col·legi", "Collserola"]
    expected = ["Col·legi", "Collserola", "Èxit", "l’Ordal", "Òdena", "«Olot»", "Ordis", "ordre", "Zona"]
    assert sorted(names, key=catalan.sort_key) == expected


@pytest.mark.parametrize(
    ("text", "limit", "slug"),
    [
        ("Aprenentatges: treball col·laboratiu", 60, "aprenentatges-treball-collaboratiu"),
        ("L’Hospitalet i Òdena", 60, "l-hospitalet-i-odena"),
        ("una aliança molt llarga", 14, "una-alianca"),
        ("supercomputació", 5, "super"),
        ("«»", 60, ""),
    ],
)
def test_slug_is_readable_and_cut_between_words(text, limit, slug):
    assert catalan.slug(text, limit) == slug


@pytest.mark.parametrize(
    ("text", "typographic"),
    [
        ("l'hospital d'11 llits", "l’hospital d’11 llits"),
        ("d'«Aliança Reforçada»", "d’«Aliança Reforçada»"),
        ("promoure'l i anar-se'n", "promoure’l i anar-se’n"),
        ("'entre cometes'", "'entre cometes'"),
        ("5' de marge", "5' de marge"),
        ("l’hospital", "l’hospital"),
    ],
)
def test_apostrophes_only_where_two_words_are_joined(text, typographic):
    assert catalan.apostrophes(text) == typographic


@pytest.mark.parametrize(
    ("name", "article", "of", "at", "whole"),
    [
        ("Osona", None, "d’Osona", "a Osona", "Osona"),
        ("Alt Camp", "l’", "de l’Alt Camp", "a l’Alt Camp", "l’Alt Camp"),
        ("Urgell", "l'", "de l’Urgell", "a l’Urgell", "l’Urgell"),
        ("Bages", "el", "del Bages", "al Bages", "el Bages"),
        ("Selva", "la", "de la Selva", "a la Selva", "la Selva"),
        ("Garrigues", "les", "de les Garrigues", "a les Garrigues", "les Garrigues"),
        ("Pallars", "els", "dels Pallars", "als Pallars", "els Pallars"),
        ("Pla d'Urgell", "el", "del Pla d’Urgell", "al Pla d’Urgell", "el Pla d’Urgell"),
        ("hospital", "el", "de l’hospital", "a l’hospital", "l’hospital"),
        ("aliança", "la", "de l’aliança", "a l’aliança", "l’aliança"),
        ("universitat", "la", "de la universitat", "a la universitat", "la universitat"),
        ("infermeria", "la", "de la infermeria", "a la infermeria", "la infermeria"),
        ("història", "la", "de la història", "a la història", "la història"),
        ("índia", "la", "de l’índia", "a l’índia", "l’índia"),
        ("iogurt", "el", "del iogurt", "al iogurt", "el iogurt"),
        ("hiena", "la", "de la hiena", "a la hiena", "la hiena"),
        ("la Seu d'Urgell", "", "de la Seu d’Urgell", "a la Seu d’Urgell", "la Seu d’Urgell"),
        ("el Vendrell", "", "del Vendrell", "al Vendrell", "el Vendrell"),
        ("l'Hospitalet", "", "de l’Hospitalet", "a l’Hospitalet", "l’Hospitalet"),
        ("l’Hospitalet", "l’", "de l’Hospitalet", "a l’Hospitalet", "l’Hospitalet"),
        ("els Hostalets", "", "dels Hostalets", "als Hostalets", "els Hostalets"),
        ("les Borges Blanques", "", "de les Borges Blanques", "a les Borges Blanques", "les Borges Blanques"),
        ("Vic", "", "de Vic", "a Vic", "Vic"),
        ("Elsa", "", "d’Elsa", "a Elsa", "Elsa"),
        ("Lesseps", "", "de Lesseps", "a Lesseps", "Lesseps"),
    ],
)
def test_articles_contract_and_elide(name, article, of, at, whole):
    assert catalan.of(name, article) == of
    assert catalan.at(name, article) == at
    assert catalan.with_article(name, article) == whole


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("Hospital Clínic", "d’Hospital Clínic"),
        ("Àger", "d’Àger"),
        ("ús", "d’ús"),
        ("iogurt", "de iogurt"),
        ("Iugoslàvia", "de Iugoslàvia"),
        ("hiena", "de hiena"),
        ("uombat", "de uombat"),
        ("iònics", "d’iònics"),
        ("ió", "d’ió"),
        ("ICS", "d’ICS"),
        ("UAB", "d’UAB"),
        ("FEDER", "de FEDER"),
        ("«Aliança Reforçada»", "d’«Aliança Reforçada»"),
        ("«Triangle»", "de «Triangle»"),
        ("1 any", "d’1 any"),
        ("11 entitats", "d’11 entitats"),
        ("11.000 persones", "d’11.000 persones"),
        ("1.000 persones", "de 1.000 persones"),
        ("18 serveis", "de 18 serveis"),
        ("110 llits", "de 110 llits"),
        ("", "de "),
    ],
)
def test_of_elides_by_sound(name, phrase):
    assert catalan.of(name) == phrase


@pytest.mark.parametrize(
    ("value", "ca", "es", "en"),
    [
        ("2010-11-09", "9 de novembre del 2010", "9 de noviembre de 2010", "9 November 2010"),
        ("2011-04-01", "1 d’abril del 2011", "1 de abril de 2011", "1 April 2011"),
        ("2020-02-29", "29 de febrer del 2020", "29 de febrero de 2020", "29 February 2020"),
        (date(2024, 8, 31), "31 d’agost del 2024", "31 de agosto de 2024", "31 August 2024"),
        ("1999-10-05", "5 d’octubre del 1999", "5 de octubre de 1999", "5 October 1999"),
        ("2010-11", "novembre del 2010", "noviembre de 2010", "November 2010"),
        ("2025-08", "agost del 2025", "agosto de 2025", "August 2025"),
        ("2010", "2010", "2010", "2010"),
    ],
)
def test_date_text_is_as_precise_as_the_date(value, ca, es, en):
    assert [catalan.date_text(value, language) for language in ("ca", "es", "en")] == [ca, es, en]


def test_date_text_gives_every_month_its_name_and_preposition():
    months = [catalan.date_text(f"2026-{month:02}-02").removesuffix(" del 2026") for month in range(1, 13)]
    assert months == [
        "2 de gener",
        "2 de febrer",
        "2 de març",
        "2 d’abril",
        "2 de maig",
        "2 de juny",
        "2 de juliol",
        "2 d’agost",
        "2 de setembre",
        "2 d’octubre",
        "2 de novembre",
        "2 de desembre",
    ]


@pytest.mark.parametrize(
    "value", ["", "novembre", "2010-13", "2010-00", "2023-02-29", "09/11/2010", datetime(2010, 11, 9, 12)]
)
def test_date_text_refuses_what_is_not_a_date(value):
    with pytest.raises(ValueError, match=r"."):
        catalan.date_text(value)


@pytest.mark.parametrize(
    ("items", "language", "phrase"),
    [
        ([], "ca", ""),
        (["Vic"], "ca", "Vic"),
        (["Vic", "Olot"], "ca", "Vic i Olot"),
        (["Vic", "Olot", "Campdevànol"], "ca", "Vic, Olot i Campdevànol"),
        (["salud", "educación"], "es", "salud y educación"),
        (["salud", "investigación"], "es", "salud e investigación"),
        (["geografía", "Historia"], "es", "geografía e Historia"),
        (["agua", "hielo"], "es", "agua y hielo"),
        (iter(["a", "b", "c"]), "en", "a, b and c"),
    ],
)
def test_join_ends_with_the_right_conjunction(items, language, phrase):
    assert catalan.join(items, language) == phrase


@pytest.mark.parametrize(
    ("value", "decimals", "ca", "en"),
    [
        (0, None, "0", "0"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (525000, None, "525.000", "525,000"),
        (18.0, None, "18", "18"),
        (-37.2, None, "−37,2", "−37.2"),
        (Decimal("1250.50"), None, "1.250,50", "1,250.50"),
        (2.345, 2, "2,35", "2.35"),
        (-0.4, 0, "0", "0"),
        (3, 1, "3,0", "3.0"),
        (1e15, None, "1.000.000.000.000.000", "1,000,000,000,000,000"),
    ],
)
def test_number_uses_the_separators_of_the_language(value, decimals, ca, en):
    assert catalan.number(value, "ca", decimals) == catalan.number(value, "es", decimals) == ca
    assert catalan.number(value, "en", decimals) == en


def test_percent_keeps_figure_and_sign_on_one_line():
    assert catalan.percent(38) == "38\u00a0%"
    assert catalan.percent(-37.25, "es", 1) == "−37,3\u00a0%"
    assert catalan.percent(38, "en") == "38%"


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Col·laboració COL.LABORACIÓ", "collaboració collaboració"),
        ("l’Hospital de l´Esperit d'Olot", "hospital de esperit olot"),
        ("promoure’l, anar-se'n, fer-los", "promoure, anar-se, fer-los"),
        ("dona’m acosta’t posi’s ajuda’ns reuneix-los porta'ls", "dona acosta posi ajuda reuneix-los porta"),
        ("s’hi n’és m’ho t’ho", "hi és ho ho"),
        ("socio-sanitari", "socio-sanitari"),
        ("Sant’Anna i O’Donnell", "sant'anna i o'donnell"),
        ("S.L.L. i l’ÀREA", "s.l.l. i àrea"),
        ("l·l·l", "lll"),
    ],
)
def test_normalise_search_undoes_writing_but_keeps_accents(text, searched):
    assert catalan.normalise_search(text) == searched
