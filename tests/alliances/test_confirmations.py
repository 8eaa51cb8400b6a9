"""The double confirmation: who is asked, who answers, what grows stale, and what is told of it."""

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone

from alliances.confirmations.rules import ChangedMeanwhile, confirm, dispute
from alliances.confirmations.standing import standings
from alliances.models import Agreement, AnsweredTerms, PartnerAnswer, Partnership
from alliances.rules import AGREEMENT, ALLIANCE, publish_alliance, register_agreement
from observatori.digests.letters import LETTERS
from observatori.organisations.models import Membership
from observatori.publishing import deliveries
from observatori.publishing.editing import change
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Delivery, Event, Record, Verb
from observatori.publishing.references import References
from observatori.publishing.transitions import WrongState, advance
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
ANSWERS = (Verb.PARTNER_CONFIRMED, Verb.PARTNER_DISPUTED)


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Consorci de les Valls")


@pytest.fixture
def owner_admin(hospital):
    return make_user("titular@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def admin(partner):
    return make_user("socia@exemple.cat", organisation=partner, membership="admin")


@pytest.fixture
def alliance(hospital, partner, owner_admin, admin):
    return make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])


def row_of(alliance, organisation):
    return Partnership.objects.select_related("organisation").get(
        alliance=alliance, organisation=organisation
    )


def states(alliance):
    return {row.organisation.name: row.confirmation for row in Partnership.objects.filter(alliance=alliance)}


def signed_by(alliance, *parties, **facts):
    """A registered agreement of these parties."""
    made = make_agreement(alliance, registered=False, **facts)
    made.parties.set(parties)
    register_agreement(agreement=made, by=None)
    return made


def amended(agreement, *changes, **facts):
    """A registered addendum with these changes; its parties are those of the agreement."""
    facts = {"effective_on": "2026-01-01", "addendum_kind": "amendment", **facts}
    made = make_agreement(agreement.alliance, kind="addendum", amends=agreement, registered=False, **facts)
    made.parties.set(agreement.parties.all())
    for position, (target, text) in enumerate(changes):
        made.changes.create(op="replace", target=target, text=text, position=position)
    register_agreement(agreement=made, by=None)
    return made


def edited(alliance, user, **facts):
    """Change the working copy and publish it again."""
    record = Record.objects.get(pk=alliance.pk)
    change(record=record, rules=ALLIANCE, facts=facts, user=user, version=None, references=References(user))
    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)


def partner_facts(alliance, organisation, **changed):
    """The partners in the API’s write form, one of them changed."""
    document = ALLIANCE.document(ALLIANCE.load(alliance.record))
    written = [row | {"organisation": row["organisation"]["code"]} for row in document["partners"]]
    return [row | (changed if row["organisation"] == organisation.code else {}) for row in written]


def answers():
    return list(Event.objects.filter(verb__in=ANSWERS).values_list("verb", flat=True))


def told():
    """Hand everything over; return who got what."""
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    return [(message.to[0], message.subject, message.body) for message in mail.outbox]


# --- Who is asked ------------------------------------------------------------------------------------


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


def test_a_partner_added_later_is_asked_when_it_is_published(alliance, owner_admin):
    newcomer = make_organisation("Nouvinguda", verified_at="2026-01-01T00:00Z")
    rows = [*partner_facts(alliance, newcomer), {"organisation": newcomer.code}]
    edited(alliance, owner_admin, partners=rows)

    assert states(alliance)["Nouvinguda"] == "pending"


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


# --- What grows stale --------------------------------------------------------------------------------


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


# --- Letters -----------------------------------------------------------------------------------------


def test_the_admins_of_a_partner_are_asked_once_and_led_to_the_page(alliance, partner, admin, owner_admin):
    make_user("editora@exemple.cat", organisation=partner)
    edited(alliance, owner_admin, summary="Un altre resum.")

    ((to, subject, body),) = told()

    assert to == "socia@exemple.cat"
    assert subject == "Us demanen que confirmeu la vostra part a «Aliança del Ter»"
    assert f"/tauler/{partner.slug}/confirmacions/{row_of(alliance, partner).pk}/" in body


def test_they_are_asked_again_once_for_each_answer_that_grows_stale(alliance, partner, admin, owner_admin):
    confirm(partnership=row_of(alliance, partner), user=admin)
    for objectives in ("Uns.", "Uns altres."):
        edited(alliance, owner_admin, partners=partner_facts(alliance, partner, own_objectives=objectives))

    asked = [subject for to, subject, _body in told() if to == "socia@exemple.cat"]

    assert asked == ["Ha canviat la vostra part a «Aliança del Ter»"]


def test_a_partner_that_disputed_is_told_when_it_is_corrected(alliance, partner, admin, owner_admin):
    dispute(partnership=row_of(alliance, partner), user=admin, reason="Els objectius no són aquests.")
    Delivery.objects.all().delete()
    edited(alliance, owner_admin, summary="Un altre resum.")
    assert told() == []

    edited(alliance, owner_admin, partners=partner_facts(alliance, partner, own_objectives="Els bons."))

    assert [(to, subject) for to, subject, _body in told()] == [
        ("socia@exemple.cat", "Ha canviat la vostra part a «Aliança del Ter»")
    ]


def test_the_owner_is_told_what_a_partner_answers_and_why(alliance, partner, admin):
    Delivery.objects.all().delete()
    dispute(partnership=row_of(alliance, partner), user=admin, reason="No hi posem cap edifici.")
    confirm(partnership=row_of(alliance, partner), user=admin)

    letters = told()

    assert [(to, subject) for to, subject, _body in letters] == [
        ("titular@exemple.cat", "«Consorci de les Valls» discrepa del que es diu a «Aliança del Ter»"),
        ("titular@exemple.cat", "«Consorci de les Valls» ha confirmat la seva part a «Aliança del Ter»"),
    ]
    assert "No hi posem cap edifici." in letters[0][2]


def test_who_no_longer_administers_or_has_answered_meanwhile_gets_no_letter(alliance, partner, admin):
    other = make_user("altra@exemple.cat", organisation=partner, membership="admin")
    Membership.objects.filter(user=admin).delete()
    confirm(partnership=row_of(alliance, partner), user=other)

    assert [to for to, _subject, _body in told()] == ["titular@exemple.cat"]


def test_the_letter_is_in_the_language_of_who_reads_it(hospital, partner, admin):
    type(admin).objects.filter(pk=admin.pk).update(language="en")
    make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])

    assert Delivery.objects.get().language == "en"


# --- Together ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_make_one_event(hospital, partner, admin):
    made = make_alliance(owner=hospital, partners=[hospital, partner])
    other = make_user(organisation=partner, membership="admin")
    row, start = row_of(made, partner), threading.Barrier(2)
    errors = []

    def say(user):
        try:
            start.wait(timeout=10)
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
