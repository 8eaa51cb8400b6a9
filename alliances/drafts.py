"""Working copies of alliances and agreements with their live facts, as one person may read them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from alliances.documents import AGREEMENT_ROWS, ALLIANCE_ROWS, agreement_document, alliance_document
from alliances.models import Agreement, Alliance
from alliances.readings import Reading, readable_documents, readings
from observatori.organisations.models import User
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.live import record_facts
from observatori.publishing.models import Kind, Record


def alliance_drafts(records: Iterable[Record], at: date, user: User) -> list[dict]:
    """Return the working copy of each alliance, with the agreements and experiences that `user` may read.

    The number of queries does not depend on how many there are.
    """
    records = list(records)
    alliances = Alliance.objects.select_related(
        "record__owner", "record__published_revision", "form", "vision"
    )
    found = alliances.prefetch_related(*ALLIANCE_ROWS).in_bulk([record.pk for record in records])
    agreements = _agreements_of(found, at, user)
    experiences = _experiences_of(found, user)
    return [
        _with_confirmations(found[record.pk])
        | record_facts(record)
        | {"agreements": agreements[record.pk], "experiences": experiences[record.pk]}
        for record in records
    ]


def draft_readings(records: Iterable[Record], at: date, user: User) -> list[Reading]:
    """Return the working copy of each agreement, with every signed addendum that `user` may read.

    Source of the rule: the project’s contract, section *Dates*. Queries as in `alliance_drafts`.
    """
    found = _agreements().in_bulk([record.pk for record in records])
    return _readings([found[record.pk] for record in records], at, user)


def _agreements():
    return Agreement.objects.select_related(
        "record__owner", "record__published_revision", "alliance__record", "amends__record"
    ).prefetch_related(*AGREEMENT_ROWS)


def _readings(agreements, at, user):
    visible = drafts_visible_to(user, Kind.AGREEMENT).values("pk")
    addenda = list(_agreements().filter(amends__in=agreements, record__in=visible).order_by("pk"))
    documents = {one.pk: _draft_document(one) for one in [*agreements, *addenda]}
    return readings(agreements, addenda, readable_documents(documents, user), at)


def _draft_document(agreement):
    facts = record_facts(agreement.record)
    return agreement_document(agreement) | facts | {"record_state": facts["state"]}


def _agreements_of(alliances, at, user):
    visible = drafts_visible_to(user, Kind.AGREEMENT).values("pk")
    agreements = _agreements().filter(alliance__in=alliances, amends=None, record__in=visible)
    agreements = list(agreements.order_by("pk"))
    found = defaultdict(list)
    for agreement, reading in zip(agreements, _readings(agreements, at, user), strict=True):
        found[agreement.alliance_id].append(
            {name: reading.document[name] for name in ("code", "title", "kind")}
            | {"state": reading.status.state}
        )
    return found


def _experiences_of(alliances, user):
    """The experiences behind which each alliance stands: public ones, and drafts the person may read.

    Experiences are above this package: their table is reached by the name of its relation.
    """
    visible = drafts_visible_to(user, Kind.EXPERIENCE).values("pk")
    records = Record.objects.filter(experience__alliances__in=alliances, deleted_at=None)
    readable = records.filter(pk__in=visible) | records.filter(search_entry__isnull=False)
    rows = readable.order_by("pk").values_list("experience__alliances", "code", "slug", "experience__title")
    found = defaultdict(list)
    for alliance, code, slug, title in dict.fromkeys(rows):
        found[alliance].append({"code": code, "slug": slug, "name": title})
    return found


def _with_confirmations(alliance):
    document = alliance_document(alliance)
    confirmations = {row.pk: row.confirmation for row in alliance.partnerships.all()}
    return document | {
        "partners": [
            partner | {"confirmation": confirmations[partner["id"]]} for partner in document["partners"]
        ]
    }
