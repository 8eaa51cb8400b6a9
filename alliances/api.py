"""Alliances, agreements and addenda in the API."""

from collections.abc import Sequence
from http import HTTPStatus

import django_filters as filters
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.response import Response

from alliances.completeness.api import CompletenessOfAgreements
from alliances.drafts import alliance_drafts, draft_readings
from alliances.filters import AgreementFilters, AllianceFilters
from alliances.live import with_live_facts
from alliances.models import Agreement, AgreementKind
from alliances.readings import Reading, public_readings
from alliances.rules import AGREEMENT, ALLIANCE
from alliances.serializers import (
    AgreementSerializer,
    AllianceSerializer,
    ConsolidatedTextSerializer,
    DiffSerializer,
    DocumentSerializer,
)
from alliances.term import State
from alliances.text.comparison import Comparison, comparison, usual_days
from alliances.write_serializers import (
    AddendumCreate,
    AgreementCreate,
    AgreementWrite,
    AllianceCreate,
    AllianceWrite,
    DocumentWrite,
)
from observatori.documents.access import documents_visible_to
from observatori.documents.live import document_facts
from observatori.documents.rules import add_document, is_too_large
from observatori.organisations.models import Scope
from observatori.publishing.access import may_write_record
from observatori.publishing.api.comments import Comments
from observatori.publishing.api.finding import draft_named
from observatori.publishing.api.organisations import public_organisations_by_code
from observatori.publishing.api.reading import AT, DRAFTS, EXPAND, FIELDS, SINCE, VERSION
from observatori.publishing.api.states import RecordStateFilter
from observatori.publishing.api.verbs import CuratedViewSet, StepsViewSet, verb
from observatori.publishing.api.writing import validated
from observatori.publishing.filters import SEVERAL_CODES
from observatori.publishing.models import EntryType, Kind, Record
from observatori.publishing.models import State as RecordState
from observatori.rest.dates import BadDay, day_asked
from observatori.rest.errors import Problem, bad_parameter, field_errors
from observatori.rest.parsers import FormWithFile

FROM, TO = (
    OpenApiParameter(name, OpenApiTypes.DATE, description=description)
    for name, description in (
        ("from", "The earlier day; without it, the last day of the first text."),
        ("to", "The later day; without it, today, or the last change foreseen where none has taken effect."),
    )
)


class AllianceApiFilters(AllianceFilters):
    state = RecordStateFilter()


class AgreementApiFilters(AgreementFilters):
    """Adds the state on the day of ``?at=``, which is derived: the readings of all that is left tell it."""

    state = SEVERAL_CODES(filters.MultipleChoiceFilter)(
        label=_("Estat"), choices=State.choices, method="in_state"
    )

    def in_state(self, entries, name, states):
        if not states:
            return entries
        agreements = Agreement.objects.public().filter(pk__in=entries.order_by().values("record"))
        readings = public_readings(agreements.select_related("record__published_revision"), self.at)
        codes = [reading.document["code"] for reading in readings if reading.status.state in states]
        return entries.filter(code__in=codes)

    @property
    def at(self):
        return self.request.parser_context["view"].at


def public_alliances_by_code(codes) -> dict[str, dict]:
    """Return the whole published alliances among the codes, for ``?expand=``, as they are today."""
    records = Record.objects.published().filter(kind=Kind.ALLIANCE, code__in=codes)
    answers = with_live_facts(records.select_related("published_revision"), timezone.localdate())
    public = {
        "state": RecordState.PUBLISHED.value
    }  # who reads an agreement may know nothing of its alliance’s draft
    return {answer["code"]: AllianceSerializer(answer | public).data for answer in answers}


