"""The semàfor of an agreement in the API: read by whoever reads the agreement, marked by whoever may write it."""

from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from alliances.completeness.lights import OF_THE_LAW, Completeness, Light
from alliances.completeness.marks import completeness_of, mark, markable_parts
from alliances.drafts import draft_readings
from alliances.models import Content, Coverage
from alliances.pages.completeness import light_sentence, whole_sentence
from alliances.readings import Reading
from observatori.organisations.models import Scope
from observatori.publishing.access import may_write_record
from observatori.publishing.api.finding import draft_named
from observatori.publishing.api.reading import AT, VERSION
from observatori.publishing.api.writing import validated
from observatori.rest.fields import Code, Several, Strict, Text, rows
from observatori.rest.serializers import codes, text


class ItemLightSerializer(serializers.Serializer):
    item = serializers.ChoiceField(Content.choices)
    light = serializers.ChoiceField(Light.choices)
    mandatory = serializers.BooleanField()
    changed = serializers.BooleanField()
    parts = codes()
    sentence = text()
    note = text()


class CompletenessSerializer(serializers.Serializer):
    at = serializers.DateField()
    binding = serializers.BooleanField()
    light = serializers.ChoiceField(Light.choices)
    changed = serializers.BooleanField()
    sentence = serializers.CharField()
    items = ItemLightSerializer(many=True)


class MarkWrite(Strict):
    item = Code(Content.choices, required=True)
    answer = Code(Coverage.choices)
    parts = Several()
    note = Text(max_length=500)


class MarksWrite(Strict):
    items = rows(MarkWrite)

    def validate_items(self, items):
        named = [facts["item"] for facts in items]
        if len(set(named)) < len(named):
            raise serializers.ValidationError(_("Cada contingut hi pot ser un sol cop."), code="invalid")
        return items


class CompletenessOfAgreements:
    """Adds the address to the agreements’ view set."""

    @extend_schema(methods=["GET"], parameters=[AT, VERSION], responses=CompletenessSerializer, filters=False)
    @extend_schema(methods=["PATCH"], request=MarksWrite, responses=CompletenessSerializer, filters=False)
    @action(detail=True, methods=["get", "patch"], pagination_class=None)
    def completeness(self, request, code):
        """The contents of article 49 of Llei 40/2015 that the text has on a day; PATCH says which part has them."""
        if request.method == "PATCH":
            return self._mark(request, code)
        if self.drafts_asked:
            return Response(answer_of(self._draft(draft_named(self.entry_type, code, self.reader))))
        record = self.published(code)
        if isinstance(record, HttpResponsePermanentRedirect):
            return record
        (reading,) = self.readings([self.at_version(record)])
        return Response(answer_of(reading))

    def _draft(self, record) -> Reading:
        (reading,) = draft_readings([record], self.at, self.reader)
        return reading

    def _mark(self, request, code):
        """Answer some contents; a null answer takes one back. No draft changes, so there is nothing to match."""
        record = self.to_change(
            request, code, Scope.WRITE, lambda record: may_write_record(request.user, record)
        )
        facts = validated(MarksWrite, request.data).get("items") or []
        marks = {one["item"]: one if one.get("answer") else None for one in facts}
        reading = self._draft(record)
        parts = markable_parts(reading)
        mark(record=record, marks=marks, parts=parts, at=reading.at, by=request.user)
        return Response(answer_of(reading))


def answer_of(reading: Reading) -> dict:
    """Return the semàfor of a reading as the API gives it."""
    (found,) = completeness_of([reading])
    return CompletenessSerializer(
        {
            "at": reading.at,
            "binding": found.binding,
            "light": found.light,
            "changed": found.changed,
            "sentence": whole_sentence(found),
            "items": [_item(one, found) for one in found.items],
        }
    ).data


def _item(one, found: Completeness):
    return {
        "item": one.item,
        "light": one.light,
        "mandatory": found.binding and one.item in OF_THE_LAW,
        "changed": one.changed,
        "parts": one.parts,
        "sentence": light_sentence(one) or None,
        "note": one.note or None,
    }
