"""The working copy of an alliance and of each partner’s part in it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDateField, is_partial_date, not_before
from observatori.publishing.models import Record, published_through
from observatori.vocabularies.models import Term


class Phase(models.TextChoices):
    IDENTIFICATION = "identification", _("identificació d’oportunitats")
    DESIGN = "design", _("disseny")
    IMPLEMENTATION = "implementation", _("implantació")
    FOLLOW_UP = "follow_up", _("seguiment")
    RENEWED = "renewed", _("renovada")
    TRANSFORMED = "transformed", _("transformada")
    MERGED = "merged", _("fusionada o integrada")
    ENDED = "ended", _("acabada")


class Motive(models.TextChoices):
    MISSION = "mission", _("missió")
    OPERATIONS = "operations", _("operativa")
    SURVIVAL = "survival", _("supervivència")


class JointWork(models.TextChoices):
    COLLABORATION = "collaboration", _("col·laboració")
    COORDINATION = "coordination", _("coordinació")
    COOPERATION = "cooperation", _("cooperació")
    INTEGRATION = "integration", _("integració")


class Initiative(models.TextChoices):
    MANAGEMENT = "management", _("equips directius")
    PROFESSIONALS = "professionals", _("professionals")
    ADMINISTRATION = "administration", _("administració")
    THIRD_PARTIES = "third_parties", _("tercers")


class GovernanceLevel(models.TextChoices):
    """The four levels of the source document, each with a role of its own."""

    HEALTH_AUTHORITY = "health_authority", _("autoritat sanitària")
    INSTITUTIONAL_BOARDS = "institutional_boards", _("govern de les institucions")
    MANAGEMENT_TEAMS = "management_teams", _("equips directius")
    PROFESSIONAL_LEADERSHIP = "professional_leadership", _("lideratges professionals")


class ConditionKey(models.TextChoices):
    """The six conditions of the source document, a visible self-check of each alliance."""

    SHARED_OBJECTIVES = "shared_objectives", _("Objectius compartits i individuals")
    SYSTEMIC_FIT = "systemic_fit", _("Encaix amb els objectius sistèmics")
    GENEROSITY = "generosity", _("Generositat en benefici del bé comú")
    GOVERNANCE_MODEL = "governance_model", _("Model de governança, gestió i comunicació")
    TRANSPARENCY = "transparency", _("Transparència en els resultats")
    PROFESSIONAL_LEADERSHIP = "professional_leadership", _("Lideratge professional")


class ConditionValue(models.TextChoices):
    YES = "yes", _("sí")
    PARTLY = "partly", _("en part")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("no consta")


class IndicatorStatus(models.TextChoices):
    """Where the figure of a result comes from."""

    MEASURED = "measured", _("mesurat")
    ESTIMATED = "estimated", _("estimat")
    FORECAST = "forecast", _("previst")


class AllianceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_through("record"))


class Alliance(models.Model):
    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="alliance")

    name = models.CharField(_("nom"), max_length=250)
    acronym = models.CharField(_("sigla"), max_length=30, blank=True)
    aliases = ArrayField(models.CharField(max_length=250), default=list, blank=True)
    language = models.CharField(max_length=2, default="ca")
    summary = models.TextField(_("resum"), blank=True)
    why_together = models.TextField(_("què podeu fer junts que sols no podríeu?"), blank=True)
    why_now = models.TextField(_("per què ara?"), blank=True)
    start = PartialDateField(_("inici"), null=True, blank=True)
    end = PartialDateField(_("final"), null=True, blank=True)
    predecessor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="successors")

    form = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    form_text = models.CharField(max_length=250, blank=True)
    vision = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    phase = models.CharField(_("fase"), max_length=20, choices=Phase, blank=True)
    joint_work = models.CharField(_("grau de treball conjunt"), max_length=20, choices=JointWork, blank=True)
    motives = ArrayField(models.CharField(max_length=20, choices=Motive), default=list, blank=True)
    shared_objective = models.TextField(_("objectiu compartit"), blank=True)
    objectives = ArrayField(models.TextField(), default=list, blank=True)
    terms = models.ManyToManyField(
        Term, blank=True, related_name="+"
    )  # territory, services, themes, challenges
    territory_other = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    population_number = models.PositiveIntegerField(_("població de referència"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("any de la població"), null=True, blank=True)

    value_for_people = models.TextField(_("valor per a les persones ateses"), blank=True)
    value_for_professionals = models.TextField(_("valor per als professionals"), blank=True)
    value_for_organisations = models.TextField(_("valor per a les organitzacions"), blank=True)
    systemic_fit = models.TextField(_("encaix amb els objectius del sistema"), blank=True)

    initiative = models.CharField(_("iniciativa"), max_length=20, choices=Initiative, blank=True)
    governance = models.JSONField(default=list, blank=True)  # [{level, name, composition, frequency}]
    joint_direction = models.TextField(_("direcció conjunta"), blank=True)
    transition_plan = models.TextField(_("pla de transició"), blank=True)
    follow_up = models.TextField(_("comissió de seguiment"), blank=True)
    conflict_resolution = models.TextField(_("resolució de conflictes"), blank=True)
    communication = models.TextField(_("comunicació política, territorial i social"), blank=True)
    conditions = models.JSONField(default=dict, blank=True)  # {key: {value, where}}

    results = models.JSONField(default=list, blank=True)  # [{indicator, value, unit, year, detail, status}]
    difficulties = ArrayField(models.TextField(), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    facts_quality = models.CharField(max_length=10, blank=True)
    sources = models.JSONField(default=list, blank=True)  # [{title, url}]

    objects = AllianceQuerySet.as_manager()

    class Meta:
        ordering = ["record"]
        constraints = [
            models.CheckConstraint(
                condition=is_partial_date("start") & is_partial_date("end"),
                name="alliance_dates_partial",
                violation_error_message=_("Una data té la forma 2010, 2010-11 o 2010-11-09."),
            ),
            models.CheckConstraint(
                condition=not_before("end", "start"),
                name="alliance_end_not_before_start",
                violation_error_message=_("El final no pot ser anterior a l’inici."),
                violation_error_code="end",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["", *Phase.values]),
                name="alliance_phase_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(joint_work__in=["", *JointWork.values]),
                name="alliance_joint_work_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(motives__contained_by=Motive.values),
                name="alliance_motives_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(initiative__in=["", *Initiative.values]),
                name="alliance_initiative_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(population_year=None) | Q(population_number__isnull=False),
                name="alliance_population_year_needs_number",
                violation_error_message=_("L’any de la població demana també el nombre."),
                violation_error_code="population_number",
            ),
        ]

    def __str__(self):
        return self.name


class PartnerRole(models.TextChoices):
    PARTNER = "partner", _("soci")
    LEAD = "lead", _("lidera")
    FUNDER = "funder", _("finança")
    COLLABORATOR = "collaborator", _("hi col·labora")


class Confirmation(models.TextChoices):
    UNASKED = "unasked", _("no demanada")
    PENDING = "pending", _("pendent")
    CONFIRMED = "confirmed", _("confirmada")
    DISPUTED = "disputed", _("en desacord")
    STALE = "stale", _("cal tornar-la a confirmar")


class Partnership(models.Model):
    """One partner’s part in an alliance: role, own objectives, expected benefits, contribution."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=15, choices=PartnerRole, default=PartnerRole.PARTNER)
    role_text = models.CharField(max_length=250, blank=True)
    joined_on = PartialDateField(_("data d’entrada"), null=True, blank=True)
    left_on = PartialDateField(_("data de sortida"), null=True, blank=True)
    own_objectives = models.TextField(_("objectius propis"), blank=True)
    benefits = models.ManyToManyField(Term, blank=True, related_name="+")
    contribution = models.ManyToManyField(Term, blank=True, related_name="+")
    contribution_text = models.TextField(_("aportació"), blank=True)
    reference_code = models.CharField(max_length=60, blank=True)
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.UNASKED)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organisation"],
                condition=Q(left_on=None),
                name="partnership_once_at_a_time",
                violation_error_message=_("Aquesta entitat ja consta com a sòcia."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                condition=is_partial_date("joined_on") & is_partial_date("left_on"),
                name="partnership_dates_partial",
                violation_error_message=_("Una data té la forma 2010, 2010-11 o 2010-11-09."),
            ),
            models.CheckConstraint(
                condition=not_before("left_on", "joined_on"),
                name="partnership_left_not_before_joined",
                violation_error_message=_("La sortida no pot ser anterior a l’entrada."),
                violation_error_code="left_on",
            ),
            models.CheckConstraint(
                condition=Q(role__in=PartnerRole.values),
                name="partnership_role_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(confirmation__in=Confirmation.values),
                name="partnership_confirmation_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.alliance}"
