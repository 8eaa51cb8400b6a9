"""Which agreements an organisation stands behind: anybody may register one that names it as a party.

It does where it owns the record, where the staff compiled it from sources, where an admin of its own registered it, or
where it has confirmed its part in the alliance with these terms.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from alliances.models import Agreement, Confirmation, Partnership
from alliances.signing import SIGNED_BY_ORIGIN
from observatori.organisations.models import Membership, MembershipRole, Organisation


def registered_by_others(organisation: Organisation, agreements: Iterable[Agreement]) -> dict[int, str]:
    """Return who registered each of the agreements that the organisation has not confirmed, by key. In one query."""
    admins = Membership.objects.filter(organisation=organisation, role=MembershipRole.ADMIN).values("user")
    confirming = Partnership.objects.filter(organisation=organisation, confirmation=Confirmation.CONFIRMED)
    confirmed = (
        Q(record__owner=organisation)
        | Q(record__origin__in=SIGNED_BY_ORIGIN)
        | Q(record__published_revision__by__user__in=admins)
        | Q(alliance__in=confirming.values("alliance"))
    )
    rows = Agreement.objects.filter(pk__in=[one.pk for one in agreements])
    rows = rows.annotate(confirmed=ExpressionWrapper(confirmed, BooleanField()))
    found = rows.values_list("pk", "record__owner__name", "confirmed")
    return {pk: name or _("l’Observatori") for pk, name, is_confirmed in found if not is_confirmed}
