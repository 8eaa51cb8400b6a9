"""What publishing does for organisations: an entry for each one that anybody may read."""

from collections.abc import Iterable

from observatori.organisations.models import Organisation
from observatori.publishing.rules import EntryFacts, facet_values, write_entry


def index_organisations(organisations: Iterable[Organisation]) -> None:
    """Write the entries of organisations that are verified or named in a published record."""
    for organisation in organisations:
        write_entry(organisation, organisation_entry(organisation))


def organisation_entry(organisation: Organisation) -> EntryFacts:
    """Return what lists and search know of an organisation."""
    aliases = [alias.name for alias in organisation.aliases.all()]
    centre_of = organisation.centre_of
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
