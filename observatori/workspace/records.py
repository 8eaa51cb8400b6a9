"""The records of an organisation, its own and those it takes part in, as the workspace lists them."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.drafts import draft_readings
from alliances.pages.procedures import procedures_url
from alliances.pages.states import agreement_badges, term_phrase
from alliances.readings import Reading
from observatori.curation.kinds import rules_of, title_of
from observatori.curation.pages.queue import OPEN, comment_words, due_words
from observatori.formats.phrases import capitalised, typographic
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import involving
from observatori.publishing.kind_words import state_badge, words_of
from observatori.publishing.models import Kind, Origin, Record, RecordQuerySet, State
from observatori.publishing.standing import public_url, read_url, why_unread
from observatori.publishing.steps import tasks_url

LISTS = {Kind.ALLIANCE: "alliances", Kind.AGREEMENT: "agreements", Kind.EXPERIENCE: "experiences"}
ROWS = (
    "owner",
    "published_revision",
    "alliance",
    "agreement__alliance__record__published_revision",
    "experience",
)
IN_WORDS = {
    State.DRAFT: gettext_lazy("v%(number)d en esborrany"),
    State.SUBMITTED: gettext_lazy("v%(number)d pendent de revisió"),
    State.IN_REVIEW: gettext_lazy("v%(number)d en revisió"),
    State.CHANGES_REQUESTED: gettext_lazy("v%(number)d amb canvis demanats"),
    State.REJECTED: gettext_lazy("v%(number)d no acceptada"),
    State.ARCHIVED: gettext_lazy("arxivada"),
}


def records_of(organisation: Organisation, kind: str) -> RecordQuerySet:
    """Return the records of a kind that the organisation owns, or takes part in, the last changed first."""
    involved = Record.objects.filter(involving([organisation.pk]), kind=kind).values("pk")
    records = Record.objects.filter(pk__in=involved, deleted_at=None, merged_into=None)
    records = records.select_related(*ROWS).annotate(open_comments=Count("comments", filter=OPEN))
    return records.order_by("-updated_at", "-pk")


def own(organisation: Organisation) -> Q:
    return Q(owner=organisation)


def record_rows(
    records: Iterable[Record], organisation: Organisation, user: User, *, writes: bool
) -> list[dict]:
    """Return the rows of workspace/record.html; `writes` says whether `user` may edit what is its own."""
    records = list(records)
    readings = readings_of((record for record in records if record.kind == Kind.AGREEMENT), user)
    return [_row(record, organisation, writes, readings.get(record.pk)) for record in records]


def readings_of(records: Iterable[Record], user: User) -> dict[int, Reading]:
    """Return the working copies of agreements as they stand today, by the key of their record."""
    records = list(records)
    readings = draft_readings(records, timezone.localdate(), user) if records else []
    return {record.pk: reading for record, reading in zip(records, readings, strict=True)}


def version_phrase(record: Record) -> str:
    """Return what the public reads and what is being written: «v2 publicada, v3 en revisió»."""
    if record.published_revision is None:
        return ""
    number = record.published_revision.number
    published = _published(record) % {"number": number}
    if record.state == State.PUBLISHED:
        return published
    return f"{published}, {IN_WORDS[record.state] % {'number': number + 1}}"


def _published(record):
    """An agreement is registered; it is public when its alliance is."""
    if record.withdrawn:
        return _("v%(number)d retirada")
    return _("v%(number)d registrada") if record.kind == Kind.AGREEMENT else _("v%(number)d publicada")


def own_url(record: Record, *, writes: bool) -> str:
    """Return where a member of the owner finds the record: its form, where she may write."""
    return tasks_url(record) if writes else read_url(record)


def _row(record, organisation, writes, reading):
    mine = record.owner_id == organisation.pk
    return {
        "code": record.code,
        "badge": state_badge(record),
        "title": typographic(title_of(record)),
        "url": own_url(record, writes=writes) if mine else read_url(record),
        "eyebrow": _eyebrow(record),
        "version": version_phrase(record),
        "due": due_words(record.due_on) if mine else "",
        "comments": comment_words(record.open_comments) if mine else "",
        "next": _next(record) if mine and writes else "",
        "owner": "" if mine else _of(record),
        "badges": agreement_badges(reading) if reading else [],
        "term": term_phrase(reading) if reading else "",
        "public_url": public_url(record),
        "note": why_unread(record),
        "procedures_url": _procedures_url(record, organisation, reading),
    }


def _procedures_url(record, organisation, reading):
    """The list of procedures of the organisation for an agreement of which it is a party, or that it owns."""
    if reading is None or record.state == State.ARCHIVED:
        return ""
    parties = {party["code"] for party in reading.document["parties"]}
    if organisation.code not in parties and record.owner_id != organisation.pk:
        return ""
    return procedures_url(organisation, record.code)


def _next(record):
    """What the owner does with a record in its state; nothing while the staff have it."""
    words = words_of(record)
    return {
        State.DRAFT: words.go_on,
        State.CHANGES_REQUESTED: _("Feu els canvis"),
        State.PUBLISHED: words.update,
        State.REJECTED: words.redo,
    }.get(record.state, "")


def _eyebrow(record):
    if record.kind != Kind.AGREEMENT:
        return record.code
    alliance = record.agreement.alliance
    words = [
        capitalised(record.agreement.get_kind_display()),
        record.code,
        alliance and typographic(alliance.name),
    ]
    return " · ".join(filter(None, words))


def _of(record):
    if record.owner is None and record.origin == Origin.REGISTERED:
        return _("Sense entitat que se’n faci càrrec")
    if record.owner is None:
        return _("Documentat per l’Observatori")
    return _("És de: %(name)s") % {"name": typographic(record.owner.name)}


def new_urls(organisation: Organisation) -> dict[str, str]:
    """Return where an alliance and an experience are begun."""
    return {
        kind: reverse(f"{kind}_editing:new", args=[organisation.slug])
        for kind in (Kind.ALLIANCE, Kind.EXPERIENCE)
    }


def missing_in(records: Iterable[Record], kind: str) -> dict[int, list[str]]:
    """Return what each draft lacks to be submitted, by its key."""
    records = list(records)
    if not records:
        return {}
    rules = rules_of(records[0])
    things = rules.model.objects.filter(record__in=records).prefetch_related(*MISSING_ROWS[kind])
    return {thing.pk: [str(words) for words in rules.missing(thing).values()] for thing in things}


MISSING_ROWS = {Kind.ALLIANCE: ("partnerships__organisation",), Kind.EXPERIENCE: ("organisations",)}
