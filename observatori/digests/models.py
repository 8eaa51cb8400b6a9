"""Subscriptions: a saved query, how often, and where to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import User


class Frequency(models.TextChoices):
    INSTANT = "instant", _("de seguida")
    DAILY = "daily", _("cada dia")
    WEEKLY = "weekly", _("cada setmana")
    MONTHLY = "monthly", _("cada mes")


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        """Confirmed by who reads the address, and not left."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Subscription(models.Model):
    """What somebody wants to hear of: the query string of a list or search, «» for everything.

    `(seen_transaction, seen_id)` is the cursor over events up to which it has been told.
    """

    email = models.EmailField(_("adreça electrònica"))
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    query = models.CharField(max_length=1000, blank=True)
    frequency = models.CharField(_("cada quan"), max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    language = models.CharField(max_length=2, default="ca")
    token = models.CharField(max_length=64, unique=True)  # in the unsubscribe link; of no use elsewhere
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_transaction = models.BigIntegerField(default=0)
    seen_id = models.BigIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "query"],
                condition=Q(ended_at=None),
                name="subscription_once",
                violation_error_message=_("Ja hi ha una subscripció igual."),
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values),
                name="subscription_frequency_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.email} {self.frequency} {self.query}"
