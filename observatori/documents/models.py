"""Files of records: signed originals, public copies, annexes, minutes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.publishing.models import Actor, Record, Visibility


class DocumentKind(models.TextChoices):
    SIGNED_ORIGINAL = "signed_original", _("original signat")
    PUBLIC_COPY = "public_copy", _("còpia pública")
    ANNEX = "annex", _("annex")
    MINUTES = "minutes", _("acta")
    OTHER = "other", _("un altre document")


def stored_name(document: "Document", filename: str) -> str:
    """A name of our own: what people call their file never becomes a path."""
    return f"documents/{document.public_id}"


class DocumentQuerySet(models.QuerySet):
    def current(self):
        """The last version of each document that was not removed."""
        return self.filter(removed_at=None, replaced_by=None)


class Document(models.Model):
    """One version of a file of a record. A new version replaces the one before, which is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="documents")
    title = models.CharField(_("títol"), max_length=250)
    kind = models.CharField(_("classe"), max_length=20, choices=DocumentKind, default=DocumentKind.OTHER)
    visibility = models.CharField(
        _("qui el pot llegir"), max_length=12, choices=Visibility, default=Visibility.PARTNERS
    )
    file = models.FileField(upload_to=stored_name, max_length=120)
    filename = models.CharField(max_length=250)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    findings = models.JSONField(default=list, blank=True)  # what the check of a public copy found
    taken_out = models.JSONField(
        default=list, blank=True
    )  # of a public copy: what the version before still has
    confirmed_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(
        null=True, blank=True
    )  # that it may be public, seen what was found in it
    number = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    uploaded_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values),
                name="document_kind_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="document_visibility_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(confirmed_at__isnull=False),
                name="document_confirmed_on_a_day",
                violation_error_message=_("Falta la data en què es va confirmar."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DocumentKind.SIGNED_ORIGINAL) | ~Q(visibility=Visibility.PUBLIC),
                name="document_signed_original_not_public",
                violation_error_message=_(
                    "L’original signat no es fa mai públic: pugeu-ne una còpia pública."
                ),
                violation_error_code="visibility",
            ),
        ]

    def __str__(self):
        return self.title
