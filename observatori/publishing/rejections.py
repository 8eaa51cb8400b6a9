"""Why the staff did not accept a record: the remark that was written with the decision."""

from collections import defaultdict
from collections.abc import Iterable

from observatori.publishing.models import Comment, Event, Record, State, Verb


def reason_of(event: Event) -> str:
    """Return why a record was rejected, given the event that tells it; an empty text where nobody said."""
    said = Comment.objects.filter(record=event.record_id, author=event.actor_id, reply_to=None)
    return _last_before(event, said)


def rejection_reasons(records: Iterable[Record]) -> dict[int, str]:
    """Return why each of the rejected ones among the records was not accepted, by its key; two queries."""
    rejected = [record.pk for record in records if record.state == State.REJECTED]
    events = Event.objects.filter(record__in=rejected, verb=Verb.REJECTED).order_by("transaction", "pk")
    said = defaultdict(list)
    for comment in Comment.objects.filter(record__in=rejected, reply_to=None):
        said[comment.record_id, comment.author_id].append(comment)
    last = {event.record_id: event for event in events}
    return {pk: _last_before(event, said[pk, event.actor_id]) for pk, event in last.items()}


def _last_before(event, comments):
    texts = [comment.text for comment in sorted(comments, key=lambda one: one.pk) if comment.at <= event.at]
    return texts[-1] if texts else ""
