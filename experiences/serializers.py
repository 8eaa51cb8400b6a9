"""The shapes of experiences, lessons and factors in the API."""

from rest_framework import serializers

from observatori.rest.serializers import (
    RecordFactsSerializer,
    ReferenceSerializer,
    SourceSerializer,
    codes,
    text,
)


class ResultSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = text()
    baseline = serializers.FloatField(allow_null=True)
    period = text()
    status = text()


class EvidenceSerializer(serializers.Serializer):
    lesson = ReferenceSerializer()
    stance = serializers.CharField()
    quote = text()
    context = text()


class ExperienceSerializer(RecordFactsSerializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    type = serializers.CharField()
    axes = codes()
    owner = ReferenceSerializer(allow_null=True)
    origin = serializers.CharField()
    is_example = serializers.BooleanField()
    visibility = serializers.CharField()
    start = text()
    end = text()
    alliances = ReferenceSerializer(many=True)
    organisations = ReferenceSerializer(many=True)
    summary = text()
    context = text()
    problem = text()
    what_was_done = text()
    participants = text()
    resources = text()
    results = ResultSerializer(many=True)
    what_worked = text()
    what_hindered = text()
    replication = text()
    recommendations = codes()
    critical_points = codes()
    recommendations_origin = text()
    critical_points_origin = text()
    factors = codes()
    evidence = EvidenceSerializer(many=True)
    evidence_level = text()
    facts_quality = text()
    sources = SourceSerializer(many=True)


class EvidenceCountSerializer(serializers.Serializer):
    confirms = serializers.IntegerField()
    qualifies = serializers.IntegerField()
    contradicts = serializers.IntegerField()


class LessonSerializer(RecordFactsSerializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    kind = serializers.CharField()
    axis = serializers.CharField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    translations = serializers.DictField(child=serializers.CharField())
    origin = serializers.CharField()
    evidence_count = EvidenceCountSerializer()


class FactorSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    number = serializers.IntegerField()
    text = serializers.CharField(source="ca")
    translations = serializers.DictField(child=serializers.CharField())
