"""The lights of the semàfor, against cases written by hand from article 49 of Llei 40/2015.

Each case says what the article asks: the letter it is under, what the agreement has, and the light that follows.
"""

from datetime import date

import pytest

from alliances.completeness.lights import Light, completeness, worst
from alliances.models import Content
from alliances.pages.completeness import (
    WHAT,
    completeness_context,
    fields_sentence,
    light_sentence,
    whole_sentence,
)
from alliances.readings import Reading

TODAY = date(2026, 11, 1)
HOSPITAL = {"code": "OAE-O-0001", "slug": "hospital", "name": "Hospital"}
COUNCIL = {"code": "OAE-O-0002", "slug": "ajuntament", "name": "Ajuntament"}


def part(key, text="Text.", section="clauses"):
    return {"key": key, "section": section, "label": key, "heading": "", "text": text}


def signature(party, office="directora"):
    return {"organisation": party, "party_text": None, "person": "N. N.", "office": office, "signed_on": None}


def agreement(**facts):
    return {
        "code": "OAE-C-0001",
        "kind": "framework",
        "origin": "registered",
        "parties": [HOSPITAL, COUNCIL],
        "signatures": [],
        "signed_on": None,
        "in_force_from": None,
        "in_force_until": None,
        "open_ended": False,
        "extension_until": None,
        "notice_months": None,
        "renewal": "unknown",
        "renewal_months": None,
        "parts": [part("primera"), part("segona")],
        "commitments": [],
        "relations": [],
        **facts,
    }


def addendum(**facts):
    """An addendum signed on its `signed_on` and in effect since `effective_on`."""
    return {
        **agreement(parts=[]),
        "code": "OAE-C-0002",
        "kind": "addendum",
        "origin": "documented",
        "addendum_kind": "amendment",
        "effective_on": "2026-01-01",
        "new_until": None,
        "changes": [],
        **facts,
    }


def change(op, target, key=""):
    return {"op": op, "target": target, "key": key, "label": "", "heading": "", "text": "Nou."}


def mark(answer="ok", *parts, note=""):
    return {"answer": answer, "parts": list(parts), "note": note}


def lights(document=None, marks=None, *, addenda=(), at=TODAY, binding=True):
    found = completeness(Reading(document or agreement(), tuple(addenda), at), marks or {}, binding=binding)
    return {one.item: one for one in found.items}


def light_of(item, **case):
    return lights(**case)[item].light


MONEY = {"organisation": HOSPITAL, "amount": 1000.0, "year": 2026, "in_kind": None, "concept": None}
BOTH_SIGN = [signature(HOSPITAL), signature(COUNCIL, "alcalde")]
FOUR_YEARS = {"in_force_from": "2026-01-01", "in_force_until": "2029-12-31"}
EXTENSION = {"addendum_kind": "extension", "effective_on": "2026-06-01", "new_until": "2028-12-31"}

