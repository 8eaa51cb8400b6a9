"""Who may do what in an organisation: one predicate per verb, asked by pages, API, feeds and mail alike."""

from copy import copy

from observatori.organisations.models import Membership, MembershipRole, Organisation, Role, User

WRITERS = {MembershipRole.EDITOR, MembershipRole.ADMIN}


def roles_of(user: User) -> dict[int, str]:
    """Return ``{organisation id: role}`` of a person, read once for each request."""
    if not user.is_authenticated:
        return {}
    if not hasattr(user, "_roles"):
        user._roles = dict(Membership.objects.filter(user=user).values_list("organisation", "role"))
    return user._roles


def organisations_of(user: User, *roles: str) -> list[int]:
    """Return the ids of the organisations where `user` has one of `roles`, any role without them."""
    return [pk for pk, role in roles_of(user).items() if not roles or role in roles]


def is_member(user: User, organisation: Organisation | None) -> bool:
    """May read what is the organisation’s alone."""
    return organisation is not None and organisation.pk in roles_of(user)


def may_write(user: User, organisation: Organisation | None) -> bool:
    """May write and submit in the organisation’s name: its editors and admins."""
    return organisation is not None and roles_of(user).get(organisation.pk) in WRITERS


def may_administer(user: User, organisation: Organisation | None) -> bool:
    """May register, confirm, withdraw, archive and manage members and tokens: its admins."""
    return organisation is not None and roles_of(user).get(organisation.pk) == MembershipRole.ADMIN


def is_curator(user: User) -> bool:
    """Observatory staff, administrators too."""
    return user.is_authenticated and user.is_curator


def as_member(user: User) -> User:
    """Return the same person without the right of the staff, to tell what she may do by her organisations alone."""
    plain = copy(user)
    plain.role = Role.MEMBER
    return plain


def may_manage(user: User, organisation: Organisation) -> bool:
    """May decide who belongs to the organisation and which tokens it has: its admins, and staff."""
    return may_administer(user, organisation) or is_curator(user)


def may_enter(user: User, organisation: Organisation) -> bool:
    """May open the organisation’s workspace: its members, and staff, who register on its behalf."""
    return is_member(user, organisation) or is_curator(user)
