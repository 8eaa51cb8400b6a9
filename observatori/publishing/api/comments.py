"""What people say to each other about a draft."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from observatori.organisations.models import Scope
from observatori.publishing.access import may_comment
from observatori.publishing.api.finding import draft_named
from observatori.publishing.api.writing import validated
from observatori.publishing.comments import comment, known_field
from observatori.publishing.models import Comment, Record
from observatori.rest.fields import Strict, Text, WholeNumber


class AuthorSerializer(serializers.Serializer):
    name = serializers.CharField(allow_null=True)
    is_staff = serializers.BooleanField()


class CommentSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    field = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    author = AuthorSerializer()
    at = serializers.DateTimeField()
    reply_to = serializers.IntegerField(allow_null=True)
    asks_change = serializers.BooleanField()
    on_version = serializers.IntegerField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class CommentWrite(Strict):
    field = Text(max_length=120)
    text = Text(required=True, max_length=5000)
    reply_to = WholeNumber()


class Comments:
    """To stand before a viewset of drafts: ``<noun>/<code>/comments/``."""

    @extend_schema(
        request=CommentWrite,
        responses={200: CommentSerializer(many=True), 201: CommentSerializer},
        filters=False,
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def comments(self, request, code):
        """What has been said of the draft, and one more remark on it or on one of its fields."""
        if request.method == "POST":
            return self._say(request, code)
        record = draft_named(self.entry_type, code, self.reader)
        said = record.comments.select_related("author__user")
        return Response(CommentSerializer([comment_facts(one) for one in said], many=True).data)

    def _say(self, request, code):
        record = self.to_change(request, code, Scope.WRITE, lambda record: may_comment(request.user, record))
        facts = validated(CommentWrite, request.data)
        made = comment(
            record=record,
            user=request.user,
            text=facts["text"],
            field=known_field(facts.get("field") or "", self.rules.document(self.rules.load(record))),
            reply_to=_answered(record, facts.get("reply_to")),
        )
        return Response(CommentSerializer(comment_facts(made)).data, 201)


def _answered(record: Record, number: int | None) -> Comment | None:
    if number is None:
        return None
    found = record.comments.filter(pk=number).first()
    if found is None:
        sentence = _("Aquest comentari no és d’aquest registre.")
        raise ValidationError({"reply_to": ValidationError(sentence, "unknown_reference")})
    return found


def comment_facts(said: Comment) -> dict:
    """Return what a reader of the draft learns of a comment: a name where there is one, never an address."""
    person = said.author.user
    return {
        "id": said.pk,
        "field": said.field or None,
        "text": said.text,
        "author": {"name": (person and person.name) or None, "is_staff": said.author.is_staff},
        "at": said.at,
        "reply_to": said.reply_to_id,
        "asks_change": said.asks_change,
        "on_version": said.on_version,
        "resolved_at": said.resolved_at,
    }
