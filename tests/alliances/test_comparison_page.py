"""Two days of an agreement side by side: the page, the API, and what an addendum shows of what it replaces."""

import re
from html import unescape

import pytest
import time_machine

from alliances.rules import register_agreement
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db

NOW = "2026-06-01T10:00:00Z"
PARTS = [
    ("primera", "L’objecte és compartir guàrdies."),
    ("segona", "Durarà quatre anys."),
    ("tercera", "Res més."),
]


@pytest.fixture
def agreement():
    facts = {"in_force_from": "2020-01-01", "in_force_until": "2027-12-31"}
    return make_agreement(make_alliance(), "Conveni de guàrdies", parts=PARTS, **facts)


def amend(agreement, title, day, *changes, registered=True, **facts):
    addendum = make_agreement(
        agreement.alliance, title, kind="addendum", addendum_kind="amendment", amends=agreement,
        effective_on=day, registered=False, **facts,
    )  # fmt: skip
    for position, change in enumerate(changes):
        addendum.changes.create(position=position, **change)
    if registered:
        register_agreement(agreement=addendum, by=None)
    return addendum


@pytest.fixture
def addendum(agreement):
    return amend(
        agreement, "Addenda de durada", "2022-03-01",
        {"op": "replace", "target": "segona", "text": "Durarà sis anys."},
        {"op": "insert_after", "target": "segona", "key": "bis", "label": "Segona bis", "text": "Es pot prorrogar."},
        {"op": "delete", "target": "tercera"},
    )  # fmt: skip


def page(client, agreement, **query):
    return client.get(f"/convenis/{agreement.record.code}/comparacio/", query)


def api(client, agreement, **query):
    return client.get(f"/api/v1/agreements/{agreement.record.code}/diff/", query)


def days(since, until):
    return {"from": since, "to": until}


@time_machine.travel(NOW, tick=False)
def test_the_page_tells_every_change_with_the_addendum_behind_it(client, agreement, addendum):
    answer = page(client, agreement, **days("2022-02-28", "2022-03-01"))
    text = answer.content.decode()

    assert "Des del 28 de febrer del 2022 fins a l’1 de març del 2022" in text
    assert "1 part modificada, 1 part afegida i 1 part suprimida" in text
    assert [(part["word"], part["changed_by"]["title"]) for part in answer.context["changed"]] == [
        ("Modificada", "Addenda de durada"),
        ("Suprimida", "Addenda de durada"),
        ("Afegida", "Addenda de durada"),
    ]
    assert "Des de l’1 de març del 2022" in text
    assert answer.context["unchanged"] == ["primera"]


@time_machine.travel(NOW, tick=False)
def test_without_days_the_first_text_is_compared_with_today(client, agreement, addendum):
    assert page(client, agreement).context["form"].days == (
        page(client, agreement, **days("2020-01-01", "2026-06-01")).context["form"].days
    )
    body = api(client, agreement).json()
    assert (body["from"], body["to"]) == ("2020-01-01", "2026-06-01")


def test_days_on_which_nothing_changed_say_so(client, agreement, addendum):
    text = page(client, agreement, **days("2020-01-01", "2021-01-01")).content.decode()

    assert "El text és el mateix en totes dues dates." in text
    assert "La vigència, les parts i els compromisos són els mateixos." in text


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        (days("28/2/2022", "2022-03-01"), "from", "La data ha de tenir la forma AAAA-MM-DD"),
        (days("2022-02-28", "2022-02-30"), "to", "La data ha de tenir la forma AAAA-MM-DD"),
        (
            days("2022-03-02", "2022-03-01"),
            "to",
            "La segona data ha de ser la mateixa que la primera o posterior.",
        ),
    ],
)
def test_days_that_cannot_be_compared_are_refused_with_a_sentence(client, agreement, asked, field, sentence):
    refused, problem = page(client, agreement, **asked), api(client, agreement, **asked)
    text = refused.content.decode()

    assert (refused.status_code, problem.status_code) == (422, 400)
    assert 'id="resum-errors"' in text
    assert f'href="#id_{field}"' in text
    assert sentence in text
    assert f'value="{asked[field]}"' in text
    is_shown_as_text = '<input type="text" name="' + field in text
    assert is_shown_as_text is sentence.startswith("La data")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in problem.json()["errors"]] == [f"?{field}"]
    assert sentence in problem.json()["errors"][0]["detail"]


