from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter

from alliances.models import AgreementKind, Phase
from experiences.filters import factor_choices
from experiences.models import Axis, LessonKind
from observatori.publishing.filters import EntryFilters, FacetFilter, vocabulary_filter
from observatori.publishing.models import EntryType


class TypeFilter(MultipleChoiceFilter):
    def filter(self, entries, values):
        return entries.of_type(*values) if values else entries


class SearchFilters(EntryFilters):
    """Everything any list can be asked, over every type at once."""

    type = TypeFilter(label=_("Què"), choices=EntryType.choices, widget=CheckboxSelectMultiple)
    axis = FacetFilter("axis", label=_("Eix"), choices=Axis.choices)
    comarca = vocabulary_filter("comarca", _("Comarca"))
    sector = vocabulary_filter("sector", _("Sector"))
    municipality = vocabulary_filter("municipality", _("Municipi"))
    form = vocabulary_filter("form", _("Forma"))
    phase = FacetFilter("phase", label=_("Fase"), choices=Phase.choices)
    theme = vocabulary_filter("theme", _("Tema"))
    benefit = vocabulary_filter("benefit", _("Benefici esperat"))
    factor = FacetFilter("factor", label=_("Factor"), choices=factor_choices)
    kind = FacetFilter("kind", label=_("Classe"), choices=[*AgreementKind.choices, *LessonKind.choices])
