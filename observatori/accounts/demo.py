"""The demo log-ins of one machine: people of every role, on the organisations of the model case."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from observatori.codes import next_code
from observatori.local import secret
from observatori.organisations.models import Membership, MembershipRole, Organisation, Role, User
from observatori.publishing.models import Record
from observatori.publishing.organisations import index_organisations, verify_organisation

ADMINISTRATOR = "administradora@exemple.cat"
CURATOR = "curadora@exemple.cat"
EDITOR = "editora@exemple.cat"
PARTNER = "sociadora@exemple.cat"
OUTSIDER = "lectora@exemple.cat"
DEMO_ROLES = {
    ADMINISTRATOR: "administració de la plataforma",
    CURATOR: "equip de l’Observatori",
    EDITOR: "edició a l’entitat que ha registrat l’aliança model",
    PARTNER: "administració d’una entitat sòcia seva",
    OUTSIDER: "administració d’una entitat que no hi té res a veure",
}
NAMES = {
    ADMINISTRATOR: "Ada Administradora",
    CURATOR: "Carme Curadora",
    EDITOR: "Elena Editora",
    PARTNER: "Sònia Sòcia",
    OUTSIDER: "Laia Lectora",
}
STAFF = {ADMINISTRATOR: Role.ADMINISTRATOR, CURATOR: Role.CURATOR}
OWNER_SLUG, PARTNER_SLUG = "hospital-de-riudebrera", "consorci-hospitalari-de-vilaserena"
OUTSIDE_SLUG, OUTSIDE_NAME = "fundacio-de-la-lectora", "Fundació de la Lectora (exemple)"
PASSWORD_BYTES = 12


@transaction.atomic
def create_demo_people() -> None:
    """Create the demo log-ins, or bring them back to their password and roles. Only on one machine.

    Raises ImproperlyConfigured elsewhere: many may know this password.
    """
    if settings.MODE != "local":
        raise ImproperlyConfigured("Els comptes de demostració només existeixen en mode local.")
    people = {email: _person(email) for email in DEMO_ROLES}
    _join(people[EDITOR], OWNER_SLUG, MembershipRole.EDITOR)
    _verify_owner(OWNER_SLUG, by=people[CURATOR])
    _join(people[PARTNER], PARTNER_SLUG, MembershipRole.ADMIN)
    _outside_organisation()
    _join(people[OUTSIDER], OUTSIDE_SLUG, MembershipRole.ADMIN)


def demo_password() -> str:
    """Return `DEMO_PASSWORD`, or else one made at the first start and kept on this machine."""
    return settings.DEMO_PASSWORD or secret.key(settings.VAR / "demo_password", PASSWORD_BYTES)


def _person(email):
    user, _created = User.objects.get_or_create(
        email=email, defaults={"name": NAMES[email], "role": STAFF.get(email, Role.MEMBER)}
    )
    if not user.check_password(demo_password()):
        user.set_password(demo_password())
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _join(user, slug, role):
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation:  # without the model case there is nothing to join
        Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": role})


def _verify_owner(slug, by):
    """Who publishes a record vouches for its owner: so it is with the one whose alliance is published already."""
    published = Record.objects.filter(published_revision__isnull=False).values("owner")
    organisation = Organisation.objects.filter(slug=slug, pk__in=published).first()
    if organisation:
        verify_organisation(organisation=organisation, by=by)


def _outside_organisation():
    if Organisation.objects.filter(slug=OUTSIDE_SLUG).exists():
        return
    facts = {"code": next_code("organisation"), "slug": OUTSIDE_SLUG, "name": OUTSIDE_NAME}
    organisation = Organisation.objects.create(
        **facts, ownership="private_nonprofit", is_example=True, verified_at=timezone.now()
    )
    index_organisations([organisation])
