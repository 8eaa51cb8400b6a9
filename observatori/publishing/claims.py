"""A documented case becomes an organisation’s own: the organisation asks, staff decide, the history stays."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.organisations.access import WRITERS, organisations_of
from observatori.organisations.models import Organisation, User
from observatori.organisations.references import reference
from observatori.publishing.access import is_claimable, may_claim, may_decide_claim
from observatori.publishing.kinds import KindRules, actor_of
from observatori.publishing.models import Claim, ClaimState, Event, Kind, Origin, Record, State, Verb
from observatori.publishing.notices import tell_of_claim
from observatori.publishing.organisations import verify_organisation
from observatori.publishing.rows import clean
from observatori.publishing.rules import freeze_facts
from observatori.publishing.transitions import locked


def named_bodies(record: Record, organisations: Iterable[Organisation]) -> list[Organisation]:
    """Return those of the organisations that the case names, as themselves, by a centre or by their body.

    People speak of the hospital and the institute signs: either may answer for the case.
    """
    named = set(_named(record))
    return [one for one in organisations if {one.pk, one.centre_of_id, *_centres(one)} & named]


def claimants(user: User, record: Record) -> list[Organisation]:
    """Return the organisations in whose name `user` may ask for the case."""
    mine = Organisation.objects.active().filter(pk__in=organisations_of(user, *WRITERS))
    mine = [one for one in mine.prefetch_related("centres") if may_claim(user, record, one)]
    return named_bodies(record, mine)


def claim_link(user: User, record: Record) -> dict[str, str]:
    """Return where the case may be asked for, and the words: for who may ask, or nobody known yet; else nothing."""
    if not is_claimable(record) or (user.is_authenticated and not claimants(user, record)):
        return {}
    asked = _("És de la vostra entitat? Demaneu-ne la gestió")
    enter = _("És de la vostra entitat? Entreu per demanar-ne la gestió")
    url = reverse("workspace:claim", args=[record.code])
    return {"url": url, "label": asked if user.is_authenticated else enter}


@transaction.atomic
def ask_claim(*, record: Record, organisation: Organisation, message: str, user: User) -> Claim:
    """Ask that a documented case becomes `organisation`’s own; staff decide.

    Raises PermissionDenied, and ValidationError where somebody answers for the case already, where the case
    does not name the organisation, or where it has asked and waits.
    """
    record = locked(record)
    if not is_claimable(record):
        raise ValidationError(_("Aquest cas ja té una entitat que se’n fa càrrec."), code="owned")
    if not may_claim(user, record, organisation):
        raise PermissionDenied
    if not named_bodies(record, [organisation]):
        sentence = _("El cas no anomena aquesta entitat: només se’n pot fer càrrec qui hi participa.")
        raise ValidationError({"organisation": ValidationError(sentence, code="not_named")})
    claim = Claim(record=record, organisation=organisation, message=message.strip(), asked_by=actor_of(user))
    if record.claims.filter(organisation=organisation, state=ClaimState.PENDING).exists():
        raise ValidationError(_("Aquesta entitat ja ho ha demanat."), code="pending")
    clean(claim)
    claim.save()
    return claim


@transaction.atomic
def approve_claim(*, claim: Claim, user: User, rules: KindRules) -> Claim:
    """Give the case to the organisation that asks for it: owner, `registered`, told by an event.

    Revisions and events stay. What the public reads is frozen again, so that the page says whose the case
    is; where the working copy has changes that were not published, the next publication says it. The
    documented agreements of an alliance get the same owner, frozen again with it, but stay `documented`:
    they were taken as signed from sources, and of another origin they would want signatures nobody has
    written down. Staff vouch for the organisation, which is verified. The other claims that wait are refused.

    Raises PermissionDenied, and ValidationError for what was decided or given to somebody meanwhile.
    """
    record = locked(claim.record)
    claim = _waiting(claim, user)
    if not is_claimable(record):
        raise ValidationError(_("Aquest cas ja té una entitat que se’n fa càrrec."), code="owned")
    _decide(claim, ClaimState.APPROVED, user)
    verify_organisation(organisation=claim.organisation, by=user)
    _hand_over(record, claim.organisation, user)
    _freeze_again(record, rules, user)
    _refuse_the_others(claim, user)
    return claim


@transaction.atomic
def refuse_claim(*, claim: Claim, user: User, reason: str) -> Claim:
    """Say no to an organisation, and why. Raises PermissionDenied and ValidationError."""
    claim = _waiting(claim, user)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Cal dir-ne el motiu."), code="required")})
    return _decide(claim, ClaimState.REFUSED, user, reason)


def _named(record):
    """The organisations that take part in the case, in its working copy."""
    named = ("alliance__partnerships__organisation", "experience__organisations")
    rows = Record.objects.filter(pk=record.pk).values_list(*named)
    return {pk for row in rows for pk in row if pk}


def _centres(organisation):
    return [centre.pk for centre in organisation.centres.all()]


def _waiting(claim, user):
    """The claim, locked, that nobody has answered yet and `user` may answer."""
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("organisation", "record")
        .get(pk=claim.pk)
    )
    if not may_decide_claim(user, claim.organisation):
        raise PermissionDenied
    if claim.state != ClaimState.PENDING:
        raise ValidationError(_("Aquesta petició ja s’ha respost."), code="decided")
    return claim


def _decide(claim, state, user, reason=""):
    claim.state, claim.reason = state, reason.strip()
    claim.decided_by, claim.decided_at = actor_of(user), timezone.now()
    clean(claim)
    claim.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    tell_of_claim(claim)
    return claim


def _hand_over(record, organisation, user):
    before = {"owner": None, "origin": record.origin}
    _own(record, organisation, user, before, {"owner": organisation.code, "origin": Origin.REGISTERED})
    if record.kind != Kind.ALLIANCE:
        return
    documented = Q(agreement__alliance=record.pk, origin=Origin.DOCUMENTED, owner=None, deleted_at=None)
    agreements = Record.objects.filter(documented).order_by("pk")
    for agreement in agreements.select_for_update(of=("self",), no_key=True):
        _own(agreement, organisation, user, {"owner": None}, {"owner": organisation.code})
        if agreement.published_revision_id:  # who reads it, and the figures by owner, know whose it is
            freeze_facts(record=agreement, facts={"owner": reference(organisation)}, by=actor_of(user))


def _own(record, organisation, user, before, after):
    record.owner = organisation
    record.origin = after.get("origin", record.origin)
    record.version += 1
    record.updated_at = timezone.now()
    record.save(update_fields=["owner", "origin", "version", "updated_at"])
    changes = {name: [before[name], after[name]] for name in after}
    Event.objects.create(record=record, verb=Verb.CLAIMED, actor=actor_of(user), changes=changes)


def _freeze_again(record, rules, user):
    """Publish what is published already, under its new owner. Publishing would undo a withdrawal."""
    if record.state == State.PUBLISHED and not record.withdrawn:
        rules.publish(rules.load(record), by=actor_of(user))


def _refuse_the_others(claim, user):
    reason = _("Se n’ha fet càrrec una altra entitat.")
    for other in Claim.objects.filter(record=claim.record, state=ClaimState.PENDING):
        _decide(other, ClaimState.REFUSED, user, reason)
