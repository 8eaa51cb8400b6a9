from django.utils.translation import gettext_lazy as _

from alliances.models import Phase
from experiences.models import Axis, ExperienceType, Factor, LessonKind
from observatori.formats.phrases import capitalised, typographic
from observatori.publishing.filters import UNSHOWN, EntryFilters, FacetFilter, vocabulary_filter

OF_ITS_ALLIANCES = UNSHOWN | {"meaning": "Of its alliances."}


def factor_choices():
    return [(factor.key, typographic(capitalised(factor.text))) for factor in Factor.objects.all()]


class ExperienceFilters(EntryFilters):
    axis = FacetFilter("axis", label=_("Eix"), choices=Axis.choices)
    type = FacetFilter("type", label=_("Tipus"), choices=ExperienceType.choices)
    comarca = vocabulary_filter("comarca", _("Comarca"))
    sector = vocabulary_filter("sector", _("Sector"))
    factor = FacetFilter("factor", label=_("Factor"), choices=factor_choices)
    municipality = vocabulary_filter("municipality", _("Municipi"), **OF_ITS_ALLIANCES)
    form = vocabulary_filter("form", _("Forma"), **OF_ITS_ALLIANCES)
    theme = vocabulary_filter("theme", _("Tema"), **OF_ITS_ALLIANCES)
    benefit = vocabulary_filter("benefit", _("Benefici esperat"), **OF_ITS_ALLIANCES)
    phase = FacetFilter("phase", label=_("Fase"), choices=Phase.choices, **OF_ITS_ALLIANCES)


class LessonFilters(EntryFilters):
    axis = FacetFilter("axis", label=_("Eix"), choices=Axis.choices)
    kind = FacetFilter("kind", label=_("Classe"), choices=LessonKind.choices)
