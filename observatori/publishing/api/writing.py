"""Writing the drafts of a kind: create, change under the optimistic lock, delete."""

from collections.abc import Iterable

from django.http import Http404
from rest_framework.response import Response

from observatori.organisations.models import Scope
from observatori.publishing.access import may_write_record
from observatori.publishing.api.callers import require_scope
from observatori.publishing.api.finding import record_to_change
from observatori.publishing.api.owners import owner_of_new
from observatori.publishing.api.reading import DraftsViewSet, gone
from observatori.publishing.editing import EDITABLE, StaleVersion, change, create, delete_draft
from observatori.publishing.kinds import KindRules
from observatori.publishing.reading import Moved, Withdrawn
from observatori.publishing.references import References
from observatori.publishing.transitions import WrongState
from observatori.rest.errors import Problem
from observatori.rest.fields import Strict
from observatori.rest.merge_patch import merge_patch
from observatori.rest.parsers import JSONBody, MergePatch
from observatori.rest.preconditions import check_if_match, stale


class WritableViewSet(DraftsViewSet):
    """Adds POST, PATCH and DELETE, by the same rules as the pages.

    `create_serializer_class` and `write_serializer_class` say what a body may hold; `naming` is the list of the
    body that names organisations, of which the first one may become the owner.
    """

    parser_classes = (JSONBody, MergePatch)
    rules: KindRules
    create_serializer_class: type[Strict]
    write_serializer_class: type[Strict]
    naming: str

    def create(self, request):
        require_scope(request, Scope.WRITE)
        owner = self.owner_of(request.data)
        facts = validated(self.create_serializer_class, request.data)
        facts.pop("owner", None)
        thing = create(
            rules=self.rules,
            facts=facts,
            owner=owner,
            user=request.user,
            references=References(request.user),
        )
        address = request.build_absolute_uri(self.address_of(thing.record))
        return self.draft_answer(thing.record, 201, {"Location": address})

    def partial_update(self, request, code):
        record = self.writable(request, code)
        body = request.data
        version = check_if_match(request, record.version, required=True)
        facts = {}
        if record.state in EDITABLE:  # else the rule refuses: the state is looked at before the body
            facts = validated(self.write_serializer_class, self.merged(record, body))
        change(
            record=record,
            rules=self.rules,
            facts=facts,
            user=request.user,
            version=version,
            references=References(request.user),
        )
        return self.draft_answer(record)

    def destroy(self, request, code):
        record = self.writable(request, code)
        check_if_match(request, record.version, required=False)
        delete_draft(record=record, rules=self.rules, user=request.user)
        return Response(status=204)

    def writable(self, request, code):
        """Return the record the caller may write. Raises 404, 410 and 403."""
        return self.to_change(
            request, code, Scope.WRITE, lambda record: may_write_record(request.user, record)
        )

    def to_change(self, request, code, scope, allowed):
        """Return the record that `allowed` lets the caller change with `scope`. Raises 404, 410 and 403."""
        try:
            record = record_to_change(self.entry_type, code, self.reader, allowed)
        except Withdrawn as withdrawn:
            raise gone(withdrawn.record) from None
        except Moved as moved:
            raise Http404 from moved  # a change must not wander to another record
        require_scope(request, scope)
        return record

    def owner_of(self, body):
        asked = body.get("owner") if isinstance(body, dict) else None
        return owner_of_new(
            user=self.request.user,
            token=self.request.auth,
            asked=asked if isinstance(asked, str) else None,
            named=list(organisations_in(body, self.naming)),
        )

    def merged(self, record, body):
        """Return the body of a merge patch with its objects whole: rules replace what they are given."""
        if not isinstance(body, dict) or not any(isinstance(value, dict) for value in body.values()):
            return body
        held = self.rules.document(self.rules.load(record))
        return {
            name: merge_patch(held.get(name), value) if isinstance(value, dict) else value
            for name, value in body.items()
        }

    def handle_exception(self, exc):
        """Give the refusals of the rules their status."""
        if isinstance(exc, WrongState):
            exc = Problem(409, str(exc), "wrong_state")
        elif isinstance(exc, StaleVersion):
            exc = stale(exc.record.version)
        return super().handle_exception(exc)


def validated(serializer_class: type[Strict], body) -> dict:
    """Return the facts of a body; raise a ValidationError that points at all that is wrong."""
    serializer = serializer_class(data=body)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def organisations_in(body, name: str) -> Iterable[str]:
    """Yield the codes or slugs under `name` of a body nobody has checked: plain ones, or those of rows."""
    rows = body.get(name) if isinstance(body, dict) else None
    for row in rows if isinstance(rows, list) else ():
        identity = row.get("organisation") if isinstance(row, dict) else row
        if isinstance(identity, str):
            yield identity
