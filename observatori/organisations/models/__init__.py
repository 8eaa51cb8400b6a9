from observatori.organisations.models.members import (
    Invitation,
    JoinRequest,
    Membership,
    MembershipRole,
    RequestState,
)
from observatori.organisations.models.organisation import Alias, Organisation, OrganisationQuerySet, Ownership
from observatori.organisations.models.people import Role, User, UserManager
from observatori.organisations.models.tokens import Scope, Token

__all__ = [
    "Alias",
    "Invitation",
    "JoinRequest",
    "Membership",
    "MembershipRole",
    "Organisation",
    "OrganisationQuerySet",
    "Ownership",
    "RequestState",
    "Role",
    "Scope",
    "Token",
    "User",
    "UserManager",
]
