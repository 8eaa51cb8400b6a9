"""The guide and the forms with every lesson and factor there is."""

import pytest

from observatori.formats.phrases import typographic
from observatori.imports.sources import read_data
from tests.experiences.filling import address, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
PREFIXES = {"ca": "", "es": "/es", "en": "/en"}


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_guide_says_every_lesson_and_factor_of_the_source_in_its_language(client, language):
    data, column = read_data("lessons.json"), "text" if language == "ca" else language

    page = client.get(f"{PREFIXES[language]}/aprenentatges/")

    shown = [
        lesson["text"]
        for axis in page.context["axes"]
        for group in axis["groups"]
        for lesson in group["lessons"]
    ]
    assert shown == [typographic(lesson[column]) for lesson in data["lessons"]]
    columns = {column["kind"]: [row["text"] for row in column["rows"]] for column in page.context["factors"]}
    factors = [typographic(factor[column]) for factor in data["factors"]]
    assert [text.lower() for text in columns["success"] + columns["failure"]] == [
        text.lower() for text in factors
    ]
    languages = {row["lang"] for column in page.context["factors"] for row in column["rows"]}
    assert languages == {language}


def test_the_factors_are_in_two_groups(editor, draft):
    page = editor.get(address(draft, "resultats")).content.decode()

    assert page.count('name="factors"') == 20
    assert "Hi van ajudar (factors d’èxit)" in page
    assert "Ho van posar difícil (factors de fracàs)" in page


def test_every_published_lesson_can_be_spoken_of(editor, draft):
    answer = editor.get(address(draft, "aprenentatges"))

    axes = answer.context["form"].axes
    counts = [[len(group["rows"]) for group in axis["groups"]] for axis in axes]
    assert counts == [[4, 4], [5, 4], [7, 6]]
    assert form_of(answer)["evidence-total"] == ["30"]
