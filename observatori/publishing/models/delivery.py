"""One ledger for everything that is handed over to somebody outside: mails today."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("correu")
    WEBHOOK = "webhook", _("webhook")


class DeliveryState(models.TextChoices):
    DUE = "due", _("pendent")
    CLAIMED = "claimed", _("en preparació")
    HANDING_OVER = "handing_over", _("lliurant-se")
    DONE = "done", _("lliurat")
    FAILED = "failed", _("fallit")
    UNCERTAIN = "uncertain", _("incert")


class Delivery(models.Model):
    """One thing to hand over once. The unique key absorbs whoever asks for the same thing twice.

    `payload` names what it is about by identifiers; the words are composed at the last moment, so that what
    stopped being readable meanwhile is not in it.
    """

    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    letter = models.CharField(max_length=40)  # which letter is composed: digest, confirm_subscription…
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=2, default="ca")
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=15, choices=DeliveryState, default=DeliveryState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state=DeliveryState.DUE)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values) & Q(channel__in=Channel.values),
                name="delivery_codes_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DONE) | Q(done_at__isnull=False),
                name="delivery_done_on_a_day",
                violation_error_message=_("Un lliurament fet ha de dir quan."),
            ),
        ]

    def __str__(self):
        return self.key
