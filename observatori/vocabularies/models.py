from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.TextChoices):
    COMARCA = "comarca", _("comarques")
    VEGUERIA = "vegueria", _("vegueries")
    HEALTH_REGION = "health_region", _("regions sanitàries")
    MUNICIPALITY = "municipality", _("municipis")
    SECTOR = "sector", _("sectors")
    LEGAL_FORM = "legal_form", _("formes jurídiques")
    ORGANISATION_KIND = "organisation_kind", _("classes d’entitat")
    FORM = "form", _("formes d’aliança")
    VISION = "vision", _("visions d’aliança")
    PARTNER_TYPOLOGY = "partner_typology", _("tipologies de socis")
    SERVICE = "service", _("serveis")
    THEME = "theme", _("temes")
    BENEFIT = "benefit", _("beneficis esperats")
    CHALLENGE = "challenge", _("reptes")
    LEVEL_OF_CARE = "level_of_care", _("nivells assistencials")
    CONTRIBUTION = "contribution", _("aportacions")
    EVIDENCE_LEVEL = "evidence_level", _("nivells d’evidència")


TERRITORIES = (Vocabulary.COMARCA, Vocabulary.VEGUERIA, Vocabulary.HEALTH_REGION, Vocabulary.MUNICIPALITY)


class Term(models.Model):
    """A value of a controlled vocabulary: a stable code and its words in three languages."""

    vocabulary = models.CharField(max_length=20, choices=Vocabulary)
    code = models.SlugField(max_length=80)
    ca = models.CharField(max_length=200)
    es = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    article = models.CharField(max_length=4, blank=True)  # Catalan: «el», «la», «l’», «els», «les» or none
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["vocabulary", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "code"],
                name="term_code_unique",
                violation_error_message=_("Aquest codi ja existeix en aquest vocabulari."),
            ),
            models.CheckConstraint(
                condition=models.Q(vocabulary__in=Vocabulary.values),
                name="term_vocabulary_known",
                violation_error_message=_("Aquest vocabulari no existeix."),
            ),
        ]

    def __str__(self):
        return self.ca

    @property
    def label(self):
        """The term’s words in the active language, in Catalan where that language has none."""
        return getattr(self, get_language() or "ca", "") or self.ca
