"""Who may do what to a record: one predicate per verb and one filter per list, used by every door.

Source of the rules: the project’s contract, API section, row *who*. Whoever may not read a thing is told that
it does not exist (404); whoever may read it but not do that to it is refused (403).
"""

from django.db.models import Q

from observatori.organisations.access import (
    is_curator,
    is_member,
    may_administer,
    may_write,
    organisations_of,
)
from observatori.organisations.models import MembershipRole, Organisation, OrganisationQuerySet, User
from observatori.publishing.models import Kind, Origin, Record, RecordQuerySet, Visibility


def involving(organisations) -> Q:
    """Return the condition on records that involve one of the organisations: owner, partner or party.

    What is kept to the organisation («entitat») involves no partner of its alliance that does not own or sign it.
    The tables of the kinds are named by their relations, so that this rule can stand below them. Each way to be
    involved is a query of its own, read by its index: joined all at once, every record is paired with every partner
    and party there is. Their union and not an OR of them, which looks at every record.
    """
    own_affair = (
        "owner__in",
        "alliance__partnerships__organisation__in",
        "agreement__parties__in",
        "experience__organisations__in",
    )
    of_the_alliance = (
        "agreement__alliance__record__owner__in",
        "agreement__alliance__partnerships__organisation__in",
    )
    shared = Record.objects.exclude(visibility=Visibility.ORGANISATION)
    owned, *others = (
        records.filter(**{way: organisations}).values("pk")
        for records, ways in ((Record.objects, own_affair), (shared, of_the_alliance))
        for way in ways
    )
    return Q(pk__in=owned.union(*others))


def signing(organisations) -> Q:
    """Return the condition on records that are the organisations’ own affair: those they own, sign or, being an
    alliance, form. A partner of an alliance is no party to each of its agreements.
    """
    return (
        Q(owner__in=organisations)
        | Q(alliance__partnerships__organisation__in=organisations)
        | Q(agreement__parties__in=organisations)
        | Q(agreement__amends__parties__in=organisations)
        | Q(experience__organisations__in=organisations)
    )


def drafts_visible_to(user: User, *kinds: str) -> RecordQuerySet:
    """Return the records whose working copy `user` may read: members of who is involved, and staff."""
    records = Record.objects.filter(deleted_at=None, merged_into=None)
    if kinds:
        records = records.filter(kind__in=kinds)
    if is_curator(user):
        return records
    mine = organisations_of(user)
    if not mine:
        return records.none()
    return records.filter(involving(mine))


def writable_by(user: User, *kinds: str) -> RecordQuerySet:
    """Return the records whose working copy `user` may change."""
    records = drafts_visible_to(user, *kinds)
    if is_curator(user):
        return records
    return records.filter(owner__in=organisations_of(user, MembershipRole.EDITOR, MembershipRole.ADMIN))


def known_organisations(user: User) -> OrganisationQuerySet:
    """Return the organisations `user` may know of: public ones, her own, those she registered, and those
    named in a draft she may read. Staff know them all.
    """
    organisations = Organisation.objects.active()
    if is_curator(user):
        return organisations
    public = Q(verified_at__isnull=False) | Q(search_entry__isnull=False)
    if not user.is_authenticated:
        return organisations.filter(public)
    mine = organisations_of(user)
    drafts = drafts_visible_to(user)
    named = Q(pk__in=drafts.values("alliance__partnerships__organisation"))
    named |= Q(pk__in=drafts.values("agreement__parties"))
    return organisations.filter(public | Q(pk__in=mine) | Q(registered_by=user) | named)


def public_body(organisation: Organisation) -> Organisation | None:
    """Return whose centre an organisation is, where anybody may know of it; None otherwise."""
    body = organisation.centre_of
    return body if body and (body.verified or hasattr(body, "search_entry")) else None


def may_read_draft(user: User, record: Record) -> bool:
    return drafts_visible_to(user).filter(pk=record.pk).exists()


def may_write_record(user: User, record: Record) -> bool:
    """May change, submit and delete the draft: editors and admins of its owner, and staff."""
    return is_curator(user) or may_write(user, record.owner)


def may_begin(user: User) -> bool:
    """May begin a draft in somebody’s name: editors and admins of any organisation, and staff."""
    return is_curator(user) or bool(organisations_of(user, MembershipRole.EDITOR, MembershipRole.ADMIN))


