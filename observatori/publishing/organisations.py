"""What publishing does for organisations: verifies them, and keeps an entry of each one that anybody may read."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from observatori.organisations.models import Organisation, User
from observatori.publishing.access import may_verify, public_body
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import EntryType, Event, SearchEntry, Verb
from observatori.publishing.rules import EntryFacts, facet_values, write_entries

ENTRY_ROWS = ("legal_form", "municipality", "comarca", "centre_of")  # what an organisation’s entry says of it


@transaction.atomic
def verify_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Make an organisation a verified entry of the directory, public from now on.

    Who verified it first, and when, stays: verifying again changes nothing. Raises PermissionDenied.
    """
    if not may_verify(by, organisation):
        raise PermissionDenied
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if locked.verified:
        return locked
    locked.verified_at, locked.verified_by = timezone.now(), by
    locked.version += 1
    locked.save(update_fields=["verified_at", "verified_by", "version", "updated_at"])
    refresh_organisations([locked.code])
    Event.objects.create(organisation=locked, actor=actor_of(by), verb=Verb.VERIFIED)
    return locked


@transaction.atomic
def refresh_organisations(codes: Iterable[str]) -> None:
    """Write the entries of organisations that are verified or named in something public; drop the others’.

    To be called once what names them has its own entry, or none any more, and as the last thing that a verb writes:
    the organisations are held from then on, always in the same order, so that of two that do it at once the later
    sees what the other did, and none waits for what the other holds.
    """
    codes = list(codes)
    found = Organisation.objects.filter(code__in=codes)
    list(found.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
    named = _named(codes)
    write_entries(
        (one, organisation_entry(one) if one.verified or one.code in named else None)
        for one in found.select_related(*ENTRY_ROWS).prefetch_related("aliases")
    )


def index_organisations(organisations: Iterable[Organisation]) -> None:
    """Write the entries of organisations that are verified or named in a published record."""
    write_entries((organisation, organisation_entry(organisation)) for organisation in organisations)


def _named(codes):
    """Return which of the codes some other public thing names."""
    facets = {f"organisation:{code}" for code in codes}
    entries = SearchEntry.objects.exclude(type=EntryType.ORGANISATION).filter(facets__overlap=list(facets))
    found = {facet for row in entries.values_list("facets", flat=True) for facet in row} & facets
    return {facet.partition(":")[2] for facet in found}


def organisation_entry(organisation: Organisation) -> EntryFacts:
    """Return what lists and search know of an organisation."""
    aliases = [alias.name for alias in organisation.aliases.all()]
    centre_of = public_body(organisation)
    return EntryFacts(
        title=organisation.name,
        names="\n".join(filter(None, [organisation.short_name, *aliases])),
        summary=centre_of.name if centre_of else "",
        facets=(
            *facet_values("sector", organisation.sectors),
            *facet_values("comarca", [organisation.comarca and organisation.comarca.code]),
            *facet_values("municipality", [organisation.municipality and organisation.municipality.code]),
            *facet_values("ownership", [organisation.ownership]),
            *facet_values("legal_form", [organisation.legal_form and organisation.legal_form.code]),
            *facet_values("organisation", [organisation.code]),
        ),
        card={
            "sectors": organisation.sectors,
            "comarca": organisation.comarca and organisation.comarca.code,
            "municipality": _municipality(organisation),
            "legal_form": organisation.legal_form and organisation.legal_form.code,
            "centre_of": centre_of and centre_of.name,
            "is_collective": organisation.is_collective,
            "verified": organisation.verified,
        },
    )


def _municipality(organisation):
    return (
        organisation.municipality.ca if organisation.municipality else organisation.municipality_text or None
    )
