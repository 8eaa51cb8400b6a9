"""Controlled vocabularies and territories in the API."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from observatori.vocabularies.models import TERRITORIES, Term, Vocabulary


class TermSerializer(serializers.ModelSerializer):
    label = serializers.CharField(read_only=True)
    parent = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Term
        fields = ["code", "label", "ca", "es", "en", "article", "parent", "valid_from", "valid_until"]


class TerritorySerializer(TermSerializer):
    type = serializers.ChoiceField(TERRITORIES, source="vocabulary")

    class Meta(TermSerializer.Meta):
        fields = ["type", *TermSerializer.Meta.fields]


class VocabularySerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    terms = TermSerializer(many=True)


class TerritoryViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Comarques, vegueries, health regions and municipalities."""

    queryset = Term.objects.filter(vocabulary__in=TERRITORIES).select_related("parent")
    serializer_class = TerritorySerializer
    lookup_field = "code"
    lookup_value_regex = "[^/]+"

    def get_object(self):
        code = self.kwargs["code"]
        territory = None if "\x00" in code else self.get_queryset().filter(code=code).first()
        if territory is None:
            raise Http404
        return territory


class VocabularyViewSet(ViewSet):
    """The vocabularies: stable codes with their words in three languages."""

    serializer_class = VocabularySerializer

    @extend_schema(responses=VocabularySerializer(many=True))
    def list(self, request):
        return Response(VocabularySerializer([_vocabulary(one) for one in Vocabulary], many=True).data)

    @extend_schema(
        responses=VocabularySerializer,
        parameters=[OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH)],
    )
    def retrieve(self, request, code):
        if code not in Vocabulary:
            raise Http404
        return Response(VocabularySerializer(_vocabulary(Vocabulary(code))).data)

    lookup_field = "code"
    lookup_value_regex = "[^/]+"


def _vocabulary(vocabulary):
    terms = Term.objects.filter(vocabulary=vocabulary).select_related("parent")
    return {"code": vocabulary.value, "name": vocabulary.label, "terms": terms}
