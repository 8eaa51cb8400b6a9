"""What every noun of the API shares, and the organisations."""

from collections.abc import Sequence

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from observatori.organisations.references import reference
from observatori.publishing.filters import ORDERINGS, OrganisationFilters
from observatori.publishing.models import EntryType, Record, SearchEntry
from observatori.publishing.reading import Moved, Withdrawn, published_record
from observatori.publishing.serializers import OrganisationSerializer
from observatori.publishing.views import public_organisations
from observatori.rest.dates import BadDay, day_asked
from observatori.rest.errors import Problem, bad_parameter

AT = OpenApiParameter("at", OpenApiTypes.DATE, description="The day the derived fields are asked for.")
FIELDS = OpenApiParameter("fields", str, description="Only these fields, separated by commas.")
VERSION = OpenApiParameter("version", str, description="A published version’s number.")


class PublishedViewSet(GenericViewSet):
    """List over search entries, detail by code or slug. Subclasses turn records into answers.

    `queryset` is only for the schema: lists read `SearchEntry`, details the record.
    """

    queryset = SearchEntry.objects.none()
    filter_backends = (DjangoFilterBackend,)  # writes the filters into the schema; `filtered` applies them
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    entry_type: str

    def list(self, request):
        entries = SearchEntry.objects.of_type(self.entry_type).select_related("record__published_revision")
        page = self.paginate_queryset(self.filtered(entries))
        return self.get_paginated_response(self.shown(self.represent([entry.record for entry in page])))

    def retrieve(self, request, code):
        try:
            record = published_record(self.entry_type, code)
        except Withdrawn as withdrawn:
            raise Problem(410, withdrawn.record.withdrawn_reason, "withdrawn") from None
        except Moved as moved:
            return self.moved(moved.record)
        return Response(self.shown(self.represent([at_version(record, request)]))[0])

    def represent(self, records: Sequence[Record]) -> Sequence[dict]:
        """Return the answer of each record; the number of queries must not depend on how many."""
        raise NotImplementedError

    def filtered(self, entries):
        """Return the entries that the parameters ask for; raise a 400 for one that cannot be read."""
        filters = self.filterset_class(self.request.query_params, queryset=entries, request=self.request)
        if not filters.is_valid():
            name, (detail, *_rest) = next(iter(filters.errors.items()))
            raise bad_parameter(name, str(detail))
        return filters.qs

    def shown(self, documents):
        """Return the documents through the serializer, cut down to ``?fields=``."""
        answers = self.get_serializer(documents, many=True).data
        asked = self.request.query_params.get("fields")
        if not asked:
            return answers
        names = set(asked.split(","))
        if unknown := names - self.get_serializer().fields.keys():
            raise bad_parameter("fields", _("No hi ha cap camp que es digui «%s».") % sorted(unknown)[0])
        return [{name: value for name, value in answer.items() if name in names} for answer in answers]

    def moved(self, record):
        return redirect(reverse(f"api:{self.basename}-detail", args=[record.code]), permanent=True)

    @property
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


def at_version(record: Record, request) -> Record:
    """Return the record as of ``?version=N``: one of its published versions; 404 for any other."""
    asked = request.query_params.get("version")
    if not asked:
        return record
    if not (asked.isascii() and asked.isdigit()):
        raise Http404
    revision = record.revisions.filter(number=min(int(asked[:9]), 2**31 - 1)).first()
    if revision is None:
        raise Http404
    record.published_revision = revision
    return record


@extend_schema_view(
    list=extend_schema(parameters=[FIELDS]),
    retrieve=extend_schema(parameters=[FIELDS]),
)
class OrganisationViewSet(PublishedViewSet):
    """Organisations that are verified or named in a published record."""

    entry_type = EntryType.ORGANISATION
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilters

    def list(self, request):
        entries = self.filtered(SearchEntry.objects.of_type(self.entry_type))
        page = self.paginate_queryset(entries)
        found = {
            one.pk: one for one in public_organisations().filter(pk__in=[e.organisation_id for e in page])
        }
        organisations = [organisation_facts(found[entry.organisation_id]) for entry in page]
        return self.get_paginated_response(self.shown(organisations))

    def retrieve(self, request, code):
        identity = {"code": code} if code.startswith("OAE-") else {"slug": code}
        organisation = None if "\x00" in code else public_organisations().filter(**identity).first()
        if organisation is None:
            raise Http404(_("No s’ha trobat cap entitat amb aquesta adreça."))
        return Response(self.shown([organisation_facts(organisation)])[0])


def organisation_facts(organisation) -> dict:
    """Return what anybody may know of an organisation."""
    return {
        "code": organisation.code,
        "slug": organisation.slug,
        "name": organisation.name,
        "short_name": organisation.short_name or None,
        "aliases": [alias.name for alias in organisation.aliases.all()],
        "legal_form": organisation.legal_form and organisation.legal_form.code,
        "ownership": organisation.ownership or None,
        "kinds": organisation.kinds,
        "sectors": organisation.sectors,
        "municipality": organisation.municipality and organisation.municipality.code,
        "municipality_text": organisation.municipality_text or None,
        "comarca": organisation.comarca and organisation.comarca.code,
        "health_region": organisation.health_region and organisation.health_region.code,
        "website": organisation.website or None,
        "centre_of": reference(organisation.centre_of),
        "is_collective": organisation.is_collective,
        "collective_size": organisation.collective_size,
        "is_example": organisation.is_example,
        "verified": organisation.verified,
    }
