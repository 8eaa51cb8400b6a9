"""The root of the API, its reference page, and the answer to addresses it does not have."""

from django.http import Http404
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from observatori.api.reference import operations
from observatori.organisations.models import Membership
from observatori.publishing.api.callers import scopes_of
from observatori.rest.views import ApiAddress

NOUNS = (
    "organisations",
    "alliances",
    "agreements",
    "addenda",
    "experiences",
    "lessons",
    "factors",
    "territories",
    "vocabularies",
)


class Root(APIView):
    """The nouns of the API and where each one is."""

    @extend_schema(
        responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}}
    )
    def get(self, request):
        return Response(
            {noun: reverse(f"api:{noun}-list", request=request) for noun in NOUNS}
            | {
                name: reverse(f"api:{name}", request=request)
                for name in ("search", "suggest", "events", "radar", "subscriptions", "me", "schema")
            }
        )


class Schema(SpectacularJSONAPIView):
    """The OpenAPI schema; browsers that save it are given a name that a header can carry (ASCII)."""

    def _get_filename(self, request, version):
        return "observatori-api-v1.json"


class MyOrganisationSerializer(serializers.Serializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()


class MeSerializer(serializers.Serializer):
    email = serializers.EmailField()
    name = serializers.CharField()
    role = serializers.CharField()
    organisations = MyOrganisationSerializer(many=True)
    scopes = serializers.ListField(child=serializers.CharField())


class Me(ApiAddress, APIView):
    """Who the token or the session belongs to, and what it may do."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=MeSerializer)
    def get(self, request):
        mine = Membership.objects.filter(user=request.user).select_related("organisation")
        facts = {
            "email": request.user.email,
            "name": request.user.name,
            "role": request.user.role,
            "organisations": [_membership(one) for one in mine.order_by("organisation__name", "pk")],
            "scopes": scopes_of(request),
        }
        return Response(MeSerializer(facts).data)


def _membership(membership):
    organisation = membership.organisation
    return {
        "code": organisation.code,
        "slug": organisation.slug,
        "name": organisation.name,
        "role": membership.role,
    }


class Nowhere(APIView):
    """Every address the API does not have: a 404 like the others, after the look at the token."""

    schema = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404


class Reference(TemplateView):
    """The reference of the API, written from its schema, without anybody else’s scripts."""

    template_name = "api/reference.html"

    def get_context_data(self, **kwargs):
        schema = SchemaGenerator().get_schema(public=True)
        return super().get_context_data(
            groups=operations(schema),
            version=schema["info"]["version"],
            root=self.request.build_absolute_uri(reverse("api:root")),
            **kwargs,
        )
