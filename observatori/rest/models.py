"""Answers given before, so that a request sent twice does its work once (Idempotency-Key)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """The answer of one POST under its caller’s key, kept for 24 hours; without a status it is still running."""

    who = models.CharField(max_length=80)  # of whom the key is: ``token:12`` or ``user:7``
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["who", "key"],
                name="answer_key_once",
                violation_error_message=_("Aquesta clau ja s’ha fet servir."),
            )
        ]

    def __str__(self):
        return f"{self.who} {self.key}"
