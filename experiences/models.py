"""The working copy of experiences, and the lessons they confirm, qualify or contradict."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance
from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDateField, is_partial_date, not_before
from observatori.publishing.models import Record, published_through


class Axis(models.TextChoices):
    """The three questions of the source document."""

    GOVERNANCE = "governance", _("Com es governen?")
    MANAGEMENT = "management", _("Com es gestionen?")
    COLLABORATIVE_WORK = (
        "collaborative_work",
        _("Com s’afavoreix el treball col·laboratiu entre professionals?"),
    )


class ExperienceType(models.TextChoices):
    EXPERIENCE = "experience", _("experiència")
    GOOD_PRACTICE = "good_practice", _("bona pràctica")
    PROMISING_PRACTICE = "promising_practice", _("pràctica prometedora")
    DEMONSTRATIVE_PROJECT = "demonstrative_project", _("projecte demostratiu")
    UNSUCCESSFUL_ATTEMPT = "unsuccessful_attempt", _("intent no reeixit")
    LESSONS = "lessons", _("aprenentatges")
    STUDY = "study", _("estudi")


class FactorKind(models.TextChoices):
    SUCCESS = "success", _("factor d’èxit")
    FAILURE = "failure", _("factor de fracàs")


class Translated(models.Model):
    """Words in three languages; Catalan where a translation is missing."""

    ca = models.TextField()
    es = models.TextField(blank=True)
    en = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def text(self):
        return getattr(self, self.text_language)

    @property
    def text_language(self):
        """The language `text` is in, for the page’s `lang` attribute."""
        language = get_language() or "ca"
        return language if getattr(self, language, "") else "ca"

    @property
    def translations(self):
        """The words in each other language that has them, by its code."""
        return {language: text for language in ("es", "en") if (text := getattr(self, language))}


class Factor(Translated):
    """One of the guide’s 10 success and 10 failure factors."""

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=FactorKind)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="factor_number_once",
                violation_error_message=_("Ja hi ha un factor amb aquest número."),
            )
        ]

    def __str__(self):
        return self.ca


class LessonKind(models.TextChoices):
    RECOMMENDATION = "recommendation", _("recomanació")
    CRITICAL_POINT = "critical_point", _("punt crític")


class LessonOrigin(models.TextChoices):
    SOURCE = "source", _("document de partida")
    CURATED = "curated", _("recollit per l’Observatori")


class LessonQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_through("record"))


class Lesson(Translated):
    """An *aprenentatge*: a recommendation or a critical point of one axis."""

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="lesson")
    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=15, choices=LessonKind)
    axis = models.CharField(max_length=20, choices=Axis)
    number = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=10, choices=LessonOrigin, default=LessonOrigin.SOURCE)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["axis", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "kind", "number"],
                name="lesson_number_once",
                violation_error_message=_("Ja hi ha un aprenentatge amb aquest número."),
            ),
            models.CheckConstraint(
                condition=Q(axis__in=Axis.values) & Q(kind__in=LessonKind.values),
                name="lesson_codes_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return self.ca


class FactOrigin(models.TextChoices):
    """Whether the sources say something, or the Observatori reads it between their lines."""

    STATED = "stated", _("ho diuen les fonts")
    DERIVED = "derived", _("lectura de l’Observatori")


class ExperienceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_through("record"))


class Experience(models.Model):
    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="experience")
    title = models.CharField(_("títol"), max_length=250)
    type = models.CharField(
        _("tipus"), max_length=25, choices=ExperienceType, default=ExperienceType.EXPERIENCE
    )
    axes = ArrayField(models.CharField(max_length=20, choices=Axis), default=list, blank=True)
    alliances = models.ManyToManyField(Alliance, blank=True, related_name="experiences")
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="experiences")
    start = PartialDateField(_("inici"), null=True, blank=True)
    end = PartialDateField(_("final"), null=True, blank=True)
    summary = models.TextField(_("resum"), blank=True)
    context = models.TextField(_("context"), blank=True)
    problem = models.TextField(_("problema"), blank=True)
    what_was_done = models.TextField(_("què es va fer"), blank=True)
    participants = models.TextField(_("qui hi va participar"), blank=True)
    resources = models.TextField(_("recursos"), blank=True)
    what_worked = models.TextField(_("què ho va fer possible"), blank=True)
    what_hindered = models.TextField(_("què ho va dificultar"), blank=True)
    replication = models.TextField(_("condicions per replicar-la"), blank=True)
    recommendations = ArrayField(models.TextField(), default=list, blank=True)
    critical_points = ArrayField(models.TextField(), default=list, blank=True)
    recommendations_origin = models.CharField(max_length=10, choices=FactOrigin, blank=True)
    critical_points_origin = models.CharField(max_length=10, choices=FactOrigin, blank=True)
    evidence_level = models.CharField(max_length=40, blank=True)
    factors = models.ManyToManyField(Factor, blank=True, related_name="experiences")
    facts_quality = models.CharField(max_length=10, blank=True)
    sources = models.JSONField(default=list, blank=True)  # [{title, url}]

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        ordering = ["record"]
        constraints = [
            models.CheckConstraint(
                condition=is_partial_date("start") & is_partial_date("end"),
                name="experience_dates_partial",
                violation_error_message=_("Una data té la forma 2010, 2010-11 o 2010-11-09."),
            ),
            models.CheckConstraint(
                condition=not_before("end", "start"),
                name="experience_end_not_before_start",
                violation_error_message=_("El final no pot ser anterior a l’inici."),
                violation_error_code="end",
            ),
            models.CheckConstraint(
                condition=Q(type__in=ExperienceType.values),
                name="experience_type_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(axes__contained_by=Axis.values),
                name="experience_axes_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return self.title


class ResultStatus(models.TextChoices):
    MEASURED = "measured", _("mesurat")
    ESTIMATED = "estimated", _("estimat")
    FORECAST = "forecast", _("previst")


class Result(models.Model):
    """One row of results: what was measured, estimated or forecast."""

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="results")
    position = models.PositiveSmallIntegerField(default=0)
    indicator = models.TextField()
    value = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    period = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=ResultStatus, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["", *ResultStatus.values]),
                name="result_status_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            )
        ]

    def __str__(self):
        return self.indicator


class Stance(models.TextChoices):
    CONFIRMS = "confirms", _("ho confirma")
    QUALIFIES = "qualifies", _("ho matisa")
    CONTRADICTS = "contradicts", _("ho contradiu")


class Evidence(models.Model):
    """What an experience says of a lesson, with its words."""

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="evidence")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="evidence")
    stance = models.CharField(max_length=12, choices=Stance)
    quote = models.TextField(blank=True)
    context = models.TextField(blank=True)

    class Meta:
        ordering = ["lesson", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "lesson"],
                name="evidence_once",
                violation_error_message=_("Aquesta experiència ja diu alguna cosa d’aquest aprenentatge."),
            ),
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values),
                name="evidence_stance_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.experience} {self.stance} {self.lesson}"
