"""The rooms of a workspace, with how much waits in each."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.models import StepState
from alliances.procedures.access import steps_visible_to
from alliances.transparency.lines import public_agreements_of
from observatori.organisations.models import Organisation, User
from observatori.workspace.confirmation_needs import WAITING, asked_of
from observatori.workspace.horizon import ending_soon


def rooms(organisation: Organisation, user: User) -> list[dict]:
    """Return the rooms of an organisation as the top of its workspace lists them, {label, url, count}: `count` is a
    phrase, empty where there is nothing. The queries are the same however much there is.
    """
    ending = len(ending_soon(organisation, user, timezone.localdate()))
    pending = steps_visible_to(user, organisation).filter(state=StepState.PENDING).count()
    public = public_agreements_of(organisation).count()
    asked = asked_of(organisation).filter(confirmation__in=WAITING).count()
    found = [
        (
            "workspace:radar",
            _("Radar de venciments"),
            ngettext("%(n)d s’acaba aviat", "%(n)d s’acaben aviat", ending),
            ending,
        ),
        ("workspace:pending", _("Tràmits"), ngettext("%(n)d pendent", "%(n)d pendents", pending), pending),
        (
            "alliances:transparency",
            _("Llista de transparència"),
            ngettext("%(n)d conveni", "%(n)d convenis", public),
            public,
        ),
        (
            "workspace:confirmations",
            _("Confirmacions"),
            ngettext("%(n)d per respondre", "%(n)d per respondre", asked),
            asked,
        ),
        ("workspace:commitments", _("Compromisos"), "", 0),
    ]
    return [
        {
            "label": label,
            "url": reverse(name, args=[organisation.slug]),
            "count": words % {"n": n} if n else "",
        }
        for name, label, words, n in found
    ]
