"""The filter of lists by the state of the records."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from observatori.publishing.filters import SEVERAL_CODES
from observatori.publishing.models import State


@SEVERAL_CODES
class RecordStateFilter(filters.MultipleChoiceFilter):
    """Keep the entries whose working copy is in any of the states."""

    def __init__(self):
        super().__init__(label=_("Estat"), choices=State.choices)

    def filter(self, entries, values):
        return entries.filter(record__state__in=values) if values else entries
