"""A draft begun from a registered agreement: what it copies and what not, who may, and the DOCX of it."""

import io
import time
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.models import Agreement, Change, CompletenessMark, Part, Signature
from alliances.rules import register_agreement
from observatori.imports.sources import read_data
from observatori.outlines.blanks import blanked
from observatori.outlines.lessons import WORDS, lessons_for
from tests.making import make_agreement, make_lesson, make_organisation, make_user
from tests.outlines.making import SOURCE_TEXT, address, docx_of, made_by, typed

pytestmark = pytest.mark.django_db


# --- The draft ---------------------------------------------------------------------------------------


def test_the_draft_has_the_text_and_nothing_that_was_signed(client, source, mine, own):
    client.force_login(make_user(organisation=mine))

    made, answer = made_by(client, source, typed(mine, own))

    assert answer.url == f"/tauler/{mine.slug}/convenis/{made.record.code}/"
    assert (made.title, made.kind, made.alliance_id) == ("Conveni de la Vall", "framework", own.pk)
    assert (made.record.owner, made.record.state) == (mine, "draft")
    assert [part.heading for part in made.parts.all()] == ["Objecte", "Seguiment"]
    assert [party.name for party in made.parties.all()] == ["Consorci de la Vall"]
    assert (made.in_force_from, made.in_force_until, made.renewal) == (None, None, "unknown")
    assert not made.signatures.exists()
    assert not made.commitments.exists()
    assert not made.record.documents.exists()
    (relation,) = made.relations.all()
    assert (relation.relation, relation.target_id) == ("relates", source.pk)


def test_names_are_left_in_blank(client, source, mine, own):
    client.force_login(make_user(organisation=mine))

    made, _answer = made_by(client, source, typed(mine, own, "objecte"))

    (part,) = made.parts.all()
    assert part.text == "L'[entitat] i l’[entitat] creen una comissió. Hi signa [persona]."


def test_an_addendum_becomes_an_addendum_of_ones_own_agreement(client, source, mine, own):
    addendum = make_agreement(
        source.alliance, "Addenda del Pla", kind="addendum", amends=source, addendum_kind="amendment",
        registered=False,
    )  # fmt: skip
    Change.objects.create(
        addendum=addendum, position=0, op="replace", target="seguiment", text="Nou seguiment."
    )
    Change.objects.create(addendum=addendum, position=1, op="delete", target="objecte")
    register_agreement(agreement=addendum, by=None)
    target = make_agreement(own, parts=[("primera", "Text.")], registered=False, record={"owner": mine})
    client.force_login(make_user(organisation=mine))

    made, _answer = made_by(client, addendum, typed(mine, target, "canvi-1"))

    assert (made.kind, made.amends_id, made.addendum_kind) == ("addendum", target.pk, "amendment")
    (change,) = made.changes.all()
    assert (change.op, change.target, change.text) == ("insert_after", "primera", "Nou seguiment.")


def test_what_becomes_a_new_part_takes_no_key_of_the_agreement(client, source, mine, own):
    addendum = make_agreement(
        source.alliance, "Addenda del Pla", kind="addendum", amends=source, addendum_kind="amendment",
        registered=False,
    )  # fmt: skip
    Change.objects.create(
        addendum=addendum,
        position=0,
        op="replace",
        target="seguiment",
        heading="Primera",
        text="Nou seguiment.",
    )
    register_agreement(agreement=addendum, by=None)
    target = make_agreement(own, parts=[("primera", "Text.")], registered=False, record={"owner": mine})
    client.force_login(make_user(organisation=mine))

    made, _answer = made_by(client, addendum, typed(mine, target, "canvi-1"))

    assert [change.key for change in made.changes.all()] == ["primera-2"]


# --- The page ----------------------------------------------------------------------------------------


def test_the_page_shows_what_each_part_answers_and_what_was_learnt(client, source, mine, own):
    make_lesson("Crear comissions de seguiment en base a resultats.", axis="management")
    make_lesson("Formar equips estables.", axis="collaborative_work")
    CompletenessMark.objects.create(agreement=source, item="f", answer="ok", parts=["seguiment"])
    client.force_login(make_user(organisation=mine))

    page = client.get(address(source))

    first, second = page.context["pieces"]
    assert (first["contents"], first["lessons"]) == ([], [])
    assert second["contents"] == ["f) Seguiment i conflictes"]
    assert [one["text"] for one in second["lessons"]] == [
        "Crear comissions de seguiment en base a resultats."
    ]
    assert "Com es pot modificar (art. 49.g)" in page.context["unanswered"]
    assert not any("art. 49.f" in words for words in page.context["unanswered"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Cal un títol."),
        ({"parts": []}, "Trieu alguna part del text."),
        ({"parent": ""}, "Cal dir de què formarà part."),
    ],
)
def test_what_cannot_be_begun_says_why_and_keeps_what_was_typed(client, source, mine, own, wrong, words):
    client.force_login(make_user(organisation=mine))

    answer = client.post(address(source), typed(mine, own) | {"title": "El meu títol"} | wrong)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="resum-errors"' in page
    assert words in page
    assert wrong.get("title") == "" or "El meu títol" in page
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("foreign", ["organisation", "parent"])
def test_nobody_begins_in_the_name_of_another(client, source, mine, own, parties, foreign):
    client.force_login(make_user(organisation=mine))
    wrong = {"organisation": parties[0].slug, "parent": source.alliance.record.code}

    answer = client.post(address(source), typed(mine, own) | {foreign: wrong[foreign]})

    assert answer.status_code == 422
    assert Agreement.objects.count() == 1


