"""What ends and when, who looks after it, and the calendars that tell it: nothing here is a fact of its own.

Milestones are what `alliances.radar.days` says of the working copies, kept so that a window of days is read by an
index; `alliances.radar.keeping` writes them in the transaction that changes an agreement.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.models.agreement import Agreement
from observatori.formats.characters import refuse_controls_of
from observatori.organisations.models import Organisation, User
from observatori.publishing.models import Actor

UNKNOWN_VALUE = _("Aquest valor no és dels que hi pot haver.")


class Happening(models.TextChoices):
    NOTICE = "notice", _("últim dia per avisar")
    END = "end", _("s’acaba la vigència")
    RENEWAL = "renewal", _("es prorroga tàcitament")
    EXTENSION_LIMIT = "extension_limit", _("límit de les pròrrogues")
    UNKNOWN = "unknown", _("no se’n pot saber el final")


class AddendaRead(models.TextChoices):
    """Which signed addenda a milestone counts."""

    ALL_FOR_EVERYBODY = "everybody", _("totes, i les llegeix tothom qui llegeix el conveni")
    ALL = "all", _("totes, per a qui les llegeix totes")
    SHARED = "shared", _("només les que llegeix tothom qui llegeix el conveni")


class Milestone(models.Model):
    """One day of an agreement. `ends_on` is the last day of the period it belongs to.

    Without a day, the end is not known; `ends_on` is then the last day it can be, where there is one.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=15, choices=Happening)
    day = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    early = models.BooleanField(default=False)  # a termination has set the end
    addenda = models.CharField(max_length=9, choices=AddendaRead, default=AddendaRead.ALL_FOR_EVERYBODY)

    class Meta:
        ordering = ["day", "pk"]
        indexes = [
            # With all that a window is asked: most days are long past, and the table is not opened for them.
            models.Index(
                fields=["day", "id"],
                include=["what", "ends_on", "early", "addenda", "agreement"],
                name="milestone_horizon",
            ),
            models.Index(fields=["agreement"], name="milestone_unknown", condition=Q(what=Happening.UNKNOWN)),
            models.Index(fields=["agreement"], name="milestone_parted", condition=Q(addenda=AddendaRead.ALL)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "addenda", "what", "day"],
                nulls_distinct=False,
                name="milestone_once",
                violation_error_message=_("Aquest dia ja consta al conveni."),
            ),
            models.CheckConstraint(
                condition=Q(what__in=Happening.values) & Q(addenda__in=AddendaRead.values),
                name="milestone_codes_known",
                violation_error_message=UNKNOWN_VALUE,
            ),
            models.CheckConstraint(
                condition=Q(what=Happening.UNKNOWN, day=None)
                | (~Q(what=Happening.UNKNOWN) & Q(day__isnull=False, ends_on__isnull=False)),
                name="milestone_day_unless_unknown",
                violation_error_message=_("Només el que no se sap no té dia."),
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} {self.what} {self.day}"


class Charge(models.Model):
    """Who looked after an agreement for an organisation, from when to when. The one without end is today’s."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="charges")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="charges")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(until=None),
                name="charge_one_at_a_time",
                violation_error_message=_("D’aquest conveni ja se n’encarrega algú."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="charge_ends_after_it_begins",
                violation_error_message=_("Un encàrrec no es pot acabar abans de començar."),
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} {self.person_id}"


class Calendar(models.Model):
    """An address of iCalendar of one person in one organisation, stored only as its SHA-256."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="calendars")
    person = models.ForeignKey(User, models.CASCADE, related_name="calendars")
    name = models.CharField(_("on el fareu servir"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    renewed_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=64, blank=True)  # SHA-256 of what it said last
    told_at = models.DateTimeField(null=True, blank=True)  # since when it says that

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="calendar_has_name",
                violation_error_message=_("Cal dir on fareu servir el calendari."),
                violation_error_code="name",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        refuse_controls_of(self)


class CalendarEvent(models.Model):
    """What a calendar has told of one day of an agreement, so that a change or an end can be told too."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="events")
    code = models.CharField(max_length=16)
    what = models.CharField(
        max_length=6, choices=[(one.value, one.label) for one in (Happening.NOTICE, Happening.END)]
    )
    day = models.DateField()
    summary = models.TextField()
    description = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10)
    sequence = models.PositiveIntegerField(default=0)
    first_told_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day", "code", "what"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "code", "what"],
                name="calendar_event_once",
                violation_error_message=_("Aquest dia ja consta al calendari."),
            ),
            models.CheckConstraint(
                condition=Q(what__in=[Happening.NOTICE, Happening.END])
                & Q(status__in=["CONFIRMED", "TENTATIVE", "CANCELLED"]),
                name="calendar_event_codes_known",
                violation_error_message=UNKNOWN_VALUE,
            ),
        ]

    def __str__(self):
        return f"{self.code}-{self.what}"