@extend_schema_view(
    list=extend_schema(parameters=[AT, FIELDS, EXPAND, DRAFTS, SINCE]),
    retrieve=extend_schema(parameters=[AT, FIELDS, EXPAND, VERSION]),
    create=extend_schema(request=AllianceCreate, responses={201: AllianceSerializer}, filters=False),
    partial_update=extend_schema(request=AllianceWrite, filters=False),
)
class AllianceViewSet(Comments, CuratedViewSet):
    """Alliances, each with its partners, agreements and experiences."""

    entry_type = EntryType.ALLIANCE
    rules = ALLIANCE
    serializer_class = AllianceSerializer
    create_serializer_class = AllianceCreate
    write_serializer_class = AllianceWrite
    filterset_class = AllianceApiFilters
    naming = "partners"
    expandable = {
        "owner": public_organisations_by_code,
        "partners.organisation": public_organisations_by_code,
    }

    def represent(self, records):
        return with_live_facts(records, self.at, self.reader)

    def represent_drafts(self, records):
        return alliance_drafts(records, self.at, self.reader)


@extend_schema_view(
    list=extend_schema(parameters=[AT, FIELDS, EXPAND, DRAFTS, SINCE]),
    retrieve=extend_schema(parameters=[AT, FIELDS, EXPAND, VERSION]),
    create=extend_schema(request=AgreementCreate, responses={201: AgreementSerializer}, filters=False),
    partial_update=extend_schema(request=AgreementWrite, filters=False),
)
class AgreementViewSet(CompletenessOfAgreements, Comments, StepsViewSet):
    """Agreements and addenda, with their state on a day."""

    entry_type = EntryType.AGREEMENT
    record_state = "record_state"
    rules = AGREEMENT
    serializer_class = AgreementSerializer
    create_serializer_class = AgreementCreate
    write_serializer_class = AgreementWrite
    filterset_class = AgreementApiFilters
    naming = "parties"
    expandable = {
        "owner": public_organisations_by_code,
        "parties": public_organisations_by_code,
        "alliance": public_alliances_by_code,
    }

    def represent(self, records):
        return self.answers(self.readings(records), records)

    def represent_drafts(self, records):
        return self.answers(draft_readings(records, self.at, self.reader), records)

    def readings(self, records) -> Sequence[Reading]:
        """Return the readings of records whose published version the caller may read."""
        found = Agreement.objects.in_bulk([record.pk for record in records])
        for record in records:
            found[record.pk].record = record
        return public_readings([found[record.pk] for record in records], self.at, self.reader)

    def answers(self, readings, records):
        documents = documents_of(records, self.reader, self.request)
        return [
            agreement_answer(reading, documents.get(record.pk, []))
            for reading, record in zip(readings, records, strict=True)
        ]

    def in_state(self, drafts, states):
        """Keep the drafts whose state on the day is one of `states`."""
        if any(state not in State for state in states):
            raise bad_parameter("state", _("Aquest valor no és dels que hi pot haver."))
        readings = draft_readings(drafts, self.at, self.reader)
        return drafts.filter(
            code__in=[reading.document["code"] for reading in readings if reading.status.state in states]
        )

    @verb("register")
    def register(self, request, code):
        """Make the agreement count as signed: public once its visibility and its alliance are."""
        return self.step(code, "register")

    @extend_schema(parameters=[AT, VERSION], responses=ConsolidatedTextSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def text(self, request, code):
        """The consolidated text on a day: the agreement with every addendum in effect applied."""
        reading = self.reading_of(code)
        if isinstance(reading, HttpResponsePermanentRedirect):
            return reading
        return Response(consolidated(reading))

    @extend_schema(parameters=[FROM, TO, VERSION], responses=DiffSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def diff(self, request, code):
        """What changed between two days: parts word by word, and the term. Without days, those worth comparing."""
        reading = self.reading_of(code)
        if isinstance(reading, HttpResponsePermanentRedirect):
            return reading
        usual = usual_days(reading)
        first, last = (self.day_of(name, day) for name, day in zip(("from", "to"), usual, strict=True))
        if first > last:
            raise bad_parameter("to", _("La segona data ha de ser la mateixa que la primera o posterior."))
        return Response(compared(comparison(reading.on(first), reading.on(last))))

    def reading_of(self, code) -> Reading | HttpResponsePermanentRedirect:
        """The reading the caller asks for: the published one, one of its versions or the draft."""
        if self.drafts_asked:
            (reading,) = draft_readings(
                [draft_named(self.entry_type, code, self.reader)], self.at, self.reader
            )
            return reading
        record = self.published(code)
        if isinstance(record, HttpResponsePermanentRedirect):
            return record
        (reading,) = self.readings([self.at_version(record)])
        return reading

    def day_of(self, name, usual):
        """The day of a parameter, `usual` without it; a 400 when it cannot be read."""
        asked = self.request.query_params.get(name)
        try:
            return day_asked(asked) if asked else usual
        except BadDay as error:
            raise bad_parameter(name, str(error)) from None

    @extend_schema(
        request={"multipart/form-data": DocumentWrite},
        responses={200: DocumentSerializer(many=True), 201: DocumentSerializer},
        filters=False,
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, parser_classes=[FormWithFile])
    def documents(self, request, code):
        """The documents the caller may read, and one more: a file of up to 20 MB."""
        if request.method == "POST":
            return self._add_document(request, code)
        record = self._readable(code)
        if isinstance(record, HttpResponsePermanentRedirect):
            return record
        facts = documents_of([record], self.reader, request).get(record.pk, [])
        return Response(DocumentSerializer(facts, many=True).data)

    def _readable(self, code):
        """The record whose draft or published version the caller may read."""
        try:
            return draft_named(self.entry_type, code, self.reader)
        except Http404:
            return self.published(code)

    def _add_document(self, request, code):
        record = self.to_change(
            request, code, Scope.WRITE, lambda record: may_write_record(request.user, record)
        )
        facts = validated(DocumentWrite, request.data)
        try:
            made = add_document(record=record, by=request.user, filename=facts["file"].name, **facts)
        except ValidationError as error:
            if is_too_large(error):
                raise Problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.messages[0], "too_large", field_errors(error)
                ) from None
            raise
        return Response(DocumentSerializer(absolute(document_facts(made), request)).data, 201)


@extend_schema_view(
    create=extend_schema(request=AddendumCreate, responses={201: AgreementSerializer}, filters=False)
)
class AddendumViewSet(AgreementViewSet):
    """The same instruments, addenda only in the list."""

    create_serializer_class = AddendumCreate

    def filtered(self, entries):
        return super().filtered(entries.with_facet("kind", [AgreementKind.ADDENDUM]))

    def drafts_of_noun(self, drafts):
        return drafts.filter(agreement__kind=AgreementKind.ADDENDUM)


def documents_of(records, user, request) -> dict[int, list[dict]]:
    """Return, for each record, its documents that `user` may download, in one query."""
    found: dict[int, list[dict]] = {}
    visible = documents_visible_to(user).current().filter(record__in=[record.pk for record in records])
    for document in visible.order_by("pk"):
        found.setdefault(document.record_id, []).append(absolute(document_facts(document), request))
    return found


def absolute(facts: dict, request) -> dict:
    return facts | {"url": request.build_absolute_uri(facts["url"])}


def consolidated(reading: Reading) -> dict:
    """Return the consolidated text of a reading, with its fingerprint."""
    return ConsolidatedTextSerializer(
        {
            "at": reading.at,
            "fingerprint": reading.fingerprint,
            "parts": reading.text.parts,
            "conflicts": reading.text.conflicts,
        }
    ).data


def compared(found: Comparison) -> dict:
    """Return what differs between two readings, with the fingerprint of each."""
    return DiffSerializer(
        {
            "from": found.before.at,
            "to": found.after.at,
            "fingerprint_from": found.before.fingerprint,
            "fingerprint_to": found.after.fingerprint,
            "parts": found.parts,
            "term": found.term,
            "conflicts": found.after.text.conflicts,
        }
    ).data


def agreement_answer(reading: Reading, documents: list[dict]) -> dict:
    """Return the document of an agreement with everything that follows from the day."""
    return (
        reading.document
        | reading.status.as_dict()
        | {
            "documents": documents,
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
