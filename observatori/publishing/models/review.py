"""What people say to each other about a record before it is published, and who asks for it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import Organisation
from observatori.publishing.models.record import Actor, Record


class CommentQuerySet(models.QuerySet):
    def open(self):
        """The first comment of each conversation that nobody has closed yet."""
        return self.filter(reply_to=None, resolved_at=None)


class Comment(models.Model):
    """A remark on a record or on one of its fields; answers hang from the first remark."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="comments")
    field = models.CharField(max_length=120, blank=True)  # the API’s name of it; empty for the whole
    text = models.TextField(_("comentari"), max_length=5000)
    author = models.ForeignKey(Actor, models.PROTECT, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    asks_change = models.BooleanField(default=False)
    on_version = models.PositiveIntegerField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message=_("El comentari és buit."),
                violation_error_code="text",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_somebody",
                violation_error_message=_("Un comentari tancat ha de dir qui el va tancar."),
            ),
        ]

    def __str__(self):
        return f"{self.record} {self.field}".strip()


class ClaimState(models.TextChoices):
    PENDING = "pending", _("pendent")
    APPROVED = "approved", _("acceptada")
    REFUSED = "refused", _("denegada")


class Claim(models.Model):
    """An organisation asks to make a documented case its own."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="claims")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="claims")
    message = models.TextField(_("per què és vostra"), max_length=2000, blank=True)
    asked_by = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.PENDING)
    decided_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("motiu"), max_length=2000, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "organisation"],
                condition=Q(state=ClaimState.PENDING),
                name="claim_pending_once",
                violation_error_message=_("Aquesta entitat ja ho ha demanat."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values),
                name="claim_state_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.PENDING, decided_at=None)
                | (~Q(state=ClaimState.PENDING) & Q(decided_at__isnull=False)),
                name="claim_decided_on_a_day",
                violation_error_message=_("Una petició decidida ha de dir quan."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} → {self.record}"
