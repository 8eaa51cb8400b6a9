"""Two who change an alliance and an agreement of it at once take turns: neither waits for what the other holds."""

import threading

import pytest
from django.db import connection, transaction

from alliances.rules import AGREEMENT, ALLIANCE, publish_alliance, register_agreement
from observatori.imports.agreements import write_agreement
from observatori.imports.references import References as Imported
from observatori.publishing.claims import approve_claim, ask_claim
from observatori.publishing.editing import change
from observatori.publishing.models import Record, State
from observatori.publishing.references import References
from observatori.publishing.transitions import advance, locked
from tests.making import make_agreement, make_alliance, make_organisation, make_user
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def admin(hospital):
    return make_user(organisation=hospital, membership="admin")


@pytest.fixture
def alliance(hospital):
    """An alliance whose next publication makes it public, with its agreements."""
    partners = [hospital, make_organisation()]
    made = make_alliance(owner=hospital, partners=partners, record={"visibility": "partners"})
    Record.objects.filter(pk=made.pk).update(visibility="public")
    return made


@pytest.fixture
def agreement(alliance, hospital):
    return make_agreement(alliance, record={"owner": hospital})


@pytest.fixture
def addendum(agreement, hospital):
    """One of no alliance: that of the agreement it amends is the one whose partners answer for it."""
    facts = {"kind": "addendum", "addendum_kind": "amendment", "effective_on": "2026-01-01"}
    return make_agreement(None, amends=agreement, record={"owner": hospital}, **facts)


def register(agreement, admin):
    Record.objects.filter(pk=agreement.pk).update(state=State.DRAFT)
    return lambda: advance(record=agreement.record, verb="register", user=admin, rules=AGREEMENT)


def withdraw(agreement, admin):
    return lambda: advance(
        record=agreement.record, verb="withdraw", user=admin, rules=AGREEMENT, reason="Era un error."
    )


def hide(agreement, admin):
    return lambda: change(
        record=agreement.record, rules=AGREEMENT, facts={"visibility": "partners"}, user=admin, version=None,
        references=References(admin),
    )  # fmt: skip


def both(first, second, alliance):
    """Begin `first`, which holds the alliance, let `second` go as far as it can, and end both; return the errors."""
    errors = []

    def other():
        try:
            second()
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    try:
        with transaction.atomic():
            locked(Record.objects.get(pk=alliance.pk))
            thread.start()
            thread.join(timeout=1.5)  # long enough to take all that it can before it waits
            first()
    except Exception as error:  # noqa: BLE001
        errors.append(error)
    thread.join(PATIENCE)
    return errors


@pytest.mark.parametrize("verb", [register, withdraw, hide], ids=lambda verb: verb.__name__)
def test_an_agreement_changed_while_its_alliance_is_published_waits_for_it(alliance, agreement, admin, verb):
    second = verb(agreement, admin)

    def first():
        publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)

    assert both(first, second, alliance) == []
    assert agreement.record.events.filter(verb="published").exists()


@pytest.mark.parametrize("verb", [register, withdraw], ids=lambda verb: verb.__name__)
def test_an_addendum_waits_for_the_alliance_of_what_it_amends(alliance, agreement, addendum, admin, verb):
    second = verb(addendum, admin)

    assert both(lambda: locked(Record.objects.get(pk=addendum.pk)), second, alliance) == []


def test_an_agreement_loaded_again_while_its_addendum_is_registered_waits_for_it(
    alliance, agreement, addendum
):
    facts = {"title": "Un altre títol", "kind": "framework"}

    def second():
        with transaction.atomic():
            write_agreement(facts, Imported(), {}, agreement.alliance, agreement.record)

    assert both(lambda: register_agreement(agreement=addendum, by=None), second, alliance) == []


def test_an_agreement_registered_while_its_case_is_handed_over_waits_for_it(hospital, admin):
    documented = {"origin": "documented"}
    case = make_alliance(partners=[hospital, make_organisation()], record=documented)
    agreement = make_agreement(case)
    claim = ask_claim(record=case.record, organisation=hospital, message="Hi som.", user=admin)
    curator = make_user(role="curator")
    second = register(agreement, make_user(role="curator"))

    errors = both(lambda: approve_claim(claim=claim, user=curator, rules=ALLIANCE), second, case)

    assert errors == []
    record = Record.objects.get(pk=agreement.pk)
    assert (record.owner, record.state) == (hospital, State.PUBLISHED)
