from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404

from alliances.filters import AllianceFilters
from alliances.live import agreements_of, experiences_of, with_live_facts
from alliances.models import Agreement, Section
from alliances.readings import public_readings
from observatori.publishing.lists import EntryList
from observatori.publishing.models import EntryType, Kind
from observatori.publishing.reading import RecordPage
from observatori.rest.dates import BadDay, day_asked


class AllianceList(EntryList):
    entry_type = EntryType.ALLIANCE
    filters = AllianceFilters
    template_name = "alliances/list.html"


class AllianceDetail(RecordPage):
    """The story of one alliance, from its frozen document and its live facts."""

    kind = Kind.ALLIANCE
    template_name = "alliances/alliance.html"

    def get_context_data(self, **kwargs):
        at = asked_day(self.request)
        (document,) = with_live_facts([self.record], at)
        return super().get_context_data(
            alliance=document,
            at=at,
            agreements=agreements_of([self.record.pk], at)[self.record.pk],
            experiences=experiences_of([self.record.code])[self.record.code],
            **kwargs,
        )


class AgreementDetail(RecordPage):
    """An agreement on a day: its state, its consolidated text and its addenda."""

    kind = Kind.AGREEMENT
    identity = "code"
    template_name = "alliances/agreement.html"

    def get_context_data(self, **kwargs):
        agreement = get_object_or_404(
            Agreement.objects.public().select_related("record__published_revision", "amends__record"),
            pk=self.record.pk,
        )
        (reading,) = public_readings([agreement], asked_day(self.request))
        return super().get_context_data(
            agreement=reading.document,
            reading=reading,
            at=reading.at,
            sections=sections(reading.text.parts),
            **kwargs,
        )


def sections(parts) -> list[dict]:
    """Group consolidated parts under the headings of their sections, in the order of an agreement."""
    return [
        {"code": section.value, "name": section.label, "parts": found}
        for section in Section
        if (found := [part for part in parts if part["section"] == section])
    ]


def asked_day(request):
    """Return the day of ``?at=``; a day that cannot be read is a 400 with its sentence."""
    try:
        return day_asked(request.GET.get("at"))
    except BadDay as error:
        raise BadRequest(str(error)) from None
