"""What the forms of an experience refuse, at which field, and that what was typed stays."""

import pytest

from observatori.publishing.models import Record
from tests.experiences.filling import address, document, errors, fill_in, form_of
from tests.making import (
    make_alliance,
    make_lesson,
)

pytestmark = pytest.mark.django_db


HUGE = "a" * 1_000_000
BAD_STORY = {
    "no title": ({"title": ""}, "Títol: Escriviu un títol: sense títol no es pot desar l’esborrany."),
    "a title of 1 MB": ({"title": HUGE}, "hi caben 250 caràcters i en té 1000000"),
    "a null character": ({"title": "Un\x00títol"}, "El text té un caràcter que no es pot desar."),
    "end before start": (
        {"start": "2020", "end": "2019-12"},
        "Quan va acabar: El final no pot ser anterior a l’inici.",
    ),
    "a day that is none": (
        {"start": "2020-02-31"},
        "Aquest dia no existeix. Febrer del 2020 té només 29 dies.",
    ),
    "a text too long": ({"context": "a" * 50_001}, "El text és massa llarg"),
    "a type nobody knows": ({"type": "cap"}, "Quina mena d’experiència és: "),
    "an axis nobody knows": ({"axes": ["cap"]}, "A quines preguntes respon: "),
    "an alliance nobody knows": ({"alliances-0-alliance": "Res de res"}, "No hem trobat cap aliança"),
    "an organisation nobody knows": (
        {"organisations-total": "2", "organisations-1-organisation": "Xzqw"},
        "No hem trobat cap entitat amb aquest nom",
    ),
    "an address that is none": (
        {"sources-total": "1", "sources-0-title": "Nota", "sources-0-url": "javascript:alert(1)"},
        "Cal una adreça que comenci per https://",
    ),
}


@pytest.mark.parametrize(("typed", "sentence"), BAD_STORY.values(), ids=BAD_STORY)
def test_a_story_that_cannot_be_is_refused_whole(editor, draft, typed, sentence):
    before = document(draft)
    kept = {"problem": "Ningú no cobria les nits."}

    answer = fill_in(editor, address(draft, "historia"), **kept | typed)

    assert any(sentence in error for error in errors(answer))
    assert form_of(answer)["problem"] == ["Ningú no cobria les nits."]
    assert (document(draft), Record.objects.get(pk=draft.pk).version) == (before, draft.record.version)


@pytest.mark.parametrize(("typed", "sentence"), BAD_STORY.values(), ids=BAD_STORY)
def test_a_new_story_that_cannot_be_leaves_nothing_behind(editor, new, typed, sentence):
    answer = fill_in(editor, new, **{"title": "Un títol", "problem": "Les nits."} | typed)

    assert any(sentence in error for error in errors(answer))
    assert form_of(answer)["problem"] == ["Les nits."]
    assert not Record.objects.filter(kind="experience").exists()


BAD_RESULTS = {
    "a figure without what it is of": ({"results-0-value": "3"}, "Resultat 1, Què es va mirar: "),
    "a figure that is none": ({"results-0-value": "molts"}, "Resultat 1, Valor de després: "),
    "a figure beyond measure": ({"results-0-value": "9" * 40}, "Resultat 1, Valor de després: "),
    "a status nobody knows": ({"results-0-status": "cap"}, "Resultat 1, D’on surt la xifra: "),
    "a factor nobody knows": ({"factors": ["cap"]}, "Factors que hi van pesar: "),
    "a level nobody knows": ({"evidence_level": "cap"}, "Nivell d’evidència: "),
}


@pytest.mark.parametrize(("typed", "sentence"), BAD_RESULTS.values(), ids=BAD_RESULTS)
def test_results_that_cannot_be_are_refused_whole(editor, draft, typed, sentence):
    answer = fill_in(editor, address(draft, "resultats"), **{"what_worked": "La direcció."} | typed)

    assert any(error.startswith(sentence) for error in errors(answer))
    assert form_of(answer)["what_worked"] == ["La direcció."]
    assert document(draft)["what_worked"] is None


