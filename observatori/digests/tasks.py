"""Background work: Celery only wakes; what there is to do stands in the database."""

from celery import shared_task
from django.utils import timezone

from observatori.digests import rules


@shared_task
def sweep():
    """Each minute: digests that are due, letters, and what dead workers left."""
    rules.sweep(now=timezone.now())


@shared_task
def hand_over():
    """The letters that are due, now, instead of at the next sweep."""
    rules.hand_over(now=timezone.now())
