"""Rows of an agreement: who is offered in them, what an added one starts from, and which of them are folded."""

import re

import pytest

from alliances.models import Part
from alliances.rules import AGREEMENT
from observatori.publishing.comments import comment
from observatori.publishing.models import Record
from tests.experiences.filling import fill_in, form_of, send
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def council():
    return make_organisation("Consell Comarcal", ownership="public")


@pytest.fixture
def client(client, hospital):
    client.force_login(make_user("editora@exemple.cat", organisation=hospital, membership="admin"))
    return client


@pytest.fixture
def draft(hospital, council):
    alliance = make_alliance("Triangle", owner=hospital, partners=[hospital, council])
    spine = {"origin": "registered", "owner": hospital}
    draft = make_agreement(
        alliance,
        "Conveni marc",
        parts=[("primera", "Objecte."), ("segona", "Durada.")],
        registered=False,
        record=spine,
    )
    draft.parties.set([hospital, council])
    return draft


def address(agreement, step=""):
    record = agreement.record
    return f"/tauler/{record.owner.slug}/convenis/{record.code}/{step and f'{step}/'}"


def document(agreement):
    return AGREEMENT.document(AGREEMENT.load(Record.objects.get(pk=agreement.pk)))


def errors(answer):
    assert answer.status_code == 422
    assert b'id="resum-errors"' in answer.content
    return [error["text"] for error in answer.context["form"].all_errors]


def signature(index, **typed):
    """What is typed in a row where no party is chosen: the name too."""
    typed = {"organisation_offered": "other"} | typed
    return {"signatures-total": str(index + 1)} | {
        f"signatures-{index}-{name}": value for name, value in typed.items()
    }


@pytest.mark.parametrize("step", ["signatures", "compromisos"])
def test_the_parties_are_offered_in_a_list_and_others_are_typed_beside(
    client, draft, hospital, council, step
):
    rows = {"signatures": "signatures", "compromisos": "commitments"}[step]
    url = address(draft, step)
    added = form_of(send(client, url, form_of(client.get(url)), button="unused", _add=rows))
    last = f"{rows}-{int(added[f'{rows}-total'][0]) - 1}"
    page = send(client, url, added, button="unused", _add=rows).content.decode()
    for code in (hospital.code, council.code, "other"):
        assert f'<option value="{code}">' in page

    guest = make_organisation("Fundació Convidada", verified_at="2026-01-01T00:00Z")
    typed = {f"{last}-organisation_offered": "other", f"{last}-organisation": "fundacio convidada"}
    typed |= {f"{last}-year": "2024", f"{last}-amount": "5"} if rows == "commitments" else {}
    assert send(client, url, added, **typed).status_code == 302
    (made,) = document(draft)[rows]
    assert made["organisation"]["code"] == guest.code
    again = form_of(client.get(url))
    assert again[f"{rows}-0-organisation_offered"] == ["other"]
    assert again[f"{rows}-0-organisation"] == ["Fundació Convidada"]
    assert send(client, url, again).status_code == 302
    assert Record.objects.get(pk=draft.pk).version == draft.record.version + 1


def test_a_party_that_is_chosen_wins_over_what_was_typed_before(client, draft, council):
    typed = {"organisation_offered": council.code, "organisation": "Hospital del Pla", "signed_on": "2021"}

    fill_in(client, address(draft, "signatures"), **signature(0, **typed))

    assert [made.organisation for made in draft.signatures.all()] == [council]


def add_commitment(client, draft, fields, **typed):
    return form_of(
        send(client, address(draft, "compromisos"), fields, button="unused", _add="commitments", **typed)
    )