def test_the_same_lesson_twice_is_refused_at_its_row(editor, draft):
    lesson = make_lesson("Escollir el soci.")
    make_lesson("Garantir l’encaix.")
    twice = {"evidence-1-lesson": lesson.record.code, "evidence-1-stance": "contradicts"}

    answer = fill_in(editor, address(draft, "aprenentatges"), **{"evidence-0-stance": "confirms"} | twice)

    assert errors(answer) == ["Aprenentatge 2: Aquest aprenentatge ja hi és."]
    assert form_of(answer)["evidence-1-stance"] == ["contradicts"]
    assert document(draft)["evidence"] == []


def test_words_without_a_stance_are_asked_for_it(editor, draft):
    make_lesson("Escollir el soci.")

    answer = fill_in(editor, address(draft, "aprenentatges"), **{"evidence-0-quote": "El vam triar bé."})

    assert "Digueu si ho confirma, ho matisa o ho contradiu" in errors(answer)[0]
    assert form_of(answer)["evidence-0-quote"] == ["El vam triar bé."]


def test_a_lesson_that_does_not_exist_is_refused(editor, draft):
    make_lesson("Escollir el soci.")
    unknown = {"evidence-0-lesson": "OAE-L-9999", "evidence-0-stance": "confirms"}

    assert errors(fill_in(editor, address(draft, "aprenentatges"), **unknown)) == [
        "Aprenentatge 1: No s’ha trobat «OAE-L-9999»."
    ]


def test_somebody_elses_draft_alliance_is_as_one_that_does_not_exist(editor, draft):
    hidden = make_alliance("Aliança Amagada", published=False).record.code
    url = address(draft, "historia")

    by_code = errors(fill_in(editor, url, **{"alliances-0-alliance": hidden}))
    by_name = errors(fill_in(editor, url, **{"alliances-0-alliance": "Aliança Amagada"}))
    unknown = errors(fill_in(editor, url, **{"alliances-0-alliance": "OAE-A-9999"}))

    assert by_code[0].replace(hidden, "OAE-A-9999") == unknown[0]
    assert by_name == ["Aliança 1, Aliança: No hem trobat cap aliança amb aquest nom."]
    assert document(draft)["alliances"] == []


def test_an_own_draft_alliance_is_offered_and_taken(editor, draft, hospital):
    alliance = make_alliance("Aliança Pròpia", owner=hospital, published=False)
    url = address(draft, "historia")

    assert f'<option value="Aliança Pròpia ({alliance.record.code})">' in editor.get(url).content.decode()
    fill_in(editor, url, **{"alliances-0-alliance": "alianca propia"})
    assert [thing["code"] for thing in document(draft)["alliances"]] == [alliance.record.code]


def test_two_alliances_of_a_like_name_are_both_offered(editor, draft):
    one, two = make_alliance("Aliança del Nord"), make_alliance("Aliança del Nord-est")

    answer = fill_in(editor, address(draft, "historia"), **{"alliances-0-alliance": "alianca nord"})

    (sentence,) = errors(answer)
    assert one.record.code in sentence
    assert two.record.code in sentence
    assert form_of(answer)["alliances-0-alliance"] == ["alianca nord"]


def test_alliances_are_suggested_while_typing_to_who_may_read_them(editor, draft, hospital):
    shown = make_alliance("Aliança del Nord").record.code
    hidden = make_alliance("Aliança del Nord amagada", published=False).record.code

    page = editor.get(
        "/experiencies/suggeriments/aliances/", {"alliances-0-alliance": "nrod"}
    ).content.decode()
    again = editor.get("/experiencies/suggeriments/aliances/", {"q": "del nord"}).content.decode()

    assert hidden not in page + again
    assert shown in again


def test_nobody_who_is_not_logged_in_is_suggested_anything(editor):
    make_alliance("Aliança del Nord")
    editor.logout()

    answer = editor.get("/experiencies/suggeriments/aliances/", {"q": "del nord"})

    assert "OAE-A" not in answer.content.decode()
