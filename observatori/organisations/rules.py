"""Registering an organisation. Verifying it is of publishing, because the public then reads it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from observatori.catalan import slug
from observatori.codes import next_code
from observatori.organisations.models import Alias, Membership, MembershipRole, Organisation, User
from observatori.organisations.tax_ids import is_tax_id, normalised
from observatori.vocabularies import terms
from observatori.vocabularies.models import Term, Vocabulary

COLUMNS = (
    "name",
    "short_name",
    "ownership",
    "kinds",
    "levels_of_care",
    "municipality_text",
    "website",
    "centre_of",
    "is_collective",
    "collective_size",
)
TERMS = {
    "legal_form": Vocabulary.LEGAL_FORM,
    "municipality": Vocabulary.MUNICIPALITY,
    "comarca": Vocabulary.COMARCA,
    "health_region": Vocabulary.HEALTH_REGION,
}
NAMELESS = "entitat"  # a name without a single Latin letter gives no slug
SLUG_LETTERS = 100


@transaction.atomic
def register_organisation(*, facts: dict, user: User, member: bool = True) -> Organisation:
    """Create an organisation that waits for verification; with `member`, `user` becomes its first admin.

    `facts` are in the API’s write form: terms by their codes, `centre_of` an organisation, `aliases` names. Raises
    ValidationError, by field, for what cannot be stored.
    """
    _one_at_a_time()
    organisation = Organisation(registered_by=user, **_columns(facts), **_terms(facts))
    organisation.tax_id = clean_tax_id(facts.get("tax_id") or "")
    organisation.sectors = _sectors(facts.get("sectors") or [])
    organisation.code = next_code("organisation")
    organisation.slug = free_slug(organisation.name, organisation.code)
    organisation.full_clean()
    organisation.save()
    _name_aliases(organisation, facts.get("aliases") or [])
    if member:
        Membership.objects.create(user=user, organisation=organisation, role=MembershipRole.ADMIN)
    return organisation


def clean_tax_id(text: str) -> str:
    """Return a NIF as it is stored, or an empty text; raise ValidationError where its control is wrong."""
    tax_id = normalised(text)
    if tax_id and not is_tax_id(tax_id):
        raise ValidationError(
            {"tax_id": _("Aquest NIF no és correcte: comproveu-ne les xifres i la lletra de control.")}
        )
    return tax_id


def free_slug(name: str, code: str) -> str:
    """Return the name as a slug with the number of `code` after it.

    Always with it: without, whoever registers a name would learn whether one of that name waits for verification,
    and a slug that changed at verification would break the addresses of the organisation’s own room.
    """
    wanted = f"{slug(name, SLUG_LETTERS) or NAMELESS}-{int(code.rpartition('-')[2])}"
    return f"{wanted}-{code.lower()}" if Organisation.objects.filter(slug=wanted).exists() else wanted


def _one_at_a_time():
    """Two that register the same organisation at once: the second sees the first’s slug and tax id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('register_organisation'))")


def _columns(facts):
    return {name: facts[name] for name in COLUMNS if facts.get(name) is not None}


def _terms(facts):
    return {name: _term(name, vocabulary, facts.get(name)) for name, vocabulary in TERMS.items()}


def _term(name, vocabulary, code):
    if not code:
        return None
    if term := Term.objects.filter(vocabulary=vocabulary, code=code).first():
        return term
    raise ValidationError({name: _("Aquest valor no és dels que hi pot haver.")})


def _sectors(codes: Iterable[str]) -> list[str]:
    known = terms.all_words().get(Vocabulary.SECTOR, {})
    if any(code not in known for code in codes):
        raise ValidationError({"sectors": _("Aquest valor no és dels que hi pot haver.")})
    return list(codes)


def _name_aliases(organisation, names):
    for name in dict.fromkeys(names):
        alias = Alias(organisation=organisation, name=name)
        alias.full_clean()
        alias.save()
