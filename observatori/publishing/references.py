"""What the codes and slugs in somebody’s facts name, as far as she may read it.

A reference that cannot be read is refused exactly as one that names nothing.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from observatori.formats.characters import is_text
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to, known_organisations
from observatori.publishing.models import Record
from observatori.vocabularies.models import Term


class References:
    """Resolves the references of one person’s facts; each list in one query, whatever its length."""

    def __init__(self, user: User):
        self.user = user
        self.vocabularies: dict[str, dict[str, Term]] = {}

    def organisations(self, name: str, identities: Iterable[str]) -> list[Organisation]:
        """Return the organisations of codes or slugs, in their order. Raises ValidationError under `name`."""
        identities = list(identities)
        return chosen(name, identities, self.organisations_named(identities))

    def organisations_named(self, identities: Iterable[str | None]) -> dict[str, Organisation]:
        """Return those organisations of codes or slugs that the person may know of, by both."""
        return found_by(known_organisations(self.user), identities, "code", "slug")

    def terms(self, name: str, vocabularies: Iterable[str], codes: Iterable[str]) -> list[Term]:
        """Return the terms of codes in any of the vocabularies. Raises ValidationError under `name`."""
        known = {code: term for one in vocabularies for code, term in self.all_terms(one).items()}
        return chosen(name, codes, known)

    def term(self, name: str, vocabulary: str, code: str | None) -> Term | None:
        """Return the term of a code, None for none. Raises ValidationError under `name`."""
        if not code:
            return None
        known = self.all_terms(vocabulary)
        if code not in known:
            raise ValidationError({name: unknown(code)})
        return known[code]

    def all_terms(self, vocabulary: str) -> dict[str, Term]:
        """Return a vocabulary by code, read once."""
        if vocabulary not in self.vocabularies:
            terms = Term.objects.filter(vocabulary=vocabulary)
            self.vocabularies[vocabulary] = {term.code: term for term in terms}
        return self.vocabularies[vocabulary]

    def draft(self, name: str, kind: str, identity: str) -> Record:
        """Return a record whose working copy the person may read. Raises ValidationError under `name`."""
        found = found_by(drafts_visible_to(self.user, kind), [identity], "code", "slug")
        if identity not in found:
            raise ValidationError({name: unknown(identity)})
        return found[identity]

    def readable(self, name: str, kind: str, identities: Iterable[str]) -> list[Record]:
        """Return records that are public, or whose working copy the person may read. Raises ValidationError."""
        drafts = drafts_visible_to(self.user, kind)
        either = Record.objects.filter(
            Q(search_entry__isnull=False) | Q(pk__in=drafts.values("pk")), kind=kind
        )
        identities = list(identities)
        return chosen(name, identities, found_by(either, identities, "code", "slug"))


def found_by(things: QuerySet, identities: Iterable[str | None], *columns: str) -> dict:
    """Return the things that have one of `identities` in one of `columns`, by each of these values."""
    wanted = [identity for identity in identities if identity and is_text(identity)]
    if not wanted:
        return {}
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__in": wanted})
    return {getattr(thing, column): thing for thing in things.filter(condition) for column in columns}


def chosen(name: str, identities: Iterable[str], known: Mapping) -> list:
    """Return what `known` has under each identity, in their order.

    Raises one ValidationError with an entry ``name/<index>`` for each that names nothing; the index goes
    where `name` has «{}», if it has.
    """
    identities = list(identities)
    place = name if "{}" in name else f"{name}/{{}}"
    errors = {place.format(index): unknown(one) for index, one in enumerate(identities) if one not in known}
    if errors:
        raise ValidationError(errors)
    return [known[identity] for identity in identities]


def unknown(identity: str) -> ValidationError:
    return ValidationError(
        _("No s’ha trobat «%(identity)s»."), params={"identity": identity}, code="unknown_reference"
    )