def test_who_has_no_alliance_is_told_what_to_do_first(client, source, mine):
    client.force_login(make_user(organisation=mine))

    assert "Encara no teniu on posar-lo" in client.get(address(source)).content.decode()


def test_staff_begin_in_any_alliance_by_its_code(client, source, own):
    client.force_login(make_user(role="curator"))

    made, answer = made_by(
        client,
        source,
        {"title": "Conveni", "parent": own.record.code, "parts": ["objecte"], "organisation": ""},
    )

    assert (made.record.owner, made.record.origin) == (None, "documented")
    assert answer.url.startswith("/curadoria/")
    refused = client.post(address(source), {"title": "C", "parent": "OAE-A-999999", "parts": ["objecte"]})
    assert refused.status_code == 422


# --- Who may -----------------------------------------------------------------------------------------


def people(parties, mine):
    return {
        "owner editor": lambda: make_user(organisation=parties[0]),
        "owner reader": lambda: make_user(organisation=parties[0], membership="reader"),
        "partner": lambda: make_user(organisation=parties[1]),
        "stranger who writes": lambda: make_user(organisation=mine),
        "stranger who reads": lambda: make_user(organisation=mine, membership="reader"),
        "of no organisation": make_user,
        "curator": lambda: make_user(role="curator"),
    }


PUBLIC = {
    "owner editor": 200, "owner reader": 403, "partner": 200, "stranger who writes": 200,
    "stranger who reads": 403, "of no organisation": 403, "curator": 200, "anonymous": 302,
}  # fmt: skip
OF_THE_PARTIES = PUBLIC | {
    "stranger who writes": 404, "stranger who reads": 404, "of no organisation": 404
}  # fmt: skip


@pytest.mark.parametrize("who", PUBLIC)
@pytest.mark.parametrize(("visibility", "expected"), [("public", PUBLIC), ("partners", OF_THE_PARTIES)])
def test_the_page_and_the_file_are_for_who_reads_it_and_writes_somewhere(
    client, source, parties, mine, who, visibility, expected
):
    source.record.visibility = visibility
    source.record.save(update_fields=["visibility"])
    if who != "anonymous":
        client.force_login(people(parties, mine)[who]())

    assert client.get(address(source)).status_code == expected[who]
    answer = client.post(address(source), {"_docx": "1", "parts": ["objecte"]})
    assert answer.status_code == expected[who]


def test_a_draft_and_a_withdrawn_agreement_begin_nothing(client, source, mine, own):
    draft = make_agreement(own, registered=False, record={"owner": mine})
    client.force_login(make_user(organisation=mine))
    source.record.withdrawn, source.record.withdrawn_reason = True, "Un error."
    source.record.save(update_fields=["withdrawn", "withdrawn_reason"])

    assert client.get(address(draft)).status_code == 404
    assert client.get(address(source)).status_code == 404


@pytest.mark.parametrize(("membership", "shown"), [("editor", True), ("reader", False)])
def test_the_agreement_leads_there_who_may(client, source, mine, membership, shown):
    client.force_login(make_user(organisation=mine, membership=membership))

    assert (address(source) in client.get(f"/convenis/{source.record.code}/").content.decode()) is shown


def test_the_page_costs_the_same_however_many_parts(client, source, mine, own):
    client.force_login(make_user(organisation=mine))
    counts = []
    for more in (0, 20):
        for number in range(more):
            Part.objects.create(
                agreement=source, key=f"k{number}", section="clauses", label=f"{number}", position=10 + number
            )
        register_agreement(agreement=source, by=None)
        client.get(address(source))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(source))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- The file ----------------------------------------------------------------------------------------


def test_the_file_has_the_parts_the_notes_and_the_lessons(client, source, mine):
    make_lesson("Crear comissions de seguiment en base a resultats.", axis="management")
    client.force_login(make_user(organisation=mine))

    answer, document = docx_of(client, source, "seguiment", title="El meu conveni")

    assert answer["Content-Disposition"] == (f'attachment; filename="{source.record.code}-esborrany.docx"')
    assert answer["X-Content-Type-Options"] == "nosniff"
    paragraphs = [(one.style.name, one.text) for one in document.paragraphs]
    assert paragraphs[0] == ("Title", "El meu conveni")
    assert ("Heading 1", "Clàusules") in paragraphs
    assert ("Heading 2", "2a · Seguiment") in paragraphs
    texts = [text for _style, text in paragraphs]
    assert "Semàfor: f) Seguiment i conflictes." in texts
    assert "Aprenentatge: Crear comissions de seguiment en base a resultats." in texts
    assert "Com es pot modificar (art. 49.g)" in texts
    assert not any("Objecte" in text for text in texts)
    assert not any("Hospital del Pla" in text or "Maria Puig" in text for text in texts)
    shaded = [one.text for one in document.paragraphs if one._p.xpath("./w:pPr/w:shd")]
    assert "Semàfor: f) Seguiment i conflictes." in shaded
    assert SOURCE_TEXT[-12:-1] not in shaded
    assert (document.core_properties.author, document.core_properties.language) == (
        "Observatori d’Aliances Estratègiques",
        "ca",
    )


