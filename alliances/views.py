from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alliances.drafts import alliance_drafts, draft_readings
from alliances.filters import AllianceFilters
from alliances.live import agreements_of, experiences_of, with_live_facts
from alliances.models import Agreement, Relation
from alliances.pages.agreement import agreement_context
from alliances.pages.alliance import alliance_context
from alliances.pages.cards import alliance_cards
from alliances.pages.confirmations import agreement_confirmations, with_reasons
from alliances.readings import public_readings
from observatori.documents.pages import public_rows
from observatori.publishing.access import drafts_visible_to, may_read_draft
from observatori.publishing.lists import EntryList
from observatori.publishing.models import EntryType, Kind
from observatori.publishing.reading import RecordPage
from observatori.rest.dates import BadDay, day_asked


class AllianceList(EntryList):
    entry_type = EntryType.ALLIANCE
    filters = AllianceFilters
    feed = "alliances:list_feed"
    template_name = "alliances/list.html"

    def cards(self, entries):
        return alliance_cards(entries, timezone.localdate())


class AllianceDetail(RecordPage):
    """The story of one alliance, from its frozen document and its live facts."""

    kind = Kind.ALLIANCE
    template_name = "alliances/alliance.html"
    shows_drafts = True

    def get_context_data(self, **kwargs):
        at, user = asked_day(self.request), self.request.user
        if self.is_draft:
            (document,) = alliance_drafts([self.record], at, user)
            agreements = agreement_drafts_of(self.record, at, user)
        else:
            (document,) = with_live_facts([self.record], at)
            agreements = agreements_of([self.record.pk], at)[self.record.pk]
        experiences = experiences_of([self.record.code])[self.record.code]
        context = alliance_context(document, agreements, experiences, at)
        if may_read_draft(user, self.record):
            context["partners"] = with_reasons(context["partners"], self.record)
        return super().get_context_data(**context, at=at, **kwargs)


class AgreementDetail(RecordPage):
    """An agreement on a day: its state, its consolidated text and its addenda."""

    kind = Kind.AGREEMENT
    identity = "code"
    template_name = "alliances/agreement.html"
    shows_drafts = True

    def get_context_data(self, **kwargs):
        kwargs["documents"] = public_rows(self.request.user, self.record)
        if self.is_draft:
            return super().get_context_data(**self.draft_context(), **kwargs)
        agreement = get_object_or_404(
            Agreement.objects.public().select_related("record__published_revision", "amends__record"),
            pk=self.record.pk,
        )
        (reading,) = public_readings([agreement], asked_day(self.request))
        kwargs["confirmations"] = agreement_confirmations(reading, agreement.alliance_id)
        return super().get_context_data(
            **agreement_context(
                reading, amended=amended(agreement, reading.at), related_from=related_from(agreement)
            ),
            **kwargs,
        )

    def draft_context(self):
        """Return what the page shows of the working copy, its signed addenda included."""
        user, at = self.request.user, asked_day(self.request)
        (reading,) = draft_readings([self.record], at, user)
        amends = reading.document.get("amends")
        above = drafts_visible_to(user, Kind.AGREEMENT).filter(code=amends["code"]) if amends else ()
        amended = draft_readings(above, at, user)
        related = related_from(self.record.agreement)
        context = agreement_context(reading, amended=amended[0] if amended else None, related_from=related)
        confirmations = agreement_confirmations(reading, self.record.agreement.alliance_id)
        return context | {"confirmations": confirmations}


def agreement_drafts_of(record, at, user):
    """Return the agreements of an alliance as the person may read them, addenda inside."""
    visible = drafts_visible_to(user, Kind.AGREEMENT)
    visible = visible.filter(agreement__alliance=record.pk, agreement__amends=None)
    return draft_readings(visible.order_by("pk"), at, user)


def amended(agreement, at):
    """Return the agreement that an addendum amends, read on a day; None where it is not public."""
    if agreement.amends_id is None:
        return None
    found = Agreement.objects.public().filter(pk=agreement.amends_id)
    found = found.select_related("record__published_revision").first()
    return public_readings([found], at)[0] if found else None


def related_from(agreement):
    """Return the relations in which the document of another public agreement names this one."""
    public = Agreement.objects.public()
    relations = Relation.objects.filter(target=agreement, source__in=public)
    return [
        relation
        for relation in relations.select_related("source__record__published_revision")
        if _declares(relation.source.record.published_revision.document, agreement.record.code)
    ]


def _declares(document, code):
    return any(relation["agreement"]["code"] == code for relation in document["relations"])


def asked_day(request):
    """Return the day of ``?at=``; a day that cannot be read is a 400 with its sentence."""
    try:
        return day_asked(request.GET.get("at"))
    except BadDay as error:
        raise BadRequest(str(error)) from None
