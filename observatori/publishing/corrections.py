"""Correcting what the directory says of an organisation: its own admins, and staff."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatori.organisations.access import is_member
from observatori.organisations.models import Organisation, User
from observatori.organisations.rules import write_corrected
from observatori.organisations.tax_ids import normalised
from observatori.publishing.access import may_correct
from observatori.publishing.kinds import actor_of
from observatori.publishing.models import Event, Verb
from observatori.publishing.organisations import refresh_organisations
from observatori.publishing.written import digests

VOUCHED = {"name", "tax_id"}  # what staff check when they verify an organisation
PLAIN = ("name", "short_name", "tax_id", "ownership", "kinds", "sectors", "levels_of_care")
PLACES = ("legal_form", "municipality", "comarca", "health_region")


class StaleOrganisation(Exception):
    """Somebody changed the organisation since it was read; `organisation` is as it is now."""

    def __init__(self, organisation: Organisation):
        super().__init__(organisation.version)
        self.organisation = organisation


@transaction.atomic
def correct_organisation(*, organisation: Organisation, facts: dict, version: int, by: User) -> Organisation:
    """Change an organisation to `facts`, in the API’s write form; what they do not name stays.

    Who verified it vouched for its name and its NIF. So where one of its own admins changes either, the change counts
    at once, but the organisation waits for the staff again: no page may say «verified» of a name that nobody checked.
    Until then anybody reads it, as any organisation not verified, where something published names it. What staff of
    another organisation change, they have checked.

    Raises PermissionDenied, StaleOrganisation, and ValidationError by field.
    """
    if not may_correct(by, organisation):
        raise PermissionDenied
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if locked.version != version:
        raise StaleOrganisation(locked)
    changed = changed_names(locked, facts)
    if not changed:
        return locked
    was = locked.name
    if locked.verified and changed & VOUCHED and is_member(by, locked):
        locked.verified_at = None  # who did it last stays: that tells it from one nobody ever checked
    locked.version += 1
    write_corrected(locked, {name: facts[name] for name in changed})
    refresh_organisations([locked.code])
    Event.objects.create(
        organisation=locked, actor=actor_of(by), verb=Verb.UPDATED, changes=_told(changed, was, locked)
    )
    return locked


def changed_names(organisation: Organisation, facts: dict) -> set[str]:
    """Return the names of the facts that are not as the organisation has them."""
    tax_id = {"tax_id": normalised(facts["tax_id"] or "")} if "tax_id" in facts else {}
    held, given = digests(correctable(organisation)), digests(facts | tax_id)
    return {name for name, value in given.items() if value != held[name]}


def correctable(organisation: Organisation) -> dict:
    """Return all that can be corrected of an organisation, in the API’s write form."""
    facts = {name: getattr(organisation, name) for name in (*PLAIN, "municipality_text", "website")}
    places = {name: getattr(organisation, name) for name in PLACES}
    codes = {name: place.code if place else None for name, place in places.items()}
    return facts | codes | {"aliases": [alias.name for alias in organisation.aliases.all()]}


def _told(changed, was, organisation):
    """The trail names the fields, and says the name before and after; what else was there, only the fields."""
    names = {"name": {"before": was, "after": organisation.name}} if "name" in changed else {}
    return {"fields": sorted(changed)} | names
