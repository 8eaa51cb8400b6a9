"""The radar in the API: what ends, for whoever may read it."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated

from alliances.models import AgreementKind, Happening, Milestone
from alliances.radar.charges import rooms_of
from alliances.radar.horizon import FARTHEST_MONTHS, agreements_for, milestones_of, too_far
from alliances.radar.items import Item, items_of
from alliances.radar.queries import RadarForm
from alliances.radar.words import extension, falls, missing_sentence
from alliances.term import State
from observatori.organisations.access import may_enter
from observatori.organisations.models import Membership, Organisation, Scope
from observatori.organisations.references import reference
from observatori.publishing.api.callers import reader_of, require_scope
from observatori.publishing.api.reading import AT
from observatori.rest.dates import BadDay, day_asked
from observatori.rest.errors import bad_parameter
from observatori.rest.pagination import CursorPages
from observatori.rest.serializers import ReferenceSerializer
from observatori.rest.views import ApiAddress

ASKED = [
    AT,
    OpenApiParameter(
        "organisation", str, description="Whose radar: a code or a slug. Without it, all you may read."
    ),
    OpenApiParameter("months", int, enum=[3, 6, 12, 24], description="How far ahead, 24 unless told."),
    OpenApiParameter(
        "until", OpenApiTypes.DATE, description="The last day of the window, instead of months."
    ),
    OpenApiParameter(
        "what", str, many=True, enum=Happening.values, description="What happens; unknown asks alone."
    ),
    OpenApiParameter("alliance", str, description="The code or slug of an alliance, or words of its name."),
    OpenApiParameter("party", str, description="The code or slug of a party, or words of its name."),
    OpenApiParameter(
        "assignee", str, description="me, nobody, or the number of a person of the organisation."
    ),
]


class RadarAgreementSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=AgreementKind.choices)


class RadarChargeSerializer(serializers.Serializer):
    organisation = ReferenceSerializer()
    person = serializers.IntegerField()
    name = serializers.CharField()


class RadarFallSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()


class RadarSerializer(serializers.Serializer):
    agreement = RadarAgreementSerializer()
    alliance = ReferenceSerializer(allow_null=True)
    parties = ReferenceSerializer(many=True)
    what = serializers.ChoiceField(choices=Happening.choices)
    day = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    period_ends_on = serializers.DateField(allow_null=True)
    early = serializers.BooleanField()
    state = serializers.ChoiceField(choices=State.choices)
    in_notice = serializers.BooleanField()
    notice_on = serializers.CharField(allow_null=True)
    ends_on = serializers.CharField(allow_null=True)
    can_extend = serializers.BooleanField(allow_null=True)
    extension_until = serializers.CharField(allow_null=True)
    extension_reason = serializers.CharField(allow_blank=True)
    assignees = RadarChargeSerializer(many=True)
    falls_with = RadarFallSerializer(many=True)
    missing = serializers.CharField(allow_null=True)
    counts_drafts = serializers.BooleanField()  # beside the contract: not all that it counts is registered


class RadarView(ApiAddress, GenericAPIView):
    """What ends, when notice of it must be given and who looks after it, in the order of the days.

    What has no day (`what=unknown`) is asked for alone. The periods renewed tacitly are all there, each with its day.
    """

    permission_classes = (IsAuthenticated,)
    pagination_class = CursorPages
    queryset = Milestone.objects.none()
    serializer_class = RadarSerializer

    @extend_schema(parameters=ASKED, responses=RadarSerializer(many=True), operation_id="radar_list")
    def get(self, request):
        require_scope(request, Scope.READ)
        reader, at, organisation = reader_of(request), self._at(), self._organisation()
        form = self._form(reader, at, organisation)
        readable, rooms = agreements_for(reader, organisation), rooms_of(reader, organisation)
        milestones = milestones_of(readable)
        unknown = request.query_params.getlist("what") == [Happening.UNKNOWN]
        found = (form.unknown if unknown else form.events)(milestones, rooms)
        self.list_order = ("agreement", "pk") if unknown else ("day", "pk")
        page = self.paginate_queryset(found)
        items = items_of(page, readable=readable, user=reader, at=at, rooms=rooms)
        return self.get_paginated_response(
            RadarSerializer([radar_answer(item) for item in items], many=True).data
        )

    def _at(self):
        try:
            at = day_asked(self.request.query_params.get("at"))
        except BadDay as error:
            raise bad_parameter("at", str(error)) from None
        if too_far(at):
            sentence = _("El radar arriba fins a %(count)d mesos d’avui.") % {"count": FARTHEST_MONTHS}
            raise bad_parameter("at", sentence)
        return at

    def _organisation(self):
        asked = self.request.query_params.get("organisation")
        if not asked:
            return None
        if "\x00" in asked:
            raise Http404
        active = Organisation.objects.active()
        found = active.filter(code=asked).first() or active.filter(slug=asked).first()
        if found is None or not may_enter(reader_of(self.request), found):
            raise Http404
        return found

    def _form(self, reader, at, organisation):
        people = (
            Membership.objects.filter(organisation=organisation)
            if organisation
            else Membership.objects.none()
        )
        known = [(row.user_id, str(row.user)) for row in people.select_related("user")]
        form = RadarForm(self.request.query_params, user=reader, at=at, people=known)
        for name, errors in form.errors.items():
            raise bad_parameter(name, str(errors[0]))
        return form


def radar_answer(item: Item) -> dict:
    """Return what the API says of a milestone."""
    status, milestone = item.reading.status, item.milestone
    known = milestone.day is not None
    return {
        "agreement": {name: item.document[name] for name in ("code", "title", "kind")},
        "alliance": item.document["alliance"],
        "parties": item.reading.parties,
        "what": item.what,
        "day": milestone.day,
        "days_left": (milestone.day - item.reading.at).days if known else None,
        "period_ends_on": milestone.ends_on,
        "early": milestone.early,
        "extension_until": item.document["extension_until"],
        "extension_reason": extension(item)[1],
        "assignees": [_charge(charge) for charge in item.charges],
        "falls_with": falls(item) if known else [],
        "counts_drafts": item.counts_drafts,
        "missing": None if known else missing_sentence(item),
        **{
            name: getattr(status, name)
            for name in ("state", "in_notice", "notice_on", "ends_on", "can_extend")
        },
    }


def _charge(charge):
    return {
        "organisation": reference(charge.organisation),
        "person": charge.person_id,
        "name": str(charge.person),
    }
