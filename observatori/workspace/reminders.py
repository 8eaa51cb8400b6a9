"""Asking a partner again for the answer it owes, as whoever writes the alliance or as staff."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from alliances.confirmations.rules import remind
from alliances.models import Partnership
from observatori.formats.phrases import typographic
from observatori.publishing.transitions import WrongState


def remind_of(request: HttpRequest, rows: QuerySet[Partnership], pk: int) -> None:
    """Remind the partner of one of `rows`, and say so. Raises Http404 and PermissionDenied."""
    partnership = get_object_or_404(rows, pk=pk)
    try:
        remind(partnership=partnership, user=request.user)
    except WrongState as refused:
        messages.error(request, str(refused))
        return
    name = typographic(partnership.organisation.name)
    messages.success(
        request, _("Es recordarà per correu a «%(name)s», com a molt un cop per setmana.") % {"name": name}
    )
