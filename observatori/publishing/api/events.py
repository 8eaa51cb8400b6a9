"""What happened, each event once and none skipped, as far as the caller may read it."""

import re

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from observatori.publishing.access import drafts_visible_to
from observatori.publishing.addresses import page_url
from observatori.publishing.api.callers import reader_of
from observatori.publishing.events import Cursor, after, cursor_of, readable_events
from observatori.publishing.models import Event, Record, State, Verb, Visibility
from observatori.rest.errors import bad_parameter
from observatori.rest.pagination import page_size_asked
from observatori.rest.views import ApiAddress

TOLD = (
    Verb.SUBMITTED,
    Verb.CHANGES_REQUESTED,
    Verb.PUBLISHED,
    Verb.UPDATED,
    Verb.WITHDRAWN,
    Verb.ARCHIVED,
    Verb.MERGED,
    Verb.AGREEMENT_SIGNED,
    Verb.ADDENDUM_SIGNED,
    Verb.PARTNER_CONFIRMED,
    Verb.PARTNER_DISPUTED,
)
ENDINGS = (Verb.WITHDRAWN, Verb.ARCHIVED, Verb.MERGED)
BEHIND_THE_SCENES = (Verb.SUBMITTED, Verb.CHANGES_REQUESTED)
CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


class EventRecordSerializer(serializers.Serializer):
    kind = serializers.CharField()
    code = serializers.CharField()
    slug = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class EventSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    cursor = serializers.CharField()
    verb = serializers.CharField()
    at = serializers.DateTimeField()
    record = EventRecordSerializer()
    actor = serializers.CharField()
    changes = serializers.DictField()


class EventPageSerializer(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = EventSerializer(many=True)


class EventsView(ApiAddress, APIView):
    """Events from the oldest to the newest. Keep the cursor of the last one and ask from there next time."""

    @extend_schema(
        parameters=[
            OpenApiParameter("cursor", str, description="The cursor of the last event you have read."),
            OpenApiParameter("page_size", int, description="1 to 100."),
        ],
        responses=EventPageSerializer,
    )
    def get(self, request):
        cursor, size = _cursor_asked(request), page_size_asked(request)
        reader = reader_of(request)
        events = list(events_for(reader).filter(after(cursor))[: size + 1])
        drafts = drafts_visible_to(reader).filter(pk__in=[event.record_id for event in events])
        readable = set(drafts.values_list("pk", flat=True))
        found = [_facts(event, request, event.record_id in readable) for event in events[:size]]
        following = _address(request, found[-1]["cursor"]) if len(events) > size else None
        return Response(
            {"next": following, "previous": None, "results": EventSerializer(found, many=True).data}
        )


def events_for(user) -> QuerySet[Event]:
    """Return the events that `user` may read: of public things, of what was public until it ended, of drafts."""
    public = Q(record__search_entry__isnull=False) & ~Q(verb__in=BEHIND_THE_SCENES)
    of_drafts = Q(record__in=drafts_visible_to(user).values("pk"))
    events = readable_events().filter(public | _endings() | of_drafts, verb__in=TOLD)
    return events.select_related("record", "actor")


def _endings():
    """The last event of what was public: whoever knew of it learns that it is no more."""
    ended = Record.objects.filter(
        Q(withdrawn=True) | Q(state=State.ARCHIVED) | Q(merged_into__isnull=False),
        Q(agreement=None) | Q(agreement__alliance__record__published_revision__isnull=False),
        Q(agreement=None) | Q(agreement__alliance__record__visibility=Visibility.PUBLIC),
        public_since__isnull=False,
        visibility=Visibility.PUBLIC,
    )
    return Q(verb__in=ENDINGS, record__in=ended.values("pk"))


def _facts(event, request, may_read_draft):
    record = event.record
    page = page_url(record.kind, code=record.code, slug=record.slug)
    return {
        "id": event.pk,
        "cursor": str(cursor_of(event)),
        "verb": event.verb,
        "at": event.at,
        "record": {
            "kind": record.kind,
            "code": record.code,
            "slug": record.slug,
            "url": request.build_absolute_uri(page),
        },
        "actor": _actor(event.actor),
        "changes": event.changes if may_read_draft else {},
    }


def _actor(actor):
    if actor is None:
        return "system"
    return "staff" if actor.is_staff else "organisation"


def _cursor_asked(request):
    asked = request.query_params.get("cursor", "")
    if not asked:
        return Cursor(0, 0)
    found = CURSOR.fullmatch(asked)
    if found is None:
        raise bad_parameter("cursor", _("Aquest cursor no és de cap fet: cal prendre’l de cursor o de next."))
    return Cursor(int(found[1]), int(found[2]))


def _address(request, cursor):
    asked = request.query_params.copy()
    asked["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
