"""A whole text, pasted, is found to be the parts that people see in it."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from alliances.forms.split_text import split_text, without_title
from alliances.text.part_names import short_name, whole_name

EXAMPLE = json.loads((Path(settings.BASE_DIR) / "observatori/data/example.json").read_text())
OPENINGS = {"parties": "REUNITS", "recitals": "MANIFESTEN", "clauses": "CLÀUSULES", "annexes": "ANNEXOS"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "REUNITS\nLa senyora tal.\nMANIFESTEN\nI. Que volen.\nII. Que poden.",
            [
                ("parties", "", "", "La senyora tal."),
                ("recitals", "I", "Que volen", ""),
                ("recitals", "II", "Que poden", ""),
            ],
        ),
        (
            "Primera.- Objecte\nFer-ho plegats.\nSegona bis. Durada\nQuatre anys.",
            [
                ("clauses", "Primera", "Objecte", "Fer-ho plegats."),
                ("clauses", "Segona bis", "Durada", "Quatre anys."),
            ],
        ),
        (
            "1. Objecte\nText.\n2. Durada\nText.",
            [
                ("clauses", "1", "Objecte", "Text."),
                ("clauses", "2", "Durada", "Text."),
            ],
        ),
        (
            "Primera, que és llarga: comença aquí,\ni segueix.",
            [
                ("clauses", "Primera", "", "que és llarga: comença aquí,\ni segueix."),
            ],
        ),
        (
            "Clàusula segona. Compromisos\nEs comprometen:\n1. A compartir dades.\nII) Res\n15.000 euros cada any.",
            [
                (
                    "clauses",
                    "Clàusula segona",
                    "Compromisos",
                    "Es comprometen:\n1. A compartir dades.\nII) Res\n15.000 euros cada any.",
                )
            ],
        ),
        (
            "Primera. Objecte\nEl que diu la clàusula\nsegona. Res més.",
            [("clauses", "Primera", "Objecte", "El que diu la clàusula\nsegona. Res més.")],
        ),
        (
            "Segona. Fi\nDISPOSICIÓ TRANSITÒRIA PRIMERA. Personal\n1. Es queda.\nDisposició addicional\nRes.\n"
            "Disposicions finals\nFi.",
            [
                ("clauses", "Segona", "Fi", ""),
                ("clauses", "Disposició transitòria primera", "Personal", "1. Es queda."),
                ("clauses", "Disposició addicional", "", "Res."),
                ("clauses", "Disposicions finals", "", "Fi."),
            ],
        ),
        (
            "Primera. Objecte\nANNEX I. Pressupost\n1. Capítol\nClàusules\nPrimera. D’un altre\nAnnex 2: Mapa\nUn.",
            [
                ("clauses", "Primera", "Objecte", ""),
                ("annexes", "Annex I", "Pressupost", "1. Capítol\nClàusules\nPrimera. D’un altre"),
                ("annexes", "Annex 2", "Mapa", "Un."),
            ],
        ),
        (
            "ANNEXOS\n1. Mapa\nUn.\n2. Pressupost",
            [("annexes", "1", "Mapa", "Un."), ("annexes", "2", "Pressupost", "")],
        ),
        (
            "R E U N I T S\nD’una part, la senyora tal.\nI, de l’altra, el senyor qual.\nMANIFESTEN\nPrimer.- Que sí.\n"
            "I perquè consti, signen.",
            [
                ("parties", "D’una part", "", "la senyora tal."),
                ("parties", "I, de l’altra", "", "el senyor qual."),
                ("recitals", "Primer", "Que sí", "I perquè consti, signen."),
            ],
        ),
        (
            "Primera. Objecte\nANNEXOS\nAnnex 1. Cartera\n\nAnnex 2. Circuit\nCLÀUSULES\nSegona. Durada\n1. Un any.\n"
            "ANNEX 1. Cartera\nTot.\nPrimera. D’un altre",
            [
                ("clauses", "Primera", "Objecte", ""),
                ("annexes", "Annex 1", "Cartera", ""),
                ("annexes", "Annex 2", "Circuit", ""),
                ("clauses", "Segona", "Durada", "1. Un any."),
                ("annexes", "Annex 1", "Cartera", "Tot.\nPrimera. D’un altre"),
            ],
        ),
        (
            "Onzena. Annexos\nAnnex 1. Cartera\nAnnex 2. Circuit\nDotzena. Durada\nDos anys.",
            [
                ("clauses", "Onzena", "Annexos", ""),
                ("annexes", "Annex 1", "Cartera", ""),
                ("annexes", "Annex 2", "Circuit", ""),
                ("clauses", "Dotzena", "Durada", "Dos anys."),
            ],
        ),
        (
            "REUNITS\nD’una part, la senyora tal.\nCAPACITAT\nCapacitat tenen per obligar-se.\n"
            "**Capacitat de les parts**\nLa que diuen.\nMANIFESTEN\n**Primer.** Que sí",
            [
                ("parties", "D’una part", "", "la senyora tal."),
                ("parties", "Capacitat", "", "Capacitat tenen per obligar-se."),
                ("parties", "Capacitat de les parts", "", "La que diuen."),
                ("recitals", "Primer", "Que sí", ""),
            ],
        ),
        ("primera de totes les coses", [("clauses", "", "", "primera de totes les coses")]),
        ("  \n", []),
    ],
)
def test_clauses_are_found_in_a_text(text, parts):
    assert [(one["section"], one["label"], one["heading"], one["text"]) for one in split_text(text)] == parts


@pytest.mark.parametrize("number", [0, 1])
def test_the_texts_of_the_model_case_are_split_as_they_stand(number):
    held = EXAMPLE["agreements"][number]["parts"]
    lines, section = [], ""
    for part in held:
        lines += [] if part["section"] == section else [OPENINGS[part["section"]]]
        lines += [f"{part['label']}. {part['heading']}", part["text"]]
        section = part["section"]

    names = ("section", "label", "heading", "text")
    found = split_text("\n".join(lines))

    assert [[part[name] for name in names] for part in found] == [
        [part[name] for name in names] for part in held
    ]


@pytest.mark.parametrize(
    ("text", "sections", "title"),
    [
        (
            "CONVENI\n\nVic, 2020\nREUNITS\nUns.\nCLÀUSULES\nPrimera. Tal",
            ["parties", "clauses"],
            "CONVENI Vic, 2020",
        ),
        ("REUNITS\nUns.\nCLÀUSULES\nPrimera. Tal", ["parties", "clauses"], ""),
        ("Un text sense res més.", ["clauses"], ""),
        ("El preàmbul.\nPrimera. Tal", ["clauses", "clauses"], ""),
        ("paraula " * 100 + "\nREUNITS\nUns.", ["parties", "parties"], ""),
        ("", [], ""),
    ],
)
def test_a_title_above_the_parties_is_no_part(text, sections, title):
    parts, found = without_title(split_text(text))

    assert ([part["section"] for part in parts], found) == (sections, title)


@pytest.mark.parametrize(
    ("part", "short", "whole"),
    [
        ({"label": "Primera", "heading": "Objecte"}, "Primera", "Primera · Objecte"),
        ({"label": "", "heading": "Objecte"}, "Objecte", "Objecte"),
        (
            {"key": "part-3", "text": "Les dues entitats volen treballar plegades sempre."},
            "Part 3: Les dues entitats volen treballar plegades…",
            "Part 3: Les dues entitats volen treballar plegades…",
        ),
        ({"key": "part-1-2", "text": ""}, "Part 1", "Part 1"),
        ({"key": "preambul", "text": "Res."}, "Res.", "Res."),
        ({"key": "preambul", "text": ""}, "preambul", "preambul"),
    ],
)
def test_a_part_without_label_or_heading_is_called_by_its_number_and_first_words(part, short, whole):
    part = {"label": "", "heading": "", "key": "x", "text": ""} | part

    assert (short_name(part), whole_name(part)) == (short, whole)
