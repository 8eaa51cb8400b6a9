"""Organisations written from facts in the API’s write form."""

import re

from observatori.catalan import slug
from observatori.codes import next_code
from observatori.imports.references import References
from observatori.organisations.models import Alias, Organisation
from observatori.publishing.models import SearchEntry
from observatori.publishing.organisations import index_organisations
from observatori.publishing.rows import clean, fill
from observatori.vocabularies.models import Vocabulary

COLUMNS = (
    "name",
    "short_name",
    "ownership",
    "kinds",
    "sectors",
    "levels_of_care",
    "municipality_text",
    "website",
    "is_collective",
    "collective_size",
    "is_example",
    "case_key",
)
NAMELESS = "entitat"  # a name without a single Latin letter gives no slug
SLUG_LETTERS = 100
SECOND_NAME = re.compile(r" – |, | \(")  # «Fundació Plató – Hospital Plató», «… (CatSalut)», «…, SA»
BRACKET = re.compile(r" \(")  # a collective’s commas are part of its only name


def write_organisation(
    facts: dict, references: References, organisation: Organisation | None = None
) -> Organisation:
    """Create or rewrite an organisation. Its code and slug never change.

    Raises ValidationError or RefusedRow before writing anything.
    """
    new = organisation is None
    organisation = organisation or Organisation()
    fill(organisation, facts, COLUMNS)
    _set_references(organisation, facts, references)
    if new:
        organisation.slug = free_slug(facts.get("slug") or readable_slug(facts), references)
        organisation.code = next_code("organisation")
    clean(organisation)
    organisation.save()
    _write_aliases(organisation, facts.get("aliases") or [], new=new)
    references.add(organisation)
    if not new and SearchEntry.objects.filter(organisation=organisation).exists():
        index_organisations([organisation])
    return organisation


def readable_slug(facts: dict) -> str:
    """Return the name as a slug, without what a second name, a bracket or a legal form add to it."""
    first_name = BRACKET if facts.get("is_collective") else SECOND_NAME
    return slug(first_name.split(facts["name"])[0], SLUG_LETTERS) or NAMELESS


def free_slug(wanted: str, references: References) -> str:
    """Return `wanted`, or the first of wanted-2, wanted-3… that no organisation has."""
    number, free = 1, wanted
    while free in references.organisations:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _set_references(organisation, facts, references):
    organisation.legal_form = references.term(Vocabulary.LEGAL_FORM, facts.get("legal_form"))
    organisation.municipality = references.term(Vocabulary.MUNICIPALITY, facts.get("municipality"))
    organisation.comarca = references.term(Vocabulary.COMARCA, facts.get("comarca"))
    organisation.centre_of = references.organisation(facts.get("centre_of"))


def _write_aliases(organisation, names, *, new):
    known = set() if new else set(organisation.aliases.values_list("name", flat=True))
    if gone := known - set(names):
        organisation.aliases.filter(name__in=gone).delete()
    aliases = [Alias(organisation=organisation, name=name) for name in names if name not in known]
    for alias in aliases:
        clean(alias)
    Alias.objects.bulk_create(aliases)