def may_review(user: User, record: Record) -> bool:
    """May start a review, ask for changes, publish and reject: staff, but of another organisation."""
    return is_curator(user) and not is_member(user, record.owner)


def may_register(user: User, record: Record) -> bool:
    """May make an agreement count as signed: admins of its owner or of a party, and staff on their behalf.

    An addendum changes what others signed: the owner and the parties that count are those of the agreement it amends.
    Registering is no review, so a curator who is an admin of a party registers as such. One who is only its reader or
    editor does not: what her organisation did not let her do she would do by the right of the staff, and nobody
    decides as staff about what is her own organisation’s.
    """
    agreement = record.agreement
    if _stands_for(user, agreement):
        return True
    involved = _owner_and_parties(agreement.amends or agreement) | _owner_and_parties(agreement)
    return is_curator(user) and not involved.intersection(organisations_of(user))


def registered_by_admins_of(organisation: Organisation) -> Q:
    """Return the condition on agreements that an organisation’s admins may register: `may_register` as a filter."""
    ways = (
        {"agreement__amends": None, "owner": organisation},
        {"agreement__amends": None, "agreement__parties": organisation},
        {"agreement__amends__record__owner": organisation},
        {"agreement__amends__parties": organisation},
    )
    condition = Q()
    for way in ways:
        condition |= Q(pk__in=Record.objects.filter(**way).values("pk"))
    return condition


def _stands_for(user, agreement):
    """Whether she is an admin of the owner or of a party of the agreement, or of the one that it amends."""
    mine = organisations_of(user, MembershipRole.ADMIN)
    return bool(mine) and not _owner_and_parties(agreement.amends or agreement).isdisjoint(mine)


def _owner_and_parties(agreement):
    return {agreement.record.owner_id, *agreement.parties.values_list("pk", flat=True)}


def may_withdraw(user: User, record: Record) -> bool:
    """May withdraw from the public and archive: admins of the owner, and staff; an agreement, also the admins of its
    parties, and an addendum those of what it amends. Who is named in what it never signed takes it away so.
    """
    if is_curator(user) or may_administer(user, record.owner):
        return True
    return record.kind == Kind.AGREEMENT and _stands_for(user, record.agreement)


def may_confirm(user: User, organisation: Organisation) -> bool:
    """May confirm or dispute the part of a partner: its own admins. Nobody does it for them, staff neither."""
    return may_administer(user, organisation)


def may_comment(user: User, record: Record) -> bool:
    """May talk about the draft: whoever may read it."""
    return may_read_draft(user, record)


def may_assign(user: User, record: Record) -> bool:
    """May say who of the staff looks after a curated record: any of them."""
    return is_curator(user) and record.kind != Kind.AGREEMENT


def may_verify(user: User, organisation: Organisation) -> bool:
    """May vouch for an organisation in the directory: staff, but of another organisation."""
    return is_curator(user) and not is_member(user, organisation)


def may_correct(user: User, organisation: Organisation) -> bool:
    """May change what the directory says of an organisation: its admins, and staff that are no members of it."""
    return may_administer(user, organisation) or may_verify(user, organisation)


def may_give_charge(user: User, organisation: Organisation) -> bool:
    """May say who of an organisation looks after an agreement: its editors and admins, and staff on their behalf."""
    return may_write(user, organisation) or is_curator(user)


CLAIMABLE = {Kind.ALLIANCE, Kind.EXPERIENCE}


def is_claimable(record: Record) -> bool:
    """Whether the record is a documented case that nobody answers for yet."""
    return (
        record.kind in CLAIMABLE
        and record.origin == Origin.DOCUMENTED
        and record.owner_id is None
        and not record.is_example
    )


def may_claim(user: User, record: Record, organisation: Organisation) -> bool:
    """May ask that a documented case becomes the organisation’s own."""
    return is_claimable(record) and may_write(user, organisation)


def may_decide_claim(user: User, organisation: Organisation) -> bool:
    """May approve or refuse what an organisation claims: who approves it vouches for the organisation."""
    return may_verify(user, organisation)


def public_or_involved(user: User) -> Q:
    """Return the condition on published records that `user` may read: public ones, and those of her own."""
    mine = organisations_of(user)
    if is_curator(user):
        return Q()
    public = Q(visibility=Visibility.PUBLIC)
    return public | involving(mine) if mine else public
