from datetime import date
from http import HTTPStatus
from io import BytesIO

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from alliances.completeness.figures import DIMENSIONS, figures_at_hand
from alliances.completeness.marks import completeness_of
from alliances.drafts import alliance_drafts, draft_readings
from alliances.filters import AllianceFilters
from alliances.forms.days import TwoDays
from alliances.live import agreements_of, experiences_of, with_live_facts
from alliances.models import Agreement, AgreementKind, Relation
from alliances.pages.agreement import agreement_context
from alliances.pages.alliance import alliance_context
from alliances.pages.cards import alliance_cards
from alliances.pages.cautions import cautions
from alliances.pages.comparison import comparison_context, comparison_page
from alliances.pages.completeness import completeness_context
from alliances.pages.completeness_figures import figures_page
from alliances.pages.confirmations import agreement_confirmations, parties_phrase, with_reasons
from alliances.pages.glance import member_actions, party_rows
from alliances.pages.states import as_shown
from alliances.pages.text_pdf import consolidated_pdf, has_text
from alliances.readings import Reading, public_readings, registered_for
from alliances.text.comparison import comparison, usual_days
from alliances.typology import has_public_party
from observatori.documents.pages import public_rows
from observatori.pdf import MOST_LETTERS, TooLong
from observatori.publishing.access import drafts_visible_to, may_begin, may_read_draft, may_write_record
from observatori.publishing.addresses import page_url
from observatori.publishing.lists import EntryList
from observatori.publishing.models import EntryType, Kind
from observatori.publishing.reading import RecordPage, asked_day
from observatori.publishing.standing import who_reads


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
            agreements = agreements_of([self.record.pk], at, self.reader)[self.record.pk]
        experiences = experiences_of([self.record.code])[self.record.code]
        context = alliance_context(document, agreements, experiences, at)
        if may_read_draft(user, self.record):
            context["partners"] = with_reasons(context["partners"], self.record)
        return super().get_context_data(**context, at=at, **kwargs)


class AgreementPage(RecordPage):
    """What is shown of an agreement: subclasses take its reading, published or of its draft, on the day they want."""

    kind = Kind.AGREEMENT
    identity = "code"
    shows_drafts = True

    def address_of(self, record):
        return reverse(self.request.resolver_match.view_name, args=[record.code])

    @cached_property
    def agreement(self) -> Agreement:
        if self.is_draft:
            return self.record.agreement
        published = registered_for(self.reader).select_related(
            "record__published_revision", "amends__record__published_revision"
        )
        return get_object_or_404(published, pk=self.record.pk)

    def reading(self, at: date) -> Reading:
        """The agreement on a day, with the addenda that count: of a draft, every signed one the person may read."""
        if self.is_draft:
            (reading,) = draft_readings([self.record], at, self.reader)
        else:
            (reading,) = public_readings([self.agreement], at, self.reader)
        return reading

    def amended(self, reading: Reading) -> Reading | None:
        """What an addendum amends, on the same day; None where it may not be read."""
        if not self.is_draft:
            return amended(self.agreement, reading.at, self.reader)
        amends = reading.document.get("amends")
        above = drafts_visible_to(self.reader, Kind.AGREEMENT).filter(code=amends["code"]) if amends else ()
        return next(iter(draft_readings(above, reading.at, self.reader)), None)


class AgreementDetail(AgreementPage):
    """An agreement on a day: its state, its consolidated text and its addenda."""

    template_name = "alliances/agreement.html"

    def get_context_data(self, **kwargs):
        reading, user = self.reading(asked_day(self.request)), self.request.user
        amended = self.amended(reading)
        reading = reading.amending(amended) if amended else reading
        confirmations = agreement_confirmations(reading, self.agreement.alliance_id)
        return super().get_context_data(
            **agreement_context(
                reading, amended=amended, related_from=related_from(self.agreement, self.reader)
            ),
            cautions=self.cautions(reading, amended),
            documents=public_rows(user, self.record),
            outline_url=outline_url(user, self.record),
            confirmations=confirmations,
            confirmed=parties_phrase(confirmations),
            parties=party_rows(reading, confirmations),
            actions=member_actions(user, self.record.agreement),
            semafor=semafor_of(reading),
            **kwargs,
        )

    def cautions(self, reading, amended):
        """What does not fit, for those who may write the agreement."""
        if not may_write_record(self.request.user, self.record):
            return []
        return cautions(reading, amended, has_public_party=has_public_party(self.agreement.parties.all()))


