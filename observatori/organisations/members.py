"""Who belongs to an organisation: inviting, asking to join, answering, changing roles and leaving."""

from collections.abc import Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.formats.phrases import until
from observatori.organisations.letters import write_letter, write_to
from observatori.organisations.models import (
    Invitation,
    JoinRequest,
    Membership,
    MembershipRole,
    Organisation,
    RequestState,
    Role,
    Token,
    User,
)
from observatori.organisations.secrets import digest, new_secret
from observatori.rest.limits import within_limit

INVITATION_LIFE = timedelta(days=14)
INVITATIONS = 30  # letters to anybody’s address, in the name of an organisation anybody may register
HOUR = 3600
STAFF = (Role.CURATOR, Role.ADMINISTRATOR)


def require_within_limit(user: User) -> None:
    """Count one more invitation of a person; raise ValidationError where she has sent too many in an hour."""
    if not within_limit("invite", str(user.pk), limit=INVITATIONS, seconds=HOUR):
        sentence = _("Heu enviat moltes invitacions. Torneu-ho a provar d’aquí a una hora.")
        raise ValidationError({"email": ValidationError(sentence, code="too_many")})


@transaction.atomic
def invite_member(*, organisation: Organisation, email: str, role: str, by: User) -> Invitation:
    """Invite an address, whether or not it has an account, with a link that is good for 14 days.

    A pending invitation to it is replaced. Raises ValidationError where its person already is a member.
    """
    _one_at_a_time(organisation)
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise ValidationError({"email": _("Aquesta persona ja és membre de l’entitat.")})
    _pending(organisation.invitations).filter(email__iexact=email).update(revoked_at=timezone.now())
    secret = new_secret()
    invitation = Invitation(
        organisation=organisation,
        email=email,
        role=role,
        invited_by=by,
        digest=digest(secret),
        expires_at=timezone.now() + INVITATION_LIFE,
    )
    invitation.full_clean()
    invitation.save()
    _write_invitation(invitation, secret, by)
    return invitation


def invitation_of(secret: str) -> Invitation | None:
    """Return the invitation of a link, None where it was used, revoked, or is over."""
    invitations = Invitation.objects.select_related("organisation", "invited_by")
    return live_invitations(invitations).filter(digest=digest(secret)).first()


def live_invitations(invitations):
    """Return the invitations that somebody may still accept."""
    return _pending(invitations).filter(expires_at__gt=timezone.now(), organisation__merged_into=None)


