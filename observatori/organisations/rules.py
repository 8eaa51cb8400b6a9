"""Registering an organisation, and writing what is corrected. Who may, and what the public reads, is of publishing."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from observatori.catalan import slug
from observatori.codes import next_code
from observatori.formats.characters import refuse_addresses
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
NAMES = ("name", "short_name")
TERMS = {
    "legal_form": Vocabulary.LEGAL_FORM,
    "municipality": Vocabulary.MUNICIPALITY,
    "comarca": Vocabulary.COMARCA,
    "health_region": Vocabulary.HEALTH_REGION,
}
SEVERAL = {
    "kinds": Vocabulary.ORGANISATION_KIND,
    "sectors": Vocabulary.SECTOR,
    "levels_of_care": Vocabulary.LEVEL_OF_CARE,
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
    _check_names(facts)
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


def write_corrected(organisation: Organisation, facts: dict) -> None:
    """Save the facts of an organisation, in the API’s write form; what they do not name stays.

    A name that it no longer has is kept among its aliases, for who looks for it. Raises ValidationError with all that
    cannot be stored, by field. Run it in the transaction that holds the organisation locked.
    """
    former = organisation.name
    _check_names({name: value for name, value in facts.items() if value != getattr(organisation, name, None)})
    errors: dict = {}
    for name, value in facts.items():
        if name != "aliases":
            try:
                setattr(organisation, name, _as_stored(organisation, name, value))
            except ValidationError as error:
                errors |= error.error_dict
    try:
        organisation.full_clean(exclude=errors)
    except ValidationError as error:
        errors |= error.error_dict
    if errors:
        raise ValidationError(errors)
    organisation.save()
    held = [alias.name for alias in organisation.aliases.all()]
    names = facts.get("aliases", held) or []
    if former != organisation.name:
        names = [*names, former]
    _rename_aliases(organisation, [name for name in names if name != organisation.name], held)


def _check_names(facts):
    """Raise ValidationError, by field, for names that letters could not quote."""
    errors = {}
    for name in NAMES:
        try:
            refuse_addresses(str(facts.get(name) or "").strip())
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


def _as_stored(organisation, name, value):
    if name == "tax_id":
        return _free_tax_id(organisation, clean_tax_id(value or ""))
    if name in TERMS:
        return _term(name, TERMS[name], value)
    if name in SEVERAL:
        return _known(name, value or [], getattr(organisation, name))
    return organisation._meta.get_field(name).get_default() if value is None else value


def _free_tax_id(organisation, tax_id):
    others = Organisation.objects.exclude(pk=organisation.pk)
    if tax_id and others.filter(tax_id=tax_id).exists():
        raise ValidationError({"tax_id": _("Ja hi ha una entitat amb aquest NIF.")})
    return tax_id


def _known(name, codes, held):
    """What it has already may stay, though the vocabulary no longer has it."""
    known = {*terms.all_words().get(SEVERAL[name], {}), *held}
    if not known.issuperset(codes):
        raise ValidationError({name: _("Aquest valor no és dels que hi pot haver.")})
    return list(dict.fromkeys(codes))


def _rename_aliases(organisation, names, held):
    organisation.aliases.exclude(name__in=names).delete()
    _name_aliases(organisation, [name for name in names if name not in held], "aliases")


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


def _name_aliases(organisation, names, field="name"):
    for name in dict.fromkeys(names):
        alias = Alias(organisation=organisation, name=name)
        try:
            alias.full_clean()
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from None
        alias.save()
