"""The working copy: created, changed under the optimistic lock, deleted."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from alliances.models import Alliance
from alliances.rules import ALLIANCE
from observatori.publishing.editing import StaleVersion, change, create, delete_draft
from observatori.publishing.models import Event, Record, State, Verb
from observatori.publishing.references import References
from observatori.publishing.transitions import WrongState, advance
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation("Hospital de Prova")


@pytest.fixture
def editor(organisation):
    return make_user(organisation=organisation)


def write(editor, record, facts, version=None):
    return change(
        record=record,
        rules=ALLIANCE,
        facts=facts,
        user=editor,
        version=version,
        references=References(editor),
    )


def draft(editor, organisation, **facts):
    facts = {"name": "Aliança del Pla", **facts}
    return create(
        rules=ALLIANCE, facts=facts, owner=organisation, user=editor, references=References(editor)
    ).record


def test_a_draft_has_code_address_owner_and_author(editor, organisation):
    record = draft(editor, organisation)

    assert record.code.startswith("OAE-A-")
    assert (record.slug, record.owner, record.created_by.user) == (
        record.code.lower(),
        organisation,
        editor,
    )
    assert (record.state, record.version) == (State.DRAFT, 1)


def test_what_staff_compile_for_nobody_is_documented():
    record = draft(make_user(role="curator"), None)

    assert (record.owner, record.origin) == (None, "documented")


def test_a_draft_that_cannot_be_leaves_nothing(editor, organisation):
    with pytest.raises(ValidationError) as refused:
        draft(editor, organisation, start="2020", end="2010", partners=[{"organisation": "cap"}])

    assert {"end", "partners/0/organisation"} <= refused.value.error_dict.keys()
    assert not Record.objects.exists()
    assert not Alliance.objects.exists()


def test_a_change_touches_only_what_it_names(editor, organisation):
    record = draft(editor, organisation, summary="Resum.", acronym="AP")

    write(editor, record, {"summary": None})

    alliance = ALLIANCE.load(record)
    assert (alliance.summary, alliance.acronym, alliance.record.version) == ("", "AP", 2)


def test_a_change_of_an_old_version_is_refused_with_the_present_record(editor, organisation):
    record = draft(editor, organisation)
    write(editor, record, {"summary": "D’una altra persona."}, version=1)

    with pytest.raises(StaleVersion) as stale:
        write(editor, record, {"summary": "Meu."}, version=1)

    assert stale.value.record.version == 2
    assert ALLIANCE.load(record).summary == "D’una altra persona."


def test_an_edit_of_a_published_record_is_a_draft_the_public_does_not_see(editor, organisation):
    record = make_alliance("Publicada", owner=organisation).record

    write(editor, record, {"name": "Un altre nom"})

    record.refresh_from_db()
    assert record.state == State.DRAFT
    assert record.is_published
    assert record.published_revision.document["name"] == "Publicada"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.ARCHIVED])
def test_nothing_changes_while_it_is_reviewed_or_once_it_is_archived(editor, organisation, state):
    record = draft(editor, organisation)
    Record.objects.filter(pk=record.pk).update(state=state)

    with pytest.raises(WrongState):
        write(editor, record, {"summary": "Nou."})


@pytest.mark.parametrize(
    ("membership", "who", "may"),
    [
        ("reader", "owner", False),
        ("editor", "owner", True),
        ("admin", "owner", True),
        ("admin", "another", False),
        ("editor", "curator", True),
    ],
)
def test_who_may_change_a_draft(editor, organisation, membership, who, may):
    record = draft(editor, organisation)
    at = {"owner": organisation, "another": make_organisation(), "curator": None}[who]
    role = "curator" if who == "curator" else "member"
    user = make_user(role=role, organisation=at, membership=membership)

    if may:
        write(user, record, {"summary": "Nou."})
    else:
        with pytest.raises(PermissionDenied):
            write(user, record, {"summary": "Nou."})


def test_a_deleted_draft_leaves_its_code_and_its_trail(editor, organisation):
    record = draft(editor, organisation, summary="Resum.", partners=two_partners())
    advance(record=record, verb="submit", user=editor, rules=ALLIANCE)

    delete_draft(record=record, rules=ALLIANCE, user=editor)

    record.refresh_from_db()
    assert record.deleted_at
    assert not Alliance.objects.filter(record=record).exists()
    assert list(Event.objects.filter(record=record).values_list("verb", flat=True)) == [
        Verb.SUBMITTED,
        Verb.DELETED,
    ]
    assert record.slug is None


def test_what_was_published_is_never_deleted(editor, organisation):
    record = make_alliance(owner=organisation).record

    with pytest.raises(WrongState):
        delete_draft(record=record, rules=ALLIANCE, user=editor)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_changes_of_one_version_one_is_made():
    organisation = make_organisation()
    editor = make_user(organisation=organisation)
    record = draft(editor, organisation)
    outcomes = []

    def attempt():
        try:
            write(editor, record, {"summary": "Meu."}, version=1)
            outcomes.append("made")
        except StaleVersion:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made"] + ["stale"] * 49


def two_partners():
    return [{"organisation": make_organisation(verified_at="2026-01-01T00:00Z").code} for _ in range(2)]


def test_why_not_is_said_in_the_gender_of_the_thing(editor, organisation):
    record = draft(editor, organisation)
    Record.objects.filter(pk=record.pk).update(state=State.IN_REVIEW)
    with pytest.raises(
        WrongState, match=r"^L’aliança no es pot canviar mentre l’equip de l’Observatori en fa la revisió\.$"
    ):
        write(editor, record, {"name": "Un altre nom"})

    Record.objects.filter(pk=record.pk).update(state=State.ARCHIVED)
    with pytest.raises(WrongState, match=r"^L’aliança s’ha arxivat i ja no es pot canviar\.$"):
        write(editor, record, {"name": "Un altre nom"})
    with pytest.raises(WrongState, match=r"^Ara no es pot fer\. Estat actual: arxivada\.$"):
        advance(record=record, verb="submit", user=editor, rules=ALLIANCE)
