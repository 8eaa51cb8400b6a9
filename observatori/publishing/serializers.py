from rest_framework import serializers

from observatori.organisations.models import Ownership
from observatori.rest.fields import Code, Flag, Several, Strict, Text, WebAddress, WholeNumber
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
    levels_of_care = codes()
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


class OrganisationChange(Strict):
    """What is corrected of an organisation. The NIF is checked and never shown."""

    shown = frozenset(OrganisationSerializer().fields)

    name = Text(max_length=250, allow_null=False, allow_blank=False)
    short_name = Text(max_length=80)
    aliases = Several()
    tax_id = Text(max_length=20)
    legal_form = Text()
    ownership = Code(Ownership.choices)
    kinds = Several()
    sectors = Several()
    levels_of_care = Several()
    municipality = Text()
    municipality_text = Text(max_length=120)
    comarca = Text()
    health_region = Text()
    website = WebAddress()


class OrganisationWrite(OrganisationChange):
    """What is said of a new organisation."""

    name = Text(required=True, max_length=250)
    centre_of = Text()
    is_collective = Flag()
    collective_size = WholeNumber()
    member = Flag(help_text="Whether you become its first admin; by default, where you belong to no other.")
