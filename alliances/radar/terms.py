"""Agreements with only what their term depends on: light enough to read many at once."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from alliances.documents import TERM_FIELDS, term_document
from alliances.models import Agreement
from alliances.readings import Reading, readings
from observatori.organisations.models import Organisation
from observatori.publishing.live import record_facts

# What a radar reads of each table: most columns are long texts that it never shows.
NAMES = ("code", "slug", "name", "short_name")
OF_THE_RECORD = (
    "code", "kind", "origin", "slug", "state", "version", "visibility", "is_example", "withdrawn", "deleted_at",
)  # fmt: skip
FIELDS = (
    *TERM_FIELDS,
    *(f"record__{name}" for name in (*OF_THE_RECORD, "merged_into", "published_revision")),
    *(f"record__owner__{name}" for name in NAMES),
    "record__published_revision__number",
    *(f"alliance__record__{name}" for name in ("code", "slug", "owner")),
    "alliance__name",
)


def with_term(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return the agreements with what `term_readings` reads of them."""
    parties = Organisation.objects.only(*NAMES)
    return (
        agreements.select_related("record__owner", "record__published_revision", "alliance__record")
        .only(*FIELDS)
        .prefetch_related(Prefetch("parties", parties), Prefetch("signatures__organisation", parties))
    )


def addenda_of(agreements: Iterable[Agreement]) -> QuerySet[Agreement]:
    """Return the addenda of the agreements, with their term."""
    amending = Agreement.objects.filter(amends__in=agreements, record__deleted_at=None)
    leaving = Prefetch("leaving", Organisation.objects.only(*NAMES))  # of addenda alone
    return with_term(amending).prefetch_related(leaving).order_by("pk")


def term_readings(agreements: Iterable[Agreement], addenda: Iterable[Agreement], at: date) -> list[Reading]:
    """Return the reading of each agreement with those of `addenda` that amend it, their terms only."""
    agreements, addenda = list(agreements), list(addenda)
    documents = {one.pk: _document(one) for one in [*agreements, *addenda]}
    return readings(agreements, addenda, documents, at)


def _document(agreement):
    facts = record_facts(agreement.record)
    return term_document(agreement) | facts | {"record_state": facts["state"]}
