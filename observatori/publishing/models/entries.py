"""What lists, search, maps and feeds know of public things."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDateField
from observatori.publishing import text_search
from observatori.publishing.addresses import page_url
from observatori.publishing.models.record import Record


def plain_names() -> Func:
    """Return the expression of an entry’s names without accents or capitals, for who is still typing."""
    names = Concat("title", Value(" "), "names", output_field=TextField())
    return Lower(Func(names, function="public.im_unaccent", output_field=TextField()))


class EntryType(models.TextChoices):
    ALLIANCE = "alliance", _("aliances")
    AGREEMENT = "agreement", _("convenis")
    ORGANISATION = "organisation", _("entitats")
    EXPERIENCE = "experience", _("experiències")
    LESSON = "lesson", _("aprenentatges")


class SearchEntryQuerySet(models.QuerySet):
    def of_type(self, *types):
        return self.filter(type__in=types)

    def with_facet(self, name, values):
        """Keep what has any of `values` under the facet `name`."""
        return self.filter(facets__overlap=[f"{name}:{value}" for value in values])

    def counted(self):
        """Leave the examples out: they are shown, never counted."""
        return self.filter(is_example=False)

    def counts_of(self, name):
        """Return how many entries have each value of the facet `name`, as ``{value: count}``, in one query."""
        facets = Func(F("facets"), function="unnest", output_field=TextField())
        counts = self.order_by().annotate(facet=facets).values_list("facet").annotate(Count("pk"))
        found = ((*facet.partition(":"), count) for facet, count in counts)
        return {value: count for facet, _colon, value, count in found if facet == name}


class SearchEntry(models.Model):
    """What lists, search, maps and feeds know of one public thing.

    Written from the frozen document in the transaction that publishes it and deleted when it stops
    being public: whatever has an entry may be read by anybody.
    """

    type = models.CharField(max_length=12, choices=EntryType)
    record = models.OneToOneField(Record, models.CASCADE, null=True, blank=True, related_name="search_entry")
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, null=True, blank=True, related_name="search_entry"
    )
    code = models.CharField(max_length=16, unique=True)
    slug = models.SlugField(max_length=120, null=True, blank=True)
    title = models.TextField()
    sort_key = models.TextField(db_collation="C")
    names = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    facets = ArrayField(models.TextField(), default=list, blank=True)
    card = models.JSONField(default=dict, blank=True)
    is_example = models.BooleanField(default=False)
    starts = PartialDateField(null=True, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    vector = models.GeneratedField(
        expression=text_search.document_vector(),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    rough_vector = models.GeneratedField(
        expression=text_search.document_vector("ca_simple_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        ordering = ["is_example", "sort_key", "pk"]
        indexes = [
            GinIndex(fields=["vector"], name="entry_vector"),
            GinIndex(fields=["rough_vector"], name="entry_rough_vector"),
            GinIndex(fields=["facets"], name="entry_facets"),
            GinIndex(OpClass(plain_names(), name="gin_trgm_ops"), name="entry_names"),
            models.Index(F("type"), F("is_example"), F("sort_key"), F("id"), name="entry_listing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, organisation=None)
                | Q(record=None, organisation__isnull=False),
                name="entry_of_one_thing",
                violation_error_message=_("Una entrada és d’un registre o d’una entitat, i només d’un."),
            )
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def url(self):
        """The path of its page in the active language."""
        return page_url(self.type, code=self.code, slug=self.slug)
