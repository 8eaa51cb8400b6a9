"""Organisations: verified entries of a directory."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_controls_of
from observatori.organisations.models.people import User
from observatori.vocabularies.models import Term


class Ownership(models.TextChoices):
    PUBLIC = "public", _("pública")
    PRIVATE_NONPROFIT = "private_nonprofit", _("privada sense ànim de lucre")
    PRIVATE_FORPROFIT = "private_forprofit", _("privada amb ànim de lucre")


class OrganisationQuerySet(models.QuerySet):
    def active(self):
        """Leave out what was merged into another organisation."""
        return self.filter(merged_into=None)


class Organisation(models.Model):
    """An *entitat*: an entry of the directory, verified by staff, not a curated record."""

    code = models.CharField(max_length=16, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("nom"), max_length=250)
    short_name = models.CharField(_("nom curt"), max_length=80, blank=True)
    legal_form = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    ownership = models.CharField(_("titularitat"), max_length=20, choices=Ownership, blank=True)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    levels_of_care = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    municipality = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    municipality_text = models.CharField(max_length=120, blank=True)
    comarca = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    health_region = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    tax_id = models.CharField(_("NIF"), max_length=16, blank=True)
    website = models.URLField(_("web"), max_length=300, blank=True)
    member_since = models.PositiveSmallIntegerField(null=True, blank=True)
    centre_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="centres")
    is_collective = models.BooleanField(default=False)
    collective_size = models.PositiveIntegerField(null=True, blank=True)
    is_example = models.BooleanField(default=False)
    case_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    registered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_id"],
                condition=~Q(tax_id=""),
                name="organisation_tax_id_unique",
                violation_error_message=_("Ja hi ha una entitat amb aquest NIF."),
            ),
            models.CheckConstraint(
                condition=Q(ownership__in=["", *Ownership.values]),
                name="organisation_ownership_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(collective_size=None) | Q(is_collective=True),
                name="organisation_size_only_collective",
                violation_error_message=_("Només un col·lectiu té nombre d’entitats."),
            ),
            models.CheckConstraint(
                condition=~Q(centre_of=models.F("pk")) & ~Q(merged_into=models.F("pk")),
                name="organisation_not_of_itself",
                violation_error_message=_("Una entitat no pot ser centre de si mateixa."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        refuse_controls_of(self)

    @property
    def verified(self):
        return self.verified_at is not None


class Alias(models.Model):
    """A former or variant name, or an acronym, under which people look for an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=250)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="alias_once",
                violation_error_message=_("Aquest nom ja consta."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        refuse_controls_of(self)
