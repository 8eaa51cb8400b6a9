from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from django.db import DatabaseError

from observatori.accounts.demo_people import DEMO_ADDRESSES


def no_demo_people(app_configs, **kwargs):
    """Demo log-ins, whose password many may know, must not be in the database of production."""
    if settings.MODE != "production":
        return []
    try:
        people = apps.get_model("organisations", "User").objects.filter(email__in=DEMO_ADDRESSES)
        found = list(people.values_list("email", flat=True))
    except DatabaseError:  # before the first migration there is nobody
        return []
    return [
        Error(f"En producció no hi pot haver el compte de demostració «{email}».", id="accounts.E001")
        for email in found
    ]
