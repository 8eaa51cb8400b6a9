"""An experience filled in step by step: what is saved, and that two people do not lose each other’s words."""

import pytest

from experiences.models import Experience, Factor
from observatori.publishing.models import Record, State
from tests.experiences.filling import address, document, fill_in, form_of, send
from tests.making import (
    make_alliance,
    make_evidence,
    make_experience,
    make_lesson,
    make_organisation,
    make_term,
)

pytestmark = pytest.mark.django_db


def test_a_new_experience_is_a_draft_of_the_organisation_that_tells_it(editor, new, hospital):
    answer = fill_in(
        editor, new, title="Un sol equip de radiologia", type="unsuccessful_attempt", start="2019-09"
    )

    experience = Experience.objects.get()
    assert answer.status_code == 302
    assert answer.url == address(experience)
    assert (experience.record.owner, experience.record.state) == (hospital, State.DRAFT)
    assert [thing["code"] for thing in document(experience)["organisations"]] == [hospital.code]
    assert (experience.type, experience.start) == ("unsuccessful_attempt", "2019-09")


def test_an_attempt_that_failed_is_welcome(editor, new):
    page = editor.get(new).content.decode()

    assert "Intent no reeixit: no va anar com s’esperava" in page
    assert page.count('type="radio" name="type"') == 7


def test_a_title_alone_makes_a_draft(editor, new, hospital):
    answer = editor.post(new, {"title": "Només el títol"})

    assert answer.status_code == 302
    assert Experience.objects.get().type == "experience"


def test_sent_twice_it_is_made_once(editor, new):
    fields = form_of(editor.get(new))

    first = send(editor, new, fields, title="Un sol equip")
    second = send(editor, new, fields, title="Un sol equip")

    assert first.url == second.url
    assert Experience.objects.count() == 1


def test_save_and_go_on_leads_to_the_next_step(editor, draft):
    answer = fill_in(editor, address(draft, "historia"), button="_next", summary="Un resum.")

    assert answer.url == address(draft, "resultats")
    assert document(draft)["summary"] == "Un resum."


def test_every_field_of_the_story_is_saved(editor, draft, hospital):
    alliance = make_alliance("Aliança del Pla")
    partner = make_organisation("Fundació Veïna", verified_at="2026-01-01T00:00Z")
    typed = {
        "title": "Guàrdies de radiologia",
        "type": "good_practice",
        "axes": ["governance", "management"],
        "start": "2019",
        "end": "2021-05",
        "summary": "Resum.",
        "context": "Context.",
        "problem": "Problema.",
        "what_was_done": "Primer això.\nDesprés allò.",
        "participants": "Dotze radiòlogues.",
        "resources": "Mitja jornada.",
    }
    rows = {
        "organisations-total": "2",
        "organisations-1-organisation": "fundacio veina",
        "alliances-0-alliance": f"Aliança del Pla ({alliance.record.code})",
        "sources-total": "1",
        "sources-0-title": "Memòria",
        "sources-0-url": "https://exemple.cat/memoria",
    }

    answer = fill_in(editor, address(draft, "historia"), **typed, **rows)

    saved = document(draft)
    assert answer.status_code == 302
    assert {name: saved[name] for name in typed} == typed
    assert {thing["code"] for thing in saved["organisations"]} == {hospital.code, partner.code}
    assert [thing["code"] for thing in saved["alliances"]] == [alliance.record.code]
    assert saved["sources"] == [{"title": "Memòria", "url": "https://exemple.cat/memoria"}]


def test_every_field_of_the_results_is_saved(editor, draft):
    make_term("evidence_level", "before_after", "comparació abans i després")
    Factor.objects.create(key="people", kind="success", number=1, ca="les persones")
    Factor.objects.create(key="ego", kind="failure", number=1, ca="EGO")
    typed = {
        "what_worked": "La direcció hi era.",
        "what_hindered": "Els sistemes no es parlaven.",
        "replication": "Una història compartida.",
        "evidence_level": "before_after",
    }
    rows = {
        "results-total": "2",
        "results-0-indicator": "Dies d’espera",
        "results-0-value": "12,5",
        "results-0-baseline": "-45",
        "results-0-unit": "dies",
        "results-0-period": "2022",
        "results-0-status": "measured",
        "results-1-indicator": "Satisfacció alta",
    }

    answer = fill_in(editor, address(draft, "resultats"), factors=["people", "ego"], **typed, **rows)

    saved = document(draft)
    assert answer.status_code == 302
    assert {name: saved[name] for name in typed} == typed
    assert sorted(saved["factors"]) == ["ego", "people"]
    assert saved["results"][0] == {
        "indicator": "Dies d’espera",
        "value": 12.5,
        "unit": "dies",
        "baseline": -45.0,
        "period": "2022",
        "status": "measured",
    }
    assert saved["results"][1]["indicator"] == "Satisfacció alta"