HOSTILE = (
    "\x01\x08\x0b\x1f\x7f\ufffe\uffff ]]> <w:p/> &amp; &#0; <!ENTITY x> {{ title }} \u202e\u2028 😀"
    "\n=cmd|' /C calc'!A0\r\nfi"
)


def test_hostile_text_is_text(client, source, mine):
    Part.objects.filter(key="objecte").update(text=HOSTILE, heading="<b>\x02&", label="]]>")
    register_agreement(agreement=source, by=None)
    client.force_login(make_user(organisation=mine))

    answer, document = docx_of(client, source, "objecte", title="\x03Títol\x0c <x>")

    texts = " ".join(one.text for one in document.paragraphs)
    assert "]]> <w:p/> &amp; &#0; <!ENTITY x> {{ title }}" in texts
    assert "😀" in texts
    assert not set("\x01\x02\x03\x08\x0b\x0c\x1f\ufffe\uffff") & set(texts)
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_a_file_of_nothing_is_refused(client, source, mine):
    client.force_login(make_user(organisation=mine))

    answer = client.post(address(source), {"_docx": "1", "parts": []})

    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == ["parts"]


# --- Pure parts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'Hospital de l'Alt Camp hi és.", "L'[entitat] hi és."),
        ("L’Hospital  de\nl’Alt Camp", "L’[entitat]"),
        ("Hospital de l'Alt Camper", "Hospital de l'Alt Camper"),
        ("Consorci Hospital de l'Alt Camp", "[entitat]"),
    ],
)
def test_names_match_however_their_apostrophes_are_written(text, words):
    names = ["Hospital de l’Alt Camp", "Consorci Hospital de l'Alt Camp"]

    assert blanked(text, names, []) == words


def test_a_long_text_of_dates_is_read_at_once():
    law = "La Llei 40/2015, d’1 d’octubre de 2015. "
    text = f"{law}{'El 3/4/2020 ' * 4000}{law}"
    began = time.process_time()

    assert blanked(text, [], []) == f"{law}{'El [data] ' * 4000}{law}"
    assert time.process_time() - began < 2


def test_lessons_are_few_and_in_their_order():
    lessons = [{"text": f"Seguiment {number}"} for number in range(5)] + [{"text": "Una altra"}]

    assert [one["text"] for one in lessons_for(["f", "g"], lessons)] == [
        "Seguiment 0",
        "Seguiment 1",
        "Seguiment 2",
    ]
    assert lessons_for([], lessons) == []
    assert lessons_for(["confidentiality"], lessons) == []


def test_each_content_with_words_finds_a_lesson_of_the_guide():
    lessons = [{"text": one["text"]} for one in read_data("lessons.json")["lessons"]]

    assert len(lessons) >= 30
    assert [item for item in WORDS if not lessons_for([item], lessons)] == []


def test_who_joined_by_an_addendum_is_left_in_blank_too(client, source, mine, own):
    joining = make_organisation("Caliu de la Vall")
    addendum = make_agreement(
        source.alliance, kind="addendum", amends=source, addendum_kind="accession", effective_on="2021-01-01",
        registered=False,
    )  # fmt: skip
    addendum.parties.set([joining])
    Signature.objects.create(agreement=addendum, organisation=joining, person="Elisenda Mostra")
    text = "Caliu de la Vall, per la qual signa Elisenda Mostra."
    Change.objects.create(
        addendum=addendum, position=0, op="insert_after", target="seguiment", key="bis", text=text
    )
    register_agreement(agreement=addendum, by=None)
    client.force_login(make_user(organisation=mine))

    made, _answer = made_by(client, source, typed(mine, own, "bis"))

    assert made.parts.get().text == "[entitat], per la qual signa [persona]."


def test_a_lesson_is_told_once(client, source, mine):
    make_lesson("Crear comissions de seguiment en base a resultats.", axis="management")
    CompletenessMark.objects.create(agreement=source, item="f", answer="ok", parts=["objecte", "seguiment"])
    client.force_login(make_user(organisation=mine))

    assert [len(piece["lessons"]) for piece in client.get(address(source)).context["pieces"]] == [1, 0]
    _answer, document = docx_of(client, source, "seguiment")
    assert any(one.text.startswith("Aprenentatge: Crear") for one in document.paragraphs)
