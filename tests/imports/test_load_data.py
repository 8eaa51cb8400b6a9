"""The command that fills a new database."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from observatori.imports.management.commands import load_data as command
from observatori.publishing.models import Record

pytestmark = pytest.mark.django_db


def load_data(*arguments, **options):
    out = StringIO()
    call_command("load_data", *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


def test_everything_is_loaded_with_a_line_each():
    lines = load_data()
    assert [line.split(":")[0] for line in lines] == [
        "Vocabularis",
        "Aprenentatges",
        "Casos documentats",
        "Cas d’exemple",
    ]
    assert Record.objects.filter(is_example=True).exists()


@pytest.fixture
def one_case(tmp_path, monkeypatch, case):
    """Stand one case in for the thirty, where their number plays no part."""
    (tmp_path / "alliances.json").write_text(json.dumps([case()]))
    monkeypatch.setattr(command, "CASES", tmp_path)


def test_production_loads_the_example_only_on_request(settings, one_case):
    settings.PRODUCTION = True
    assert len(load_data()) == 3
    assert not Record.objects.filter(is_example=True).exists()
    assert load_data("--example")[-1].startswith("Cas d’exemple: creats: 13")


def test_database_with_data_takes_only_the_words_that_are_new():
    Record.objects.create(code="OAE-A-9999", kind="alliance", slug="una-alianca")
    lines = load_data(if_empty=True)
    assert [line.split(":")[0] for line in lines] == ["Vocabularis", "Aprenentatges"]
    assert set(Record.objects.values_list("kind", flat=True)) == {"alliance", "lesson"}
    assert Record.objects.filter(kind="alliance").count() == 1


def test_quiet_command_says_nothing(one_case):
    assert load_data(verbosity=0, if_empty=True) == []
    assert Record.objects.exists()
