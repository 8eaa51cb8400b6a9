"""Experiences, lessons and factors in the API."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from experiences.filters import ExperienceFilters, LessonFilters
from experiences.live import experiences_with_live_facts, lessons_with_live_facts
from experiences.models import Factor
from experiences.serializers import ExperienceSerializer, FactorSerializer, LessonSerializer
from observatori.publishing.api import FIELDS, VERSION, PublishedViewSet
from observatori.publishing.models import EntryType


@extend_schema_view(
    list=extend_schema(parameters=[FIELDS]),
    retrieve=extend_schema(parameters=[FIELDS, VERSION]),
)
class ExperienceViewSet(PublishedViewSet):
    """Published experiences, good practices, studies and attempts that did not work."""

    entry_type = EntryType.EXPERIENCE
    serializer_class = ExperienceSerializer
    filterset_class = ExperienceFilters

    def represent(self, records):
        return experiences_with_live_facts(records)


@extend_schema_view(
    list=extend_schema(parameters=[FIELDS]),
    retrieve=extend_schema(parameters=[FIELDS, VERSION]),
)
class LessonViewSet(PublishedViewSet):
    """Lessons: recommendations and critical points by axis, with the evidence gathered."""

    entry_type = EntryType.LESSON
    serializer_class = LessonSerializer
    filterset_class = LessonFilters

    def represent(self, records):
        return lessons_with_live_facts(records)


class FactorViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The guide’s factors of success and failure."""

    queryset = Factor.objects.all()
    serializer_class = FactorSerializer
    lookup_field = "key"
    lookup_value_regex = "[^/]+"
