import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from observatori.celery import app

PASSWORD = "una contrasenya ben llarga"


@pytest.fixture(autouse=True)
def _letters_at_once():
    """No worker runs beside a test: what is sent in the background is sent here."""
    before, app.conf.task_always_eager = app.conf.task_always_eager, True
    yield
    app.conf.task_always_eager = before


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Return a function that does something and returns the letters it sent."""

    def sent_by(action):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return list(mail.outbox)

    return sent_by


@pytest.fixture
def with_password():
    """Return a function that gives a person the password of these tests and a confirmed address."""

    def prepare(user, password=PASSWORD):
        user.set_password(password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return prepare
