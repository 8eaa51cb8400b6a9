"""What an organisation does before and after it signs an agreement: its list for each one, and its template."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.models.agreement import Agreement
from observatori.documents.models import Document
from observatori.organisations.models import Organisation, User
from observatori.partial_dates import PartialDateField, is_partial_date
from observatori.publishing.models import Actor


class Stage(models.TextChoices):
    BEFORE = "before", _("abans de signar")
    SIGNING = "signing", _("signatura")
    AFTER = "after", _("després de signar")


class StepState(models.TextChoices):
    PENDING = "pending", _("pendent")
    DONE = "done", _("fet")
    NOT_APPLICABLE = "not_applicable", _("no escau")


class TemplateStep(models.Model):
    """A step of the list with which an organisation begins; one that adjusts nothing has no rows.

    `title` is empty where the words are those of the project’s own list, read in each language.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="template_steps")
    code = models.SlugField(max_length=40)
    stage = models.CharField(_("moment"), max_length=10, choices=Stage, default=Stage.BEFORE)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("nom del tràmit"), max_length=150, blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="template_step_once",
                violation_error_message=_("Aquest tràmit ja és a la plantilla."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="template_step_stage_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return self.title or self.code


class ProcedureStep(models.Model):
    """A step of one organisation for one agreement: how far it is, who has it and what proves it.

    It is the organisation’s alone, and no part of the agreement’s document: signing freezes nothing of it.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="procedure_steps")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="procedure_steps")
    code = models.SlugField(max_length=40)
    stage = models.CharField(_("moment"), max_length=10, choices=Stage, default=Stage.BEFORE)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("nom del tràmit"), max_length=150, blank=True)
    state = models.CharField(_("estat"), max_length=15, choices=StepState, default=StepState.PENDING)
    reason = models.CharField(_("per què no escau"), max_length=500, blank=True)
    done_on = PartialDateField(_("data en què s’ha fet"), null=True, blank=True)
    due_on = models.DateField(_("data límit"), null=True, blank=True)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    holder = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    holder_text = models.CharField(_("qui el té"), max_length=150, blank=True)
    note = models.TextField(_("nota"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "code"],
                name="procedure_step_once",
                violation_error_message=_("Aquest tràmit ja és a la llista."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="procedure_step_stage_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=StepState.values),
                name="procedure_step_state_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.NOT_APPLICABLE) | ~Q(reason=""),
                name="procedure_step_says_why",
                violation_error_message=_("Digueu per què no escau."),
                violation_error_code="reason",
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.NOT_APPLICABLE) | Q(reason=""),
                name="procedure_step_reason_if_not_applicable",
                violation_error_message=_(
                    "Només un tràmit que no escau porta el motiu: trieu «No escau» o passeu-lo a la nota."
                ),
                violation_error_code="reason",
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.DONE) | Q(done_on=None),
                name="procedure_step_done_on_if_done",
                violation_error_message=_(
                    "Només un tràmit fet té la data en què s’ha fet: trieu «Fet» o esborreu-la."
                ),
                violation_error_code="done_on",
            ),
            models.CheckConstraint(
                condition=is_partial_date("done_on"),
                name="procedure_step_done_on_partial",
                violation_error_message=_("Una data té la forma 2010, 2010-11 o 2010-11-09."),
            ),
            models.CheckConstraint(
                condition=Q(holder=None) | Q(holder_text=""),
                name="procedure_step_one_holder",
                violation_error_message=_(
                    "El té una persona de l’entitat o algú altre: deixeu-ne un de buit."
                ),
                violation_error_code="holder_text",
            ),
        ]

    def __str__(self):
        return self.title or self.code