def is_for(invitation: Invitation, user: User) -> bool:
    """Say whether the invited address is the person’s: that of the account, or another one she confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return (
        invitation.email.lower() == user.email.lower()
        or confirmed.filter(email__iexact=invitation.email).exists()
    )


@transaction.atomic
def accept_invitation(*, secret: str, user: User) -> Membership:
    """Make `user` a member with the role of the invitation. Who already is one keeps her role.

    Raises ValidationError where the link is no longer good, or is for another address.
    """
    found = live_invitations(Invitation.objects.select_for_update(of=["self"]))
    invitation = found.select_related("organisation").filter(digest=digest(secret)).first()
    if invitation is None:
        raise ValidationError(
            _("Aquesta invitació ja no és vàlida: demaneu-ne una altra a l’entitat."), code="gone"
        )
    if not is_for(invitation, user):
        raise ValidationError(_("Aquesta invitació és per a una altra adreça."), code="address")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return _join(user, invitation.organisation, invitation.role)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation) -> None:
    """Make the link of a pending invitation useless at once."""
    _pending(Invitation.objects.filter(pk=invitation.pk)).update(revoked_at=timezone.now())


@transaction.atomic
def ask_to_join(*, organisation: Organisation, user: User, message: str = "") -> JoinRequest:
    """Ask an organisation’s admins, or staff where it has none, to be one of its members.

    Raises ValidationError for who already is one, or has already asked.
    """
    _one_at_a_time(organisation)
    if organisation.memberships.filter(user=user).exists():
        raise ValidationError(_("Ja sou membre d’aquesta entitat."))
    request = JoinRequest(organisation=organisation, user=user, message=message)
    request.full_clean()
    request.save()
    page = ("accounts:members", organisation.slug)
    for admin in admins_of(organisation):
        write_to(admin, "join_asked", organisation=organisation, person=user, message=message, page=page)
    return request


def admins_of(organisation: Organisation):
    """Return the people who answer for an organisation: its admins, and staff where it has none."""
    found = administrators([organisation.pk])
    return found if found.exists() else User.objects.filter(is_active=True, role__in=STAFF).order_by("pk")


def administering(organisations: Iterable[int | None] | QuerySet) -> QuerySet[Membership]:
    """Return the memberships of who administers some organisations, given by key, and may act today."""
    return Membership.objects.filter(
        organisation__in=organisations, role=MembershipRole.ADMIN, user__is_active=True
    )


def administrators(organisations: Iterable[int | None] | QuerySet) -> QuerySet[User]:
    """Return the people of `administering`, each once."""
    return User.objects.filter(pk__in=administering(organisations).values("user")).order_by("pk")


def in_charge(organisation: int | None) -> QuerySet[User]:
    """Return who acts for an organisation, given by key: its admins, or who writes for it where it has none."""
    admins = administrators([organisation])
    if organisation is None or admins.exists():
        return admins
    writing = Membership.objects.filter(organisation=organisation, role=MembershipRole.EDITOR)
    return User.objects.filter(pk__in=writing.values("user"), is_active=True).order_by("pk")


def unanswerable_requests():
    """Return the requests to join organisations that have no admin who could answer, the oldest first."""
    administered = administering(Organisation.objects.values("pk")).values("organisation")
    waiting = JoinRequest.objects.filter(state=RequestState.PENDING).exclude(organisation__in=administered)
    return waiting.select_related("user", "organisation").order_by("asked_at", "pk")


def has_admin(organisation: Organisation) -> bool:
    """Whether somebody administers the organisation; otherwise staff answer for it."""
    return administering([organisation.pk]).exists()


@transaction.atomic
def accept_join_request(*, request: JoinRequest, role: str, by: User) -> Membership:
    """Make who asked a member with `role`. Raises ValidationError where it was answered already."""
    request = _decide(request, RequestState.ACCEPTED, by)
    membership = _join(request.user, request.organisation, role)
    facts = {"organisation": request.organisation, "role": membership.get_role_display()}
    write_to(request.user, "join_accepted", page=("workspace:home",), **facts)
    return membership


@transaction.atomic
def refuse_join_request(*, request: JoinRequest, by: User) -> JoinRequest:
    """Refuse who asked. Raises ValidationError where it was answered already."""
    request = _decide(request, RequestState.REFUSED, by)
    write_to(request.user, "join_refused", organisation=request.organisation)
    return request


@transaction.atomic
def change_role(*, membership: Membership, role: str) -> Membership:
    """Give a member another role. Raises ValidationError where the organisation would be left without admin."""
    membership = _locked(membership)
    if role != MembershipRole.ADMIN:
        _require_another_admin(membership)
    membership.role = role
    membership.full_clean()
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """End a membership and close the tokens the person had in the organisation’s name.

    Raises ValidationError where the organisation would be left without admin.
    """
    membership = _locked(membership)
    _require_another_admin(membership)
    tokens = Token.objects.filter(user=membership.user_id, organisation=membership.organisation_id)
    tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    membership.delete()


def _pending(invitations):
    return invitations.filter(accepted_at=None, revoked_at=None)


def _write_invitation(invitation, secret, by):
    """The language is that of the account, if there is one: only its owner reads the letter.

    The first who is to administer an organisation is told that somebody else registered it.
    """
    known = User.objects.filter(email__iexact=invitation.email).first()
    first = invitation.role == MembershipRole.ADMIN and not has_admin(invitation.organisation)
    write_letter(
        "first_admin" if first else "invitation",
        to=invitation.email,
        language=(known or by).language,
        page=("accounts:invitation", secret),
        organisation=invitation.organisation,
        by=inviter(invitation),
    )


def invited_sentence(invitation: Invitation) -> str:
    """Return what who invites reads: to whom, and until which day the link is good."""
    facts = {"email": invitation.email, "until": until(timezone.localdate(invitation.expires_at))}
    return _("S’ha enviat una invitació a %(email)s: val %(until)s.") % facts


def inviter(invitation: Invitation) -> str:
    """Return who invites and from which organisations, as the invited person reads it: «Maria Puig (Hospital)»."""
    person = invitation.invited_by
    if person is None:
        return ""
    known = Organisation.objects.active().filter(memberships__user=person).order_by("name", "pk")
    names = [one.name for one in known] or ([_("equip de l’Observatori")] if person.is_curator else [])
    return f"{person} ({', '.join(names)})" if names else str(person)


def _join(user, organisation, role):
    membership, _created = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    waiting = JoinRequest.objects.filter(user=user, organisation=organisation, state=RequestState.PENDING)
    waiting.update(state=RequestState.ACCEPTED, decided_at=timezone.now())
    return membership


def _decide(request, state, by):
    locked = JoinRequest.objects.select_for_update(of=["self"]).select_related("user", "organisation")
    request = locked.get(pk=request.pk)
    if request.state != RequestState.PENDING:
        raise ValidationError(_("Aquesta petició ja s’ha respost."))
    request.state, request.decided_at, request.decided_by = state, timezone.now(), by
    request.save(update_fields=["state", "decided_at", "decided_by"])
    return request


def _one_at_a_time(organisation):
    """Hold the organisation: of two who invite or ask at once the second sees what the first has written."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _locked(membership):
    """The organisation is locked too: two admins who remove each other at once cannot both succeed."""
    Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    return Membership.objects.select_related("user", "organisation").get(pk=membership.pk)


def _require_another_admin(membership):
    admins = administering([membership.organisation_id])
    if membership.role == MembershipRole.ADMIN and not admins.exclude(pk=membership.pk).exists():
        raise ValidationError(
            _(
                "Una entitat no es pot quedar sense administració: doneu abans aquest paper a una altra persona."
            ),
            code="last_admin",
        )
