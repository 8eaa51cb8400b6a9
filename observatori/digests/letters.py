"""The letters of subscriptions, composed at the last moment from what the delivery names.

A digest reads `SearchEntry`: whatever has an entry may be read by anybody, so that a draft, or what was
withdrawn between the event and the sending, can never be named.
"""

from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from alliances import registration
from alliances.confirmations import letters as confirmations
from alliances.radar import letters as radar
from observatori import mail
from observatori.digests.field_names import field_names
from observatori.digests.links import DAYS_TO_CONFIRM, confirm_url, leave_url, manage_url
from observatori.digests.models import Frequency, Subscription
from observatori.digests.queries import in_words, matching
from observatori.formats.phrases import sentence, typographic
from observatori.publishing import notices
from observatori.publishing.events import Cursor, after
from observatori.publishing.models import Delivery, EntryType, Event, SearchEntry, Verb

LINES = 50  # of one digest; the search has the rest
WORDS = 40  # of each summary
# Most telling first: who published and then corrected something published it.
NEW = {
    Verb.ADDENDUM_SIGNED: {EntryType.AGREEMENT: _("Addenda registrada")},
    Verb.AGREEMENT_SIGNED: {EntryType.AGREEMENT: _("Conveni registrat")},
    Verb.PUBLISHED: {
        EntryType.ALLIANCE: _("Aliança nova"),
        EntryType.AGREEMENT: _("Conveni nou"),
        EntryType.EXPERIENCE: _("Experiència nova"),
        EntryType.LESSON: _("Aprenentatge nou"),
    },
    Verb.UPDATED: {
        EntryType.ALLIANCE: _("Aliança actualitzada"),
        EntryType.AGREEMENT: _("Conveni actualitzat"),
        EntryType.EXPERIENCE: _("Experiència actualitzada"),
        EntryType.LESSON: _("Aprenentatge actualitzat"),
    },
}


def telling_events(seen: Cursor, until: Cursor) -> QuerySet[Event]:
    """Return what a digest tells of: the events of records after `seen` and up to `until`."""
    return Event.objects.filter(
        after(seen),
        ~after(until),
        transaction__lte=until.transaction,
        verb__in=list(NEW),
        record__isnull=False,
    )


def news(query: str, seen: Cursor, until: Cursor) -> QuerySet[SearchEntry]:
    """Return the public things, examples left out, that the query finds among those with events."""
    told = telling_events(seen, until).values("record")
    return matching(query, SearchEntry.objects.counted().filter(record__in=told))


def digest(delivery: Delivery) -> mail.Letter | None:
    """What is new; None when who asked for it has left, or nothing of it may be read any more."""
    subscription = Subscription.objects.active().filter(pk=delivery.payload["subscription"]).first()
    if subscription is None:
        return None
    seen, until = (Cursor(*delivery.payload[name]) for name in ("seen", "until"))
    found = news(subscription.query, seen, until).order_by("-record__published_revision__at", "-pk")
    count = found.count()
    entries = list(found[:LINES])
    if not entries:
        return None
    context = {
        "lines": _lines(entries, telling_events(seen, until)),
        "count": count,
        "more": count - len(entries),
        "search_url": mail.absolute(f"{reverse('search')}?{subscription.query}"),
        "leave_url": leave_url(subscription),
    }
    return mail.render("digest", context | _about(subscription), headers=_headers(subscription))


def confirm_subscription(delivery: Delivery) -> mail.Letter | None:
    """Ask whoever reads the address whether she wants it; None once that is settled."""
    pending = Subscription.objects.filter(ended_at=None, confirmed_at=None)
    subscription = pending.filter(pk=delivery.payload["subscription"]).first()
    if subscription is None:
        return None
    facts = {"confirm_url": confirm_url(subscription), "days": DAYS_TO_CONFIRM}
    return mail.render("confirm_subscription", facts | _about(subscription))


def already_subscribed(delivery: Delivery) -> mail.Letter | None:
    """Say that there is nothing to confirm, and where to change or leave it."""
    subscription = Subscription.objects.active().filter(pk=delivery.payload["subscription"]).first()
    return mail.render("already_subscribed", _about(subscription)) if subscription else None


LETTERS = {
    **notices.LETTERS,
    **confirmations.LETTERS,
    **registration.LETTERS,
    **radar.LETTERS,
    "changes_requested": partial(notices.changes_requested, names_of=field_names),
    "record_commented": partial(notices.record_commented, names_of=field_names),
    **{letter.__name__: letter for letter in (digest, confirm_subscription, already_subscribed)},
}


def _about(subscription):
    return {
        "words": in_words(subscription.query),
        "frequency": Frequency(subscription.frequency).label,
        "manage_url": manage_url(subscription),
    }


def _headers(subscription):
    """RFC 8058 (one click), RFC 2919 (list)."""
    return {
        "List-Unsubscribe": f"<{leave_url(subscription)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<resums.{mail.our_domain()}>",
    }


def _lines(entries, events):
    """One line for each thing, however many events it has had."""
    verbs = {}
    for record, verb in events.filter(record__in=[entry.record_id for entry in entries]).values_list(
        "record", "verb"
    ):
        verbs.setdefault(record, set()).add(verb)
    return [_line(entry, verbs[entry.record_id]) for entry in entries]


def _line(entry, verbs):
    return {
        "label": next(
            words[entry.type] for verb, words in NEW.items() if verb in verbs and entry.type in words
        ),
        "title": typographic(entry.title),
        "summary": sentence(typographic(Truncator(entry.summary).words(WORDS))),
        "url": mail.absolute(entry.url),
    }