def test_an_added_commitment_continues_the_one_above_and_is_nothing_untouched(client, draft, hospital):
    url = address(draft, "compromisos")
    first = add_commitment(client, draft, form_of(client.get(url)))
    row = {"organisation_offered": hospital.code, "year": "2024", "concept": "Sou", "amount": "16.000"}
    row = {f"commitments-0-{name}": value for name, value in row.items()}
    second = add_commitment(client, draft, first, **row)
    third = add_commitment(client, draft, second)

    begun = ("organisation_offered", "year", "concept", "amount")
    assert [third[f"commitments-1-{name}"] for name in begun] == [[hospital.code], ["2025"], ["Sou"], [""]]
    assert third["commitments-2-year"] == ["2026"]
    assert send(client, url, third).status_code == 302
    assert [made["year"] for made in document(draft)["commitments"]] == [2024]

    more = add_commitment(client, draft, form_of(client.get(url)))
    assert errors(send(client, url, more, **{"commitments-1-year": "2030"})) == [
        "Compromís 2, Import, en euros: Cal un import o una aportació en espècie."
    ]
    assert send(client, url, more, **{"commitments-1-amount": "17.000"}).status_code == 302
    assert [(made["year"], made["amount"]) for made in document(draft)["commitments"]] == [
        (2024, 16000),
        (2025, 17000),
    ]


def test_an_added_commitment_continues_one_whose_organisation_was_typed(client, draft):
    make_organisation("Fundació Convidada")
    typed = {"organisation_offered": "other", "organisation": "Fundació Convidada", "year": "vés a saber"}
    typed = {f"commitments-0-{name}": value for name, value in typed.items()}
    fields = form_of(client.get(address(draft, "compromisos"))) | {"commitments-total": ["1"]}

    more = add_commitment(client, draft, fields, **typed)

    assert more["commitments-1-organisation"] == ["Fundació Convidada"]
    assert (more["commitments-1-organisation_offered"], more["commitments-1-year"]) == (["other"], [""])


def folded(answer):
    """Which rows of the page are open, by their place, and what the others are told by."""
    rows = re.findall(
        r'<details class="form-row" id="files-(\S+)"[^>]*?( open)?><summary>(.*?)</summary>', answer
    )
    return {place: "open" if is_open else re.sub("<[^>]+>", "", told) for place, is_open, told in rows}


def test_parts_are_folded_but_those_that_are_empty_wrong_or_commented(client, draft, hospital):
    url = address(draft, "text")
    Part.objects.filter(key="segona").update(label="", heading="", text="Dura quatre anys. " * 9)
    page = client.get(url)
    assert folded(page.content.decode()) == {
        "parts-0": "Part 1: primera",
        "parts-1": f"Part 2: {('Dura quatre anys. ' * 9)[:80].rstrip()}…",
    }

    more = send(client, url, form_of(page), button="unused", _add="parts")
    assert folded(more.content.decode())["parts-2"] == "open"

    wrong = send(client, url, form_of(page), **{"parts-0-label": "a" * 81})
    assert folded(wrong.content.decode())["parts-0"] == "open"

    comment(record=draft.record, user=make_user(role="curator"), text="Vegeu-ho.", field="parts/1/text")
    assert folded(client.get(url).content.decode())["parts-1"] == "open"


def test_commitments_are_told_by_who_when_and_how_much(client, draft, hospital):
    draft.commitments.create(organisation=hospital, year=2024, amount="12500.50", concept="Sou", position=0)
    draft.commitments.create(organisation=hospital, year=2025, in_kind="El local", position=1)

    assert folded(client.get(address(draft, "compromisos")).content.decode()) == {
        "commitments-0": "Compromís 1: Hospital del Pla · 2024 · 12.500,50\xa0€ · Sou",
        "commitments-1": "Compromís 2: Hospital del Pla · 2025",
    }


@pytest.mark.parametrize("button", ["_remove", "_up", "_down"])
@pytest.mark.parametrize("place", ["²", "-1", "2", "9" * 5000])
def test_a_button_about_no_row_changes_none(client, draft, button, place):
    before = document(draft)["parts"]

    answer = fill_in(client, address(draft, "text"), button="unused", **{button: f"parts-{place}"})

    assert answer.status_code == 302
    assert document(draft)["parts"] == before
