from django.utils.translation import gettext_lazy as _

from experiences.models import Axis, ExperienceType, Factor, LessonKind
from observatori.formats.phrases import capitalised, typographic
from observatori.publishing.filters import EntryFilters, FacetFilter, vocabulary_filter


def factor_choices():
    return [(factor.key, typographic(capitalised(factor.text))) for factor in Factor.objects.all()]


class ExperienceFilters(EntryFilters):
    axis = FacetFilter("axis", label=_("Eix"), choices=Axis.choices)
    type = FacetFilter("type", label=_("Tipus"), choices=ExperienceType.choices)
    comarca = vocabulary_filter("comarca", _("Comarca"))
    sector = vocabulary_filter("sector", _("Sector"))
    factor = FacetFilter("factor", label=_("Factor"), choices=factor_choices)


class LessonFilters(EntryFilters):
    axis = FacetFilter("axis", label=_("Eix"), choices=Axis.choices)
    kind = FacetFilter("kind", label=_("Classe"), choices=LessonKind.choices)