def test_days_in_the_other_order_are_offered_in_theirs(client, agreement):
    refused = page(client, agreement, **days("2022-03-02", "2022-03-01"))

    link = re.search(r'<a href="([^"]+)">Compareu-les en l’altre ordre</a>', refused.content.decode())
    assert "from=2022-03-01" in link[1]
    assert "to=2022-03-02" in link[1]
    assert client.get(unescape(link[1])).status_code == 200


def test_the_api_tells_the_same_as_the_page(client, agreement, addendum):
    body = api(client, agreement, **days("2022-02-28", "2022-03-01")).json()
    code, text = addendum.record.code, f"/api/v1/agreements/{agreement.record.code}/text/"

    assert list(body) == ["from", "to", "fingerprint_from", "fingerprint_to", "parts", "term", "conflicts"]
    assert [(part["key"], part["status"], part["changed_by"]) for part in body["parts"]] == [
        ("primera", "unchanged", None),
        ("segona", "changed", code),
        ("tercera", "removed", code),
        ("bis", "added", code),
    ]
    assert body["parts"][1]["words"] == [
        ["same", "Durarà "],
        ["del", "quatre"],
        ["ins", "sis"],
        ["same", " anys."],
    ]
    assert body["fingerprint_from"] == client.get(text, {"at": "2022-02-28"}).json()["fingerprint"]
    assert body["fingerprint_to"] == client.get(text, {"at": "2022-03-01"}).json()["fingerprint"]
    assert body["fingerprint_from"] != body["fingerprint_to"]


def test_the_api_tells_the_term_and_the_contradictions(client, agreement, addendum):
    amend(
        agreement,
        "Addenda contrària",
        "2022-03-01",
        {"op": "replace", "target": "segona", "text": "Durarà nou."},
    )
    extension = make_agreement(
        agreement.alliance, kind="addendum", addendum_kind="extension", amends=agreement,
        effective_on="2022-03-01", new_until="2031-12-31",
    )  # fmt: skip
    body = api(client, agreement, **days("2022-02-28", "2022-03-01")).json()

    assert extension.record.published_revision
    assert {"field": "ends_on", "before": "2027-12-31", "after": "2031-12-31"} in body["term"]
    assert {"field": "extended", "before": False, "after": True} in body["term"]
    assert [conflict["kind"] for conflict in body["conflicts"]] == ["same_day"]
    text = page(client, agreement, **days("2022-02-28", "2022-03-01")).content.decode()
    assert "es contradiuen en la part «segona»" in text
    assert "31 de desembre del 2031" in text


def test_a_draft_counts_the_signed_addenda_that_are_not_registered_and_only_for_its_readers(
    client, agreement
):
    owner, outsider = make_organisation(), make_organisation()
    agreement.parties.add(owner)
    addendum = amend(
        agreement, "Addenda per registrar", "2022-03-01",
        {"op": "replace", "target": "segona", "text": "Durarà nou anys."}, registered=False,
    )  # fmt: skip
    addendum.parties.add(owner)
    asked = days("2022-02-28", "2022-03-01")
    people = {
        "anonymous": None,
        "outsider": make_user(organisation=outsider),
        "reader": make_user(organisation=owner, membership="reader"),
        "curator": make_user(role="curator"),
    }
    statuses = {}
    for who, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        found = (
            page(client, agreement, version="draft", **asked),
            api(client, agreement, version="draft", **asked),
        )
        statuses[who] = [answer.status_code for answer in found]
        if user and who in ("reader", "curator"):
            assert "no-store" in found[0].headers["Cache-Control"]
            assert "Addenda per registrar" in found[0].content.decode()
            assert found[1].json()["parts"][1]["status"] == "changed"
        assert "Addenda per registrar" not in page(client, agreement, **asked).content.decode()
        assert {part["status"] for part in api(client, agreement, **asked).json()["parts"]} == {"unchanged"}

    assert statuses == {
        "anonymous": [404, 404],
        "outsider": [404, 404],
        "reader": [200, 200],
        "curator": [200, 200],
    }


