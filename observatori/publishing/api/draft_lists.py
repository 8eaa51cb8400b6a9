"""What a list of drafts can be asked: drafts are in no search, so their rows answer."""

from django.db.models import Q
from django.utils.translation import gettext as _

from observatori.organisations.models import Organisation
from observatori.publishing.access import involving
from observatori.rest.errors import bad_parameter

ANSWERS_OF_DRAFTS = {"state", "organisation"}


def drafts_asked_for(drafts, view):
    """Return those of the drafts that the parameters of `view` ask for; raise a 400 for what they cannot tell."""
    asked = view.request.query_params
    for name in view.filterset_class.base_filters:
        if name in asked and name not in ANSWERS_OF_DRAFTS:
            raise bad_parameter(name, _("Els esborranys no es poden demanar per aquest filtre."))
    if states := asked.getlist("state"):
        drafts = view.in_state(drafts, states)
    if organisations := [one for one in asked.getlist("organisation") if "\x00" not in one]:
        drafts = drafts.filter(pk__in=_involving(drafts, organisations))
    return drafts.filter(updated_at__gte=view.since) if view.since else drafts


def _involving(drafts, identities):
    """A subquery: joins over rows would show a record once for each of them."""
    organisations = Organisation.objects.filter(Q(code__in=identities) | Q(slug__in=identities))
    return drafts.model.objects.filter(involving(organisations.values("pk"))).values("pk")
