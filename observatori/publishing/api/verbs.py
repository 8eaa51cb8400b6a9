"""Verbs of records: one step of the workflow’s table each."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from observatori.organisations.access import as_member
from observatori.organisations.models import Scope
from observatori.publishing.api.callers import require_scope
from observatori.publishing.api.writing import WritableViewSet, validated
from observatori.publishing.models import Record
from observatori.publishing.transitions import REVIEWING, advance, may_take, transitions_of
from observatori.rest.fields import WORDS, Strict, Text, rows

PUBLISHING = {"publish", "register"}


class Nothing(Strict):
    """A body without fields."""


class Reason(Strict):
    reason = Text(required=True)


class RequestedChange(Strict):
    field = Text(max_length=120)
    text = Text(required=True, max_length=5000)


class DueDay(serializers.DateField):
    default_error_messages = WORDS | {
        "invalid": _("La data ha de tenir la forma AAAA-MM-DD, per exemple 2026-03-31."),
        "datetime": _("La data ha de tenir la forma AAAA-MM-DD, per exemple 2026-03-31."),
    }


class RequestedChanges(Strict):
    comments = rows(RequestedChange)
    due_on = DueDay(required=False, allow_null=True)


def verb(name: str, body: type[Strict] = Nothing):
    """Return the decorator that makes a method the address of a verb, with its body in the schema."""

    def decorate(method):
        address = action(detail=True, methods=["post"], url_path=name, pagination_class=None)(method)
        return extend_schema(request=body, filters=False)(address)

    return decorate


class StepsViewSet(WritableViewSet):
    """What every kind knows: withdraw, archive and unarchive."""

    def step(self, code: str, name: str, body_class: type[Strict] = Nothing) -> Response:
        """Walk one step: what is published now answers with the published record, the rest with the draft.

        What only the right of the staff allows, and not an organisation of the curator’s own, is a curator’s verb.
        """
        request, step = self.request, transitions_of(self.rules.kind)[name]
        scope = Scope.CURATE if name in REVIEWING else Scope.WRITE
        record = self.to_change(request, code, scope, lambda record: step.allowed(request.user, record))
        if not step.allowed(as_member(request.user), record):
            require_scope(request, Scope.CURATE)
        body = request.data
        facts = {}
        if may_take(step, record):  # else the rule refuses: the state is looked at before the body
            facts = validated(body_class, body)
        record = advance(record=record, verb=name, user=request.user, rules=self.rules, **_known(facts))
        return self.published_answer(record) if name in PUBLISHING else self.draft_answer(record)

    def published_answer(self, record: Record) -> Response:
        record = Record.objects.select_related("owner", "published_revision").get(pk=record.pk)
        return Response(self.shown(self.represent([record]))[0])

    @verb("withdraw", Reason)
    def withdraw(self, request, code):
        """Take the published record back: its page says so, and why."""
        return self.step(code, "withdraw", Reason)

    @verb("archive")
    def archive(self, request, code):
        """Put the record away: it can neither be read in public nor changed."""
        return self.step(code, "archive")

    @verb("unarchive")
    def unarchive(self, request, code):
        """Take the record out of the archive: it is what it was before, public too if it was."""
        return self.step(code, "unarchive")


def _known(facts):
    """Null is as good as absent."""
    return {name: value for name, value in facts.items() if value is not None}


class CuratedViewSet(StepsViewSet):
    """Records that staff review before the public reads them."""

    @verb("submit")
    def submit(self, request, code):
        """Hand the draft in for review."""
        return self.step(code, "submit")

    @verb("start-review")
    def start_review(self, request, code):
        """Begin the review. Staff, scope curate."""
        return self.step(code, "start-review")

    @verb("request-changes", RequestedChanges)
    def request_changes(self, request, code):
        """Ask the author for changes, each at a field, until a day. Staff, scope curate."""
        return self.step(code, "request-changes", RequestedChanges)

    @verb("publish")
    def publish(self, request, code):
        """Let everybody read the draft as it is now. Staff of another organisation, scope curate."""
        return self.step(code, "publish")

    @verb("reject", Reason)
    def reject(self, request, code):
        """Refuse the draft, with the reason. Staff of another organisation, scope curate."""
        return self.step(code, "reject", Reason)
