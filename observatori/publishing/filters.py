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
SEVERAL_CODES = extend_schema_field({"type": "array", "items": {"type": "string"}})
ORDERINGS = {"title": "sort_key", "published": "published_at"}
ORDER_WORDS = [
    ("title", _("Per nom, de la A a la Z")),
    ("-title", _("Per nom, de la Z a la A")),
    ("-published", _("Primer, els últims publicats")),
    ("published", _("Primer, els més antics")),
]


@SEVERAL_CODES
class FacetFilter(filters.MultipleChoiceFilter):
    """Keep the entries with any of the chosen codes under one facet."""

    def __init__(self, facet, **options):
        self.facet = facet
        super().__init__(**{"widget": forms.CheckboxSelectMultiple, **options})

    def filter(self, entries, values):
        return entries.with_facet(self.facet, values) if values else entries


def vocabulary_filter(vocabulary, label):
    """Return the filter over a facet whose codes are those of a vocabulary."""
    return FacetFilter(vocabulary, label=label, choices=lambda: terms.choices(vocabulary))


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
    """Keep the entries with any of the given values under one facet."""

    field_class = WordsField

    def __init__(self, facet, **options):
        self.facet = facet
        super().__init__(**options)

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


class EntryFilters(filters.FilterSet):
    """What every list can be asked: words, years, organisations and an order."""

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
