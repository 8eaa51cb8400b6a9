"""Experiences, lessons and factors in the API."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from alliances.api import public_alliances_by_code
from experiences.drafts import experience_drafts
from experiences.filters import ExperienceFilters, LessonFilters
from experiences.live import experiences_with_live_facts, lessons_with_live_facts
from experiences.models import Factor
from experiences.rules import EXPERIENCE
from experiences.serializers import ExperienceSerializer, FactorSerializer, LessonSerializer
from experiences.write_serializers import ExperienceCreate, ExperienceWrite
from observatori.publishing.api.comments import Comments
from observatori.publishing.api.organisations import public_organisations_by_code
from observatori.publishing.api.reading import DRAFTS, EXPAND, FIELDS, SINCE, VERSION, PublishedViewSet
from observatori.publishing.api.states import RecordStateFilter
from observatori.publishing.api.verbs import CuratedViewSet
from observatori.publishing.models import EntryType


class ExperienceApiFilters(ExperienceFilters):
    state = RecordStateFilter()


class LessonApiFilters(LessonFilters):
    state = RecordStateFilter()


@extend_schema_view(
    list=extend_schema(parameters=[FIELDS, EXPAND, DRAFTS, SINCE]),
    retrieve=extend_schema(parameters=[FIELDS, EXPAND, VERSION]),
    create=extend_schema(request=ExperienceCreate, responses={201: ExperienceSerializer}, filters=False),
    partial_update=extend_schema(request=ExperienceWrite, filters=False),
)
class ExperienceViewSet(Comments, CuratedViewSet):
    """Experiences, good practices, studies and attempts that did not work."""

    entry_type = EntryType.EXPERIENCE
    rules = EXPERIENCE
    serializer_class = ExperienceSerializer
    create_serializer_class = ExperienceCreate
    write_serializer_class = ExperienceWrite
    filterset_class = ExperienceApiFilters
    naming = "organisations"
    expandable = {
        "owner": public_organisations_by_code,
        "organisations": public_organisations_by_code,
        "alliances": public_alliances_by_code,
    }

    def represent(self, records):
        return experiences_with_live_facts(records, self.reader)

    def represent_drafts(self, records):
        return experience_drafts(records, self.reader)


@extend_schema_view(
    list=extend_schema(parameters=[FIELDS, SINCE]),
    retrieve=extend_schema(parameters=[FIELDS, VERSION]),
)
class LessonViewSet(PublishedViewSet):
    """Lessons: recommendations and critical points by axis, with the evidence gathered."""

    entry_type = EntryType.LESSON
    serializer_class = LessonSerializer
    filterset_class = LessonApiFilters

    def represent(self, records):
        return lessons_with_live_facts(records)


class FactorViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The guide’s factors of success and failure."""

    queryset = Factor.objects.all()
    serializer_class = FactorSerializer
    lookup_field = "key"
    lookup_value_regex = "[^/]+"

    def get_object(self):
        if "\x00" in self.kwargs["key"]:  # PostgreSQL can hold no such text
            raise Http404
        return super().get_object()
