"""The root of the API, its reference page, and the answer to addresses it does not have."""

from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from observatori.api.reference import operations

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
                "search": reverse("api:search", request=request),
                "schema": reverse("api:schema", request=request),
            }
        )


class Reference(TemplateView):
    """The reference of the API, written from its schema, without anybody else’s scripts."""

    template_name = "api/reference.html"

    def get_context_data(self, **kwargs):
        schema = SchemaGenerator().get_schema(public=True)
        return super().get_context_data(
            groups=operations(schema), version=schema["info"]["version"], **kwargs
        )
