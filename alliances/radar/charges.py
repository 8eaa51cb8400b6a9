"""Who of an organisation looks after an agreement. Whoever leaves the organisation, or the site, does no more."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.models import Agreement, Charge
from observatori.organisations.access import is_curator, organisations_of
from observatori.organisations.models import Membership, Organisation, User
from observatori.publishing.access import may_give_charge
from observatori.publishing.deliveries import notify
from observatori.publishing.kinds import actor_of

LETTER = "charge_given"
NAMED = (  # what a radar says of who looks after an agreement, and for whom
    *(f"person__{name}" for name in ("name", "email")),
    *(f"organisation__{name}" for name in ("code", "slug", "name", "short_name")),
)


def live_charges() -> QuerySet[Charge]:
    """Return the charges of today: given, not ended, of somebody who still belongs to the organisation."""
    belongs = Membership.objects.filter(user=OuterRef("person"), organisation=OuterRef("organisation"))
    return Charge.objects.filter(Exists(belongs), until=None, person__is_active=True)


def rooms_of(user: User, organisation: Organisation | None) -> list[int] | None:
    """Return the organisations whose charges a radar names: that one, or those of `user`; None for all, to staff."""
    if organisation is not None:
        return [organisation.pk]
    return None if is_curator(user) else organisations_of(user)


def given_in(rooms: Iterable[int] | None) -> QuerySet[Charge]:
    """Return the charges of today of some organisations, of all without them."""
    return live_charges() if rooms is None else live_charges().filter(organisation__in=rooms)


def charges_of(agreements: Iterable[int], rooms: Iterable[int] | None) -> dict[int, list[Charge]]:
    """Return the charges of today of each agreement, those of some organisations or of all, in one query."""
    found = defaultdict(list)
    charges = given_in(rooms).filter(agreement__in=list(agreements)).select_related("person", "organisation")
    charges = charges.only("agreement", *NAMED)
    for charge in charges.order_by("organisation__name", "pk"):
        found[charge.agreement_id].append(charge)
    return found


def history_of(agreement: Agreement, organisation: Organisation) -> QuerySet[Charge]:
    """Return who looked after the agreement for the organisation, the last one first."""
    charges = Charge.objects.filter(agreement=agreement, organisation=organisation)
    return charges.select_related("person", "given_by__user")


@transaction.atomic
def give_charge(
    *, agreement: Agreement, organisation: Organisation, person: User | None, by: User
) -> Charge | None:
    """Say who looks after an agreement for an organisation, or that nobody does; what was said before is kept. Who
    is asked to is told by mail, unless she says it herself.

    Return the charge of today. Raises PermissionDenied, and ValidationError for who does not belong to it.
    """
    if not may_give_charge(by, organisation):
        raise PermissionDenied
    if person is not None and not Membership.objects.filter(user=person, organisation=organisation).exists():
        raise ValidationError({"assignee": _("Trieu algú de l’entitat.")})
    Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    current = Charge.objects.filter(agreement=agreement, organisation=organisation, until=None).first()
    if current and person and current.person_id == person.pk:
        return current
    if current:
        Charge.objects.filter(pk=current.pk).update(until=timezone.now())
    if person is None:
        return None
    charge = Charge.objects.create(
        agreement=agreement, organisation=organisation, person=person, given_by=actor_of(by)
    )
    if person.pk != by.pk:
        notify(letter=LETTER, to=person, key=f"{LETTER}:{charge.pk}", payload={"charge": charge.pk})
    return charge
