"""What a partner has answered stands for the public, whatever an editor does with its row in the draft."""

import pytest
from django.test import Client

from alliances.confirmations.rules import confirm, dispute
from alliances.rules import ALLIANCE, publish_alliance
from observatori.publishing.editing import change
from observatori.publishing.models import Record
from observatori.publishing.references import References
from tests.alliances.confirmations.making import partner_facts, row_of, states

pytestmark = pytest.mark.django_db


def drafted(alliance, user, partners):
    record = Record.objects.get(pk=alliance.pk)
    facts = {"partners": partners}
    change(record=record, rules=ALLIANCE, facts=facts, user=user, version=None, references=References(user))


def public(alliance, partner):
    body = Client().get(f"/api/v1/alliances/{alliance.record.code}/").json()
    return {one["organisation"]["code"]: one["confirmation"] for one in body["partners"]}[partner.code]


@pytest.mark.parametrize("answer", ["confirmed", "disputed", "pending"])
def test_a_row_taken_out_of_the_draft_hides_no_answer(
    alliance, hospital, partner, admin, owner_admin, answer
):
    both = partner_facts(alliance, partner)
    if answer == "confirmed":
        confirm(partnership=row_of(alliance, partner), user=admin)
    elif answer == "disputed":
        dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi som.")
    else:
        publish_alliance(alliance=alliance, by=None)
    page = f"/aliances/{alliance.record.slug}/"
    before = Client().get(page).content.decode()

    drafted(alliance, owner_admin, [one for one in both if one["organisation"] == hospital.code])

    assert public(alliance, partner) == answer
    phrase = "Confirmada per 2 de 2 socis" if answer == "confirmed" else "Confirmada per 1 de 2 socis"
    assert phrase in before
    assert phrase in Client().get(page).content.decode()

    back = [
        {name: value for name, value in one.items() if name not in ("id", "confirmation")} for one in both
    ]
    drafted(alliance, owner_admin, back)
    assert states(alliance)[partner.name] == answer
    assert public(alliance, partner) == answer
