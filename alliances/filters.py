from django.utils.translation import gettext_lazy as _

from alliances.models import AgreementKind, Phase
from observatori.publishing.filters import EntryFilters, FacetFilter, vocabulary_filter
from observatori.publishing.models import Origin


class AllianceFilters(EntryFilters):
    comarca = vocabulary_filter("comarca", _("Comarca"))
    sector = vocabulary_filter("sector", _("Sector"))
    form = vocabulary_filter("form", _("Forma"))
    phase = FacetFilter("phase", label=_("Fase"), choices=Phase.choices)
    theme = vocabulary_filter("theme", _("Tema"))
    service = vocabulary_filter("service", _("Servei"))
    benefit = vocabulary_filter("benefit", _("Benefici esperat"))
    municipality = vocabulary_filter("municipality", _("Municipi"))
    origin = FacetFilter("origin", label=_("Origen"), choices=Origin.choices)


class AgreementFilters(EntryFilters):
    kind = FacetFilter("kind", label=_("Classe"), choices=AgreementKind.choices)
    origin = FacetFilter("origin", label=_("Origen"), choices=Origin.choices)
