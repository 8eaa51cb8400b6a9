"""Send now the digests whose time has come, and the letters that are waiting."""

from argparse import ArgumentTypeError
from datetime import datetime

from django.core.management.base import BaseCommand
from django.utils import timezone

from observatori.digests import rules
from observatori.digests.letters import news
from observatori.publishing.events import Cursor, end_of_reading
from observatori.publishing.models import DeliveryState


class Command(BaseCommand):
    help = "Envia els resums que toquen i les cartes pendents, i diu què ha fet."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", type=moment, help="com si ara fos aquest moment")
        parser.add_argument("--dry-run", action="store_true", help="només diu què s’enviaria")
        parser.add_argument("--for", metavar="EMAIL", dest="only", default="", help="només a aquesta adreça")

    def handle(self, *, now, dry_run, only, **options):
        now = now or timezone.now()
        if dry_run:
            return self.foretell(now, only)
        self.stdout.write(f"Resums preparats: {rules.enqueue_digests(now=now, only=only)}")
        states = rules.hand_over(now=now, only=only)
        for state, count in sorted(states.items()):
            self.stdout.write(f"{DeliveryState(state).label}: {count}")
        return None

    def foretell(self, now, only):
        until = end_of_reading()
        for subscription in rules.due_subscriptions(now=now, only=only):
            seen = Cursor(subscription.seen_transaction, subscription.seen_id)
            for entry in news(subscription.query, seen, until):
                self.stdout.write(
                    f"{subscription.email}\t{subscription.frequency}\t{entry.code}\t{entry.title}"
                )


def moment(text):
    """Return the moment of an ISO 8601 text, of Europe/Madrid when it names no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"«{text}» no és un moment ISO 8601, per exemple 2026-11-23T07:00.") from None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
