"""After a decision: nothing differs from what is public, and what was done is told in words that agree."""

import pytest
from django.core.management import call_command

from observatori.publishing.models import Record
from tests.curation.making import in_review
from tests.making import make_agreement, make_alliance, make_experience, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


@pytest.fixture
def model_case():
    call_command("load_data", "--example", verbosity=0)


@pytest.mark.usefixtures("model_case")
def test_right_after_publishing_nothing_of_any_kind_differs(desk):
    records = Record.objects.filter(is_example=True).order_by("pk")
    assert {record.kind for record in records} == {"alliance", "agreement", "experience"}

    for record in records:
        context = desk.get(f"/curadoria/{record.code}/").context
        changed = [one["label"] for part in context["sections"] for one in part["fields"] if one["changed"]]
        assert (record.code, context["changes"], changed) == (record.code, 0, [])


def test_a_condition_is_not_the_field_of_the_same_name(desk, curator):
    facts = {"systemic_fit": "Encaixa amb el pla de salut.", "conditions": {"systemic_fit": {"value": "yes"}}}
    record = in_review(by=curator, **facts)
    desk.post(f"/curadoria/{record.code}/", {"version": record.version, "verb": "publish"})

    context = desk.get(f"/curadoria/{record.code}/").context

    said = {field["name"]: field["lines"] for one in context["sections"] for field in one["fields"]}
    assert (said["systemic_fit"], said["conditions/systemic_fit"]) == (
        ["Encaixa amb el pla de salut."],
        ["Sí"],
    )
    assert context["changes"] == 0


@pytest.mark.parametrize(
    ("kind", "verb", "sentence"),
    [
        ("alliance", "withdraw", "L’aliança s’ha retirat"),
        ("experience", "withdraw", "L’experiència s’ha retirat"),
        ("agreement", "withdraw", "El conveni s’ha retirat"),
        ("addendum", "withdraw", "L’addenda s’ha retirat"),
        ("alliance", "archive", "L’aliança s’ha arxivat."),
    ],
)
def test_what_was_done_is_told_with_the_noun_of_its_kind(desk, kind, verb, sentence):
    def agreement(**facts):
        return make_agreement(make_alliance(), **facts)

    record = {
        "alliance": make_alliance,
        "experience": make_experience,
        "agreement": agreement,
        "addendum": lambda: agreement(kind="addendum", amends=agreement(), addendum_kind="other"),
    }[kind]().record

    data = {"version": record.version, "verb": verb, "reason": "No hi escau."}
    body = desk.post(f"/curadoria/{record.code}/", data, follow=True).content.decode()

    assert sentence in body


def test_an_alliance_is_published_and_its_state_says_so(desk):
    record = in_review()

    body = desk.post(
        f"/curadoria/{record.code}/", {"version": 1, "verb": "publish"}, follow=True
    ).content.decode()

    assert "L’aliança s’ha publicat." in body
    assert ">Publicada</span>" in body
