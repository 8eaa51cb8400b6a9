"""The guide and the page of a lesson: the reader’s language, whose words they are, what experiences say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiences.guide import neighbours
from experiences.models import Axis, Factor
from experiences.rules import publish_experience
from tests.making import make_evidence, make_experience, make_lesson

pytestmark = pytest.mark.django_db

PREFIXES = {"ca": "", "es": "/es", "en": "/en"}


@pytest.fixture
def lesson():
    return make_lesson("Començar petit.", es="Empezar por poco.", en="Start small.")


def told(lesson, stance="confirms", *, record=(), **facts):
    """A published experience that says something of `lesson`."""
    experience = make_experience(published=False, record=record)
    make_evidence(experience, lesson, stance, **facts)
    publish_experience(experience=experience, by=None)
    return experience


def mark(context_of):
    return str(context_of["lesson"]["mark"])


def open_lesson(client, lesson, language="ca"):
    return client.get(f"{PREFIXES[language]}/aprenentatges/{lesson.record.slug}/")


def test_a_lesson_in_catalan_is_the_original_and_has_no_mark(client, lesson):
    page = open_lesson(client, lesson)

    assert (page.context["lesson"]["text"], mark(page.context)) == ("Començar petit.", "")
    assert '<div class="original">' not in page.content.decode()


@pytest.mark.parametrize(("language", "text"), [("es", "Empezar por poco."), ("en", "Start small.")])
def test_a_translated_lesson_is_marked_and_shows_the_original(client, lesson, language, text):
    page = open_lesson(client, lesson, language)
    body = page.content.decode()

    assert f'lang="{language}">{text}</h1>' in body
    assert mark(page.context) in body
    assert mark(page.context) != ""
    assert '<blockquote lang="ca">Començar petit.</blockquote>' in body


def test_a_lesson_without_translation_says_it_is_in_catalan(client):
    body = open_lesson(client, make_lesson("Només en català."), "en").content.decode()

    assert 'lang="ca">Només en català.</h1>' in body
    assert '<div class="original">' not in body


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_guide_is_marked_once_and_leads_to_the_original(client, lesson, language):
    page = client.get(f"/{language}/aprenentatges/")
    body = page.content.decode()

    assert body.count(str(page.context["mark"])) == 1
    assert '<a href="/aprenentatges/" hreflang="ca">' in body


def test_the_guide_in_catalan_has_no_mark(client, lesson):
    page = client.get("/aprenentatges/")

    assert page.context["mark"] == ""
    assert 'href="/aprenentatges/" hreflang="ca">' not in page.content.decode().split("</header>")[-1]


@pytest.mark.parametrize(("language", "marks"), [("ca", 0), ("es", 1), ("en", 1)])
def test_translated_factors_say_whose_translation_they_are(client, language, marks):
    words = {"ca": "les persones", "es": "las personas", "en": "people"}
    Factor.objects.create(key="a", kind="success", number=1, **words)

    page = client.get(f"{PREFIXES[language]}/aprenentatges/")
    factors = page.content.decode().partition('id="factors-titol"')[2]

    assert factors.count('<p class="hint">') == marks
    assert {bool(row["mark"]) for column in page.context["factors"] for row in column["rows"]} == {
        bool(marks)
    }


def test_factors_stand_in_a_column_of_each_kind(client):
    Factor.objects.create(key="a", kind="failure", number=1, ca="poca confiança")
    Factor.objects.create(key="b", kind="success", number=1, ca="les persones")

    columns = client.get("/aprenentatges/").context["factors"]

    assert [(column["kind"], [row["text"] for row in column["rows"]]) for column in columns] == [
        ("success", ["Les persones"]),
        ("failure", ["Poca confiança"]),
    ]


def test_evidence_is_counted_where_there_is_any(client, lesson):
    other = make_lesson("Una altra cosa.")
    told(lesson), told(lesson, "qualifies"), told(lesson, "contradicts")

    page = client.get("/aprenentatges/")

    (group,) = page.context["axes"][0]["groups"]
    counts = {found["code"]: found["evidence"] for found in group["lessons"]}
    assert counts[lesson.record.code] == {"confirms": 1, "qualifies": 1, "contradicts": 1}
    assert counts[other.record.code] is None
    assert page.content.decode().count("badge is-confirms") == 1


def test_evidence_is_grouped_by_stance_with_quote_and_experience(client, lesson):
    experience = told(lesson, quote="Vam començar petit", context="Dos hospitals.")
    told(lesson, "contradicts")
    example = told(lesson, record={"is_example": True})

    page = open_lesson(client, lesson)
    body = page.content.decode()

    assert [group["code"] for group in page.context["evidence"]] == ["confirms", "contradicts"]
    assert [row["is_example"] for row in page.context["evidence"][0]["rows"]] == [False, True]
    assert "«Vam començar petit»" in body
    assert "Dos hospitals." in body
    assert f"/experiencies/{experience.record.slug}/" in body
    assert f"/experiencies/{example.record.slug}/" in body
    assert body.count("Cas d’exemple: no entra en el recompte.") == 1


def test_a_lesson_nobody_speaks_of_says_how_evidence_comes(client, lesson):
    body = open_lesson(client, lesson).content.decode()

    assert "Encara no hi ha cap experiència publicada que en digui res." in body
    assert 'href="/tauler/"' in body


def test_a_lesson_leads_to_its_neighbours_in_the_guide_and_to_those_of_its_axis(client):
    point = make_lesson("Un punt crític.", kind="critical_point")
    first = make_lesson("Primera.")
    other = make_lesson("D’un altre eix.", axis="management")

    page = open_lesson(client, point).context

    assert (page["before"]["text"], page["after"]["text"]) == ("Primera.", "D’un altre eix.")
    assert [lesson["text"] for group in page["related"] for lesson in group["lessons"]] == ["Primera."]
    assert open_lesson(client, first).context["before"] is None
    assert open_lesson(client, other).context["after"] is None


def test_a_lesson_that_is_not_in_the_guide_has_no_neighbours():
    assert neighbours("OAE-L-0001", []) == (None, None)


@pytest.mark.parametrize("axis", Axis)
def test_the_page_says_in_a_sentence_what_the_lesson_answers(client, axis):
    body = open_lesson(client, make_lesson(axis=axis)).content.decode()

    assert f"Respon a la pregunta «{axis.label}»" in body
    assert "És una recomanació" in body


@pytest.mark.parametrize(("language", "text"), [("es", "Empezar por poco."), ("en", "Start small.")])
def test_an_experience_names_lessons_in_the_readers_language(client, lesson, language, text):
    experience = told(lesson)

    page = client.get(f"/{language}/experiencies/{experience.record.slug}/")

    (found,) = page.context["evidence"]
    assert (found["text"], found["lang"]) == (text, language)
    assert found["mark"]
    assert f'<p class="hint">{found["mark"]}</p>' in page.content.decode()


@pytest.mark.parametrize(("language", "asked"), [("es", "empezar"), ("en", "small")])
def test_search_finds_a_lesson_by_its_translation_and_marks_it(client, lesson, language, asked):
    page = client.get(f"/{language}/cerca/?q={asked}")

    (card,) = page.context["cards"]
    assert card["code"] == lesson.record.code
    assert card["lang"] == language
    assert f'<p class="meta">{card["meta"]}</p>' in page.content.decode()
    assert card["meta"]


def test_the_api_gives_lessons_and_factors_in_three_languages(client, lesson):
    Factor.objects.create(
        key="a", kind="success", number=1, ca="les persones", es="Las personas", en="People"
    )

    found = client.get(f"/api/v1/lessons/{lesson.record.code}/", headers={"Accept-Language": "es"}).json()
    factor = client.get("/api/v1/factors/a/", headers={"Accept-Language": "es"}).json()

    assert (found["text"], found["translations"]) == (
        "Començar petit.",
        {"es": "Empezar por poco.", "en": "Start small."},
    )
    assert (factor["text"], factor["translations"]) == (
        "les persones",
        {"es": "Las personas", "en": "People"},
    )


@pytest.mark.parametrize("page", ["guide", "lesson"])
def test_a_page_makes_the_same_queries_with_1_and_20_evidences(client, lesson, page):
    path = "/en/aprenentatges/" if page == "guide" else f"/en/aprenentatges/{lesson.record.slug}/"
    told(lesson)
    few = queries_of(client, path)
    for _ in range(19):
        told(lesson)

    assert queries_of(client, path) == few


def queries_of(client, path):
    client.get(path)  # the vocabularies are cached from the first answer on
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
