from observatori.publishing.models.delivery import Channel, Delivery, DeliveryState
from observatori.publishing.models.entries import EntryType, SearchEntry, SearchEntryQuerySet
from observatori.publishing.models.events import CurrentTransaction, Event, Verb
from observatori.publishing.models.record import (
    PUBLISHED,
    Actor,
    Kind,
    Origin,
    Record,
    RecordQuerySet,
    Revision,
    State,
    Visibility,
    published_through,
)
from observatori.publishing.models.review import Claim, ClaimState, Comment

__all__ = [
    "PUBLISHED",
    "Actor",
    "Channel",
    "Claim",
    "ClaimState",
    "Comment",
    "CurrentTransaction",
    "Delivery",
    "DeliveryState",
    "EntryType",
    "Event",
    "Kind",
    "Origin",
    "Record",
    "RecordQuerySet",
    "Revision",
    "SearchEntry",
    "SearchEntryQuerySet",
    "State",
    "Verb",
    "Visibility",
    "published_through",
]
