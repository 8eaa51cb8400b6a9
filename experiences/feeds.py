from django.utils.translation import gettext_lazy as _

from experiences.filters import ExperienceFilters
from observatori.publishing.feeds import EntryFeed
from observatori.publishing.models import EntryType


class ExperienceFeed(EntryFeed):
    entry_type = EntryType.EXPERIENCE
    filters = ExperienceFilters
    title = _("Experiències de l’Observatori")
    page = "experiences:list"
