"""Keys of the API."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_controls_of
from observatori.organisations.models.organisation import Organisation
from observatori.organisations.models.people import User


class Scope(models.TextChoices):
    READ = "read", _("llegir")
    WRITE = "write", _("escriure")
    EXPORT = "export", _("exportar")
    WEBHOOKS = "webhooks", _("webhooks")
    CURATE = "curate", _("revisar i publicar")


class Token(models.Model):
    """A key of the API: shown once, stored only as its SHA-256."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="tokens"
    )
    name = models.CharField(_("per a què serveix"), max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # its first characters, to know one from another
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0),
                name="token_scopes_known",
                violation_error_message=_("Cal triar com a mínim un permís dels que hi ha."),
                violation_error_code="scopes",
            ),
        ]

    def __str__(self):
        return f"{self.hint}…"

    def clean(self):
        refuse_controls_of(self)