CASES = [
    # a) «Sujetos que suscriben el convenio y la capacidad jurídica con que actúa cada una de las partes.»
    ("a", "unknown", {}, {}),
    ("a", "ok", {"signatures": BOTH_SIGN}, {}),
    ("a", "partial", {"signatures": [signature(HOSPITAL), signature(COUNCIL, "")]}, {}),
    ("a", "partial", {"signatures": [signature(HOSPITAL)]}, {}),
    ("a", "unknown", {"signatures": BOTH_SIGN, "parties": []}, {}),
    ("a", "missing", {"signatures": BOTH_SIGN}, {"a": mark("missing")}),
    # b) «La competencia en la que se fundamenta la actuación de la Administración Pública»
    ("b", "unknown", {}, {}),
    ("b", "ok", {}, {"b": mark("ok", "primera")}),
    # c) «Objeto del convenio y actuaciones a realizar por cada sujeto»
    ("c", "unknown", {"parts": []}, {}),
    ("c", "partial", {}, {"c": mark("partial", "primera")}),
    # d) «Obligaciones y compromisos económicos […] indicando su distribución temporal por anualidades»
    ("d", "unknown", {}, {}),
    ("d", "ok", {"commitments": [MONEY]}, {}),
    ("d", "partial", {"commitments": [MONEY, {**MONEY, "year": None}]}, {}),
    ("d", "ok", {"commitments": [{**MONEY, "amount": None, "year": None, "in_kind": "Un local."}]}, {}),
    ("d", "not_applicable", {}, {"d": mark("not_applicable", note="Ningú no hi posa diners.")}),
    # e) «Consecuencias aplicables en caso de incumplimiento»
    ("e", "ok", {}, {"e": mark("ok", "segona")}),
    ("e", "missing", {}, {"e": mark("missing")}),
    # f) «Mecanismos de seguimiento, vigilancia y control»
    ("f", "ok", {}, {"f": mark("ok", "primera", "segona")}),
    ("f", "unknown", {}, {"f": mark("ok", "tercera", note="Ho diu l’addenda.")}),  # in no text of this reader
    ("f", "ok", {}, {"f": mark("ok", "primera", "tercera")}),
    ("f", "ok", {"parts": []}, {"f": mark("ok", note="Pàgina 3 de l’original.")}),
    # g) «El régimen de modificación del convenio»
    ("g", "missing", {}, {"g": mark("missing")}),
    # h) «Plazo de vigencia»: 1.º determinada, no superior a quatre anys, tret que una norma en prevegi més
    ("h", "unknown", {}, {}),
    ("h", "ok", FOUR_YEARS, {}),
    ("h", "partial", {**FOUR_YEARS, "in_force_until": "2030-01-01"}, {}),
    ("h", "partial", {**FOUR_YEARS, "in_force_until": "2030-01-01"}, {"h": mark("ok", "primera")}),
    (
        "h",
        "ok",
        {**FOUR_YEARS, "in_force_until": "2030-01-01"},
        {"h": mark("ok", "primera", note="Art. 12 de la Llei 15/1990")},
    ),
    ("h", "ok", {"in_force_from": "2026", "in_force_until": "2030"}, {}),  # may be four years: no finding
    ("h", "missing", {"in_force_from": "2026-01-01", "open_ended": True}, {}),
    ("h", "missing", {"in_force_from": "2026-01-01", "open_ended": True}, {"h": mark("ok", "primera")}),
    ("h", "partial", {**FOUR_YEARS, "renewal": "tacit"}, {}),
    ("h", "ok", {**FOUR_YEARS, "renewal": "express"}, {}),
    # h) 2.º: la pròrroga, per un període de fins a quatre anys més
    ("h", "ok", {**FOUR_YEARS, "extension_until": "2033-12-31"}, {}),
    ("h", "partial", {**FOUR_YEARS, "extension_until": "2034-01-01"}, {}),
    ("h", "missing", FOUR_YEARS, {"h": mark("missing")}),
    ("h", "ok", {}, {"h": mark("ok", "primera")}),
    # recommended
    ("data_protection", "unknown", {}, {}),
    (
        "data_protection",
        "not_applicable",
        {},
        {"data_protection": mark("not_applicable", note="No n’hi ha.")},
    ),
    ("jurisdiction", "ok", {}, {"jurisdiction": mark("ok", "segona")}),
]


@pytest.mark.parametrize(("item", "light", "facts", "marks"), CASES)
def test_a_content_has_the_light_the_article_gives_it(item, light, facts, marks):
    assert light_of(item, document=agreement(**facts), marks=marks) == light


PRIVATE = [
    ("b", "not_applicable", {}),  # there is no public competence to say
    ("h", "partial", {"in_force_from": "2026-01-01", "open_ended": True}),
    ("h", "ok", {**FOUR_YEARS, "in_force_until": "2040-01-01"}),
    ("h", "ok", {**FOUR_YEARS, "renewal": "tacit"}),
]


@pytest.mark.parametrize(("item", "light", "facts"), PRIVATE)
def test_where_no_public_body_signs_the_limits_of_the_law_do_not_bind(item, light, facts):
    assert light_of(item, document=agreement(**facts), binding=False) == light


@pytest.mark.parametrize("kind", ["protocol", "service_contract", "addendum"])
def test_protocols_service_contracts_and_addenda_have_no_lights(kind):
    found = completeness(Reading(addendum(kind=kind), (), TODAY), {"f": mark("ok", "primera")}, binding=True)

    assert {one.light for one in found.items} == {Light.NOT_APPLICABLE}
    assert (found.applies, found.binding, found.light) == (False, False, Light.NOT_APPLICABLE)


