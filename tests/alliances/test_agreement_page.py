"""What the public page of an agreement says of its text, its limits and its addenda."""

import pytest

from tests.making import make_agreement, make_alliance

pytestmark = pytest.mark.django_db


def page_of(client, agreement, at):
    return client.get(f"/convenis/{agreement.record.code}/", {"at": at})


@pytest.fixture
def agreement():
    facts = {"in_force_from": "2020-01-01", "in_force_until": "2022-12-31", "renewal": "express"}
    return make_agreement(make_alliance(), parts=[("primera", "Objecte.")], **facts)


@pytest.fixture
def addendum(agreement):
    facts = {"addendum_kind": "amendment", "effective_on": "2021-01-01"}
    return make_agreement(agreement.alliance, kind="addendum", amends=agreement, **facts)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2019-12-31", "Text que encara no és vigent."),
        ("2022-12-31", "Text vigent a 31 de desembre del 2022."),
        ("2023-01-01", "Últim text, vençut el 31 de desembre del 2022."),
    ],
)
def test_the_text_is_said_to_be_what_it_is_that_day(client, agreement, at, words):
    assert words in page_of(client, agreement, at).content.decode()


@pytest.mark.parametrize("at", ["2022-06-01", "2023-06-01"])
def test_a_limit_of_extensions_that_nobody_wrote_is_not_known(client, agreement, at):
    facts = {fact["term"]: fact for fact in page_of(client, agreement, at).context["facts"]}

    assert facts["Límit de les pròrrogues"]["value"] == ""
    assert "No es pot prorrogar" not in page_of(client, agreement, at).content.decode()


@pytest.mark.parametrize(
    ("at", "state", "words"),
    [
        ("2020-06-01", "upcoming", ""),
        ("2021-06-01", "in_force", "Té efecte"),
        ("2023-06-01", "expired", "Va tenir efecte"),
    ],
)
def test_an_addendum_ends_with_what_it_amends(client, agreement, addendum, at, state, words):
    (entry,) = page_of(client, agreement, at).context["addenda"]
    (badge,) = page_of(client, addendum, at).context["head"]["badges"]

    assert (entry["state"], entry["label"]) == (state, words)
    assert (badge["state"], badge["label"]) == (state, words)
