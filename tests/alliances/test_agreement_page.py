"""What the public page of an agreement says of its text, its limits and its addenda."""

import pytest

from alliances.models import Commitment
from alliances.rules import register_agreement
from tests.making import make_agreement, make_alliance, make_organisation, make_user

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


def test_an_addendum_without_parties_lacks_the_signatures_of_its_agreement_on_both_pages(client):
    parties = [make_organisation("Hospital"), make_organisation("Consell")]
    record = {"origin": "registered"}
    agreement = make_agreement(make_alliance(), parts=[("primera", "Objecte.")], registered=False)
    agreement.parties.set(parties)
    register_agreement(agreement=agreement, by=None)
    addendum = make_agreement(
        agreement.alliance, "Addenda", kind="addendum", addendum_kind="amendment", amends=agreement,
        effective_on="2021-01-01", record=record, registered=False,
    )  # fmt: skip
    addendum.parties.clear()
    addendum.signatures.create(organisation=parties[0], signed_on="2021-01-01", position=0)
    register_agreement(agreement=addendum, by=None)

    (entry,) = page_of(client, agreement, "2021-06-01").context["addenda"]
    (badge,) = page_of(client, addendum, "2021-06-01").context["head"]["badges"]

    assert (entry["state"], badge["state"]) == ("pending_signature", "pending_signature")


def test_a_day_that_cannot_be_read_leads_back_to_the_agreement(client, agreement):
    refused = page_of(client, agreement, "1999")

    assert refused.status_code == 400
    assert f'href="/convenis/{agreement.record.code}/"' in refused.content.decode()


def test_the_first_lines_say_who_the_parties_are_and_what_it_comes_to(client):
    agreement = make_agreement(make_alliance(), registered=False)
    hospital, council = make_organisation("Hospital, SL"), make_organisation("Consell")
    agreement.parties.set([hospital, council])
    for year, amount in ((2020, 1000), (2022, 500)):
        Commitment.objects.create(agreement=agreement, organisation=hospital, year=year, amount=amount)
    register_agreement(agreement=agreement, by=None)

    context = page_of(client, agreement, "2021-06-01").context

    assert sorted(one["name"] for one in context["parties"]) == ["Consell", "Hospital, SL"]
    assert context["total"] == {"amount": "1.500\u00a0€", "years": "2020–2022"}
    assert [row[-1]["text"] for row in context["money_totals"]["rows"]] == ["1.500", "1.500"]


@pytest.mark.parametrize(
    ("membership", "seen"),
    [("reader", [False, False, True]), ("editor", [True, True, True]), (None, [False, False, False])],
)
def test_members_find_what_they_can_do_in_the_first_lines(client, membership, seen):
    owner = make_organisation()
    agreement = make_agreement(make_alliance(), record={"owner": owner})
    if membership:
        client.force_login(make_user(organisation=owner, membership=membership))

    actions = page_of(client, agreement, "2021-06-01").context["actions"]

    room = f"/tauler/{owner.slug}"
    addresses = {action["url"] for action in actions}
    desk = f"{room}/convenis/{agreement.record.code}/"
    assert [url in addresses for url in (desk, f"{desk}addenda/", f"{room}/radar/")] == seen
