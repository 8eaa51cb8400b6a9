"""What makes a confirmation stale, and what does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliances.confirmations.rules import confirm, dispute
from alliances.confirmations.standing import standings
from alliances.models import Agreement, AnsweredTerms
from alliances.rules import AGREEMENT, ALLIANCE, publish_alliance, register_agreement
from observatori.publishing.editing import change
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Record
from observatori.publishing.references import References
from observatori.publishing.transitions import advance
from tests.alliances.confirmations.making import amended, edited, partner_facts, row_of, signed_by, states
from tests.making import make_agreement, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"own_objectives": "Formar-hi residents."}, "stale"),
        ({"role": "lead"}, "stale"),
        ({"contribution_text": "Dues infermeres."}, "stale"),
        ({"joined_on": "2019"}, "stale"),
        ({"reference_code": "CV-12"}, "confirmed"),
    ],
)
def test_a_change_of_its_own_row_makes_it_stale_once_published(
    alliance, partner, admin, owner_admin, changed, state
):
    confirm(partnership=row_of(alliance, partner), user=admin)
    facts = {"partners": partner_facts(alliance, partner, **changed)}
    record = Record.objects.get(pk=alliance.pk)
    change(
        record=record,
        rules=ALLIANCE,
        facts=facts,
        user=owner_admin,
        version=None,
        references=References(owner_admin),
    )
    assert (
        states(alliance)["Consorci de les Valls"] == "confirmed"
    )  # the public still reads what it confirmed

    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)

    assert states(alliance)["Consorci de les Valls"] == state
    assert states(alliance)["Hospital del Pla"] == "confirmed"


def test_what_has_nothing_to_do_with_it_leaves_it_confirmed(alliance, partner, admin, owner_admin, hospital):
    confirm(partnership=row_of(alliance, partner), user=admin)
    edited(alliance, owner_admin, summary="Un altre resum.")
    edited(alliance, owner_admin, partners=partner_facts(alliance, hospital, own_objectives="Els nostres."))
    signed_by(alliance, hospital, make_organisation())

    assert states(alliance)["Consorci de les Valls"] == "confirmed"


def test_a_change_undone_is_what_was_confirmed(alliance, partner, admin, owner_admin):
    confirm(partnership=row_of(alliance, partner), user=admin)
    for objectives in ("Uns altres.", None):
        edited(alliance, owner_admin, partners=partner_facts(alliance, partner, own_objectives=objectives))

    assert states(alliance)["Consorci de les Valls"] == "confirmed"


def test_a_partner_taken_out_and_put_back_has_still_answered(alliance, hospital, partner, admin, owner_admin):
    before = row_of(alliance, partner).pk
    dispute(partnership=row_of(alliance, partner), user=admin, reason="No en som.")
    both = partner_facts(alliance, partner)
    record = Record.objects.get(pk=alliance.pk)
    without = [row for row in both if row["organisation"] != partner.code]
    change(
        record=record, rules=ALLIANCE, facts={"partners": without}, user=owner_admin, version=None,
        references=References(owner_admin),
    )  # fmt: skip
    edited(alliance, owner_admin, partners=both)

    assert row_of(alliance, partner).pk != before
    assert states(alliance)["Consorci de les Valls"] == "disputed"


def test_a_new_agreement_that_it_signed_makes_it_stale(alliance, hospital, partner, admin):
    confirm(partnership=row_of(alliance, partner), user=admin)
    signed_by(alliance, hospital, partner, title="Conveni marc")

    assert states(alliance) == {"Hospital del Pla": "stale", "Consorci de les Valls": "stale"}


def test_what_the_owner_registers_it_has_confirmed(alliance, hospital, partner, admin, owner_admin):
    confirm(partnership=row_of(alliance, partner), user=admin)
    made = make_agreement(alliance, registered=False)
    made.parties.set([hospital, partner])
    register_agreement(agreement=made, by=actor_of(owner_admin))

    assert states(alliance) == {"Hospital del Pla": "confirmed", "Consorci de les Valls": "stale"}


def test_what_is_loaded_for_the_owner_is_its_own_word(alliance, hospital, partner):
    signed_by(alliance, hospital, partner, record={"owner": hospital})

    assert states(alliance)["Hospital del Pla"] == "confirmed"


def test_a_partner_that_registers_does_not_speak_for_the_owner(alliance, hospital, partner, admin):
    made = make_agreement(alliance, registered=False, record={"owner": hospital})
    made.parties.set([hospital, partner])
    register_agreement(agreement=made, by=actor_of(admin))

    assert states(alliance)["Hospital del Pla"] == "stale"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"effective_on": "2026-01-01"}, "stale"),
        ({"effective_on": "2030-01-01"}, "stale"),  # it will count, and the partner has not confirmed it
        ({"effective_on": "2026-01-01", "text": ""}, "confirmed"),
    ],
)
def test_an_addendum_makes_it_stale_where_it_changes_the_terms(
    alliance, hospital, partner, admin, facts, state
):
    agreement = signed_by(alliance, hospital, partner, parts=[("primera", "Un edifici.")])
    confirm(partnership=row_of(alliance, partner), user=admin)

    changes = [] if "text" in facts else [("primera", "Dos edificis.")]
    amended(agreement, *changes, effective_on=facts["effective_on"])

    assert states(alliance)["Consorci de les Valls"] == state


def test_an_agreement_withdrawn_is_no_longer_among_the_terms(alliance, hospital, partner, admin):
    agreement = signed_by(alliance, hospital, partner)
    confirm(partnership=row_of(alliance, partner), user=admin)

    record = Record.objects.get(pk=agreement.pk)
    Record.objects.filter(pk=agreement.pk).update(owner=hospital)
    curator = make_user(role="curator")
    advance(record=record, verb="withdraw", user=curator, rules=AGREEMENT, reason="Era un error.")

    assert states(alliance)["Consorci de les Valls"] == "stale"


def test_time_alone_makes_nothing_stale(alliance, hospital, partner, admin, owner_admin, monkeypatch):
    """A tacit renewal moves the end, and so the fingerprint, every year."""
    agreement = signed_by(
        alliance, hospital, partner, in_force_from="2020-01-01", in_force_until="2020-12-31", renewal="tacit"
    )
    confirm(partnership=row_of(alliance, partner), user=admin)
    (terms,) = AnsweredTerms.objects.filter(answer__organisation=partner)
    later = timezone.now() + timedelta(days=3 * 366)
    monkeypatch.setattr(timezone, "now", lambda: later)
    agreement = Agreement.objects.get(pk=agreement.pk)
    agreement.summary = "S’hi ha afegit un resum."
    agreement.save()
    register_agreement(agreement=agreement, by=None)

    (now,) = standings(Record.objects.get(pk=alliance.pk))[partner.code].terms.values()
    assert now.fingerprint(timezone.localdate()) != terms.fingerprint
    assert states(alliance)["Consorci de les Valls"] == "confirmed"
