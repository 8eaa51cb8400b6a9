"""The letters about a record: where they lead, how they name what was said, and that text and HTML say the same."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from alliances.models import Agreement
from alliances.rules import ALLIANCE
from observatori.digests.field_names import field_names
from observatori.digests.letters import LETTERS
from observatori.publishing import deliveries
from observatori.publishing.claims import approve_claim, ask_claim, refuse_claim
from observatori.publishing.comments import comment
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Delivery, Kind, Record, State
from observatori.publishing.transitions import advance
from tests.curation.making import in_review
from tests.making import (
    make_agreement,
    make_alliance,
    make_experience,
    make_lesson,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db
HOST = "http://127.0.0.1:8000"
ADDRESS = re.compile(r"https?://[^\s\"<]+")
HREF = re.compile(r'href="([^"]+)"')
DUE = date(2099, 5, 1)


@pytest.fixture
def hospital():
    return make_organisation("Hospital de Riudebrera")


@pytest.fixture
def author(hospital):
    return make_user("autora@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


@pytest.fixture
def record(hospital, author, curator):
    record = in_review(
        "Aliança del Ter", by=curator, owner=hospital, partners=[hospital, make_organisation()]
    )
    Record.objects.filter(pk=record.pk).update(submitted_by=actor_of(author))
    return Record.objects.select_related("owner").get(pk=record.pk)


def told():
    """Hand everything over; return who got what last."""
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    return {message.to[0]: message for message in mail.outbox}


def ask_changes(record, curator, *comments):
    asked = [{"field": field, "text": text} for field, text in comments]
    facts = {"user": curator, "rules": ALLIANCE, "comments": asked, "due_on": DUE}
    advance(record=record, verb="request-changes", **facts)


def html_of(message):
    return message.alternatives[0][0]


def test_changes_are_asked_under_the_names_that_the_forms_give_their_fields(record, curator):
    asked = {
        "summary": "Falta dir-hi on.",
        "partners/0": "Quin paper hi té?",
        "conditions/systemic_fit": "On es veu?",
        "": "En conjunt, bé.",
    }
    ask_changes(record, curator, *asked.items())

    message = told()["autora@exemple.cat"]

    names = {
        "summary": "Resum",
        "partners/0": "Soci «Hospital de Riudebrera»",
        "conditions/systemic_fit": "Encaix amb els objectius sistèmics",
        "": "El conjunt",
    }
    for field, text in asked.items():
        assert f"* {names[field]}:\n{text}" in message.body
        assert re.search(
            rf"<strong[^>]*>{re.escape(names[field])}</strong></p><p>{re.escape(text)}", html_of(message)
        )
    assert "l’aliança «Aliança del Ter»" in message.body


@pytest.mark.parametrize(
    ("language", "day"),
    [("ca", "fins a l’1 de maig del 2099"), ("es", "hasta el 1 de mayo de 2099"), ("en", "until 1 May 2099")],
)
def test_the_day_is_written_out_in_the_language_of_who_reads(record, curator, author, language, day):
    type(author).objects.filter(pk=author.pk).update(language=language)
    ask_changes(record, curator, ("summary", "Més."))

    message = told()["autora@exemple.cat"]

    assert day in message.body
    assert day in html_of(message)


def test_what_to_do_next_is_said_in_order_and_leads_to_the_steps_of_the_record(record, curator):
    ask_changes(record, curator, ("summary", "Més."))

    message = told()["autora@exemple.cat"]

    steps = f"{HOST}/tauler/{record.owner.slug}/aliances/{record.code}/"
    assert HREF.findall(html_of(message)) == [f"{HOST}/", steps]
    assert message.body.index("1. Obriu el registre") < message.body.index(steps) < message.body.index("3. ")


@pytest.mark.parametrize("kind", [Kind.ALLIANCE, Kind.AGREEMENT, Kind.EXPERIENCE])
@pytest.mark.parametrize("reader", ["author", "curator", "owner’s curator"])
def test_a_letter_leads_each_reader_to_where_she_works_on_it(hospital, author, curator, kind, reader):
    owned = {"owner": hospital, "origin": "registered"}
    made = {
        Kind.ALLIANCE: lambda: make_alliance(owner=hospital, published=False),
        Kind.AGREEMENT: lambda: make_agreement(make_alliance(owner=hospital), registered=False, record=owned),
        Kind.EXPERIENCE: lambda: make_experience(owner=hospital, published=False),
    }[kind]()
    people = {"author": author, "curator": curator}
    person = people.get(reader) or make_user(role="curator", organisation=hospital)
    Record.objects.filter(pk=made.pk).update(assignee=person)
    comment(record=Record.objects.get(pk=made.pk), user=make_user(role="curator"), text="Què vol dir?")

    body = told()[person.email].body

    path = {Kind.ALLIANCE: "aliances", Kind.AGREEMENT: "convenis", Kind.EXPERIENCE: "experiencies"}[kind]
    steps = f"/tauler/{hospital.slug}/{path}/{made.record.code}/"
    where = f"/curadoria/{made.record.code}/" if reader == "curator" else steps
    assert f"{HOST}{where}" in ADDRESS.findall(body)


def test_a_record_without_an_owner_is_found_by_the_staff_who_made_it(curator):
    made = make_experience(published=False)
    Record.objects.filter(pk=made.pk).update(assignee=curator)
    comment(record=Record.objects.get(pk=made.pk), user=make_user(role="curator"), text="Què vol dir?")

    assert f"{HOST}/curadoria/{made.record.code}/" in told()[curator.email].body


def rejected(record, curator):
    advance(record=record, verb="reject", user=curator, rules=ALLIANCE, reason="No és una aliança.")


def published(record, curator):
    advance(record=record, verb="publish", user=curator, rules=ALLIANCE)


def changes_asked(record, curator):
    ask_changes(record, curator, ("summary", "Més."))


def commented(record, curator):
    comment(record=record, user=curator, text="Què vol dir?", field="partners/1")


@pytest.mark.parametrize("deed", [rejected, published, changes_asked, commented])
def test_text_and_html_say_the_same_and_lead_to_the_same(record, curator, deed):
    deed(record, curator)

    message = told()["autora@exemple.cat"]

    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html_of(message), flags=re.DOTALL)
    said = {line.strip("*: ") for line in message.body.split("\n--\n")[0].splitlines()}
    said = {re.sub(r"^\d\. ", "", line) for line in said if line and not ADDRESS.search(line)}
    flat = " ".join(words.split())
    assert said
    assert [line for line in said if " ".join(line.split()) not in flat] == []
    assert set(ADDRESS.findall(message.body)) == set(HREF.findall(html_of(message)))


def test_a_rejection_says_why_and_how_to_send_it_again(record, curator):
    rejected(record, curator)

    message = told()["autora@exemple.cat"]

    assert "Motiu:\nNo és una aliança." in message.body
    assert "ho podreu tornar a trametre" in message.body
    assert f"{HOST}/tauler/{record.owner.slug}/aliances/{record.code}/" in message.body


@pytest.mark.parametrize("approved", [True, False])
def test_the_answer_to_a_claim_leads_to_the_case(hospital, author, curator, approved):
    case = make_alliance("Cas", partners=[hospital, make_organisation()], record={"origin": "documented"})
    claim = ask_claim(record=case.record, organisation=hospital, message="", user=author)
    if approved:
        approve_claim(claim=claim, user=curator, rules=ALLIANCE)
    else:
        refuse_claim(claim=claim, user=curator, reason="Ho demana una altra entitat.")

    message = told()["autora@exemple.cat"]

    steps = f"{HOST}/tauler/{hospital.slug}/aliances/{case.record.code}/"
    where = steps if approved else f"{HOST}/aliances/{case.record.slug}/"
    assert where in message.body
    assert where in HREF.findall(html_of(message))
    assert approved or "Ho demana una altra entitat." in message.body


def test_every_row_of_the_model_case_has_a_name():
    call_command("load_data", "--example", verbosity=0)
    framework = Agreement.objects.filter(record__is_example=True, amends=None).order_by("pk").first()
    addendum = Agreement.objects.filter(record__is_example=True, amends__isnull=False).order_by("pk").first()

    names = field_names(framework.record, ["parts/1", "signatures/0", "notice_months", "parties"])
    changes = field_names(addendum.record, ["effective_on", "changes/0"])

    assert names["parts/1"].startswith("Part «")
    assert len(names["parts/1"]) > len("Part «2»")
    assert names["signatures/0"].startswith("Signatura «")
    assert not {*names.values(), *changes.values()} & {*names, *changes}


def test_an_experience_names_its_lessons_and_results(hospital):
    lesson = make_lesson("Cal un lideratge compartit.")
    made = make_experience(organisations=[hospital], evidence=[lesson], published=False)
    made.results.create(indicator="Temps d’espera")

    names = field_names(made.record, ["evidence/0", "results/0", "what_was_done", "results/9"])

    assert "Cal un lideratge compartit." in names["evidence/0"]
    assert "Temps d’espera" in names["results/0"]
    assert names["what_was_done"] not in ("", "what_was_done")
    assert names["results/9"] == "Què en va sortir"


def test_a_field_that_no_form_asks_keeps_its_name_and_other_kinds_have_none(hospital):
    assert field_names(make_alliance().record, ["origin"]) == {"origin": "origin"}
    assert field_names(make_lesson().record, ["ca"]) == {}


def test_letters_draw_with_what_every_mail_program_draws():
    layout = (settings.BASE_DIR / "templates/mail/layout.html").read_text()

    assert "prefers-color-scheme: dark" in layout
    assert not re.search(r"display:\s*(grid|flex)|<link|<script|<img", layout)


def test_a_letter_about_something_else_than_the_state_asks_for_is_not_sent(record, curator):
    ask_changes(record, curator, ("summary", "Més."))
    Record.objects.filter(pk=record.pk).update(state=State.DRAFT)

    assert told() == {}
    assert Delivery.objects.get(letter="changes_requested").state == "done"
