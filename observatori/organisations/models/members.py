"""Who belongs to an organisation, who asks to, and who is invited."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_controls_of
from observatori.organisations.models.organisation import Organisation
from observatori.organisations.models.people import User


class MembershipRole(models.TextChoices):
    READER = "reader", _("lectura")
    EDITOR = "editor", _("edició")
    ADMIN = "admin", _("administració")


class Membership(models.Model):
    """A person of an organisation and what she may do there."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=MembershipRole)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="membership_once",
                violation_error_message=_("Aquesta persona ja és membre de l’entitat."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=MembershipRole.values),
                name="membership_role_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organisation} · {self.role}"


class RequestState(models.TextChoices):
    PENDING = "pending", _("pendent")
    ACCEPTED = "accepted", _("acceptada")
    REFUSED = "refused", _("denegada")


class JoinRequest(models.Model):
    """A person asks to be a member of an organisation; one of its admins, or staff, decides."""

    user = models.ForeignKey(User, models.CASCADE, related_name="join_requests")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    message = models.TextField(_("qui sou i què hi feu"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.PENDING)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state=RequestState.PENDING),
                name="join_request_pending_once",
                violation_error_message=_("Ja ho heu demanat: l’entitat encara no ha respost."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values),
                name="join_request_state_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.user} → {self.organisation}"

    def clean(self):
        refuse_controls_of(self)


class Invitation(models.Model):
    """An organisation invites an address to become a member; the link in the mail is stored as its SHA-256."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adreça electrònica"))
    role = models.CharField(max_length=10, choices=MembershipRole, default=MembershipRole.EDITOR)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_pending_once",
                violation_error_message=_("Aquesta adreça ja està convidada."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=MembershipRole.values),
                name="invitation_role_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return f"{self.email} → {self.organisation}"
