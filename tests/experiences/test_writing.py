"""Facts in the API’s write form to experiences."""

import pytest
from django.core.exceptions import ValidationError

from experiences.rules import EXPERIENCE
from observatori.publishing.editing import create
from observatori.publishing.references import References
from tests.making import make_alliance, make_lesson, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation("Hospital de Prova")


@pytest.fixture
def write(organisation):
    editor = make_user(organisation=organisation)

    def write(**facts):
        facts = {"title": "Una experiència", **facts}
        thing = create(
            rules=EXPERIENCE, facts=facts, owner=organisation, user=editor, references=References(editor)
        )
        return EXPERIENCE.document(EXPERIENCE.load(thing.record))

    return write


def refused(write, **facts):
    with pytest.raises(ValidationError) as error:
        write(**facts)
    return set(error.value.error_dict)


def test_an_experience_keeps_its_rows_in_order(write, organisation):
    lesson = make_lesson()
    document = write(
        organisations=[organisation.code],
        alliances=[make_alliance().record.slug],
        results=[{"indicator": "Dies d’espera", "value": 12.5}, {"indicator": "Satisfacció"}],
        evidence=[{"lesson": lesson.record.code, "stance": "confirms", "quote": "Va ser així."}],
    )

    assert [result["indicator"] for result in document["results"]] == ["Dies d’espera", "Satisfacció"]
    assert document["results"][0]["value"] == 12.5
    assert document["evidence"][0]["lesson"]["code"] == lesson.record.code


def test_an_alliance_one_may_not_read_is_refused(write):
    hidden = make_alliance(published=False).record.code

    assert refused(write, alliances=[hidden]) == {"alliances/0"}


def test_one_lesson_is_spoken_of_once(write):
    lesson = make_lesson().record.code
    evidence = [{"lesson": lesson, "stance": "confirms"}, {"lesson": lesson, "stance": "contradicts"}]

    assert refused(write, evidence=evidence) == {"evidence/1/lesson"}


def test_wrong_codes_are_said_where_they_are(write):
    errors = refused(write, axes=["cap"], factors=["cap"], evidence_level="cap")

    assert {"factors/0", "evidence_level"} <= errors


def test_what_is_missing_is_said_field_by_field():
    organisation = make_organisation()
    editor = make_user(organisation=organisation)
    references = References(editor)

    thing = create(
        rules=EXPERIENCE, facts={"title": "T"}, owner=organisation, user=editor, references=references
    )

    assert EXPERIENCE.missing(thing).keys() == {"summary", "what_was_done", "organisations"}