def test_a_figure_is_shown_as_it_was_written(editor, draft):
    draft.results.create(indicator="Dies", value="1234.500", baseline="40")

    fields = form_of(editor.get(address(draft, "resultats")))

    assert fields["results-0-value"] == ["1.234,5"]
    assert fields["results-0-baseline"] == ["40"]


def test_what_it_says_of_each_lesson_is_saved_in_the_order_of_the_guide(editor, draft):
    second = make_lesson("Resoldre conflictes.", axis="management")
    first = make_lesson("Escollir el soci.", axis="governance")
    make_lesson("Fidelitzar.", axis="collaborative_work")
    url = address(draft, "aprenentatges")

    answer = fill_in(
        editor,
        url,
        **{
            "evidence-0-stance": "confirms",
            "evidence-0-quote": "El vam triar bé.",
            "evidence-1-stance": "contradicts",
            "evidence-1-context": "Dues entitats petites.",
            "recommendations": "Començar per poc\n\nParlar-ne sovint",
            "critical_points": "Qui paga",
        },
    )

    saved = document(draft)
    told = {found["lesson"]["code"]: found for found in saved["evidence"]}
    assert len(told) == 2
    assert answer.status_code == 302
    assert told[first.record.code]["quote"] == "El vam triar bé."
    assert told[second.record.code]["stance"] == "contradicts"
    assert saved["recommendations"] == ["Començar per poc", "Parlar-ne sovint"]
    assert saved["critical_points"] == ["Qui paga"]


def test_lessons_spoken_of_stand_open_and_the_others_folded(editor, draft):
    make_evidence(draft, make_lesson("Escollir el soci."), quote="Sí.")
    make_lesson("Garantir l’encaix.")

    page = editor.get(address(draft, "aprenentatges")).content.decode()

    assert page.count('<details class="told"') == 2
    assert page.count(" open>") == 2  # its question and the lesson


def test_a_lesson_that_is_no_more_stays_in_the_form(editor, draft):
    lesson = make_lesson("Retirat.")
    make_evidence(draft, lesson, quote="Ho vam viure.")
    lesson.record.search_entry.delete()
    Record.objects.filter(pk=lesson.pk).update(withdrawn=True, withdrawn_reason="Repetit.")

    fields = form_of(editor.get(address(draft, "aprenentatges")))

    assert fields["evidence-0-quote"] == ["Ho vam viure."]


def test_saving_a_step_that_nobody_touched_changes_nothing(editor, draft):
    first, second = make_lesson(axis="collaborative_work"), make_lesson(axis="governance")
    make_lesson(axis="management")
    make_evidence(draft, second, "qualifies", quote="Segons com.")
    make_evidence(draft, first)
    draft.results.create(indicator="Dies", value="12.5")

    for step in ("historia", "resultats", "aprenentatges", "revisio"):
        fill_in(editor, address(draft, step))

    assert Record.objects.get(pk=draft.pk).version == draft.record.version


def test_a_row_more_saves_nothing_and_keeps_what_was_typed(editor, draft):
    url = address(draft, "resultats")
    fields = form_of(editor.get(url)) | {"results-0-indicator": ["Dies"], "what_worked": ["Tot."]}

    answer = editor.post(url, {**fields, "_add": "results"})

    after = form_of(answer)
    assert (after["results-total"], after["results-0-indicator"]) == (["2"], ["Dies"])
    assert after["what_worked"] == ["Tot."]
    assert document(draft)["results"] == []


def test_two_editors_of_one_field_see_both_texts(editor, draft):
    url = address(draft, "historia")
    fields = form_of(editor.get(url))
    send(editor, url, fields, summary="El d’ella.")

    answer = send(editor, url, fields, summary="El meu.", problem="Les nits.")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "El d’ella." in page
    assert form_of(answer)["summary"] == ["El meu."]
    assert form_of(answer)["problem"] == ["Les nits."]
    assert document(draft)["summary"] == "El d’ella."


