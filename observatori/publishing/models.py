"""The spine of everything curated: records, their frozen revisions, what happened, what is found.

Rows of the other apps are the working copy; the public reads `Revision.document`.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import Organisation, User
from observatori.partial_dates import PartialDateField
from observatori.publishing import text_search
from observatori.publishing.addresses import page_url


class Kind(models.TextChoices):
    ALLIANCE = "alliance", _("aliança")
    AGREEMENT = "agreement", _("conveni")
    EXPERIENCE = "experience", _("experiència")
    LESSON = "lesson", _("aprenentatge")
    DOSSIER = "dossier", _("dossier")


class State(models.TextChoices):
    DRAFT = "draft", _("esborrany")
    SUBMITTED = "submitted", _("tramès")
    IN_REVIEW = "in_review", _("en revisió")
    CHANGES_REQUESTED = "changes_requested", _("amb canvis demanats")
    PUBLISHED = "published", _("publicat")
    REJECTED = "rejected", _("rebutjat")
    ARCHIVED = "archived", _("arxivat")


class Origin(models.TextChoices):
    REGISTERED = "registered", _("registrat per una entitat")
    DOCUMENTED = "documented", _("documentat per l’Observatori")
    IMPORTED = "imported", _("importat")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("públic")
    PARTNERS = "partners", _("socis")
    ORGANISATION = "organisation", _("entitat")


class Actor(models.Model):
    """Who did something, under a pseudonym: erasing the person empties `user` and keeps the row."""

    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="actor")
    is_staff = models.BooleanField(default=False)

    def __str__(self):
        return f"actor {self.pk}"


class RecordQuerySet(models.QuerySet):
    def published(self):
        """What anybody may read: public, published once, neither withdrawn, archived nor merged away."""
        return self.filter(PUBLISHED)


PUBLISHED = Q(
    published_revision__isnull=False, withdrawn=False, merged_into=None, visibility=Visibility.PUBLIC
) & ~Q(state=State.ARCHIVED)


def published_through(path):
    """Return the condition `PUBLISHED` seen from a table that reaches the record by `path`."""
    return Q(
        **{
            f"{path}__published_revision__isnull": False,
            f"{path}__withdrawn": False,
            f"{path}__merged_into": None,
            f"{path}__visibility": Visibility.PUBLIC,
        }
    ) & ~Q(**{f"{path}__state": State.ARCHIVED})


class Record(models.Model):
    """One curated thing: its code, owner, state and the version the public reads."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    slug = models.SlugField(max_length=120, null=True, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="records")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REGISTERED)
    is_example = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.PUBLIC)
    version = models.PositiveIntegerField(default=1)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="assigned")
    due_on = models.DateField(null=True, blank=True)
    published_revision = models.OneToOneField(
        "Revision", models.PROTECT, null=True, blank=True, related_name="published_as"
    )
    withdrawn = models.BooleanField(default=False)
    withdrawn_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="record_slug_unique",
                violation_error_message=_("Aquesta adreça ja és d’un altre registre."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="record_kind_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="record_state_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values),
                name="record_origin_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="record_visibility_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_revision__isnull=False),
                name="record_published_has_revision",
                violation_error_message=_("Un registre publicat ha de tenir una versió publicada."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | ~Q(withdrawn_reason=""),
                name="record_withdrawn_has_reason",
                violation_error_message=_("Cal dir per què es retira."),
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.AGREEMENT) | Q(slug__isnull=False),
                name="record_slug_but_agreements",
                violation_error_message=_("El registre necessita una adreça."),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def is_published(self):
        return (
            self.published_revision_id is not None
            and not self.withdrawn
            and self.visibility == Visibility.PUBLIC
            and self.merged_into_id is None
            and self.state != State.ARCHIVED
        )


class Revision(models.Model):
    """A whole record as it was on the day it was published. Never changes."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number"],
                name="revision_number_once",
                violation_error_message=_("Aquesta versió ja existeix."),
            )
        ]
        triggers = [pgtrigger.Protect(name="revision_append_only", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.record} v{self.number}"


class CurrentTransaction(Func):
    """The identifier of the running transaction: the first half of the cursor over events."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class Verb(models.TextChoices):
    SUBMITTED = "submitted", _("s’ha tramès")
    CHANGES_REQUESTED = "changes_requested", _("s’han demanat canvis")
    PUBLISHED = "published", _("s’ha publicat")
    UPDATED = "updated", _("s’ha actualitzat")
    WITHDRAWN = "withdrawn", _("s’ha retirat")
    ARCHIVED = "archived", _("s’ha arxivat")
    MERGED = "merged", _("s’ha fusionat")
    AGREEMENT_SIGNED = "agreement_signed", _("s’ha registrat un conveni")
    ADDENDUM_SIGNED = "addendum_signed", _("s’ha registrat una addenda")


class Event(models.Model):
    """Something that happened to a record or an organisation. Append-only, by a trigger.

    Read in the order of `(transaction, id)` and only below the oldest running transaction: a
    clock or a serial number alone would skip what a slow transaction commits late.
    """

    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    verb = models.CharField(max_length=20, choices=Verb)
    at = models.DateTimeField(default=timezone.now)
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="events")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="events"
    )
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="events")
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["transaction", "pk"]
        indexes = [models.Index(fields=["transaction", "id"], name="event_cursor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, organisation=None)
                | Q(record=None, organisation__isnull=False),
                name="event_of_one_thing",
                violation_error_message=_("Un fet és d’un registre o d’una entitat, i només d’un."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="event_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.verb} {self.record or self.organisation}"


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
