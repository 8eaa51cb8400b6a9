"""Subscriptions by mail through the API: the same form and the same rule as the page."""

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.response import Response
from rest_framework.views import APIView

from observatori.digests.forms import SubscribeForm
from observatori.digests.models import Frequency
from observatori.digests.queries import query_fields
from observatori.digests.rules import subscribe
from observatori.digests.views import HOUR, PER_RECIPIENT
from observatori.organisations.models import Scope
from observatori.publishing.api.callers import require_scope
from observatori.publishing.api.writing import validated
from observatori.rest.fields import Code, Several, Strict, Text
from observatori.rest.limits import within_limit
from observatori.rest.parsers import JSONBody
from observatori.rest.views import ApiAddress


class SubscriptionWrite(Strict):
    """Where to, how often, and the filters of the search: one value or several of each."""

    email = Text()
    frequency = Code(Frequency.choices, required=True)
    q = Text()

    def get_fields(self):
        return super().get_fields() | {name: Several() for name in query_fields() if name != "q"}


class SubscriptionSerializer(serializers.Serializer):
    email = serializers.EmailField()
    frequency = serializers.CharField()
    query = serializers.CharField(allow_blank=True)


class SubscriptionsView(ApiAddress, APIView):
    """Ask for a digest of what the search finds; the address is asked by mail before anything is sent."""

    parser_classes = (JSONBody,)

    @extend_schema(request=SubscriptionWrite, responses={202: SubscriptionSerializer})
    def post(self, request):
        require_scope(request, Scope.WRITE)
        form = SubscribeForm(_as_form(validated(SubscriptionWrite, request.data), request.user))
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        email = form.cleaned_data["email"].lower()
        if not within_limit("subscribe-to", email, limit=PER_RECIPIENT, seconds=HOUR):
            raise Throttled(wait=HOUR)
        frequency = form.cleaned_data["frequency"]
        subscribe(email=email, query=form.query, frequency=frequency, language=get_language())
        answer = {"email": email, "frequency": frequency, "query": form.query}
        return Response(SubscriptionSerializer(answer).data, 202)


def _as_form(facts: dict, user) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in ({"email": user.email} | facts).items():
        data.setlist(name, value if isinstance(value, list) else [value or ""])
    return data
