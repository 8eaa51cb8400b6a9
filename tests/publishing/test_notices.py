"""Who is told of what happens to a record: the author and the conversation, never somebody who may not read it."""

import pytest
from django.core import mail
from django.utils import timezone

from observatori.organisations.models import Membership
from observatori.publishing import deliveries, notices
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Comment, Delivery, Event, Record, State, Verb
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_organisation("Hospital")


@pytest.fixture
def author(house):
    return make_user("autora@exemple.cat", organisation=house)


@pytest.fixture
def admin(house):
    return make_user("admin@exemple.cat", organisation=house, membership="admin")


@pytest.fixture
def curator():
    return make_user("curadora@exemple.cat", role="curator")


@pytest.fixture
def record(house, author, admin):
    alliance = make_alliance("Aliança del Ter", owner=house, published=False)
    alliance.record.submitted_by = actor_of(author)
    alliance.record.save()
    return Record.objects.get(pk=alliance.pk)


def told():
    """Hand everything over; return who got what."""
    list(deliveries.hand_over_due(letters=notices.LETTERS, now=timezone.now()))
    return {message.to[0]: message for message in mail.outbox}


def say(record, user, text="Què vol dir això?", **facts):
    return Comment.objects.create(record=record, author=actor_of(user), text=text, on_version=1, **facts)


def step(record, state, verb, user):
    record.state = state
    record.save()
    return Event.objects.create(record=record, verb=verb, actor=actor_of(user))


def test_the_author_is_told_of_the_changes_that_are_asked(record, curator):
    say(record, curator, "Falta el conveni.", asks_change=True)
    record.due_on = timezone.localdate().replace(year=2027, month=5, day=1)
    event = step(record, State.CHANGES_REQUESTED, Verb.CHANGES_REQUESTED, curator)
    notices.tell_of_changes_requested(record, event)
    notices.tell_of_changes_requested(record, event)

    messages = told()
    assert list(messages) == ["autora@exemple.cat"]
    assert len(mail.outbox) == 1
    assert "Us demanen canvis a «Aliança del Ter»" in messages["autora@exemple.cat"].subject
    assert "* El conjunt:\nFalta el conveni." in messages["autora@exemple.cat"].body
    assert "fins a l’1 de maig del 2027" in messages["autora@exemple.cat"].body


def test_the_author_is_told_why_it_was_rejected(record, curator):
    say(record, curator, "No és una aliança.")
    notices.tell_of_rejection(record, step(record, State.REJECTED, Verb.REJECTED, curator))

    assert "Motiu:\nNo és una aliança." in told()["autora@exemple.cat"].body


def test_the_author_is_told_that_it_is_published():
    house = make_organisation()
    author = make_user("autora@exemple.cat", organisation=house)
    alliance = make_alliance("Aliança del Ter", owner=house, record={"submitted_by": actor_of(author)})
    record = Record.objects.get(pk=alliance.pk)
    notices.tell_of_publication(record)

    body = told()["autora@exemple.cat"].body
    assert f"http://127.0.0.1:8000/aliances/{record.slug}/" in body


def test_what_changed_again_before_the_letter_is_not_told(record, curator):
    event = step(record, State.CHANGES_REQUESTED, Verb.CHANGES_REQUESTED, curator)
    notices.tell_of_changes_requested(record, event)
    Record.objects.update(state=State.SUBMITTED)

    assert told() == {}
    assert Delivery.objects.get().state == "done"


def test_when_the_author_is_gone_the_admins_are_told(record, author, curator):
    Membership.objects.filter(user=author).delete()
    notices.tell_of_comment(say(record, curator))

    assert list(told()) == ["admin@exemple.cat"]


def test_who_leaves_the_organisation_before_the_letter_reads_nothing(record, author, curator):
    notices.tell_of_comment(say(record, curator))
    Membership.objects.filter(user=author).delete()

    assert told() == {}


def test_who_is_deactivated_reads_nothing(record, author, curator):
    notices.tell_of_comment(say(record, curator))
    type(author).objects.filter(pk=author.pk).update(is_active=False)

    assert told() == {}


def test_an_answer_of_the_author_reaches_the_curator_who_asked(record, author, curator):
    asked = say(record, curator)
    notices.tell_of_comment(say(record, author, "Vol dir això.", reply_to=asked))

    messages = told()
    assert list(messages) == ["curadora@exemple.cat"]
    assert "Vol dir això." in messages["curadora@exemple.cat"].body


def test_a_comment_reaches_who_reviews_the_record_but_not_who_wrote_it(record, author, curator):
    record.assignee = curator
    record.save()
    notices.tell_of_comment(say(record, author))

    assert list(told()) == ["curadora@exemple.cat"]


def test_an_outsider_who_once_commented_is_not_told(record, author, curator):
    outsider = make_user("fora@exemple.cat", organisation=make_organisation())
    asked = say(record, outsider)
    notices.tell_of_comment(say(record, curator, reply_to=asked))

    assert list(told()) == ["autora@exemple.cat"]


def test_what_people_write_is_escaped(record, curator):
    notices.tell_of_comment(say(record, curator, "<script>alert(1)</script>"))

    message = told()["autora@exemple.cat"]
    assert "<script>alert" in message.body
    assert "<script>" not in message.alternatives[0][0]


def test_a_letter_is_in_the_language_of_who_reads_it(record, author, curator):
    type(author).objects.update(language="en")
    notices.tell_of_comment(say(record, curator))

    assert '<html lang="en">' in told()["autora@exemple.cat"].alternatives[0][0]
