"""A partner’s part in an alliance in the API: confirmed, or disputed with a reason."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from alliances.api import AllianceViewSet
from alliances.confirmations.rules import confirm, dispute, may_be_answered
from alliances.confirmations.standing import made_anew
from alliances.models import PartnerAnswer, Partnership
from alliances.serializers import AllianceSerializer
from observatori.organisations.access import organisations_of
from observatori.organisations.models import Scope
from observatori.publishing.access import may_confirm, may_read_draft
from observatori.publishing.api.verbs import Nothing
from observatori.publishing.api.writing import validated
from observatori.rest.fields import Strict, Text


class Dispute(Strict):
    reason = Text(required=True, max_length=PartnerAnswer._meta.get_field("reason").max_length)


class PartnershipViewSet(AllianceViewSet):
    """The verbs of a partner, by the number of its row; each answers with the alliance."""

    @extend_schema(
        operation_id="partnerships_confirm_create",
        request=Nothing,
        responses=AllianceSerializer,
        parameters=[],
        filters=False,
    )
    def confirm(self, request, pk):
        """Confirm the part of your organisation as published, and the terms of the agreements it is a party of."""
        return self.answer(request, pk, Nothing, confirm)

    @extend_schema(
        operation_id="partnerships_dispute_create",
        request=Dispute,
        responses=AllianceSerializer,
        parameters=[],
        filters=False,
    )
    def dispute(self, request, pk):
        """Say what is not so. The public reads that you dispute it, and those involved why."""
        return self.answer(request, pk, Dispute, dispute)

    def answer(self, request, pk, body_class, rule) -> Response:
        partnership = self.named(pk)
        record = partnership.alliance.record
        organisation = partnership.organisation
        self.to_change(
            request, record.code, Scope.WRITE, lambda _record: may_confirm(request.user, organisation)
        )
        body, facts = request.data, {}
        if may_be_answered(partnership):  # else the rule refuses: the state is looked at before the body
            facts = validated(body_class, body)
        rule(
            partnership=partnership, user=request.user, **({"reason": ""} if rule is dispute else {}) | facts
        )
        return self.published_answer(record)

    def named(self, pk) -> Partnership:
        """Return the partnership of that number: one of a draft only for who may read it. Raises Http404."""
        rows = Partnership.objects.select_related(
            "organisation", "alliance__record__published_revision", "alliance__record__owner"
        )
        row = rows.filter(pk=pk).first() or self._made_anew(rows, pk)
        if row is None:
            raise Http404
        record = row.alliance.record
        published = record.published_revision.document["partners"] if record.published_revision else ()
        if pk not in {partner["id"] for partner in published} and not may_read_draft(self.reader, record):
            raise Http404
        return row

    def _made_anew(self, rows, pk):
        """The caller’s own row of now, where the published one has another in the draft."""
        mine = organisations_of(self.reader)
        return made_anew(rows.filter(organisation__in=mine), pk) if mine else None
