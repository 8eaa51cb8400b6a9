"""Who of the staff looks after a record."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from observatori.organisations.models import Role, User
from observatori.publishing.access import may_assign, may_review
from observatori.publishing.models import Record
from observatori.publishing.transitions import locked

STAFF = (Role.CURATOR, Role.ADMINISTRATOR)


def staff() -> list[User]:
    """Return the people of the observatory who can be given a record, by name."""
    return list(User.objects.filter(role__in=STAFF, is_active=True).order_by("name", "email"))


@transaction.atomic
def assign(*, record: Record, to: User | None, user: User) -> Record:
    """Give the record to somebody of the staff, or to nobody; return it, locked and fresh.

    Raises PermissionDenied, and ValidationError where `to` may not review it.
    """
    record = locked(record)
    if not may_assign(user, record):
        raise PermissionDenied
    if to is not None and not (to.is_active and may_review(to, record)):
        sentence = _("%(name)s no pot revisar aquest registre.") % {"name": to}
        raise ValidationError({"assignee": ValidationError(sentence, code="not_allowed")})
    record.assignee = to
    record.save(update_fields=["assignee"])
    return record
