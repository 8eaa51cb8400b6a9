"""The spine of everything curated: records and the frozen documents the public reads.

Rows of the other apps are the working copy; the public reads `Revision.document`.
"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import Organisation, User


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


def published_through(path=""):
    """Return the condition of `RecordQuerySet.published` seen from a table that reaches the record by `path`.

    What was published for some only is not for everybody until it is published so, whatever its draft says.
    """
    at = f"{path}__" if path else ""
    document = f"{at}published_revision__document__visibility"
    for_public = Q(**{document: Visibility.PUBLIC}) | Q(**{f"{document}__isnull": True})
    return (
        Q(
            **{
                f"{at}published_revision__isnull": False,
                f"{at}withdrawn": False,
                f"{at}merged_into": None,
                f"{at}visibility": Visibility.PUBLIC,
            }
        )
        & for_public
        & ~Q(**{f"{at}state": State.ARCHIVED})
    )


PUBLISHED = published_through()


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
    public_since = models.DateTimeField(null=True, blank=True)  # when anybody could first read it
    withdrawn = models.BooleanField(default=False)
    withdrawn_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    deleted_at = models.DateTimeField(
        null=True, blank=True
    )  # a tombstone: the draft is gone, its code is not
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
                condition=Q(kind=Kind.AGREEMENT) | Q(slug__isnull=False) | Q(deleted_at__isnull=False),
                name="record_slug_but_agreements",
                violation_error_message=_("El registre necessita una adreça."),
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(published_revision=None),
                name="record_published_is_not_deleted",
                violation_error_message=_("Un registre que s’ha publicat no es pot esborrar."),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def is_published(self):
        return (
            self.published_revision_id is not None
            and not self.withdrawn
            and self.merged_into_id is None
            and self.state != State.ARCHIVED
            and self.is_for_public
        )

    @property
    def is_for_public(self):
        """Whether the draft is for everybody, and what is published was published so."""
        if self.visibility != Visibility.PUBLIC or self.published_revision_id is None:
            return False
        return self.published_revision.document.get("visibility", Visibility.PUBLIC) == Visibility.PUBLIC


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
