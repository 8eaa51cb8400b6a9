"""Search over everything public, in the API."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from observatori.publishing.filters import QUERY_LENGTH
from observatori.publishing.lists import PAGE
from observatori.publishing.models import SearchEntry
from observatori.rest.errors import bad_parameter
from observatori.search.facets import labelled_facets
from observatori.search.filters import SearchFilters
from observatori.search.suggestions import suggested

LAST_PAGE = 20


class FacetSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class HitSerializer(serializers.Serializer):
    type = serializers.CharField()
    code = serializers.CharField()
    slug = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    snippet = serializers.CharField(source="summary")
    url = serializers.SerializerMethodField()
    score = serializers.FloatField(default=0.0)

    def get_url(self, entry) -> str:
        return self.context["request"].build_absolute_uri(entry.url)


class SearchSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    count_is_exact = serializers.BooleanField()
    facets_are_exact = serializers.BooleanField()
    results = HitSerializer(many=True)
    facets = serializers.DictField(child=FacetSerializer(many=True))
    did_you_mean = serializers.CharField(allow_null=True)


class SearchView(APIView):
    """One search over alliances, agreements, organisations, experiences and lessons."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Up to 200 characters."),
            OpenApiParameter("page", int, description="1 to 20, of 20 results each."),
            *(
                OpenApiParameter(name, str, many=True)
                for name in SearchFilters.base_filters
                if name not in {"q", "ordering"}
            ),
        ],
        responses=SearchSerializer,
    )
    def get(self, request):
        filters = SearchFilters(request.query_params, queryset=SearchEntry.objects.all(), request=request)
        if not filters.is_valid():
            name, (detail, *_rest) = next(iter(filters.errors.items()))
            raise bad_parameter(name, str(detail))
        entries = filters.qs
        page = self.page_asked()
        answer = {
            "count": entries.count(),
            "count_is_exact": True,
            "facets_are_exact": True,
            "results": entries[(page - 1) * PAGE : page * PAGE],
            "facets": labelled_facets(entries),
            "did_you_mean": None,
        }
        return Response(SearchSerializer(answer, context={"request": request}).data)

    def page_asked(self):
        asked = self.request.query_params.get("page", "1")
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= LAST_PAGE):
            raise bad_parameter("page", _("La pàgina ha de ser un nombre de l’1 al 20."))
        return int(asked)


class SuggestionSerializer(serializers.Serializer):
    type = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, entry) -> str:
        return self.context["request"].build_absolute_uri(entry.url)


class SuggestView(APIView):
    """Up to ten public things whose name begins like the words, or nearly is them."""

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="Up to 200 characters.")],
        responses=SuggestionSerializer(many=True),
    )
    def get(self, request):
        words = request.query_params.get("q", "")
        if len(words) > QUERY_LENGTH or "\x00" in words:
            raise bad_parameter("q", _("Hi caben 200 caràcters, i cap no pot ser nul."))
        return Response(SuggestionSerializer(suggested(words), many=True, context={"request": request}).data)
