"""The model case as anybody reads it: its consolidated text on four days worked by hand, page and API."""

import html

import pytest

from alliances.models import Agreement
from observatori.formats.phrases import typographic
from observatori.imports.sources import read_data

pytestmark = pytest.mark.django_db
DATA = read_data("example.json")
TITLES = {row["key"]: row["title"] for row in DATA["agreements"] + DATA["addenda"]}
ORIGINAL = next(row["parts"] for row in DATA["agreements"] if row["key"] == "conveni-marc")


@pytest.fixture
def code_of(model_case):
    """The code that each key of the file was given."""
    found = Agreement.objects.filter(record__is_example=True).select_related("record")
    codes = {agreement.title: agreement.record.code for agreement in found}
    return {key: codes[title] for key, title in TITLES.items()}


def test_the_text_is_right_on_four_days_on_page_and_api(client, code_of):
    code = code_of["conveni-marc"]
    days = DATA["expected"]["texts"]["conveni-marc"]
    assert len(days) == 4

    for expected in days:
        answer = client.get(f"/api/v1/agreements/{code}/text/?at={expected['at']}").json()
        page = client.get(f"/convenis/{code}/?at={expected['at']}")
        parts = {part["key"]: part for part in answer["parts"]}
        shown = [part["key"] for section in page.context["sections"] for part in section["parts"]]
        words = html.unescape(page.content.decode())

        assert [(part["key"], part["label"]) for part in answer["parts"]] == [
            (part["key"], part["label"]) for part in expected["order"]
        ]
        assert shown == list(parts)
        assert not parts.keys() & set(expected["absent"])
        assert answer["conflicts"] == []
        for changed in expected["changed"]:
            part = parts[changed["key"]]
            assert part["changed_by"] == code_of[changed["changed_by"]]
            assert changed["phrase"] in f"{part['heading']}\n{part['text']}"
            assert typographic(changed["phrase"]) in words


def test_before_all_addenda_it_is_the_original(client, code_of):
    answer = client.get(f"/api/v1/agreements/{code_of['conveni-marc']}/text/?at=2022-11-01").json()

    assert [part["text"] for part in answer["parts"]] == [part["text"] for part in ORIGINAL]
    assert {part["changed_by"] for part in answer["parts"]} == {None}
