"""The page where a record is read, commented on field by field, and decided on."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alliances.rules import ALLIANCE
from experiences.models import Experience
from observatori.publishing.comments import comment
from observatori.publishing.editing import change
from observatori.publishing.models import Comment, Event, Record, State, Verb
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.curation.making import in_review, queries_of, submitted
from tests.making import (
    make_agreement,
    make_alliance,
    make_experience,
    make_organisation,
    make_user,
)
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


def post(client, record, verb, version=None, **facts):
    boxes = {name.replace("comment_", "comment-", 1): text for name, text in facts.items()}
    data = {"version": version or record.version, "verb": verb, **boxes}
    return client.post(f"/curadoria/{record.code}/", data)


def fresh(record):
    return Record.objects.get(pk=record.pk)


def test_what_an_addendum_changes_is_named_as_people_call_it(desk):
    agreement = make_agreement(
        make_alliance(), parts=[("clausula-07", "Es crea una comissió.")], registered=False
    )
    agreement.parts.update(label="Setena", heading="Comissió de seguiment")
    addendum = make_agreement(
        agreement.alliance, kind="addendum", amends=agreement, addendum_kind="amendment", registered=False
    )
    addendum.changes.create(
        position=0, op="replace", target="clausula-07", text="Se’n fa càrrec la Direcció."
    )

    page = desk.get(f"/curadoria/{addendum.record.code}/")

    (field,) = [
        field
        for section in page.context["sections"]
        for field in section["fields"]
        if field["name"] == "changes/0"
    ]
    assert field["label"] == "Substitueix: Setena · Comissió de seguiment"
    assert "clausula-07" not in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("anonymous", 302), ("editor", 404), ("partner", 404), ("outsider", 404), ("curator", 200)],
)
def test_only_staff_read_it(client, who, status):
    partner = make_organisation()
    record = in_review(partners=[partner, make_organisation()])
    people = {
        "editor": lambda: make_user(organisation=record.owner),
        "partner": lambda: make_user(organisation=partner, membership="admin"),
        "outsider": make_user,
        "curator": lambda: make_user(role="curator"),
    }
    if who in people:
        client.force_login(people[who]())

    assert client.get(f"/curadoria/{record.code}/").status_code == status
    assert post(client, record, "publish").status_code == (302 if who in ("anonymous", "curator") else 404)
    assert (fresh(record).state == State.PUBLISHED) is (who == "curator")


@pytest.mark.parametrize("code", ["OAE-A-9999", "zzz", "OAE-L-0001"])
def test_what_does_not_exist_is_404(desk, code):
    assert desk.get(f"/curadoria/{code}/").status_code == 404


def test_who_belongs_to_the_owner_reads_and_does_not_decide(client):
    record = in_review()
    client.force_login(make_user(role="curator", organisation=record.owner))

    response = client.get(f"/curadoria/{record.code}/")

    assert "És d’una entitat vostra" in response.content.decode()
    assert 'value="publish"' not in response.content.decode()
    assert post(client, record, "publish").status_code == 403
    assert fresh(record).state == State.IN_REVIEW


def test_codes_are_said_in_words(desk):
    record = in_review(
        phase="identification", start="2010-11-09", conditions={"generosity": {"value": "partly"}}
    )

    body = desk.get(f"/curadoria/{record.code}/").content.decode()

    for words in (
        "Identificació d’oportunitats",
        "9 de novembre del 2010",
        "Generositat en benefici",
        "En part",
    ):
        assert words in body
    assert ">identification<" not in body


def test_what_changed_stands_beside_what_is_published(desk, curator):
    record = make_alliance("Abans", owner=make_organisation(), acronym="AB").record
    facts = {"rules": ALLIANCE, "user": curator, "version": None, "references": References(curator)}
    change(record=record, facts={"name": "Ara", "acronym": None}, **facts)

    response = desk.get(f"/curadoria/{record.code}/")

    fields = {field["name"]: field for one in response.context["sections"] for field in one["fields"]}
    assert (fields["name"]["lines"], fields["name"]["before"]) == (["Ara"], ["Abans"])
    assert (fields["acronym"]["lines"], fields["acronym"]["before"]) == ([], ["AB"])
    assert [name for name, field in fields.items() if field["changed"]] == ["name", "acronym"]
    assert "Hi ha 2 camps diferents" in response.content.decode()


def test_a_partner_that_moves_is_not_a_change_and_one_that_leaves_is(desk):
    first, second, third = (make_organisation(f"Soci {number}") for number in range(3))
    alliance = make_alliance(partners=[first, second, third], owner=make_organisation())
    rows = {row.organisation_id: row for row in alliance.partnerships.all()}
    rows[first.pk].delete()
    rows[second.pk].position, rows[third.pk].position = 2, 1
    for row in (rows[second.pk], rows[third.pk]):
        row.save()

    sections = desk.get(f"/curadoria/{alliance.record.code}/").context["sections"]

    changed = [field["label"] for one in sections for field in one["fields"] if field["changed"]]
    assert "Soci 0" in changed
    assert not {"Soci 1", "Soci 2"} & set(changed)


def test_changes_are_asked_at_their_fields_with_a_day(desk, curator, time_machine):
    time_machine.move_to(timezone.localtime().replace(hour=12))  # the same day from here to the end
    record = in_review()
    due = timezone.localdate() + timedelta(days=14)
    page = desk.get(f"/curadoria/{record.code}/").content.decode()
    assert f'value="{due.isoformat()}"' in page

    response = post(
        desk,
        record,
        "request-changes",
        due_on=due.isoformat(),
        comment="En conjunt, bé.",
        comment_summary="Falta dir-hi on.",
        **{"comment_partners/0": "Quin paper hi té?"},
    )

    assert response.status_code == 302
    assert (fresh(record).state, fresh(record).due_on) == (State.CHANGES_REQUESTED, due)
    said = Comment.objects.filter(record=record).values_list("field", "text", "asks_change")
    assert set(said) == {
        ("", "En conjunt, bé.", True),
        ("summary", "Falta dir-hi on.", True),
        ("partners/0", "Quin paper hi té?", True),
    }
    body = desk.get(f"/curadoria/{record.code}/").content.decode()
    assert body.index("Falta dir-hi on.") > body.index('id="camp-summary"')


@pytest.mark.parametrize(
    ("verb", "facts", "sentence"),
    [
        ("request-changes", {}, "Cal dir què s’ha de canviar"),
        (
            "request-changes",
            {"comment": "Bé.", "due_on": "2020-01-01"},
            "Aquesta data ja ha passat: poseu-ne una de futura.",
        ),
        ("request-changes", {"comment": "Bé.", "due_on": "demà"}, "data"),
        ("request-changes", {"comment_summary": "a" * 5001}, "5000"),
        ("reject", {"comment_summary": "Ho dic aquí."}, "Cal dir-ne el motiu."),
        ("comment", {}, "Escriviu un comentari."),
        ("zzz", {"comment_summary": "Ho dic aquí."}, "Trieu què en voleu fer."),
        ("register", {"comment_summary": "Ho dic aquí."}, "Trieu què en voleu fer."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(desk, verb, facts, sentence):
    record = in_review()

    response = post(desk, record, verb, **facts)

    body = response.content.decode()
    assert response.status_code == 422
    assert 'id="resum-errors"' in body
    assert "<title>Error: " in body
    assert sentence in body
    for text in facts.values():
        assert text in body
    assert not Comment.objects.exists()
    assert fresh(record).state == State.IN_REVIEW


def test_who_comes_second_hears_who_did_what_and_loses_no_text(desk, curator):
    record = in_review()
    other = make_user(role="curator")
    other.name = "Berta Puig"
    other.save()
    advance(record=record, verb="publish", user=other, rules=ALLIANCE)

    response = post(desk, record, "request-changes", comment_summary="El meu text.", due_on="2099-01-01")

    body = response.content.decode()
    assert response.status_code == 409
    assert "Estat actual: publicada" in body
    assert "s’ha publicat (Berta Puig" in body
    assert "No s’ha desat res: el registre ha canviat" in body
    assert "Cal corregir el formulari" not in body
    assert "El meu text." in body
    assert not Comment.objects.exists()


def test_a_version_nobody_has_read_is_not_published(desk, curator):
    record = in_review()
    author = make_user(organisation=record.owner)
    facts = {"rules": ALLIANCE, "user": author, "version": None, "references": References(author)}
    asked = [{"field": "summary", "text": "Més."}]
    advance(record=record, verb="request-changes", user=curator, rules=ALLIANCE, comments=asked)
    change(record=record, facts={"summary": "Un altre resum."}, **facts)
    advance(record=record, verb="submit", user=author, rules=ALLIANCE)
    advance(record=record, verb="start-review", user=curator, rules=ALLIANCE)

    response = post(desk, record, "publish", version=1, comment_summary="Encara no.")

    body = response.content.decode()
    assert response.status_code == 409
    assert "ha canviat des que el vau obrir" in body
    assert "Un altre resum." in body
    assert "Encara no." in body
    assert fresh(record).state == State.IN_REVIEW
    assert 'name="version" value="2"' in body


def test_what_was_typed_at_a_row_that_is_gone_is_kept(desk):
    record = in_review()

    response = post(desk, record, "reject", **{"comment_partners/7": "D’un soci que ja no hi és."})

    assert response.status_code == 422
    assert "D’un soci que ja no hi és." in response.content.decode()


def test_remarks_typed_while_publishing_are_kept(desk):
    record = in_review()

    assert post(desk, record, "publish", comment_summary="Per a la pròxima.").status_code == 302

    assert fresh(record).state == State.PUBLISHED
    assert Comment.objects.open().get(record=record).text == "Per a la pròxima."


@pytest.mark.parametrize(
    ("verb", "state"), [("start-review", "in_review"), ("reject", "rejected"), ("archive", "archived")]
)
def test_a_verb_is_said_and_told(desk, verb, state):
    record = submitted()

    response = desk.post(
        f"/curadoria/{record.code}/", {"version": 1, "verb": verb, "reason": "No hi escau."}, follow=True
    )

    assert fresh(record).state == state
    assert 'id="missatges"' in response.content.decode()


def test_withdrawing_says_why_to_the_public(desk, client):
    record = make_alliance(owner=make_organisation()).record

    assert post(desk, record, "withdraw").status_code == 422
    assert post(desk, record, "withdraw", reason="A petició dels socis.").status_code == 302

    assert Client().get(f"/aliances/{record.slug}/").status_code == 410
    assert "A petició dels socis." in desk.get(f"/curadoria/{record.code}/").content.decode()


def test_publishing_is_announced_as_verifying_the_owner(desk):
    record = in_review()
    body = desk.get(f"/curadoria/{record.code}/").content.decode()
    assert f"En publicar-ho, l’entitat «{record.owner.name}» queda verificada." in body

    post(desk, record, "publish")

    assert fresh(record).owner.verified


def test_a_conversation_is_answered_closed_and_opened_again(desk, curator):
    record = in_review()
    first = comment(record=record, user=curator, text="Què vol dir?", field="summary")
    path = f"/curadoria/{record.code}/comentaris/{first.pk}/"

    answered = desk.post(path, {"text": "Vol dir això."})
    desk.post(path, {"do": "resolve"})
    first.refresh_from_db()
    closed = first.resolved_at
    desk.post(path, {"do": "reopen"})
    first.refresh_from_db()

    assert answered["Location"] == f"/curadoria/{record.code}/#comentari-{first.pk}"
    assert first.replies.get().text == "Vol dir això."
    assert closed
    assert first.resolved_at is None


def test_an_empty_answer_is_refused_where_it_was_typed(desk, curator):
    record = in_review()
    first = comment(record=record, user=curator, text="Què vol dir?", field="summary")

    response = desk.post(f"/curadoria/{record.code}/comentaris/{first.pk}/", {"text": "  "})

    assert response.status_code == 422
    assert f'href="#resposta-{first.pk}-text"' in response.content.decode()


def test_a_comment_of_another_record_is_not_found(desk, curator):
    first = comment(record=in_review(), user=curator, text="Què vol dir?")

    response = desk.post(f"/curadoria/{submitted().code}/comentaris/{first.pk}/", {"do": "resolve"})

    assert response.status_code == 404
    first.refresh_from_db()
    assert first.resolved_at is None


def test_a_similar_name_is_pointed_out(desk):
    make_alliance("Aliança per la salut mental d’Osona")
    make_alliance("Xarxa de laboratoris del Segre")
    record = in_review("Aliança de salut mental d’Osona")

    assert [one["title"] for one in desk.get(f"/curadoria/{record.code}/").context["alike"]] == [
        "Aliança per la salut mental d’Osona"
    ]


def test_the_agreements_of_an_alliance_say_their_state(desk):
    record = in_review()
    make_agreement(record.alliance, "Conveni marc", registered=False, in_force_until="2020")

    (row,) = desk.get(f"/curadoria/{record.code}/").context["agreements"]

    assert (row["title"], row["state"], row["registered"]) == ("Conveni marc", "expired", False)


def test_experiences_and_agreements_have_their_page(desk):
    experience = make_experience(
        what_was_done="Es va fer.", organisations=[make_organisation("Qui ho va fer")], published=False
    )
    agreement = make_agreement(make_alliance(), parts=[("primera", "Es col·labora.")], registered=False)

    assert "Qui ho va fer" in desk.get(f"/curadoria/{experience.record.code}/").content.decode()
    assert "Es col·labora." in desk.get(f"/curadoria/{agreement.record.code}/").content.decode()


def test_the_page_makes_the_same_queries_with_1_and_20_of_everything(desk, curator):
    def make(many):
        record = in_review(partners=max(2, many))
        for number in range(many):
            first = comment(record=record, user=make_user(role="curator"), text="Una.", field="summary")
            comment(record=record, user=make_user(role="curator"), text="Resposta.", reply_to=first)
            make_agreement(record.alliance, f"Conveni {number}")
        return f"/curadoria/{record.code}/"

    one, twenty = make(1), make(20)

    assert queries_of(desk, one) == queries_of(desk, twenty)


def test_an_experience_makes_the_same_queries_with_1_and_20(desk):
    def make(many):
        organisations = [make_organisation() for _ in range(many)]
        alliances = [make_alliance() for _ in range(many)]
        made = make_experience(organisations=organisations, alliances=alliances, published=False)
        return f"/curadoria/{made.record.code}/"

    one, twenty = make(1), make(20)

    assert queries_of(desk, one) == queries_of(desk, twenty)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_keeps_her_text():
    record = in_review()
    answers, start = {}, threading.Barrier(2, timeout=PATIENCE)
    decisions = {"publish": {}, "request-changes": {"comment-summary": "Text meu.", "due_on": "2099-01-01"}}

    def act(verb):
        client = Client()
        client.force_login(make_user(role="curator"))
        start.wait()
        try:
            data = {"version": record.version, "verb": verb, **decisions[verb]}
            answers[verb] = client.post(f"/curadoria/{record.code}/", data)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[verb]) for verb in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    decided = Event.objects.filter(record=record, verb__in=[Verb.PUBLISHED, Verb.CHANGES_REQUESTED])
    assert decided.count() == 1
    if answers["request-changes"].status_code == 409:
        assert "Text meu." in answers["request-changes"].content.decode()


def test_an_experience_of_nobody_is_published_without_verifying_anybody(desk):
    made = make_experience(summary="Resum.", what_was_done="Fet.", published=False)
    Record.objects.filter(pk=made.pk).update(state=State.IN_REVIEW)

    assert post(desk, made.record, "publish").status_code == 302
    assert Experience.objects.published().filter(pk=made.pk).exists()


def test_the_whole_way_from_changes_to_publication(desk, curator):
    record = in_review()
    author = make_user(organisation=record.owner)
    post(desk, record, "request-changes", comment_summary="Falta dir-hi on.", due_on="2099-01-01")
    facts = {"rules": ALLIANCE, "user": author, "references": References(author)}
    change(record=record, facts={"summary": "A Osona."}, version=1, **facts)
    advance(record=record, verb="submit", user=author, rules=ALLIANCE)

    post(desk, record, "start-review", version=2)
    post(desk, record, "publish", version=2)

    assert (fresh(record).state, fresh(record).due_on) == (State.PUBLISHED, None)
    assert not Comment.objects.open().exists()
    assert "A Osona." in Client().get(f"/aliances/{record.slug}/").content.decode()
