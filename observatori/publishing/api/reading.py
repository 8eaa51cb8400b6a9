"""Reading the records of a kind: lists and details, published or as drafts."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from observatori.publishing.access import drafts_visible_to
from observatori.publishing.api.callers import reader_of
from observatori.publishing.api.draft_lists import drafts_asked_for
from observatori.publishing.api.expanding import Loader, expand, paths_asked
from observatori.publishing.api.finding import draft_named
from observatori.publishing.api.since import deleted_since, ended_since, moment_asked, published_since
from observatori.publishing.filters import ORDERINGS
from observatori.publishing.models import Record, SearchEntry, State
from observatori.publishing.reading import Moved, Withdrawn, published_record, was_read_by_anybody
from observatori.rest.dates import BadDay, day_asked
from observatori.rest.errors import Problem, bad_parameter
from observatori.rest.preconditions import entity_tag
from observatori.rest.views import ApiAddress

DRAFT = "draft"
AT = OpenApiParameter("at", OpenApiTypes.DATE, description="The day the derived fields are asked for.")
FIELDS = OpenApiParameter("fields", str, description="Only these fields, separated by commas.")
EXPAND = OpenApiParameter(
    "expand", str, description="Whole objects in the place of these references, as partners.organisation."
)
VERSION = OpenApiParameter("version", str, description="A published version’s number, or draft.")
DRAFTS = OpenApiParameter("version", str, enum=[DRAFT], description="Drafts you may read.")
SINCE = OpenApiParameter(
    "modified_since",
    OpenApiTypes.DATETIME,
    description="Only what changed since; what can be read no more comes last, as {code, deleted_at, merged_into}.",
)


def gone(record: Record) -> Problem:
    """Return the 410 of a withdrawn record, with the reason."""
    return Problem(410, record.withdrawn_reason, "withdrawn")


class PublishedViewSet(ApiAddress, GenericViewSet):
    """List over search entries, detail by code or slug. Subclasses turn records into answers.

    `queryset` is only for the schema: lists read `SearchEntry`, details the record. `expandable` gives for each
    path of ``?expand=`` what loads the whole objects.
    """

    queryset = SearchEntry.objects.none()
    filter_backends = (DjangoFilterBackend,)  # writes the filters into the schema; `filtered` applies them
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    entry_type: str
    record_state = "state"  # the field of that name
    expandable: Mapping[str, Loader] = {}

    def list(self, request):
        entries = SearchEntry.objects.of_type(self.entry_type).select_related("record__published_revision")
        if self.since:
            entries = entries.filter(published_since(self.since))
        page = self.paginate_queryset(self.filtered(entries))
        answers = self.shown(self.represent_to_reader([entry.record for entry in page]))
        return self.page_of(answers, ended_since(self.entry_type, self.since) if self.since else [])

    def retrieve(self, request, code):
        record = self.published(code)
        if isinstance(record, HttpResponsePermanentRedirect):
            return record
        return Response(self.shown(self.represent_to_reader([self.at_version(record)]))[0])

    def represent_to_reader(self, records: Sequence[Record]) -> Sequence[dict]:
        """Return `represent` without the state of the drafts the caller may not read: nobody else knows of them."""
        answers = self.represent(records)
        hers = drafts_visible_to(self.reader).filter(code__in=[answer["code"] for answer in answers])
        known = set(hers.values_list("code", flat=True))
        return [
            answer if answer["code"] in known else answer | {self.record_state: State.PUBLISHED.value}
            for answer in answers
        ]

    def represent(self, records: Sequence[Record]) -> Sequence[dict]:
        """Return the answer of each record; the number of queries must not depend on how many."""
        raise NotImplementedError

    # --- What the address asks ---

    @cached_property
    def reader(self):
        return reader_of(self.request)

    @cached_property
    def since(self):
        return moment_asked(self.request.query_params.get("modified_since", ""))

    @cached_property
    def at(self):
        """The day of ``?at=``; a 400 when it cannot be read."""
        try:
            return day_asked(self.request.query_params.get("at"))
        except BadDay as error:
            raise bad_parameter("at", str(error)) from None

    @property
    def list_order(self):
        """The total order that ``?ordering=`` asks for; by name unless it says otherwise."""
        asked = self.request.query_params.get("ordering", "")
        sign = "-" if asked.startswith("-") else ""
        return (sign + ORDERINGS.get(asked.removeprefix("-"), "sort_key"), "pk")

    def filtered(self, entries):
        """Return the entries that the parameters ask for; raise a 400 for one that cannot be read."""
        filters = self.filterset_class(self.request.query_params, queryset=entries, request=self.request)
        if not filters.is_valid():
            name, (detail, *_rest) = next(iter(filters.errors.items()))
            raise bad_parameter(name, str(detail))
        return filters.qs

    def published(self, code):
        """Return the published record, or the way to the one it was merged into. Raises 404 and 410."""
        try:
            return published_record(self.entry_type, code, self.reader)
        except Withdrawn as withdrawn:
            raise gone(withdrawn.record) from None
        except Moved as moved:
            return HttpResponsePermanentRedirect(self.address_of(moved.record))

    def at_version(self, record: Record) -> Record:
        """Return the record as of ``?version=N``: one of its published versions; 404 for any other."""
        asked = self.request.query_params.get("version")
        if not asked:
            return record
        number = min(int(asked[:9]), 2**31 - 1) if asked.isascii() and asked.isdigit() else 0
        revision = record.revisions.filter(number=number).first()
        if revision is None or not self.may_read_version(record, revision):
            raise Http404
        record.published_revision = revision
        return record

    def may_read_version(self, record, revision):
        """A version that the public never had is still for those it involves only."""
        if was_read_by_anybody(record, revision):
            return True
        return drafts_visible_to(self.reader).filter(pk=record.pk).exists()

    # --- Answers ---

    def address_of(self, record):
        return reverse(f"api:{self.basename}-detail", args=[record.code])

    def shown(self, documents):
        """Return the documents through the serializer, with what ``?expand=`` and ``?fields=`` ask."""
        answers = [dict(answer) for answer in self.get_serializer(documents, many=True).data]
        for path in paths_asked(self.request.query_params.get("expand", ""), self.expandable):
            expand(answers, path, self.expandable[path])
        return self.cut_down(answers)

    def cut_down(self, answers):
        asked = self.request.query_params.get("fields")
        if not asked:
            return answers
        names = set(asked.split(","))
        if unknown := names - self.get_serializer().fields.keys():
            raise bad_parameter("fields", _("No hi ha cap camp que es digui «%s».") % sorted(unknown)[0])
        return [{name: value for name, value in answer.items() if name in names} for answer in answers]

    def page_of(self, answers, tombstones):
        """Return a page of the list; the tombstones stand at the end of the last one."""
        response = self.get_paginated_response(answers)
        if response.data["next"] is None:
            response.data["results"] = [*answers, *tombstones]
        return response


class DraftsViewSet(PublishedViewSet):
    """Adds the working copies: ``?version=draft`` for whoever may read them."""

    def list(self, request):
        if not self.drafts_asked:
            return super().list(request)
        drafts = drafts_visible_to(self.reader, self.entry_type).select_related("owner", "published_revision")
        page = self.paginate_queryset(self.drafts_of_noun(drafts_asked_for(drafts, self)))
        deleted = deleted_since(self.entry_type, self.since, self.reader) if self.since else []
        return self.page_of(self.shown(self.represent_drafts(page)), deleted)

    def retrieve(self, request, code):
        if not self.drafts_asked:
            return super().retrieve(request, code)
        return self.draft_answer(draft_named(self.entry_type, code, self.reader))

    def represent_drafts(self, records: Sequence[Record]) -> Sequence[dict]:
        """Return the working copy of each record as the caller may read it; queries as in `represent`."""
        raise NotImplementedError

    def drafts_of_noun(self, drafts):
        """Return those of the drafts that the noun lists."""
        return drafts

    def in_state(self, drafts, states):
        """Keep the drafts in one of `states`; raise a 400 for one there is not."""
        if any(state not in State for state in states):
            raise bad_parameter("state", _("Aquest valor no és dels que hi pot haver."))
        return drafts.filter(state__in=states)

    @property
    def drafts_asked(self):
        return self.request.query_params.get("version") == DRAFT

    @property
    def list_order(self):
        if not self.drafts_asked:
            return super().list_order
        return ("pk",)

    def draft_answer(self, record: Record, status=200, headers=()) -> Response:
        """Return the answer with a working copy, fresh from its rows, and its entity tag."""
        record = Record.objects.select_related("owner", "published_revision").get(pk=record.pk)
        (answer,) = self.shown(self.represent_drafts([record]))
        return Response(answer, status, headers={"ETag": entity_tag(record.version)} | dict(headers))
