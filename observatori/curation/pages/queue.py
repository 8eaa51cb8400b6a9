"""Records in the queue: what each is, how long it waits, who looks after it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.confirmations.standing import unconfirmed
from alliances.models import Confirmation, Partnership
from alliances.registration import waiting_for_registration
from observatori.curation.filters import KIND_WORDS
from observatori.curation.kinds import CURATED, title_of
from observatori.formats.phrases import capitalised, day, through, typographic
from observatori.organisations.access import is_curator
from observatori.organisations.members import unanswerable_requests
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import may_review
from observatori.publishing.kind_words import WITHDRAWN, state_badge
from observatori.publishing.models import Claim, ClaimState, Kind, Record, State

OPEN = Q(comments__reply_to=None, comments__resolved_at=None, comments__isnull=False)
A_MINUTE = timedelta(minutes=1)
HURRY_DAYS = 14  # whatever waits longer is told with more weight


def queue_records():
    """Return what the queue lists, with all a row says of it."""
    return (
        Record.objects.filter(kind__in=CURATED, deleted_at=None, merged_into=None)
        .select_related("owner", "assignee", "published_revision", "alliance", "experience")
        .annotate(open_comments=Count("comments", filter=OPEN))
    )


def registered_agreements():
    """Return the agreements the public may read or its parties registered, the last one first."""
    return (
        Record.objects.filter(kind=Kind.AGREEMENT, published_revision__isnull=False, merged_into=None)
        .select_related("owner", "agreement__alliance", "published_revision__by__user")
        .order_by("-published_revision__at", "-pk")
    )


def queue_rows(records: Iterable[Record], user: User) -> list[dict]:
    """Return the rows of queue_item.html, for who looks at them."""
    return [_row(record, user) for record in records]


def agreement_rows(records: Iterable[Record]) -> list[dict]:
    """Return the rows of the registered agreements."""
    return [_agreement(record) for record in records]


def waiting_rows() -> list[dict]:
    """Return the rows of the agreements that only lack that somebody registers them."""
    return [_unregistered(record) for record in waiting_for_registration(Record.objects.all())]


def tabs(current: str) -> list[dict]:
    """Return the rooms of the staff, each with how much waits there, where that can be counted."""
    asked = Q(registered_by__isnull=False) | Q(verified_by__isnull=False)
    unverified = Organisation.objects.active().filter(asked, verified_at=None)
    pages = (
        ("queue", _("Cua"), None),
        ("agreements", _("Convenis registrats"), None),
        ("organisations", _("Entitats per verificar"), unverified.count()),
        ("claims", _("Peticions"), waiting_answers()),
        ("confirmations", _("Confirmacions"), disputes().count()),
        ("radar", _("Radar de venciments"), None),
    )
    return [
        {"url": reverse(f"curation:{name}"), "label": label, "count": count, "current": name == current}
        for name, label, count in pages
    ]


def disputes() -> QuerySet[Partnership]:
    """Return the partners that dispute their part in an alliance."""
    return unconfirmed().filter(confirmation=Confirmation.DISPUTED)


def waiting_answers() -> int:
    """Return how many claims and requests to join the staff have to answer."""
    return Claim.objects.filter(state=ClaimState.PENDING).count() + unanswerable_requests().count()


def waiting(since: datetime | None) -> str:
    """Return how long a curated record has waited: «tramesa fa 3 dies (9 de novembre del 2026)»."""
    if since is None:
        return ""
    facts = {"time": timesince(since, depth=1), "day": day(timezone.localtime(since).date())}
    if timezone.now() - since < A_MINUTE:
        return _("tramesa ara mateix (%(day)s)") % facts
    return _("tramesa fa %(time)s (%(day)s)") % facts


def why_not(user: User, record: Record) -> str:
    """Return why somebody of the staff may not review a record, an empty text where she may."""
    if not is_curator(user) or may_review(user, record):
        return ""
    return _("És d’una entitat vostra: l’ha de revisar una altra persona de l’equip.")


def _row(record, user):
    return {
        "code": record.code,
        "badge": state_badge(record),
        "title": typographic(title_of(record)),
        "url": reverse("curation:review", args=[record.code]),
        "assign_url": reverse("curation:assign", args=[record.code]),
        "kind": f"{KIND_WORDS[record.kind]} · {record.code}",
        "owner": record.owner.name if record.owner else "",
        "waiting": waiting(record.submitted_at) if record.state != State.DRAFT else "",
        "late": _late(record.submitted_at, record.state),
        "assignee": str(record.assignee) if record.assignee else "",
        "mine": record.assignee_id == user.pk,
        "due": due_words(record.due_on),
        "comments": comment_words(record.open_comments),
        "version": _version(record),
        "why_not": why_not(user, record),
    }


def _agreement(record):
    revision = record.published_revision
    by = revision.by.user if revision.by else None
    return _unregistered(record) | {"registered": _registered(revision, by)}


def _unregistered(record):
    agreement = record.agreement
    return {
        "code": record.code,
        "badge": state_badge(record, WITHDRAWN if record.withdrawn else ""),
        "title": typographic(agreement.title),
        "url": reverse("curation:review", args=[record.code]),
        "kind": f"{capitalised(agreement.get_kind_display())} · {record.code}",
        "owner": record.owner.name if record.owner else "",
        "alliance": typographic(agreement.alliance.name) if agreement.alliance else "",
    }


def _registered(revision, by):
    facts = {"day": day(timezone.localtime(revision.at).date()), "name": by, "number": revision.number}
    if by is None:
        return _("Versió %(number)d, %(day)s") % facts
    return _("Versió %(number)d, %(day)s, per %(name)s") % facts


def _late(since, state):
    waits = state in (State.SUBMITTED, State.IN_REVIEW) and since is not None
    return waits and (timezone.now() - since).days > HURRY_DAYS


def due_words(due_on: date | None) -> str:
    """Return until when the author has time, or that the day has passed."""
    if due_on is None:
        return ""
    if due_on < timezone.localdate():
        return _("el termini va acabar: %(day)s") % {"day": day(due_on)}
    return _("hi ha temps %(until)s") % {"until": through(due_on)}


def comment_words(count: int) -> str:
    """Return how many conversations are open, an empty text for none."""
    words = ngettext("%(count)d comentari obert", "%(count)d comentaris oberts", count)
    return words % {"count": count} if count else ""


def _version(record):
    if record.published_revision is None:
        return ""
    return _("v%(number)d publicada") % {"number": record.published_revision.number}
