"""What a partner has before its eyes when it answers: its part as published, and the registered terms it signed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, Min, OuterRef, Q, QuerySet, When, Window

from alliances.confirmations.compared import (
    Versions,
    current_rows,
    is_party,
    participation_digest,
    same_terms,
)
from alliances.models import Agreement, Answer, Confirmation, PartnerAnswer, Partnership
from observatori.organisations.models import Organisation
from observatori.publishing.models import Origin, Record, RecordQuerySet, Revision, State
from observatori.publishing.organisation_search import Plain
from observatori.publishing.written import digest


@dataclass(frozen=True)
class Standing:
    """One partner’s part in an alliance: its row as published, and by agreement the terms it is a party of."""

    revision: Revision  # of the alliance
    partner: Mapping
    terms: Mapping[int, Versions]

    @property
    def participation(self) -> str:
        return participation_digest(self.partner)

    @property
    def seen(self) -> str:
        """A short name of all of it, to tell whether it is still what a page showed."""
        numbers = {str(pk): sorted(versions.revisions) for pk, versions in self.terms.items()}
        return digest({"participation": self.participation, "terms": numbers})


@dataclass(frozen=True)
class Answered:
    """An answer, with the versions it was about."""

    row: PartnerAnswer
    terms: Mapping[int, tuple[date, Versions]]

    @property
    def confirms(self) -> bool:
        return self.row.answer == Answer.CONFIRMED

    def is_about(self, standing: Standing) -> bool:
        """Whether what it was about is what stands now: the same part, the same agreements, the same terms."""
        return (
            self.row.participation == standing.participation
            and self.terms.keys() == standing.terms.keys()
            and all(same_terms(versions, standing.terms[pk], on) for pk, (on, versions) in self.terms.items())
        )


def answerable() -> RecordQuerySet:
    """Return the alliances whose partners are asked: registered by an organisation and published.

    A documented case is nobody’s word, so there is nothing to confirm until somebody takes charge of it.
    """
    return Record.objects.filter(
        alliance__isnull=False,
        origin=Origin.REGISTERED,
        owner__isnull=False,
        published_revision__isnull=False,
        withdrawn=False,
        merged_into=None,
    ).exclude(state=State.ARCHIVED)


def unconfirmed(*, by_partner: bool = False) -> QuerySet[Partnership]:
    """Return the partners that dispute their part or owe an answer about it, the disputes first; `by_partner`, all of
    an organisation together, those of who disputes anything first.
    """
    rows = Partnership.objects.filter(alliance__record__in=answerable())
    rows = rows.exclude(confirmation__in=[Confirmation.UNASKED, Confirmation.CONFIRMED])
    rows = rows.select_related("organisation", "alliance__record__published_revision")
    urgency = Case(When(confirmation=Confirmation.DISPUTED, then=0), default=1)
    if not by_partner:
        return rows.order_by(urgency, "-alliance", "pk")
    most = Window(Min(urgency), partition_by="organisation")
    return rows.order_by(most, Plain("organisation__name"), "organisation", urgency, "-alliance", "pk")


def standings(record: Record) -> dict[str, Standing]:
    """Return what each partner of a published alliance answers for, by the code of its organisation. In one query."""
    revision, versions = record.published_revision, registered_versions(record.pk)
    return {
        code: Standing(revision, row, {pk: one for pk, one in versions.items() if is_party(code, one)})
        for code, row in current_rows(revision.document["partners"]).items()
    }


def registered_versions(alliance: int) -> dict[int, Versions]:
    """Return the registered agreements of an alliance with their registered addenda, by agreement."""
    of_it = Q(alliance=alliance, amends=None) | Q(amends__alliance=alliance)
    registered = Agreement.objects.filter(
        of_it, record__published_revision__isnull=False, record__withdrawn=False, record__merged_into=None
    ).exclude(record__state=State.ARCHIVED)
    agreements, addenda = {}, {}
    for one in registered.select_related("record__published_revision").order_by("pk"):
        versions = _frozen(one.record.published_revision)
        if one.amends_id:
            addenda.setdefault(one.amends_id, []).append(versions)
        else:
            agreements[one.pk] = versions
    return {pk: Versions(agreement, tuple(addenda.get(pk, ()))) for pk, agreement in agreements.items()}


def last_answers(alliance: int) -> dict[str, Answered]:
    """Return the last answer of each partner of an alliance, by the code of its organisation."""
    rows = PartnerAnswer.objects.filter(alliance=alliance).order_by("organisation_id", "-pk")
    rows = rows.distinct("organisation_id").select_related("organisation", "by__user")
    rows = rows.prefetch_related("terms__revisions")
    return {row.organisation.code: Answered(row, _terms_of(row)) for row in rows}


def dispute_reasons(alliances: Iterable[int]) -> dict[tuple[int, str], str]:
    """Return why each partner that disputes its part does so, by (alliance, code of the organisation). In one query."""
    disputed = Partnership.objects.filter(
        alliance=OuterRef("alliance"),
        organisation=OuterRef("organisation"),
        confirmation=Confirmation.DISPUTED,
    )
    rows = PartnerAnswer.objects.filter(Exists(disputed), alliance__in=list(alliances)).order_by("pk")
    return {
        (row.alliance_id, row.organisation.code): row.reason for row in rows.select_related("organisation")
    }


def rows_of(record: Record) -> dict[str, Partnership]:
    """Return the rows that the published partners answer for, by the code of their organisation: the published one or,
    where the draft has made it anew, the one it has now. An answer is the organisation’s, not the row’s.
    """
    partners = record.published_revision.document["partners"]
    published, current = {one["id"] for one in partners}, current_rows(partners)
    rows = Partnership.objects.filter(alliance=record.pk, organisation__code__in=current)
    rows = list(rows.select_related("organisation").order_by("pk"))
    anew = {row.organisation.code: row for row in rows if row.pk not in published and row.left_on is None}
    return anew | {
        row.organisation.code: row for row in rows if row.pk == current[row.organisation.code]["id"]
    }


def standing_of(record: Record, partnership: Partnership) -> Standing | None:
    """Return what a row of a published alliance answers for; None for one that is not in what is published."""
    code = partnership.organisation.code
    row = rows_of(record).get(code)
    return standings(record)[code] if row and row.pk == partnership.pk else None


def made_anew(rows: QuerySet[Partnership], number: int) -> Partnership | None:
    """Return, among `rows`, what the draft has made of the published row of that number, which is gone: letters and the
    published document still name it by its number.
    """
    found = rows.filter(alliance__record__published_revision__document__partners__contains=[{"id": number}])
    if Partnership.objects.filter(pk=number).exists():
        return None
    for row in found.select_related("organisation", "alliance__record__published_revision"):
        record, code = row.alliance.record, row.organisation.code
        published = current_rows(record.published_revision.document["partners"]).get(code)
        if published and published["id"] == number and rows_of(record)[code].pk == row.pk:
            return row
    return None


def confirmations_without_row(record: Record, codes: Iterable[str]) -> dict[str, str]:
    """Return the confirmation of published partners whose rows the draft has dropped or made anew, by the code of
    their organisation: it follows what is published and what they answered, whatever an editor does in the draft.
    """
    now, answers = standings(record), last_answers(record.pk)
    asked = Organisation.objects.filter(code__in=codes, is_collective=False).values_list("code", flat=True)
    asked = set(asked) if answerable().filter(pk=record.pk).exists() else set()
    return {code: _answered(now[code], answers.get(code), code in asked) for code in codes if code in now}


def _answered(standing, last, is_asked):
    if last is None:
        is_asked = is_asked and not standing.partner.get("left_on")
        return Confirmation.PENDING if is_asked else Confirmation.UNASKED
    if not last.confirms:
        return Confirmation.DISPUTED
    return Confirmation.CONFIRMED if last.is_about(standing) else Confirmation.STALE


def _terms_of(answer) -> dict[int, tuple[date, Versions]]:
    return {
        one.agreement_id: (one.on, _versions(one.agreement_id, one.revisions.all()))
        for one in answer.terms.all()
    }


def _versions(agreement: int, revisions: Iterable[Revision]) -> Versions:
    own = next(one for one in revisions if one.record_id == agreement)
    return Versions(_frozen(own), tuple(_frozen(one) for one in revisions if one.record_id != agreement))


def _frozen(revision) -> tuple[int, dict]:
    """What was registered, whatever has become of its record since."""
    live = {"record_state": State.PUBLISHED, "published_version": revision.number}
    return revision.pk, revision.document | live
