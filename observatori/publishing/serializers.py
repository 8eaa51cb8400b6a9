from rest_framework import serializers

from observatori.rest.serializers import ReferenceSerializer, codes, text


class OrganisationSerializer(serializers.Serializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    short_name = text()
    aliases = codes()
    legal_form = text()
    ownership = text()
    kinds = codes()
    sectors = codes()
    municipality = text()
    municipality_text = text()
    comarca = text()
    health_region = text()
    website = text()
    centre_of = ReferenceSerializer(allow_null=True)
    is_collective = serializers.BooleanField()
    collective_size = serializers.IntegerField(allow_null=True)
    is_example = serializers.BooleanField()
    verified = serializers.BooleanField()
