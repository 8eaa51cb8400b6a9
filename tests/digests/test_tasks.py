"""Celery only wakes: which tasks there are, and what happens when nobody can be woken."""

import pytest
from celery import Celery
from django.conf import settings

from observatori.celery import app
from observatori.digests import tasks
from observatori.publishing import deliveries
from observatori.publishing.models import Delivery
from tests.digests.conftest import settle
from tests.making import make_alliance

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_tasks_that_are_called_by_name_exist():
    app.loader.import_default_modules()

    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} | {deliveries.HAND_OVER_TASK}
    assert named <= app.tasks.keys()


def test_no_row_is_taken_for_dead_while_its_task_may_be_running():
    assert deliveries.PATIENCE.total_seconds() > settings.CELERY_TASK_TIME_LIMIT


def test_the_sweep_sends_what_is_due(subscribed, mailoutbox):
    subscribed()
    make_alliance()
    settle()
    tasks.sweep.apply()

    assert len(mailoutbox) == 1


def test_without_a_broker_the_row_is_written_and_nothing_fails(monkeypatch, caplog):
    monkeypatch.setattr(deliveries, "app", Celery(broker="redis://127.0.0.1:1"))
    deliveries.notify(letter="prova", to="a@exemple.cat", key="prova")

    assert Delivery.objects.get().state == "due"
    assert "broker does not answer" in caplog.text
