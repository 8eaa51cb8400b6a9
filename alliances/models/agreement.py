"""The working copy of agreements: one table of instruments, addenda included."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.models.alliance import Alliance
from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDateField, is_partial_date, not_before
from observatori.publishing.models import Record, published_through


class AgreementKind(models.TextChoices):
    FRAMEWORK = "framework", _("conveni marc")
    SPECIFIC = "specific", _("conveni específic")
    PROTOCOL = "protocol", _("protocol")
    STATUTES = "statutes", _("estatuts")
    SERVICE_CONTRACT = "service_contract", _("contracte de serveis")
    ACCESSION = "accession", _("adhesió")
    ADDENDUM = "addendum", _("addenda")
    OTHER = "other", _("altre acord")


class AddendumKind(models.TextChoices):
    EXTENSION = "extension", _("pròrroga")
    AMENDMENT = "amendment", _("modificació")
    ACCESSION = "accession", _("adhesió d’un soci")
    SEPARATION = "separation", _("separació d’un soci")
    ECONOMIC = "economic", _("econòmica")
    NEW_SERVICE = "new_service", _("servei nou")
    TERMINATION = "termination", _("resolució")
    OTHER = "other", _("d’una altra mena")


class Renewal(models.TextChoices):
    NONE = "none", _("no es renova")
    EXPRESS = "express", _("pròrroga expressa")
    TACIT = "tacit", _("pròrroga tàcita")
    UNKNOWN = "unknown", _("no consta")


class Section(models.TextChoices):
    PARTIES = "parties", _("Reunits")
    RECITALS = "recitals", _("Manifesten")
    CLAUSES = "clauses", _("Clàusules")
    ANNEXES = "annexes", _("Annexos")


class AgreementQuerySet(models.QuerySet):
    def public(self):
        """Registered, of public visibility, and of an alliance that is published."""
        return self.filter(published_through("record"), published_through("alliance__record"))


class Agreement(models.Model):
    """An instrument: framework, specific, protocol… or an addendum, which amends another one.

    Its state is never stored: `alliances.term.status` derives it from signatures and dates.
    """

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="agreement")
    alliance = models.ForeignKey(Alliance, models.PROTECT, null=True, blank=True, related_name="agreements")
    title = models.CharField(_("títol"), max_length=500)
    kind = models.CharField(_("classe"), max_length=20, choices=AgreementKind)
    kind_text = models.CharField(max_length=250, blank=True)
    summary = models.TextField(_("resum"), blank=True)
    parties = models.ManyToManyField(Organisation, blank=True, related_name="agreements")

    signed_on = PartialDateField(_("data de signatura"), null=True, blank=True)
    in_force_from = PartialDateField(_("vigent des de"), null=True, blank=True)
    in_force_until = PartialDateField(_("vigent fins a"), null=True, blank=True)
    open_ended = models.BooleanField(_("durada indefinida"), default=False)
    extension_until = PartialDateField(_("prorrogable fins a"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("mesos de preavís"), null=True, blank=True)
    renewal = models.CharField(_("renovació"), max_length=10, choices=Renewal, default=Renewal.UNKNOWN)
    renewal_months = models.PositiveSmallIntegerField(_("mesos de cada renovació"), null=True, blank=True)
    renewal_text = models.TextField(blank=True)
    duration_text = models.CharField(max_length=250, blank=True)
    public_text = models.URLField(_("text publicat"), max_length=500, blank=True)

    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="addenda")
    addendum_kind = models.CharField(_("classe d’addenda"), max_length=15, choices=AddendumKind, blank=True)
    effective_on = PartialDateField(_("té efecte des de"), null=True, blank=True)
    new_until = PartialDateField(_("nova data final"), null=True, blank=True)
    leaving = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("qui se’n separa")
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["record"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AgreementKind.ADDENDUM, amends__isnull=False)
                | (~Q(kind=AgreementKind.ADDENDUM) & Q(amends=None)),
                name="agreement_addendum_amends",
                violation_error_message=_(
                    "Una addenda ha de dir quin conveni modifica, i només una addenda."
                ),
                violation_error_code="amends",
            ),
            models.CheckConstraint(
                condition=~Q(amends=F("record")),
                name="agreement_not_amending_itself",
                violation_error_message=_("Una addenda no es pot modificar a si mateixa."),
                violation_error_code="amends",
            ),
            models.CheckConstraint(
                condition=Q(kind=AgreementKind.ADDENDUM) | Q(addendum_kind=""),
                name="agreement_addendum_kind",
                violation_error_message=_("Només una addenda té classe d’addenda."),
                violation_error_code="addendum_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AgreementKind.values),
                name="agreement_kind_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(addendum_kind__in=["", *AddendumKind.values]),
                name="agreement_addendum_kind_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(renewal__in=Renewal.values),
                name="agreement_renewal_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=Q(open_ended=False) | Q(in_force_until=None),
                name="agreement_open_ended_has_no_end",
                violation_error_message=_("Un conveni de durada indefinida no té data final."),
                violation_error_code="in_force_until",
            ),
            models.CheckConstraint(
                condition=not_before("in_force_until", "in_force_from"),
                name="agreement_end_not_before_start",
                violation_error_message=_("El final de la vigència no pot ser anterior a l’inici."),
                violation_error_code="in_force_until",
            ),
            models.CheckConstraint(
                condition=is_partial_date("signed_on")
                & is_partial_date("in_force_from")
                & is_partial_date("in_force_until")
                & is_partial_date("extension_until")
                & is_partial_date("effective_on")
                & is_partial_date("new_until"),
                name="agreement_dates_partial",
                violation_error_message=_("Una data té la forma 2010, 2010-11 o 2010-11-09."),
            ),
            models.CheckConstraint(
                condition=Q(renewal_months=None) | Q(renewal_months__gt=0),
                name="agreement_renewal_months_positive",
                violation_error_message=_("Cada renovació ha de durar un mes o més."),
                violation_error_code="renewal_months",
            ),
        ]

    def __str__(self):
        return self.title


class RelationKind(models.TextChoices):
    DEVELOPS = "develops", _("desplega")
    REPLACES = "replaces", _("substitueix")
    PRECEDES = "precedes", _("precedeix")
    RELATES = "relates", _("té relació amb")


class Relation(models.Model):
    """How one agreement stands to another, apart from amending it."""

    source = models.ForeignKey(Agreement, models.CASCADE, related_name="relations")
    relation = models.CharField(max_length=10, choices=RelationKind)
    target = models.ForeignKey(Agreement, models.CASCADE, related_name="related_from")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"],
                name="relation_once",
                violation_error_message=_("Aquests dos convenis ja estan relacionats."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="relation_not_to_itself",
                violation_error_message=_("Un conveni no es pot relacionar amb si mateix."),
            ),
            models.CheckConstraint(
                condition=Q(relation__in=RelationKind.values),
                name="relation_kind_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.source_id} {self.relation} {self.target_id}"


class Part(models.Model):
    """A piece of an agreement’s text, under a key that survives every amendment."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parts")
    key = models.SlugField(max_length=60)
    section = models.CharField(max_length=10, choices=Section)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80, blank=True)
    heading = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "key"],
                name="part_key_once",
                violation_error_message=_("Ja hi ha una part amb aquesta clau."),
            ),
            models.CheckConstraint(
                condition=Q(section__in=Section.values),
                name="part_section_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return self.label or self.key


class ChangeOp(models.TextChoices):
    REPLACE = "replace", _("substitueix")
    INSERT_AFTER = "insert_after", _("afegeix")
    DELETE = "delete", _("suprimeix")


class Change(models.Model):
    """What an addendum does to one part of the agreement it amends."""

    addendum = models.ForeignKey(Agreement, models.CASCADE, related_name="changes")
    position = models.PositiveSmallIntegerField()
    op = models.CharField(max_length=15, choices=ChangeOp)
    target = models.SlugField(max_length=60)
    key = models.SlugField(max_length=60, blank=True)
    label = models.CharField(max_length=80, blank=True)
    heading = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(op__in=ChangeOp.values),
                name="change_op_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
            models.CheckConstraint(
                condition=~Q(op=ChangeOp.INSERT_AFTER) | ~Q(key=""),
                name="change_insert_has_key",
                violation_error_message=_("La part que s’afegeix necessita una clau."),
            ),
        ]

    def __str__(self):
        return f"{self.op} {self.target}"


class Signature(models.Model):
    """Who signed, for whom and when. Never an identity number."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    position = models.PositiveSmallIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    party_text = models.CharField(max_length=250, blank=True)
    person = models.CharField(max_length=150, blank=True)
    office = models.CharField(max_length=250, blank=True)
    signed_on = PartialDateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, party_text="")
                | (Q(organisation=None) & ~Q(party_text="")),
                name="signature_of_one_party",
                violation_error_message=_("Cal dir per qui signa: una entitat o un text."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                condition=is_partial_date("signed_on"),
                name="signature_date_partial",
                violation_error_message=_("Una data té la forma 2010, 2010-11 o 2010-11-09."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation or self.party_text}"


class Commitment(models.Model):
    """What a party puts in during a year, in money (euros) or in kind."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="commitments")
    position = models.PositiveSmallIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    in_kind = models.TextField(blank=True)
    concept = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["year", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | ~Q(in_kind=""),
                name="commitment_money_or_kind",
                violation_error_message=_("Cal un import o una aportació en espècie."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="commitment_amount_not_negative",
                violation_error_message=_("L’import no pot ser negatiu."),
                violation_error_code="amount",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} {self.year}"
