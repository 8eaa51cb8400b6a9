"""What each partner answered about its part in an alliance, and what it had before its eyes. Rows never change."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.models.agreement import Agreement
from alliances.models.alliance import Alliance
from observatori.organisations.models import Organisation
from observatori.publishing.models import Actor, Revision

DIGEST = 64  # hexadecimal digits of SHA-256


class Answer(models.TextChoices):
    CONFIRMED = "confirmed", _("ho confirma")
    DISPUTED = "disputed", _("hi discrepa")


class PartnerAnswer(models.Model):
    """One answer of a partner about the version of an alliance that was published then.

    Of the organisation and not of its row: one that is taken out of a draft and put back is another row, and what
    it answered stays. `participation` is the digest of its row; `terms`, those of its agreements.
    """

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    by_registering = models.BooleanField(default=False)  # the owner, of what it registered itself
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("què no és així"), max_length=2000, blank=True)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    participation = models.CharField(max_length=DIGEST)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["alliance", "organisation", "-id"], name="partner_answer_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values),
                name="partner_answer_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.CONFIRMED, reason="") | (Q(answer=Answer.DISPUTED) & ~Q(reason="")),
                name="partner_answer_dispute_has_reason",
                violation_error_message=_("Qui hi discrepa ha de dir per què, i qui ho confirma no."),
                violation_error_code="reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="partner_answer_append_only", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.organisation} · {self.alliance} · {self.answer}"


class AnsweredTerms(models.Model):
    """The terms of one agreement that an answer was about: which versions, and their fingerprint on a day."""

    answer = models.ForeignKey(PartnerAnswer, models.CASCADE, related_name="terms")
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+")
    on = models.DateField()
    fingerprint = models.CharField(max_length=DIGEST)
    revisions = models.ManyToManyField(Revision, related_name="+")  # of the agreement and of its addenda

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "agreement"],
                name="answered_terms_once",
                violation_error_message=_("Una resposta parla un sol cop de cada conveni."),
            ),
        ]

    def __str__(self):
        return f"{self.agreement} · {self.fingerprint[:12]}"
