from django.utils.translation import gettext_lazy as _

from alliances.models import AgreementKind, Phase
from observatori.publishing.filters import EntryFilters, FacetFilter, vocabulary_filter
from observatori.publishing.models import Origin

OF_ALLIANCE = "Of its alliance."


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


def of_alliance(vocabulary, label):
    return vocabulary_filter(vocabulary, label, meaning=OF_ALLIANCE)


class AgreementFilters(EntryFilters):
    """Agreements are found by what their alliance is, and by the sectors of their parties."""

    comarca = of_alliance("comarca", _("Comarca"))
    municipality = of_alliance("municipality", _("Municipi"))
    sector = vocabulary_filter("sector", _("Sector"), meaning="Of any of its parties.")
    form = of_alliance("form", _("Forma"))
    phase = FacetFilter("phase", label=_("Fase"), choices=Phase.choices, meaning=OF_ALLIANCE)
    theme = of_alliance("theme", _("Tema"))
    service = of_alliance("service", _("Servei"))
    benefit = of_alliance("benefit", _("Benefici esperat"))
    kind = FacetFilter("kind", label=_("Classe"), choices=AgreementKind.choices)
    origin = FacetFilter("origin", label=_("Origen"), choices=Origin.choices)
