"""What editors read in the text of an agreement: which part answers each content of article 49 of Llei 40/2015."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.models.agreement import Agreement


class Content(models.TextChoices):
    """What an agreement should say. The letters are those of article 49; the rest is recommended."""

    A = "a", _("Parts i capacitat")
    B = "b", _("Competència")
    C = "c", _("Objecte i actuacions")
    D = "d", _("Compromisos econòmics")
    E = "e", _("Conseqüències de l’incompliment")
    F = "f", _("Seguiment i conflictes")
    G = "g", _("Modificacions")
    H = "h", _("Vigència")
    DATA_PROTECTION = "data_protection", _("Protecció de dades")
    STAFF = "staff", _("Personal")
    CONFIDENTIALITY = "confidentiality", _("Confidencialitat")
    INTELLECTUAL_PROPERTY = "intellectual_property", _("Propietat intel·lectual")
    JURISDICTION = "jurisdiction", _("Jurisdicció")


class Coverage(models.TextChoices):
    """What somebody who read the text says of a content."""

    OK = "ok", _("Hi és")
    PARTIAL = "partial", _("En part")
    MISSING = "missing", _("Falta")
    NOT_APPLICABLE = "not_applicable", _("No escau")


class CompletenessMark(models.Model):
    """The answer to one content, with the parts of the text that say it, by key; addenda may have put them there.

    It is a reading of the agreement, no part of what was signed: neither frozen nor in the fingerprint. `seen` is the
    digest of the text of each of those parts as it read on `seen_on`, when somebody marked them; empty where that is
    not known.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="completeness_marks")
    item = models.CharField(max_length=25, choices=Content)
    answer = models.CharField(max_length=15, choices=Coverage)
    parts = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    note = models.CharField(max_length=500, blank=True)
    seen = models.JSONField(default=dict, blank=True)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agreement", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "item"],
                name="completeness_mark_once",
                violation_error_message=_("Aquest contingut ja té resposta."),
            ),
            models.CheckConstraint(
                condition=Q(item__in=Content.values),
                name="completeness_item_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
                violation_error_code="item",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Coverage.values),
                name="completeness_answer_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
                violation_error_code="answer",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=[Coverage.OK, Coverage.PARTIAL]) | ~Q(parts=[]) | ~Q(note=""),
                name="completeness_mark_says_where",
                violation_error_message=_(
                    "Cal dir quina part del text ho diu o, a la nota, on es pot llegir."
                ),
                violation_error_code="parts",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Coverage.NOT_APPLICABLE) | ~Q(note=""),
                name="completeness_not_applicable_says_why",
                violation_error_message=_("Cal dir, a la nota, per què no escau."),
                violation_error_code="note",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=[Coverage.OK, Coverage.PARTIAL]) | Q(parts=[]),
                name="completeness_absent_has_no_part",
                violation_error_message=_("El que falta o no escau no és a cap part del text."),
                violation_error_code="parts",
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.answer}"