@pytest.mark.parametrize("visibility", ["partners", "organisation"])
def test_what_is_not_public_is_not_there(client, visibility):
    hidden = make_agreement(make_alliance(), parts=PARTS, record={"visibility": visibility})

    assert [page(client, hidden).status_code, api(client, hidden).status_code] == [404, 404]


def test_a_code_in_lower_case_leads_to_the_comparison(client, agreement):
    answer = client.get(f"/convenis/{agreement.record.code.lower()}/comparacio/")

    assert (answer.status_code, answer["Location"]) == (301, f"/convenis/{agreement.record.code}/comparacio/")


def test_the_queries_do_not_grow_with_the_addenda(client, agreement, addendum, django_assert_num_queries):
    with django_assert_num_queries(8) as counted:
        page(client, agreement)
    for day in range(2, 22):
        amend(
            agreement,
            f"Addenda {day}",
            f"2022-04-{day:02}",
            {"op": "replace", "target": "segona", "text": f"{day}"},
        )
    with django_assert_num_queries(len(counted)):
        page(client, agreement)


def test_an_addendum_shows_the_clause_it_replaces_as_it_found_it(client, agreement, addendum):
    later = amend(
        agreement,
        "Addenda segona",
        "2023-01-01",
        {"op": "replace", "target": "segona", "text": "Durarà nou anys."},
    )
    for at in ("2022-06-01", "2024-01-01"):  # before it takes effect, and after
        [change] = client.get(f"/convenis/{later.record.code}/", {"at": at}).context["changes"]
        told = [(run["op"], run["text"].strip()) for run in change["diff"] if run["op"] != "same"]
        assert told == [("del", "sis"), ("ins", "nou")]


def test_an_addendum_shows_what_it_takes_out_and_what_it_leaves_as_it_was(client, agreement):
    addendum = amend(
        agreement, "Addenda", "2022-03-01", {"op": "delete", "target": "tercera"},
        {"op": "replace", "target": "primera", "heading": "Objecte"},
    )  # fmt: skip
    deleted, renamed = client.get(f"/convenis/{addendum.record.code}/").context["changes"]

    assert (deleted["text"], deleted["deleted"]) == ("Res més.", True)
    assert (renamed["heading"], renamed["text"], renamed["diff"]) == ("Objecte", PARTS[0][1], [])


@time_machine.travel(NOW, tick=False)
def test_the_page_of_an_agreement_offers_the_days_that_matter(client, agreement, addendum):
    context = client.get(f"/convenis/{agreement.record.code}/").context
    choices = [(choice["label"], choice["iso"], choice["is_shown"]) for choice in context["day_choices"]]

    assert choices == [
        ("Avui", "2026-06-01", True),
        ("Text inicial", "2020-01-01", False),
        ("Últim dia de vigència", "2027-12-31", False),
    ]
    assert [(one["eve"], one["iso"]) for one in context["change_days"]] == [("2022-02-28", "2022-03-01")]
    assert [line["title"] for line in context["chart"]["lines"]] == [
        "La vigència tal com es va signar",
        "Addenda de durada",
    ]
    rows = [(row[0]["state"], row[1]["text"]) for row in context["states"]["rows"]]
    assert rows == [
        ("upcoming", "Fins al 31 de desembre del 2019"),
        ("in_force", "Des de l’1 de gener del 2020 fins al 31 de desembre del 2027"),
        ("expired", "Des de l’1 de gener del 2028"),
    ]