def test_two_editors_of_one_lesson_see_both_texts(editor, draft):
    make_lesson("Escollir el soci.")
    url = address(draft, "aprenentatges")
    fields = form_of(editor.get(url))
    send(editor, url, fields, **{"evidence-0-stance": "confirms"})

    answer = send(editor, url, fields, **{"evidence-0-stance": "contradicts", "evidence-0-quote": "No."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ho confirma: Escollir el soci." in page
    assert form_of(answer)["evidence-0-stance"] == ["contradicts"]
    assert form_of(answer)["evidence-0-quote"] == ["No."]


def test_two_editors_of_two_fields_do_not_disturb_each_other(editor, draft):
    url = address(draft, "historia")
    fields = form_of(editor.get(url))
    send(editor, url, fields, summary="El d’ella.")

    answer = send(editor, url, fields, problem="Les nits.")

    assert answer.status_code == 302
    assert (document(draft)["summary"], document(draft)["problem"]) == ("El d’ella.", "Les nits.")


def test_what_is_missing_leads_to_its_field(editor, hospital):
    draft = make_experience("Incompleta", owner=hospital, published=False)

    answer = editor.post(address(draft, "accions") + "submit/")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="resum-errors"' in page
    for place in ("id_summary", "id_what_was_done", "files-organisations"):
        assert f'{address(draft, "historia")}#{place}"' in page
        assert f'id="{place}"' in editor.get(address(draft, "historia")).content.decode()
    assert Record.objects.get(pk=draft.pk).state == State.DRAFT


def test_what_is_complete_can_be_submitted_from_the_review(editor, draft):
    Experience.objects.filter(pk=draft.pk).update(summary="Resum.", what_was_done="Això.")
    page = editor.get(address(draft, "revisio")).content.decode()

    assert f'action="{address(draft, "accions")}submit/"' in page
    answer = editor.post(address(draft, "accions") + "submit/")
    assert answer.url == address(draft)
    assert Record.objects.get(pk=draft.pk).state == State.SUBMITTED


def test_the_review_reads_in_words(editor, draft):
    Experience.objects.filter(pk=draft.pk).update(
        type="unsuccessful_attempt", axes=["governance"], start="2019-09"
    )
    draft.alliances.add(make_alliance("Aliança del Pla"))
    draft.results.create(indicator="Espera", value="12.5", baseline="45", unit="dies", status="measured")
    make_evidence(draft, make_lesson("Escollir el soci."), "contradicts", quote="Ens va triar ell.")

    page = editor.get(address(draft, "revisio")).content.decode()

    for words in (
        "Intent no reeixit",
        "Com es governen?",
        "Setembre del 2019",
        "Aliança del Pla",
        "Espera · abans, 45\u00a0dies · després, 12,5\u00a0dies · mesurat",
        "Ho contradiu: Escollir el soci. · Ens va triar ell.",
    ):
        assert words in page


def test_the_list_of_steps_says_how_far_each_is(editor, draft):
    Experience.objects.filter(pk=draft.pk).update(summary="Resum.", what_was_done="Això.")
    make_evidence(draft, make_lesson())

    steps = {row["title"]: str(row["label"]) for row in editor.get(address(draft)).context["steps"]}

    assert steps["Història"] == "Fet"
    assert steps["Resultats"] == "Per començar"
    assert steps["Aprenentatges"] == "Fet"


def test_while_it_is_reviewed_nothing_changes_and_what_was_typed_is_shown(editor, draft):
    url = address(draft, "historia")
    fields = form_of(editor.get(url))
    Record.objects.filter(pk=draft.pk).update(state=State.IN_REVIEW)

    answer = send(editor, url, fields, summary="Massa tard.")

    assert answer.status_code == 409
    assert "Massa tard." in answer.content.decode()
    assert document(draft)["summary"] is None


def test_without_a_session_what_was_typed_waits_for_the_same_person(editor, draft, hospital):
    url = address(draft, "aprenentatges")
    make_lesson("Escollir el soci.")
    fields = form_of(editor.get(url))
    person = draft.record.owner.memberships.get().user
    editor.logout()

    send(editor, url, fields, **{"evidence-0-stance": "confirms", "evidence-0-quote": "El vam triar bé."})
    editor.force_login(person)

    assert form_of(editor.get(url))["evidence-0-quote"] == ["El vam triar bé."]
