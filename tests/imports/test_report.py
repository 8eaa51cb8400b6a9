"""What the command prints, for programs and for people."""

from io import StringIO

import pytest
from django.core.management import call_command

from observatori.imports.messages import MESSAGES
from observatori.imports.report import Place, Report

SHAPE = {"created": int, "updated": int, "unchanged": int, "linked": int, "remarks": list, "refused": list}
NOTE = {"file": str, "line": int, "code": str, "message": str}


def shape(thing):
    return {name: type(value) for name, value in thing.items()}


def test_report_has_the_agreed_shape(load, case):
    _exit_code, report = load(alliances=[case(form="res"), case("NO")])
    assert shape(report) == SHAPE
    assert [shape(note) for note in report["remarks"] + report["refused"]] == [NOTE, NOTE]


def test_people_read_sentences_with_file_and_line(load, case, tmp_path):
    load(alliances=[case(form="res"), case("NO")])
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("load_cases", str(tmp_path), stdout=out)
    assert end.value.code == 1
    assert out.getvalue().splitlines() == [
        "creats: 0, actualitzats: 0, sense canvis: 4, enllaçats: 2",
        "1 observació:",
        "alliances.json:1  «res» (form) no té equivalència als vocabularis: el codi queda buit i es conserva el text.",
        "S’ha rebutjat:",
        "alliances.json:1  «NO» no és una adreça vàlida: només minúscules sense accent, xifres i guions.",
    ]


def test_whole_files_have_no_line():
    report = Report()
    report.refuse(Place("alliances.json"), "unreadable")
    assert report.as_text().splitlines()[-1] == "alliances.json  El fitxer no es pot llegir."


@pytest.mark.parametrize("code", MESSAGES)
def test_sentences_are_typographic_catalan(code):
    text = str(MESSAGES[code])
    assert text.endswith((".", "}"))
    assert not set(text) & set("'\"")
