"""A source that cannot be trusted in one place is not loaded at all."""

import json

import pytest

from observatori.imports.models import Imported
from observatori.organisations.models import Organisation
from observatori.publishing.models import Record


def nothing_written():
    things = Imported.objects.filter(term=None), Record.objects.all(), Organisation.objects.all()
    return not any(found.exists() for found in things)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ('[\n {"slug": "a",\n  "name" "A"}\n]', "not_json", 3),
        ('[{"slug": "a"}', "not_json", 1),
        ('[{"slug": "a"}] i més', "not_json", 1),
        ('[{"slug": "a"},\n]', "not_json", 2),
        ("", "not_json", 1),
        ('[\n{"slug": "a", "name": NaN}]', "not_json", 2),
        ('\n{"slug": "a"}', "not_a_list", 2),
        ('[\n\n"a"]', "not_an_object", 3),
        (b'[{"slug": "a",\n "name": "Catal\xe0"}]', "not_utf8", 2),
        ("[" + "[" * 100_000, "too_deep", 1),
        ('[{"slug": "a", "name": "A\\u0000", "partners": []}]', "unstorable", 1),
        ('[{"slug": "a", "name": "A\\ud800", "partners": []}]', "unstorable", 1),
        ('[{"slug": "a", "name": "A", "partners": [], "results": [{"value": 1e999}]}]', "unstorable", 1),
    ],
)
def test_file_that_is_not_a_list_of_json_objects_is_refused(load, experience, content, code, line):
    exit_code, report = load(alliances=content, experiences=[experience()])
    assert exit_code == 2
    assert [(note["file"], note["line"], note["code"]) for note in report["refused"]] == [
        ("alliances.json", line, code)
    ]
    assert nothing_written()


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"slug": ...}, "missing_key", "slug"),
        ({"name": ...}, "missing_key", "name"),
        ({"partners": ...}, "missing_key", "partners"),
        ({"name": None}, "missing_key", "name"),
        ({"name": "  "}, "missing_key", "name"),
        ({"name": 2010}, "wrong_type", "name"),
        ({"slug": ["una-alianca"]}, "wrong_type", "slug"),
        ({"partners": {"name": "Un sol soci"}}, "wrong_type", "partners"),
        ({"partners": ["Un sol soci"]}, "wrong_type", "partners[0]"),
        ({"partners": [{"org_key": "vic"}]}, "missing_key", "partners[0].name"),
        ({"partners": [{"name": True}]}, "wrong_type", "partners[0].name"),
    ],
)
def test_row_without_a_required_key_refuses_the_whole_file(load, case, changes, code, key):
    row = {name: value for name, value in (case("dolenta") | changes).items() if value is not ...}
    exit_code, report = load(alliances=[case("bona"), row])
    assert exit_code == 2
    assert [(note["code"], note["line"]) for note in report["refused"]] == [(code, 1)]
    assert f"«{key}»" in report["refused"][0]["message"]
    assert nothing_written()


def test_broken_experiences_stop_the_alliances_too(load, case, experience):
    row = {name: value for name, value in experience().items() if name != "title"}
    exit_code, report = load(alliances=[case()], experiences=[row])
    assert (exit_code, report["refused"][0]["file"]) == (2, "experiences.json")
    assert nothing_written()


def test_line_is_where_the_row_begins(load, case):
    rows = [case("primera"), case("segona")]
    del rows[1]["name"]
    text = json.dumps(rows, indent=1)
    _exit_code, report = load(alliances=text)
    assert text.splitlines()[report["refused"][0]["line"] - 1 :][1].strip() == '"slug": "segona",'


def test_folder_that_does_not_exist_is_refused(run, tmp_path):
    exit_code, report = run(tmp_path / "enlloc")
    assert (exit_code, report["refused"][0]["code"]) == (2, "missing_folder")


def test_folder_without_either_file_is_refused(run, tmp_path):
    (tmp_path / "search_queries.json").write_text("[]")
    exit_code, report = run(tmp_path)
    assert (exit_code, report["refused"][0]["code"]) == (2, "no_files")


def test_only_the_two_files_are_read(load, case, tmp_path):
    (tmp_path / "vocabularies.json").write_text("això no és JSON")
    exit_code, _report = load(alliances=[case()])
    assert exit_code == 0


@pytest.mark.parametrize("present", ["alliances", "experiences"])
def test_either_file_may_be_absent(load, case, experience, present):
    rows = {"alliances": [case()], "experiences": [experience(related_alliances=[])]}
    exit_code, report = load(**{present: rows[present]})
    assert (exit_code, report["refused"]) == (0, [])
    assert report["created"] == {"alliances": 4, "experiences": 1}[present]


def test_byte_order_mark_is_not_an_error(load, case):
    exit_code, _report = load(alliances=b"\xef\xbb\xbf" + json.dumps([case()]).encode())
    assert exit_code == 0
