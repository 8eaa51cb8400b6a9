"""Who reads and writes the procedures of an organisation: one rule for pages, lists and the desk.

They are the organisation’s alone: another party of the same agreement has a list of its own and does not see this one.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from alliances.models import Agreement, AgreementQuerySet, ProcedureStep
from observatori.organisations.access import is_curator, may_enter, may_write
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.models import Kind, State


def agreements_with_procedures(user: User, organisation: Organisation) -> AgreementQuerySet:
    """Return the agreements and addenda for which `organisation` may keep a list that `user` may read."""
    if not may_enter(user, organisation):
        return Agreement.objects.none()
    readable = drafts_visible_to(user, Kind.AGREEMENT).exclude(state=State.ARCHIVED)
    own = Agreement.objects.filter(Q(parties=organisation) | Q(record__owner=organisation))
    return Agreement.objects.filter(pk__in=own.values("pk"), record__in=readable.values("pk"))


def steps_visible_to(user: User, organisation: Organisation):
    """Return the steps of an organisation that `user` may read."""
    agreements = agreements_with_procedures(user, organisation)
    return ProcedureStep.objects.filter(organisation=organisation, agreement__in=agreements)


def may_write_procedures(user: User, organisation: Organisation) -> bool:
    """May change the lists and the template of an organisation: its editors and admins, and staff."""
    return is_curator(user) or may_write(user, organisation)


def hold_room(organisation: Organisation, by: User) -> None:
    """Let those who write procedures of one organisation at once do so one after the other.

    Who only points to the organisation does not wait. Raises PermissionDenied.
    """
    if not may_write_procedures(by, organisation):
        raise PermissionDenied
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
