"""Organisations in the API: the public directory, registering one, and verifying it."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.response import Response

from observatori.codes import identified
from observatori.organisations.access import is_curator, may_enter, organisations_of
from observatori.organisations.models import Organisation, Scope
from observatori.organisations.references import reference
from observatori.organisations.rules import register_organisation
from observatori.publishing.access import known_organisations, may_correct, may_verify, public_body
from observatori.publishing.api.callers import require_scope
from observatori.publishing.api.reading import FIELDS, SINCE, PublishedViewSet
from observatori.publishing.api.verbs import Nothing
from observatori.publishing.api.writing import validated
from observatori.publishing.corrections import StaleOrganisation, correct_organisation
from observatori.publishing.filters import UNSHOWN, OrganisationFilters, WordsFilter
from observatori.publishing.models import EntryType, SearchEntry
from observatori.publishing.organisations import verify_organisation
from observatori.publishing.references import References, unknown
from observatori.publishing.serializers import OrganisationChange, OrganisationSerializer, OrganisationWrite
from observatori.publishing.views import public_organisations
from observatori.rest.parsers import JSONBody, MergePatch
from observatori.rest.preconditions import check_if_match, entity_tag, stale

ROWS = ("legal_form", "municipality", "comarca", "health_region", "centre_of__search_entry")


class OrganisationApiFilters(OrganisationFilters):
    state = WordsFilter("state", label=_("Estat"), **UNSHOWN)


@extend_schema_view(
    list=extend_schema(parameters=[FIELDS, SINCE]),
    retrieve=extend_schema(parameters=[FIELDS]),
    create=extend_schema(request=OrganisationWrite, filters=False),
    partial_update=extend_schema(request=OrganisationChange, filters=False),
)
class OrganisationViewSet(PublishedViewSet):
    """Organisations that are verified or named in a published record."""

    entry_type = EntryType.ORGANISATION
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationApiFilters
    parser_classes = (JSONBody, MergePatch)

    def list(self, request):
        entries = self.filtered(SearchEntry.objects.of_type(self.entry_type))
        if self.since:
            changed = Q(organisation__updated_at__gte=self.since) | Q(published_at__gte=self.since)
            entries = entries.filter(changed)
        page = self.paginate_queryset(entries)
        found = public_organisations().in_bulk([entry.organisation_id for entry in page])
        organisations = [organisation_facts(found[entry.organisation_id]) for entry in page]
        return self.get_paginated_response(self.shown(organisations))

    def retrieve(self, request, code):
        organisation = self.named(code)
        if organisation.merged_into:
            address = self.address_of(organisation.merged_into)
            return HttpResponsePermanentRedirect(address)
        if request.query_params.get("version") == "draft":
            return self.to_correct(organisation)
        return Response(self.shown([organisation_facts(organisation)])[0])

    def create(self, request):
        """Register an organisation, which waits for verification.

        Who belongs to none yet becomes its first admin; `member` says otherwise.
        """
        require_scope(request, Scope.WRITE)
        facts = validated(OrganisationWrite, request.data)
        centre_of = facts.pop("centre_of", None)
        if centre_of:
            facts["centre_of"] = _centre(request.user, centre_of)
        first = not is_curator(request.user) and not organisations_of(request.user)
        member = facts.pop("member", None)
        made = register_organisation(
            facts=facts, user=request.user, member=first if member is None else member
        )
        address = request.build_absolute_uri(self.address_of(made))
        return self.answer(made, 201, {"Location": address})

    def to_correct(self, organisation):
        """Answer with the version that a correction has to name, for the organisation’s members and staff."""
        if not may_enter(self.reader, organisation):
            raise Http404
        return self.answer(organisation)

    def partial_update(self, request, code):
        """Correct it: its admins, and staff that are no members of it.

        ``?version=draft`` reads it with the ETag that If-Match has to carry. One of its admins who changes the name or
        the NIF of a verified organisation leaves it to be verified again.
        """
        organisation = self.named(code)
        if organisation.merged_into:
            raise Http404  # a change must not wander to another organisation
        if not may_correct(request.user, organisation):
            self.permission_denied(request)
        require_scope(request, Scope.WRITE)
        body = request.data
        version = check_if_match(request, organisation.version, required=True)
        facts = validated(OrganisationChange, body)
        try:
            saved = correct_organisation(
                organisation=organisation, facts=facts, version=version, by=request.user
            )
        except StaleOrganisation as error:
            raise stale(error.organisation.version) from None
        return self.answer(saved)

    @extend_schema(request=Nothing, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def verify(self, request, code):
        """Make it a verified entry of the directory. Staff that are no members of it, scope curate."""
        organisation = self.named(code)
        if not may_verify(request.user, organisation):
            self.permission_denied(request)
        require_scope(request, Scope.CURATE)
        validated(Nothing, request.data)
        return self.answer(verify_organisation(organisation=organisation, by=request.user))

    def named(self, code) -> Organisation:
        """Return the organisation the caller may know of. Raises Http404."""
        if "\x00" in code:
            raise Http404
        known = known_organisations(self.reader).values("pk")
        either = Q(pk__in=known) | Q(merged_into__in=known)
        found = Organisation.objects.filter(either, **identified(code)).select_related(*ROWS, "merged_into")
        organisation = found.prefetch_related("aliases").first()
        if organisation is None:
            raise Http404
        return organisation

    def answer(self, organisation, status=200, headers=()):
        organisation = Organisation.objects.select_related(*ROWS).get(pk=organisation.pk)
        tag = {"ETag": entity_tag(organisation.version)}
        return Response(
            self.shown([organisation_facts(organisation)])[0], status, headers=tag | dict(headers)
        )


def _centre(user, identity):
    found = References(user).organisations_named([identity])
    if identity not in found:
        raise ValidationError({"centre_of": unknown(identity)})
    return found[identity]


def public_organisations_by_code(codes) -> dict[str, dict]:
    """Return the whole public organisations among the codes, for ``?expand=``, in two queries."""
    return {one.code: organisation_facts(one) for one in public_organisations().filter(code__in=codes)}


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
        "levels_of_care": organisation.levels_of_care,
        "municipality": organisation.municipality and organisation.municipality.code,
        "municipality_text": organisation.municipality_text or None,
        "comarca": organisation.comarca and organisation.comarca.code,
        "health_region": organisation.health_region and organisation.health_region.code,
        "website": organisation.website or None,
        "centre_of": reference(public_body(organisation)),
        "is_collective": organisation.is_collective,
        "collective_size": organisation.collective_size,
        "is_example": organisation.is_example,
        "verified": organisation.verified,
    }
