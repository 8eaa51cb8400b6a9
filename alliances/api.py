"""Alliances, agreements and addenda in the API."""

from collections.abc import Sequence

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.response import Response

from alliances.filters import AgreementFilters, AllianceFilters
from alliances.live import with_live_facts
from alliances.models import Agreement, AgreementKind
from alliances.readings import Reading, public_readings
from alliances.serializers import AgreementSerializer, AllianceSerializer, ConsolidatedTextSerializer
from observatori.publishing.api import AT, FIELDS, VERSION, PublishedViewSet
from observatori.publishing.models import EntryType
from observatori.publishing.reading import published_record


@extend_schema_view(
    list=extend_schema(parameters=[AT, FIELDS]),
    retrieve=extend_schema(parameters=[AT, FIELDS, VERSION]),
)
class AllianceViewSet(PublishedViewSet):
    """Published alliances, each with its partners, agreements and experiences."""

    entry_type = EntryType.ALLIANCE
    serializer_class = AllianceSerializer
    filterset_class = AllianceFilters

    def represent(self, records):
        return with_live_facts(records, self.at)


@extend_schema_view(
    list=extend_schema(parameters=[AT, FIELDS]),
    retrieve=extend_schema(parameters=[AT, FIELDS, VERSION]),
)
class AgreementViewSet(PublishedViewSet):
    """Registered agreements and addenda of published alliances, with their state on a day."""

    entry_type = EntryType.AGREEMENT
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilters

    def represent(self, records):
        return [agreement_answer(reading) for reading in self.readings(records)]

    def readings(self, records) -> Sequence[Reading]:
        """Return the readings of agreement records; 404 for one that is not public."""
        records = list(records)
        agreements = Agreement.objects.public().select_related("record__published_revision")
        found = agreements.in_bulk([record.pk for record in records])
        if len(found) < len(records):
            raise Http404
        for record in records:
            found[record.pk].record = record
        return public_readings([found[record.pk] for record in records], self.at)

    @extend_schema(parameters=[AT], responses=ConsolidatedTextSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def text(self, request, code):
        """The consolidated text on a day: the agreement with every addendum in effect applied."""
        (reading,) = self.readings([published_record(self.entry_type, code)])
        return Response(
            ConsolidatedTextSerializer(
                {
                    "at": reading.at,
                    "fingerprint": reading.fingerprint,
                    "parts": reading.text.parts,
                    "conflicts": reading.text.conflicts,
                }
            ).data
        )


class AddendumViewSet(AgreementViewSet):
    """The same instruments, addenda only in the list."""

    def filtered(self, entries):
        return super().filtered(entries.with_facet("kind", [AgreementKind.ADDENDUM]))


def agreement_answer(reading: Reading) -> dict:
    """Return the document of an agreement with everything that follows from the day."""
    return (
        reading.document
        | reading.status.as_dict()
        | {
            "documents": [],
            "addenda": [_addendum(addendum) for addendum in reading.addenda_readings],
        }
    )


def _addendum(reading):
    return {
        "code": reading.document["code"],
        "title": reading.document["title"],
        "addendum_kind": reading.document["addendum_kind"],
        "effective_on": reading.effective_on,
        "state": reading.status.state,
    }
