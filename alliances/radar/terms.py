"""Agreements with only what their term depends on: light enough to read many at once."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from alliances.documents import TERM_ROWS, term_document
from alliances.models import Agreement
from alliances.readings import Reading, readings
from observatori.publishing.live import record_facts


def with_term(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return the agreements with what `term_readings` reads of them."""
    return (
        agreements.select_related("record__owner", "record__published_revision", "alliance__record")
        .defer("record__published_revision__document", "summary")
        .prefetch_related(*TERM_ROWS)
    )


def addenda_of(agreements: Iterable[Agreement]) -> QuerySet[Agreement]:
    """Return the addenda of the agreements, with their term."""
    amending = Agreement.objects.filter(amends__in=agreements, record__deleted_at=None)
    return with_term(amending).order_by("pk")


def term_readings(agreements: Iterable[Agreement], addenda: Iterable[Agreement], at: date) -> list[Reading]:
    """Return the reading of each agreement with those of `addenda` that amend it, their terms only."""
    agreements, addenda = list(agreements), list(addenda)
    documents = {one.pk: _document(one) for one in [*agreements, *addenda]}
    return readings(agreements, addenda, documents, at)


def _document(agreement):
    facts = record_facts(agreement.record)
    return term_document(agreement) | facts | {"record_state": facts["state"]}
