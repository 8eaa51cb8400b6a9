"""What each kind of record brings to the common mechanism: how it is loaded, written, frozen and shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from observatori.publishing.models import Actor, Kind, Record, Revision


@dataclass(frozen=True, kw_only=True)
class KindRules:
    """The functions of one kind; the app that owns the tables makes one and hands it to every door."""

    kind: Kind
    model: type[Model]
    load: Callable[[Record], Model]  # the whole working copy, ready for `document`
    document: Callable[[Model], dict]
    write: Callable[..., None]  # (thing, facts, references): change the working copy. ValidationError
    missing: Callable[[Model], dict[str, str]]  # field → sentence: what it lacks to be submitted
    publish: Callable[..., Revision]  # (thing, by): freeze and index
    refresh: Callable[
        [Record], None
    ]  # lists and search have it if the public may read it now, else they have not
    title: str  # the column people know it by
    deleted: Callable[[Model], None] = lambda thing: None  # sets right what depended on a deleted draft


def actor_of(user) -> Actor | None:
    """Return the pseudonym under which `user` acts; None, the system, for nobody."""
    if user is None or not user.is_authenticated:
        return None
    actor, _ = Actor.objects.get_or_create(user=user, defaults={"is_staff": user.is_curator})
    if actor.is_staff != user.is_curator:
        actor.is_staff = user.is_curator
        actor.save(update_fields=["is_staff"])
    return actor
