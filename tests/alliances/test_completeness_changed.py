"""A text that is no longer the one that was marked: what is said of it, on which days, and until when."""

from datetime import date

import pytest

from alliances.completeness.marks import mark, markable_parts
from alliances.drafts import draft_readings
from alliances.models import Change, CompletenessMark
from alliances.rules import register_agreement
from tests.experiences.filling import fill_in
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def alliance(owner):
    return make_alliance(owner=owner)


@pytest.fixture
def registered(alliance, owner):
    spine = {"owner": owner, "origin": "registered"}
    made = make_agreement(
        alliance, parts=[("seguiment", "Es crea una comissió."), ("dades", "Dades.")], registered=False,
        record=spine,
    )  # fmt: skip
    made.parties.set([owner])
    register_agreement(agreement=made, by=None)
    return made


def address(agreement):
    return f"/tauler/{agreement.record.owner.slug}/convenis/{agreement.record.code}/semafor/"


def amend(agreement, alliance, text, effective_on="2026-03-01"):
    """Register an addendum that replaces the part on the follow-up."""
    addendum = make_agreement(
        alliance, kind="addendum", amends=agreement, addendum_kind="amendment", effective_on=effective_on,
        registered=False,
    )  # fmt: skip
    Change.objects.create(addendum=addendum, position=0, op="replace", target="seguiment", text=text)
    register_agreement(agreement=addendum, by=None)


def mark_follow_up(agreement, owner, at=date(2026, 1, 1)):
    marks = {"f": {"answer": "ok", "parts": ["seguiment"]}}
    user = make_user(organisation=owner)
    (reading,) = draft_readings([agreement.record], at, user)
    mark(record=agreement.record, marks=marks, parts=markable_parts(reading), at=at, by=user)


def follow_up(client, agreement, at):
    answer = client.get(f"/api/v1/agreements/{agreement.record.code}/completeness/", {"at": at}).json()
    found = next(one for one in answer["items"] if one["item"] == "f")
    return found["light"], found["changed"], answer["changed"]


def test_a_part_rewritten_since_it_was_marked_is_said_to_have_changed(client, registered, alliance, owner):
    mark_follow_up(registered, owner)
    assert follow_up(client, registered, "2026-03-01") == ("ok", False, False)

    amend(registered, alliance, "No hi ha cap comissió.")

    assert follow_up(client, registered, "2026-02-28") == ("ok", False, False)
    assert follow_up(client, registered, "2026-03-01") == ("ok", True, True)
    page = client.get(f"/convenis/{registered.record.code}/?at=2026-03-01").content.decode()
    assert 'data-item="f" data-light="ok" data-changed' in page
    assert "El text ha canviat des que es va mirar." in page
    assert "El text d’un dels continguts ha canviat des que es va mirar: cal tornar-lo a mirar." in page


def test_of_the_days_before_it_was_marked_nothing_is_said_to_have_changed(
    client, registered, alliance, owner
):
    amend(registered, alliance, "Se’n fa càrrec la Direcció.")

    mark_follow_up(registered, owner, at=date(2026, 3, 1))

    assert follow_up(client, registered, "2026-02-28") == ("ok", False, False)
    assert follow_up(client, registered, "2026-03-01") == ("ok", False, False)


def test_a_mark_that_does_not_know_what_it_saw_says_nothing(client, registered, alliance):
    CompletenessMark.objects.create(agreement=registered, item="f", answer="ok", parts=["seguiment"])

    amend(registered, alliance, "No hi ha cap comissió.")

    assert follow_up(client, registered, "2026-03-01") == ("ok", False, False)


def test_who_looks_at_the_new_text_again_says_so(client, registered, alliance, owner):
    mark_follow_up(registered, owner)
    amend(registered, alliance, "Se’n fa càrrec la Direcció.")
    client.force_login(make_user(organisation=owner))
    layout = client.get(address(registered)).context["form"].layout
    assert [one["item"] for one in layout if one.get("again")] == ["f"]

    fill_in(client, address(registered), g__answer="missing")
    assert (
        follow_up(client, registered, "2026-11-01")[1] is True
    )  # who marked another content did not look at it

    fill_in(client, address(registered), f__again="on")
    assert follow_up(client, registered, "2026-12-01") == ("ok", False, False)
