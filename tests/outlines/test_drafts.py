"""What a draft begun from an agreement leaves behind: names, dates, answers and readers of its source."""

import pytest

from alliances.models import CompletenessMark, Part
from alliances.rules import register_agreement
from tests.experiences.filling import form_of, send
from tests.making import make_agreement, make_user
from tests.outlines.making import address, docx_of, made_by, typed

pytestmark = pytest.mark.django_db


def test_short_and_former_names_and_dates_are_blank_too_but_those_of_laws(client, source, mine, own, parties):
    parties[0].short_name = "HdP"
    parties[0].save()
    parties[0].aliases.create(name="Antic Hospital dels Pobres")
    text = (
        "HdP (Antic Hospital dels Pobres), per l’acord del Patronat del 3 de març del 2021 i d’1 d’octubre de 2020, "
        "fins al 31/12/2024, segons la Llei 40/2015, d’1 d’octubre de 2015, i el Reglament (UE) 2016/679 del Parlament "
        "Europeu, de 27 d’abril de 2016, ratificat per acord del Ple del juny del 2022."
    )
    Part.objects.filter(key="objecte").update(text=text)
    register_agreement(agreement=source, by=None)
    client.force_login(make_user(organisation=mine))

    made, _answer = made_by(client, source, typed(mine, own, "objecte"))

    assert made.parts.get().text == (
        "[entitat] ([entitat]), per l’acord del Patronat del [data] i d’[data], "
        "fins al [data], segons la Llei 40/2015, d’1 d’octubre de 2015, i el Reglament (UE) 2016/679 del Parlament "
        "Europeu, de 27 d’abril de 2016, ratificat per acord del Ple del [data]."
    )
    _answer, document = docx_of(client, source, "objecte")
    (written,) = [one for one in document.paragraphs if one.text == made.parts.get().text]
    highlighted = [run.text for run in written.runs if run.font.highlight_color]
    assert highlighted == ["[entitat]", "[entitat]", "[data]", "[data]", "[data]", "[data]"]


def test_the_title_tells_the_draft_from_its_source(client, source, mine, own, parties):
    source.title = "Conveni entre l’Hospital del Pla i altres, del 3 de març del 2021"
    source.save()
    register_agreement(agreement=source, by=None)
    client.force_login(make_user(organisation=mine))

    assert client.get(address(source)).context["form"]["title"].value() == (
        "Esborrany: Conveni entre l’[entitat] i altres, del [data]"
    )
    _answer, document = docx_of(client, source, "objecte", title="")
    assert document.paragraphs[0].text == "Esborrany: Conveni entre l’[entitat] i altres, del [data]"


def test_a_title_of_any_length_can_be_kept(client, source, mine, own):
    source.title = "a" * 500
    source.save()
    register_agreement(agreement=source, by=None)
    client.force_login(make_user(organisation=mine))
    shown = client.get(address(source)).context["form"]["title"].value()

    made, _answer = made_by(client, source, typed(mine, own) | {"title": shown})

    assert (len(made.title), made.title[:12]) == (500, "Esborrany: a")


def test_what_the_source_answers_is_no_answer_of_the_draft(client, source, mine, own):
    for item, part in (("f", "seguiment"), ("c", "objecte")):
        CompletenessMark.objects.create(agreement=source, item=item, answer="ok", parts=[part])
    client.force_login(make_user(organisation=mine))

    made, answer = made_by(client, source, typed(mine, own, "seguiment"))

    assert [part.key for part in made.parts.all()] == ["seguiment"]
    assert not made.completeness_marks.exists()
    assert "Hi són tots" not in client.get(answer.url).context["semafor"]["sentence"]
    step = f"{answer.url}semafor/"
    opened = client.get(step)
    suggested = {one["item"] for one in opened.context["form"].layout if one.get("suggested")}
    assert suggested == {"f"}
    send(client, step, form_of(client.post(step, {**form_of(opened), "_fill": "f"})))
    assert list(made.completeness_marks.values_list("item", "answer")) == [("f", "partial")]


def test_an_answer_over_blanks_counts_in_part(client, source, mine, own):
    client.force_login(make_user(organisation=mine))
    made, answer = made_by(client, source, typed(mine, own, "seguiment"))
    CompletenessMark.objects.create(agreement=made, item="f", answer="ok", parts=["seguiment"])

    def light():
        rows = client.get(answer.url).context["semafor"]["groups"][0]["rows"]
        return next((one["light"], one["sentence"]) for one in rows if one["item"] == "f")

    assert light() == ("partial", "El text que ho diu té blancs per omplir.")
    made.parts.update(text="El Consorci i la Veïna creen una comissió.")
    assert light() == ("ok", "")


def test_the_parties_of_the_source_and_the_partners_are_offered_and_read_nothing_until_added(
    client, source, mine, own, parties
):
    stranger = make_user(organisation=parties[1], membership="admin")
    client.force_login(make_user(organisation=mine))
    made, answer = made_by(client, source, typed(mine, own))
    step = f"{answer.url}dades/"
    page = client.get(step)

    assert "Les parts de «Conveni del Pla», amb què està relacionat, són: " in page.text
    blank = page.context["form"].rows["parties"].forms[-1].fields["organisation"].widget.offered
    assert sorted(name for _code, name in blank) == ["Ajuntament del Pla", "Hospital del Pla", "Veïna"]
    preview = f"/convenis/{made.record.code}/?version=draft"
    desk = f"/tauler/{parties[1].slug}/convenis/"
    client.force_login(stranger)
    assert client.get(preview).status_code == 404
    assert made.record.code not in client.get(desk).text

    made.parties.add(parties[1])
    assert client.get(preview).status_code == 200
    assert made.record.code in client.get(desk).text


def test_an_agreement_that_comes_from_no_other_offers_nobody(client, mine, own):
    made = make_agreement(own, registered=False, record={"owner": mine, "origin": "registered"})
    client.force_login(make_user(organisation=mine))

    page = client.get(f"/tauler/{mine.slug}/convenis/{made.record.code}/dades/")

    assert page.context["remarks"] == []
