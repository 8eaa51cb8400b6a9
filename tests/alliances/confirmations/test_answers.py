"""Who is asked to confirm its part, who answers, and what is told of it."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction

from alliances.confirmations.rules import ChangedMeanwhile, confirm, dispute, remind
from alliances.confirmations.standing import standings
from alliances.models import PartnerAnswer, Partnership
from alliances.rules import ALLIANCE
from observatori.publishing.claims import approve_claim, ask_claim
from observatori.publishing.editing import change
from observatori.publishing.models import Event, Record
from observatori.publishing.references import References
from observatori.publishing.transitions import WrongState, advance
from tests.alliances.confirmations.making import (
    answers,
    edited,
    partner_facts,
    row_of,
    states,
)
from tests.making import make_alliance, make_organisation, make_user
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


def test_a_published_alliance_asks_its_partners_and_its_owner_confirms_by_registering(alliance):
    assert states(alliance) == {"Hospital del Pla": "confirmed", "Consorci de les Valls": "pending"}
    assert PartnerAnswer.objects.get().by_registering
    assert answers() == []  # its publication tells it


def test_a_draft_asks_nobody(hospital, partner):
    made = make_alliance(owner=hospital, partners=[hospital, partner], published=False)

    assert set(states(made).values()) == {"unasked"}


def test_a_documented_case_asks_nobody(hospital, partner):
    made = make_alliance(partners=[hospital, partner], record={"origin": "documented"})

    assert set(states(made).values()) == {"unasked"}


def test_neither_a_group_without_names_nor_who_has_left_is_asked(hospital, partner, owner_admin):
    group = make_organisation("Més de 650 entitats", is_collective=True)
    made = make_alliance(owner=hospital, partners=[hospital, partner, group])
    edited(made, owner_admin, partners=partner_facts(made, partner, left_on="2020"))
    Partnership.objects.filter(organisation=partner).update(confirmation="unasked")
    other = make_alliance(owner=hospital, partners=[hospital, group])

    assert states(made)["Més de 650 entitats"] == "unasked"
    edited(made, owner_admin, summary="Un altre.")
    assert states(made)["Consorci de les Valls"] == "unasked"
    assert states(other)["Més de 650 entitats"] == "unasked"


def test_who_answers_for_a_row_that_the_draft_has_dropped_meanwhile_is_told(
    alliance, partner, owner_admin, admin
):
    row = row_of(alliance, partner)
    Partnership.objects.filter(pk=row.pk).delete()

    with pytest.raises(WrongState):
        confirm(partnership=row, user=admin)
    with pytest.raises(WrongState):
        remind(partnership=row, user=owner_admin)
    assert not PartnerAnswer.objects.filter(organisation=partner).exists()


def test_a_partner_added_later_is_asked_when_it_is_published(alliance, owner_admin):
    newcomer = make_organisation("Nouvinguda", verified_at="2026-01-01T00:00Z")
    rows = [*partner_facts(alliance, newcomer), {"organisation": newcomer.code}]
    edited(alliance, owner_admin, partners=rows)

    assert states(alliance)["Nouvinguda"] == "pending"


def test_an_alliance_handed_over_while_its_draft_changes_asks_when_it_is_next_set_right(hospital, partner):
    made = make_alliance(partners=[hospital, partner], record={"origin": "documented"})
    curator = make_user(role="curator")
    facts = {"rules": ALLIANCE, "user": curator, "version": None, "references": References(curator)}
    change(record=Record.objects.get(pk=made.pk), facts={"summary": "Un esborrany."}, **facts)
    claim = ask_claim(
        record=Record.objects.get(pk=made.pk), organisation=hospital, message="Hi som.",
        user=make_user(organisation=hospital),
    )  # fmt: skip
    approve_claim(claim=claim, user=curator, rules=ALLIANCE)
    assert set(states(made).values()) == {"unasked"}

    change(record=Record.objects.get(pk=made.pk), facts={"visibility": "partners"}, **facts)

    assert states(made)["Consorci de les Valls"] == "pending"


# --- Who answers -------------------------------------------------------------------------------------


def test_confirming_is_kept_and_told_once(alliance, partner, admin):
    row = row_of(alliance, partner)
    confirm(partnership=row, user=admin)
    confirm(partnership=row, user=admin)

    assert states(alliance)["Consorci de les Valls"] == "confirmed"
    assert answers() == ["partner_confirmed"]
    event = Event.objects.get(verb="partner_confirmed")
    assert event.changes == {"organisation": partner.code, "confirmation": ["pending", "confirmed"]}
    assert event.record_id == alliance.pk
    assert event.actor.user == admin


def test_a_dispute_says_why_and_a_confirmation_takes_it_back(alliance, partner, admin):
    row = row_of(alliance, partner)
    dispute(partnership=row, user=admin, reason="No hi posem cap edifici.")
    assert states(alliance)["Consorci de les Valls"] == "disputed"

    confirm(partnership=row, user=admin)

    assert states(alliance)["Consorci de les Valls"] == "confirmed"
    assert answers() == ["partner_disputed", "partner_confirmed"]
    kept = PartnerAnswer.objects.filter(organisation=partner).values_list("answer", "reason")
    assert list(kept) == [("disputed", "No hi posem cap edifici."), ("confirmed", "")]


def test_a_dispute_without_a_reason_is_refused(alliance, partner, admin):
    with pytest.raises(ValidationError) as refused:
        dispute(partnership=row_of(alliance, partner), user=admin, reason="  ")

    assert "reason" in refused.value.message_dict
    assert states(alliance)["Consorci de les Valls"] == "pending"


@pytest.mark.parametrize("who", ["reader", "editor", "owner", "curator", "administrator", "outsider"])
def test_nobody_answers_for_a_partner_but_its_admins(alliance, partner, owner_admin, who):
    user = {
        "reader": lambda: make_user(organisation=partner, membership="reader"),
        "editor": lambda: make_user(organisation=partner),
        "owner": lambda: owner_admin,
        "curator": lambda: make_user(role="curator"),
        "administrator": lambda: make_user(role="administrator"),
        "outsider": lambda: make_user(organisation=make_organisation(), membership="admin"),
    }[who]()
    row = row_of(alliance, partner)

    with pytest.raises(PermissionDenied):
        confirm(partnership=row, user=user)
    with pytest.raises(PermissionDenied):
        dispute(partnership=row, user=user, reason="No.")
    assert answers() == []


def test_a_curator_who_administers_the_partner_answers_as_such(alliance, partner):
    confirm(
        partnership=row_of(alliance, partner),
        user=make_user(role="curator", organisation=partner, membership="admin"),
    )

    assert states(alliance)["Consorci de les Valls"] == "confirmed"


@pytest.mark.parametrize("state", ["draft", "documented", "withdrawn", "archived"])
def test_what_is_not_registered_and_published_is_not_answered_for(
    hospital, partner, admin, owner_admin, state
):
    origin = {"origin": "documented"} if state == "documented" else {}
    made = make_alliance(
        owner=None if origin else hospital,
        partners=[hospital, partner],
        published=state != "draft",
        record=origin,
    )
    verbs = {"withdrawn": ("withdraw", {"reason": "Prova."}), "archived": ("archive", {})}
    if state in verbs:
        verb, facts = verbs[state]
        advance(record=Record.objects.get(pk=made.pk), verb=verb, user=owner_admin, rules=ALLIANCE, **facts)

    with pytest.raises(WrongState):
        confirm(partnership=row_of(made, partner), user=admin)


def test_nobody_answers_for_a_group_without_names(hospital):
    group = make_organisation("Més de 650 entitats", is_collective=True)
    made = make_alliance(owner=hospital, partners=[hospital, group])

    with pytest.raises(WrongState):
        confirm(partnership=row_of(made, group), user=make_user(organisation=group, membership="admin"))
    assert states(made)["Més de 650 entitats"] == "unasked"


def test_what_changed_since_the_page_was_shown_is_not_confirmed_unseen(alliance, partner, admin, owner_admin):
    record = Record.objects.select_related("published_revision").get(pk=alliance.pk)
    seen = standings(record)[partner.code].seen
    edited(alliance, owner_admin, partners=partner_facts(alliance, partner, own_objectives="Uns altres."))

    with pytest.raises(ChangedMeanwhile):
        confirm(partnership=row_of(alliance, partner), user=admin, seen=seen)


# --- Together ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_make_one_event(hospital, partner, admin):
    made = make_alliance(owner=hospital, partners=[hospital, partner])
    other = make_user(organisation=partner, membership="admin")
    row, start = row_of(made, partner), threading.Barrier(2)
    errors = []

    def say(user):
        try:
            start.wait(PATIENCE)
            confirm(partnership=row, user=user)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say, args=[user]) for user in (admin, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert answers() == ["partner_confirmed"]
    assert PartnerAnswer.objects.filter(organisation=partner).count() == 1


def test_what_is_refused_leaves_nothing_behind(alliance, partner, admin, monkeypatch):
    def broken(**_facts):
        raise RuntimeError

    monkeypatch.setattr("alliances.confirmations.rules.Event.objects.create", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        confirm(partnership=row_of(alliance, partner), user=admin)

    assert not connection.needs_rollback
    assert states(alliance)["Consorci de les Valls"] == "pending"
    assert not PartnerAnswer.objects.filter(organisation=partner).exists()
