"""Shapes that several nouns of the API share."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class ReferenceSerializer(serializers.Serializer):
    """How one thing names another."""

    code = serializers.CharField()
    slug = serializers.CharField(allow_null=True)
    name = serializers.CharField()


class SourceSerializer(serializers.Serializer):
    """Where a fact was read."""

    title = serializers.CharField()
    url = serializers.URLField(allow_null=True)


class RecordFactsSerializer(serializers.Serializer):
    """The live facts of every curated record."""

    state = serializers.CharField()
    version = serializers.IntegerField()
    published_version = serializers.IntegerField(allow_null=True)
    withdrawn = serializers.BooleanField()


@extend_schema_field({"type": ["number", "string", "null"]})
class QuantityField(serializers.Field):
    """A figure, or the words a source gives in its place («90 / 80»)."""

    def to_representation(self, value):
        return value


def text(**options):
    """Return a field for a text that may be unknown."""
    return serializers.CharField(allow_null=True, **options)


def codes():
    """Return a field for a list of codes or of short texts."""
    return serializers.ListField(child=serializers.CharField())