@pytest.mark.parametrize("kind", ["framework", "specific", "statutes", "accession", "other"])
def test_the_rest_have_them(kind):
    assert light_of("g", document=agreement(kind=kind), marks={"g": mark("ok", "primera")}) == "ok"


@pytest.mark.parametrize(("at", "light"), [(date(2025, 12, 31), "ok"), (date(2026, 1, 1), "missing")])
def test_a_part_that_an_addendum_deletes_no_longer_answers_from_its_day(at, light):
    deleting = addendum(changes=[change("delete", "segona")])

    assert light_of("f", marks={"f": mark("ok", "segona")}, addenda=[deleting], at=at) == light


@pytest.mark.parametrize(("at", "light"), [(date(2025, 12, 31), "missing"), (date(2026, 1, 1), "ok")])
def test_a_part_that_an_addendum_adds_answers_from_its_day(at, light):
    adding = addendum(changes=[change("insert_after", "segona", "segona-bis")])

    assert light_of("f", marks={"f": mark("ok", "segona-bis")}, addenda=[adding], at=at) == light


@pytest.mark.parametrize(
    ("until", "extension", "light"),
    [
        ("2026-12-31", {**EXTENSION, "signed_on": "2026-05-20"}, "ok"),
        ("2026-05-31", {**EXTENSION, "signed_on": "2026-05-31"}, "ok"),
        ("2026-05-31", {**EXTENSION, "signed_on": "2026-06-01"}, "partial"),  # the term was over
        ("2026-12-31", {**EXTENSION, "signed_on": "2026-05-20", "new_until": "2031-01-01"}, "partial"),
        ("2026-12-31", {**EXTENSION, "signed_on": "2026-05-20", "new_until": "2030-12-31"}, "ok"),
    ],
)
def test_an_extension_is_agreed_before_the_end_for_four_years_at_most(until, extension, light):
    term = agreement(in_force_from="2024-01-01", in_force_until=until)

    assert light_of("h", document=term, addenda=[addendum(**extension)]) == light


def test_an_extension_that_has_not_taken_effect_says_nothing_yet():
    late = addendum(**EXTENSION, signed_on="2026-06-01")
    term = agreement(in_force_from="2024-01-01", in_force_until="2026-05-31")

    assert light_of("h", document=term, addenda=[late], at=date(2026, 5, 31)) == "ok"


def test_money_that_an_addendum_brings_counts_from_its_day():
    economic = addendum(addendum_kind="economic", commitments=[MONEY])

    assert light_of("d", addenda=[economic], at=date(2025, 12, 31)) == "unknown"
    assert light_of("d", addenda=[economic], at=date(2026, 1, 1)) == "ok"


# --- The whole ---------------------------------------------------------------------------------------

ALL = {item: mark("ok", "primera") for item in "abcdefg"} | {"h": mark("ok", "primera")}


@pytest.mark.parametrize(
    ("marks", "light", "sentence"),
    [
        ({}, "unknown", "Encara ningú no ha marcat on diu el text cada contingut."),
        (ALL, "ok", "Hi són tots els continguts de l’article 49."),
        ({**ALL, "g": mark("missing")}, "missing", "Dels 8 continguts de l’article 49, en falta 1."),
        (
            {**ALL, "d": mark("not_applicable", note="Sense diners."), "g": mark("partial", "primera")},
            "partial",
            "Dels 7 continguts de l’article 49, 1 hi és només en part.",
        ),
        ({**ALL, "staff": mark("missing")}, "ok", "Hi són tots els continguts de l’article 49."),
        (
            {"a": mark("missing"), "b": mark("missing"), "c": mark("partial", "primera")},
            "missing",
            "Dels 8 continguts de l’article 49, en falten 2, 1 hi és només en part i de 5 no consta si hi són.",
        ),
        (
            {item: mark("ok", "primera") for item in "abc"},
            "unknown",
            "De 5 dels 8 continguts de l’article 49 no consta si hi són.",
        ),
        (
            {item: mark("ok", "primera") for item in "abcdefg"},
            "unknown",
            "D’1 dels 8 continguts de l’article 49 no consta si hi és.",
        ),
        (
            {item: mark("ok", "primera") for item in "abcdef"} | {"g": mark("missing")},
            "missing",
            "Dels 8 continguts de l’article 49, en falta 1 i d’1 no consta si hi és.",
        ),
        (
            dict.fromkeys("abcdefg", mark("not_applicable", note="No n’hi ha.")),
            "unknown",
            "De l’únic contingut de l’article 49 que hi escau no consta si hi és.",
        ),
    ],
)
def test_the_whole_is_as_the_worst_content_of_the_law(marks, light, sentence):
    found = completeness(Reading(agreement(), (), TODAY), marks, binding=True)

    assert (found.light, whole_sentence(found)) == (light, sentence)


