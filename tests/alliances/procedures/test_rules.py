"""Beginning a list, changing its steps and adjusting the template."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from alliances.models import ProcedureStep
from alliances.procedures.access import steps_visible_to
from alliances.procedures.rules import StaleStep, add_step, change_step, start_procedures
from alliances.procedures.template import (
    StaleTemplate,
    restore_template,
    save_template,
    template_of,
    template_rows,
    template_version,
)
from observatori.organisations.models import User
from tests.documents.making import make_row
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", ownership="public")


@pytest.fixture
def editor(hospital):
    return make_user(organisation=hospital)


@pytest.fixture
def agreement(hospital):
    made = make_agreement(make_alliance(owner=hospital), record={"owner": hospital})
    made.parties.set([hospital])
    return made


@pytest.fixture
def begun(agreement, hospital, editor):
    return start_procedures(agreement=agreement, organisation=hospital, by=editor)


def codes(steps):
    return [step.code for step in steps]


def test_a_list_begins_with_the_template_of_its_kind_of_party(begun, hospital):
    assert codes(begun) == codes(template_of(hospital))
    assert {step.state for step in begun} == {"pending"}


def test_a_list_that_was_begun_stays(begun, agreement, hospital, editor):
    change_step(step=begun[0], facts={"state": "done"}, version=1, by=editor)

    again = start_procedures(agreement=agreement, organisation=hospital, by=editor)

    assert codes(again) == codes(begun)
    assert again[0].state == "done"


def test_each_party_has_a_list_of_its_own(begun, agreement, editor):
    company = make_organisation(ownership="private_forprofit")
    agreement.parties.add(company)
    theirs = start_procedures(agreement=agreement, organisation=company, by=make_user(organisation=company))

    assert "justifying_report" not in codes(theirs)
    with pytest.raises(PermissionDenied):
        change_step(step=theirs[0], facts={"state": "done"}, version=1, by=editor)


@pytest.mark.parametrize("membership", ["reader", None])
def test_who_does_not_write_changes_nothing(begun, agreement, hospital, membership):
    where = hospital if membership else make_organisation()
    user = make_user(organisation=where, membership=membership or "admin")

    for act in (
        lambda: start_procedures(agreement=agreement, organisation=hospital, by=user),
        lambda: change_step(step=begun[0], facts={"state": "done"}, version=1, by=user),
        lambda: add_step(agreement=agreement, organisation=hospital, title="X", stage="after", by=user),
        lambda: save_template(organisation=hospital, rows=[], version="", by=user),
        lambda: restore_template(organisation=hospital, by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("who", "sees"),
    {"member": 13, "reader": 13, "curator": 13, "partner": 0, "outsider": 0, "anonymous": 0}.items(),
)
def test_the_steps_are_read_by_members_and_staff_alone(begun, agreement, hospital, who, sees):
    """A partner reads the agreement, and nothing of this list."""
    partner = make_organisation()
    agreement.parties.add(partner)
    where = {"member": hospital, "reader": hospital, "partner": partner, "outsider": make_organisation()}
    membership = "reader" if who == "reader" else "admin"
    role = "curator" if who == "curator" else "member"
    user = make_user(role=role, organisation=where.get(who), membership=membership)

    found = steps_visible_to(AnonymousUser() if who == "anonymous" else user, hospital)

    assert found.count() == sees


def test_a_change_says_who_made_it_and_when(begun, editor):
    step = change_step(
        step=begun[0],
        facts={"state": "done", "done_on": "2026-03", "note": "Al sobre."},
        version=1,
        by=editor,
    )

    step.refresh_from_db()
    assert (step.version, step.changed_by.user, step.done_on) == (2, editor, "2026-03")
    assert step.changed_at > begun[0].changed_at


def test_a_change_that_changes_nothing_is_none(begun, editor):
    step = change_step(step=begun[0], facts={"state": "pending", "note": ""}, version=1, by=editor)

    assert step.version == 1


def test_who_read_an_older_version_is_told(begun, editor):
    change_step(step=begun[0], facts={"state": "done"}, version=1, by=editor)

    with pytest.raises(StaleStep) as stale:
        change_step(step=begun[0], facts={"note": "Meva"}, version=1, by=editor)

    assert stale.value.step.state == "done"
    assert ProcedureStep.objects.get(pk=begun[0].pk).note == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(begun, editor):
    def save(note):
        try:
            user = User.objects.get(pk=editor.pk)
            step = ProcedureStep.objects.get(pk=begun[0].pk)
            return change_step(step=step, facts={"note": note}, version=1, by=user).note
        except StaleStep:
            return "stale"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(save, [f"nota {number}" for number in range(8)]))

    assert told.count("stale") == 7
    assert ProcedureStep.objects.get(pk=begun[0].pk).version == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_list(agreement, hospital, editor):
    def begin(_number):
        try:
            user = User.objects.get(pk=editor.pk)
            return len(start_procedures(agreement=agreement, organisation=hospital, by=user))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(begin, range(4)))) == 1

    assert agreement.procedure_steps.count() == len(template_of(hospital))


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"state": "not_applicable"}, "reason", "Digueu per què no escau."),
        ({"state": "done", "reason": "Perquè sí"}, "reason", "Només un tràmit que no escau"),
        ({"state": "pending", "done_on": "2026-01-01"}, "done_on", "Només un tràmit fet"),
        ({"state": "done", "done_on": "2999"}, "done_on", "Aquest dia encara no ha arribat."),
        ({"state": "perdut"}, "state", ""),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(begun, editor, facts, field, sentence):
    with pytest.raises(ValidationError) as refused:
        change_step(step=begun[0], facts=facts, version=1, by=editor)

    assert field in refused.value.error_dict
    assert sentence in str(refused.value.error_dict[field][0].messages)


def test_only_a_member_holds_a_step_and_only_a_document_of_the_agreement_proves_it(begun, editor, agreement):
    stranger, other = make_user(organisation=make_organisation()), make_agreement(make_alliance())
    facts = {"holder": stranger, "document": make_row(other.record)}

    with pytest.raises(ValidationError) as refused:
        change_step(step=begun[0], facts=facts, version=1, by=editor)
    assert refused.value.error_dict.keys() == {"holder", "document"}

    facts = {"holder": editor, "document": make_row(agreement.record)}
    assert change_step(step=begun[0], facts=facts, version=1, by=editor).version == 2


def test_two_holders_are_refused(begun, editor):
    facts = {"holder": editor, "holder_text": "La gestoria"}
    with pytest.raises(ValidationError, match="deixeu-ne un de buit"):
        change_step(step=begun[0], facts=facts, version=1, by=editor)


def test_the_database_refuses_what_no_rule_let_through(begun):
    for facts in (
        {"state": "not_applicable"},
        {"done_on": "2026"},
        {"reason": "Perquè sí"},
        {"stage": "mai"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProcedureStep.objects.filter(pk=begun[0].pk).update(**facts)


def test_a_step_of_ones_own_comes_last(begun, agreement, hospital, editor):
    first, second = (
        add_step(agreement=agreement, organisation=hospital, title=title, stage="before", by=editor)
        for title in ("Vistiplau", "Comitè d’ètica")
    )

    assert (first.code, second.code) == ("own-1", "own-2")
    assert second.position == len(begun) + 1


# --- The template ------------------------------------------------------------------------------------


def saved(hospital, by, rows):
    save_template(organisation=hospital, rows=rows, version=template_version(hospital), by=by)
    return template_of(hospital)


def test_the_template_is_adjusted_for_the_lists_that_come_and_those_begun_keep_theirs(
    begun, hospital, editor
):
    report, legal, *rest = template_rows(hospital)
    rows = [
        legal | {"title": "Vistiplau de l’assessoria"},
        report | {"hidden": True},
        {"code": "", "title": "Comitè d’ètica", "stage": "before", "hidden": False},
        *rest,
    ]

    steps = saved(hospital, editor, rows)

    assert codes(steps)[:3] == ["legal_report", "justifying_report", "own-1"]
    assert [step.title for step in steps[:4]] == ["Vistiplau de l’assessoria", "", "Comitè d’ètica", ""]
    other = make_agreement(make_alliance(owner=hospital), record={"owner": hospital})
    new = start_procedures(agreement=other, organisation=hospital, by=editor)
    assert codes(new)[:2] == ["legal_report", "own-1"]
    assert "justifying_report" in codes(ProcedureStep.objects.filter(pk__in=[step.pk for step in begun]))


def test_a_row_that_is_taken_out_leaves_the_template_and_another_can_come(hospital, editor):
    new = {"code": "", "title": "Nou", "stage": "after", "hidden": False}
    saved(hospital, editor, [*template_rows(hospital), new])
    rows = template_rows(hospital)

    steps = saved(hospital, editor, [rows[-1], new])

    assert [(step.code, step.title) for step in steps] == [("own-1", "Nou"), ("own-2", "Nou")]


def test_a_code_of_another_row_or_of_nobody_is_not_taken(hospital, editor):
    row = template_rows(hospital)[0]

    steps = saved(hospital, editor, [row, row | {"title": "Còpia"}, row | {"code": "audit-fals"}])

    assert codes(steps) == ["justifying_report", "own-1", "own-2"]


def test_an_older_template_is_not_saved_over_a_newer_one(hospital, editor):
    version = template_version(hospital)
    saved(hospital, editor, template_rows(hospital)[1:])

    with pytest.raises(StaleTemplate):
        save_template(organisation=hospital, rows=[], version=version, by=editor)


def test_the_projects_template_comes_back(hospital, editor):
    before = template_rows(hospital)
    saved(hospital, editor, before[3:])

    restore_template(organisation=hospital, by=editor)

    assert template_rows(hospital) == before


def test_an_emptied_template_is_the_projects_again(hospital, editor):
    assert saved(hospital, editor, []) != []


def test_a_day_written_by_hand_is_kept(begun, editor):
    step = change_step(step=begun[0], facts={"due_on": date(2026, 5, 1)}, version=1, by=editor)

    assert ProcedureStep.objects.get(pk=step.pk).due_on == date(2026, 5, 1)
