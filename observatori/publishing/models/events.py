"""What happened, to whom and when: append-only."""

import pgtrigger
from django.db import models
from django.db.models import Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import Organisation
from observatori.publishing.models.record import Actor, Record


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
    PARTNER_CONFIRMED = "partner_confirmed", _("un soci ha confirmat la seva part")
    PARTNER_DISPUTED = "partner_disputed", _("un soci hi discrepa")
    # Only in the trail; the API’s feed of events leaves them out.
    REVIEW_STARTED = "review_started", _("se n’ha començat la revisió")
    REJECTED = "rejected", _("s’ha rebutjat")
    DELETED = "deleted", _("se n’ha esborrat l’esborrany")
    CLAIMED = "claimed", _("una entitat se n’ha fet càrrec")
    VERIFIED = "verified", _("s’ha verificat")


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