@pytest.mark.parametrize(
    ("item", "facts", "binding", "sentence"),
    [
        (
            "a",
            {"signatures": BOTH_SIGN},
            True,
            "Surt dels camps del conveni: les signatures, amb el càrrec de qui signa.",
        ),
        ("b", {}, False, "Surt dels camps del conveni: la titularitat de les parts."),
        ("d", {"commitments": [MONEY]}, True, "Surt dels camps del conveni: els compromisos."),
        ("h", FOUR_YEARS, True, "Surt dels camps del conveni: la vigència."),
        ("h", {}, True, ""),
        ("g", {}, True, ""),
    ],
)
def test_what_the_fields_tell_says_which_ones(item, facts, binding, sentence):
    found = lights(agreement(**facts), binding=binding)

    assert fields_sentence(found[item]) == sentence


def test_what_nobody_looked_at_is_not_missing():
    assert worst([Light.OK, Light.UNKNOWN]) == Light.UNKNOWN
    assert worst([Light.UNKNOWN, Light.PARTIAL]) == Light.PARTIAL


@pytest.mark.parametrize(
    ("item", "marks", "sentence"),
    [
        (
            "f",
            {"f": mark("missing")},
            "No diu qui en fa el seguiment i com es resolen els conflictes (art. 49.f).",
        ),
        ("staff", {}, "No consta si diu en quines condicions hi treballa el personal de cada part."),
        ("g", {"g": mark("partial", "primera")}, "Diu només en part com es pot modificar (art. 49.g)."),
        ("g", {"g": mark("ok", "primera")}, ""),
        (
            "g",
            {"g": mark("ok", "suprimida")},
            "No diu com es pot modificar (art. 49.g). La part del text que ho deia no és al text d’aquest dia.",
        ),
    ],
)
def test_a_light_is_said_in_a_sentence(item, marks, sentence):
    document = agreement(parts=[part("primera"), part("suprimida")])
    deleting = addendum(changes=[change("delete", "suprimida")])

    assert light_sentence(lights(document, marks, addenda=[deleting])[item]) == sentence


def test_a_mark_of_what_an_addendum_adds_tells_nothing_to_who_does_not_read_it():
    adding = addendum(changes=[change("insert_after", "primera", "amagada")], effective_on="2026-06-01")
    marks = {"e": mark("ok", "amagada", note="Ho diu l’addenda segona.")}

    found = lights(marks=marks)["e"]
    assert (found.light, found.parts, found.note, found.reasons) == (Light.UNKNOWN, (), "", ())
    assert lights(marks=marks, addenda=[adding])["e"].note == "Ho diu l’addenda segona."
    before = lights(marks=marks, addenda=[adding], at=date(2026, 5, 31))["e"]
    assert (before.light, before.note) == (Light.MISSING, "Ho diu l’addenda segona.")


def test_every_content_has_its_words():
    assert WHAT.keys() == set(Content)


def test_the_page_links_each_part_that_answers():
    reading = Reading(agreement(), (), TODAY)
    found = completeness(reading, {"f": mark("ok", "segona", note="vegeu-la sencera")}, binding=True)
    rows = completeness_context(found, reading, "/pagina/")["groups"][0]["rows"]
    (row,) = (row for row in rows if row["item"] == "f")

    assert row["parts"] == [{"label": "segona", "url": "/pagina/#part-segona"}]
    assert row["note"] == "Vegeu-la sencera."
