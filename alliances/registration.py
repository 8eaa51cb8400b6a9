"""Asking who may register an agreement to do it: what waits, whom it is asked, and the letter.

Source of who registers: `observatori.publishing.access.may_register`.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.documents import TERM_ROWS, term_document
from alliances.models import Agreement, Signature
from alliances.signing import SIGNED_BY_ORIGIN, is_signed
from observatori import mail
from observatori.formats.phrases import typographic
from observatori.organisations.members import administrators
from observatori.organisations.models import Role, User
from observatori.publishing.access import may_read_draft, may_register, may_write_record
from observatori.publishing.deliveries import notify
from observatori.publishing.draft_addresses import draft_url
from observatori.publishing.kind_words import words_of
from observatori.publishing.models import Delivery, Kind, Record, RecordQuerySet, State
from observatori.publishing.transitions import REGISTERED, WrongState, locked, may_take, possible_verbs

LETTER = "registration_asked"
STAFF = (Role.CURATOR, Role.ADMINISTRATOR)
PUBLIC_AT_ONCE = gettext_lazy(
    "Si es tria que ho pugui llegir tothom, quan es registri es faran públics tot seguit el títol, les parts, el text, "
    "les dates, els compromisos, i el nom i el càrrec de qui signa. Si no, ho llegiran només les entitats que es "
    "triïn i l’Observatori. L’original signat no es publica mai."
)
PUBLIC_WITH_ALLIANCE = gettext_lazy(
    "Si es tria que ho pugui llegir tothom, un cop registrat es faran públics, quan ho sigui l’aliança, el títol, les "
    "parts, el text, les dates, els compromisos, i el nom i el càrrec de qui signa. Si no, ho llegiran només les "
    "entitats que es triïn i l’Observatori. L’original signat no es publica mai."
)


def what_registering_shows(agreement: Agreement) -> str:
    """Return what becomes public, and to whom, in the moment somebody registers it."""
    alliance = agreement.alliance
    return str(PUBLIC_AT_ONCE if alliance and alliance.record.is_published else PUBLIC_WITH_ALLIANCE)


def waiting_for_registration(records: RecordQuerySet) -> list[Record]:
    """Return those of `records` that nobody has registered and are signed by all, or somebody was asked to register,
    the first begun first; the queries are the same however many there are.
    """
    asked = set(Delivery.objects.filter(letter=LETTER).values_list("payload__record", flat=True))
    begun = Exists(Signature.objects.filter(agreement=OuterRef("pk"))) | Q(origin__in=SIGNED_BY_ORIGIN)
    found = records.filter(begun | Q(pk__in=asked), kind=Kind.AGREEMENT, state=State.DRAFT)
    found = found.filter(published_revision=None, deleted_at=None, merged_into=None).order_by("pk")
    found = found.select_related("owner", "agreement__alliance__record", "agreement__record")
    found = found.prefetch_related(*(f"agreement__{row}" for row in TERM_ROWS))
    return [one for one in found if one.pk in asked or is_signed(term_document(one.agreement))]


@transaction.atomic
def ask_to_register(*, record: Record, user: User) -> bool:
    """Ask by mail who may register an agreement to do it, at most once a day; return whether it is asked now.

    Raises PermissionDenied where `user` may not write it, WrongState where it cannot be registered or nobody is there
    to do it.
    """
    record = locked(record)
    if not may_write_record(user, record):
        raise PermissionDenied
    if not may_take(REGISTERED["register"], record):
        raise WrongState(_("Ara no hi ha res per registrar."))
    turn = f"{LETTER}:{record.pk}:{timezone.localdate()}"
    if Delivery.objects.filter(key__startswith=f"{turn}:").exists():
        return False
    people = registrars(record, asker=user)
    if not people:
        raise WrongState(_("Ara no hi ha ningú més que ho pugui registrar."))
    for person in people:
        notify(letter=LETTER, to=person, key=f"{turn}:{person.pk}", payload={"record": record.pk})
    return True


def registrars(record: Record, *, asker: User) -> list[User]:
    """Return whom to ask: the admins of the parties of the agreement or, of an addendum, of what it amends; where
    there are none, those of its owner; else the staff.
    """
    standing = record.agreement.amends or record.agreement
    owner = [standing.record.owner_id] if standing.record.owner_id else []
    for organisations in (standing.parties.values("pk"), owner):
        if found := _who_may(administrators(organisations).exclude(pk=asker.pk), record):
            return found
    staff = User.objects.filter(role__in=STAFF, is_active=True).exclude(pk=asker.pk)
    return _who_may(staff.order_by("pk"), record)


def _who_may(people: Iterable[User], record):
    return [one for one in people if may_read_draft(one, record) and may_register(one, record)]


def registration_asked(delivery: Delivery) -> mail.Letter | None:
    """Ask somebody to register an agreement; None once it is registered, or she may no longer."""
    user = User.objects.filter(pk=delivery.payload["user"], is_active=True).first()
    records = Record.objects.filter(pk=delivery.payload["record"], deleted_at=None)
    record = records.select_related("owner", "agreement__amends__record").first()
    if not user or not record or not may_read_draft(user, record):
        return None
    if "register" not in possible_verbs(user, record):
        return None
    agreement = record.agreement
    facts = {
        "title": agreement.title,
        "code": record.code,
        "the": words_of(record).the,
        "owner": record.owner.name if record.owner else "",
        "amends": agreement.amends.title if agreement.amends else "",
        "url": mail.absolute(draft_url(record, user)),
    }
    return mail.render(delivery.letter, typographic(facts))


LETTERS = {LETTER: registration_asked}
