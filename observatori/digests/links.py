"""The links in letters: each secret serves for one thing."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from observatori import mail
from observatori.digests.models import Subscription

SALT = "digests.confirm"
DAYS_TO_CONFIRM = 7


def confirm_url(subscription: Subscription) -> str:
    """Return the address that confirms a subscription, for a week; it is in no other letter than that one."""
    return mail.absolute(reverse("digests:confirm", args=[signing.dumps(subscription.pk, salt=SALT)]))


def to_confirm(secret: str) -> Subscription | None:
    """Return the subscription that a link confirms; None when the link is wrong, too old or of one that ended."""
    try:
        pk = signing.loads(secret, salt=SALT, max_age=timedelta(days=DAYS_TO_CONFIRM))
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(pk=pk, ended_at=None).first()


def manage_url(subscription: Subscription) -> str:
    return mail.absolute(reverse("digests:manage", args=[subscription.token]))


def leave_url(subscription: Subscription) -> str:
    """Return the one-click address of RFC 8058."""
    return mail.absolute(reverse("digests:leave", args=[subscription.token]))