class AgreementComparison(AgreementPage):
    """What changed in an agreement between two days, word by word."""

    template_name = "alliances/comparison.html"

    def get_context_data(self, **kwargs):
        reading = as_shown(self.reading(timezone.localdate()))
        form = TwoDays(self.request.GET, usual_days(reading))
        found = {}
        if form.is_valid():
            first, last = form.days
            found = comparison_context(comparison(reading.on(first), reading.on(last)))
        return super().get_context_data(
            **comparison_page(reading), **found, form=form, is_refused=not found, **kwargs
        )

    def render_to_response(self, context, **kwargs):
        status = HTTPStatus.UNPROCESSABLE_ENTITY if context["is_refused"] else HTTPStatus.OK
        return super().render_to_response(context, status=status, **kwargs)


class AgreementTextPdf(AgreementPage):
    """The consolidated text of an agreement on a day, as a PDF to keep or print; 422 for one that is too long."""

    def get_context_data(self, **kwargs):
        return {"reading": self.reading(asked_day(self.request))}

    def render_to_response(self, context, **kwargs):
        reading = context["reading"]
        if not has_text(reading):
            raise Http404
        address = self.request.build_absolute_uri(
            f"{page_url(self.kind, code=self.record.code, slug=None)}?at={reading.at.isoformat()}"
        )
        try:
            content = consolidated_pdf(reading, address=address, mark=self.mark)
        except TooLong:
            return self.too_long(reading, address)
        name = f"{self.record.code}-{reading.at.isoformat()}.pdf"
        return FileResponse(
            BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf"
        )

    @property
    def mark(self):
        if self.is_draft:
            return _("Esborrany: encara pot canviar")
        return str(who_reads(self.record)["title"]) if self.is_kept else ""

    def too_long(self, reading, address):
        """Say so, and where the text is read."""
        page = f"{address}&version=draft" if self.is_draft else address
        context = {"title": reading.document["title"], "url": page, "limit": MOST_LETTERS}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(self.request, "alliances/too_long_for_pdf.html", context, status=status)


def outline_url(user, record):
    """Return where a draft begins from a registered agreement, for who writes in somebody’s name."""
    is_registered = record.published_revision_id is not None
    return reverse("outlines:outline", args=[record.code]) if is_registered and may_begin(user) else ""


class CompletenessFigures(TemplateView):
    """What all public agreements say and do not say of each content, without naming any."""

    template_name = "alliances/completeness_figures.html"

    def get_context_data(self, **kwargs):
        asked = {name: self.request.GET.getlist(name) for name in DIMENSIONS}
        page = figures_page(figures_at_hand(), asked, timezone.localdate())
        return super().get_context_data(**page, **kwargs)


def semafor_of(reading):
    """Return the semàfor of an agreement as the page takes it; None for an addendum, which has none of its own."""
    if reading.document["kind"] == AgreementKind.ADDENDUM:
        return None
    (found,) = completeness_of([reading])
    return completeness_context(found, reading)


def agreement_drafts_of(record, at, user):
    """Return the agreements of an alliance as the person may read them, addenda inside."""
    visible = drafts_visible_to(user, Kind.AGREEMENT)
    visible = visible.filter(agreement__alliance=record.pk, agreement__amends=None)
    return draft_readings(visible.order_by("pk"), at, user)


def amended(agreement, at, user=None):
    """Return the agreement that an addendum amends, read on a day; None where `user`, or anybody, may not read it."""
    if agreement.amends_id is None:
        return None
    found = registered_for(user).filter(pk=agreement.amends_id)
    found = found.select_related("record__published_revision").first()
    return public_readings([found], at, user)[0] if found else None


def related_from(agreement, user=None):
    """Return the relations in which the document of another agreement that `user`, or anybody, may read names this."""
    relations = Relation.objects.filter(target=agreement, source__in=registered_for(user))
    return [
        relation
        for relation in relations.select_related("source__record__published_revision")
        if _declares(relation.source.record.published_revision.document, agreement.record.code)
    ]


def _declares(document, code):
    return any(relation["agreement"]["code"] == code for relation in document["relations"])
