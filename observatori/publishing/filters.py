"""The same filters for pages, API, search and feeds, all over `SearchEntry`.

A repeated parameter means «or», different ones mean «and».
"""

import django_filters as filters
from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator, RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from observatori.codes import CODE
from observatori.organisations.models import Organisation, Ownership
from observatori.publishing import text_search
from observatori.publishing.models import SearchEntry
from observatori.vocabularies import terms

QUERY_LENGTH = 200
SEVERAL = {"type": "array", "items": {"type": "string"}}
SEVERAL_CODES = extend_schema_field(SEVERAL)
ORDERINGS = {"title": "sort_key", "published": "published_at"}
ORDER_WORDS = [
    ("title", _("Per nom, de la A a la Z")),
    ("-title", _("Per nom, de la Z a la A")),
    ("-published", _("Primer, els últims publicats")),
    ("published", _("Primer, els més antics")),
]


@SEVERAL_CODES
class FacetFilter(filters.MultipleChoiceFilter):
    """Keep the entries with any of the chosen codes under one facet; `meaning` is what the schema says of it."""

    def __init__(self, facet, *, meaning="", **options):
        self.facet = facet
        super().__init__(**{"widget": forms.CheckboxSelectMultiple, **options})
        _say(self, meaning)

    def filter(self, entries, values):
        return entries.with_facet(self.facet, values) if values else entries


def _say(one, meaning):
    if meaning:
        extend_schema_field(SEVERAL | {"description": meaning})(one)


def vocabulary_filter(vocabulary, label, **options):
    """Return the filter over a facet whose codes are those of a vocabulary."""
    return FacetFilter(vocabulary, label=label, choices=lambda: terms.choices(vocabulary), **options)


class WordsField(forms.MultipleChoiceField):
    """Several values of free form, each checked by `word_validators`."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, word_validators=(), **options):
        self.word_validators = word_validators
        super().__init__(**options)

    def validate(self, values):
        for value in values:
            for validator in (ProhibitNullCharactersValidator(), *self.word_validators):
                validator(value)


@SEVERAL_CODES
class WordsFilter(filters.Filter):
    """Keep the entries with any of the given values under one facet; `meaning` as in `FacetFilter`."""

    field_class = WordsField

    def __init__(self, facet, *, meaning="", **options):
        self.facet = facet
        super().__init__(**options)
        _say(self, meaning)

    def filter(self, entries, values):
        return entries.with_facet(self.facet, values) if values else entries


class OrganisationFilter(WordsFilter):
    """Organisations by code or slug."""

    def filter(self, entries, values):
        if not values:
            return entries
        codes = Organisation.objects.filter(slug__in=values).values_list("code", flat=True)
        return super().filter(entries, [*values, *codes])


class QuestionFilter(filters.CharFilter):
    """The words somebody looks for."""

    def __init__(self, **options):
        super().__init__(label=_("Paraules"), validators=[MaxLengthValidator(QUERY_LENGTH)], **options)

    def filter(self, entries, value):
        if CODE.fullmatch(value.strip()):
            return entries.filter(code=value.strip().upper())
        return text_search.matching(entries, value) if value else entries


YEAR = RegexValidator(r"^[1-9]\d{3}$", _("Un any té quatre xifres, per exemple 2019."))


class EntryTypeFilter(WordsFilter):
    """What a thing is, as the search asks it."""

    def filter(self, entries, values):
        return entries.of_type(*values) if values else entries


# What the contract lets any list be asked. A list that knows the values says so, and shows them; the things of the
# others have none, so that whatever is asked leaves nothing.
UNSHOWN = {"widget": forms.MultipleHiddenInput, "meaning": "A list of things that have none is left empty."}


class EntryFilters(filters.FilterSet):
    """What every list can be asked: words, years, organisations, an order, and the filters of the contract."""

    type = EntryTypeFilter("type", label=_("Què"))
    axis = WordsFilter("axis", label=_("Eix"), **UNSHOWN)
    sector = vocabulary_filter("sector", _("Sector"), **UNSHOWN)
    comarca = vocabulary_filter("comarca", _("Comarca"), **UNSHOWN)
    municipality = vocabulary_filter("municipality", _("Municipi"), **UNSHOWN)
    form = vocabulary_filter("form", _("Forma"), **UNSHOWN)
    phase = WordsFilter("phase", label=_("Fase"), **UNSHOWN)
    theme = vocabulary_filter("theme", _("Tema"), **UNSHOWN)
    factor = WordsFilter("factor", label=_("Factor"), **UNSHOWN)
    benefit = vocabulary_filter("benefit", _("Benefici esperat"), **UNSHOWN)
    kind = WordsFilter("kind", label=_("Classe"), **UNSHOWN)
    q = QuestionFilter()
    year = WordsFilter("year", label=_("Any"), word_validators=[YEAR])
    organisation = OrganisationFilter("organisation", label=_("Entitat"))
    ordering = filters.OrderingFilter(
        label=_("Ordre"),
        fields={column: name for name, column in ORDERINGS.items()},
        choices=ORDER_WORDS,
        empty_label=_("Ordre habitual"),
    )

    class Meta:
        model = SearchEntry
        fields = []

    def filter_queryset(self, queryset):
        """Keep every order total, so that no page repeats or skips a row."""
        found = super().filter_queryset(queryset)
        order = found.query.order_by or found.model._meta.ordering
        return found if "pk" in order else found.order_by(*order, "pk")


class OrganisationFilters(EntryFilters):
    sector = vocabulary_filter("sector", _("Sector"))
    comarca = vocabulary_filter("comarca", _("Comarca"))
    municipality = vocabulary_filter("municipality", _("Municipi"))
    ownership = FacetFilter("ownership", label=_("Titularitat"), choices=Ownership.choices)
