from django.utils.translation import gettext_lazy as _

from alliances.filters import AllianceFilters
from observatori.publishing.feeds import EntryFeed
from observatori.publishing.models import EntryType


class AllianceFeed(EntryFeed):
    entry_type = EntryType.ALLIANCE
    filters = AllianceFilters
    title = _("Aliances de l’Observatori")
    page = "alliances:list"
