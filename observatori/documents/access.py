"""Who may read which documents of a record; the same rule for pages, downloads and API."""

from django.db.models import Exists, OuterRef, Q

from observatori.documents.models import Document, DocumentKind, DocumentQuerySet
from observatori.organisations.access import is_curator, organisations_of
from observatori.organisations.models import User
from observatori.publishing.access import drafts_visible_to, signing
from observatori.publishing.models import Record, SearchEntry, Visibility


def documents_visible_to(user: User) -> DocumentQuerySet:
    """Return the documents of any record that `user` may download, earlier versions among them.

    Public ones are anybody’s while the record has a search entry, which it has exactly while it is public;
    their earlier versions are not, because they may have been replaced for what they told.
    """
    entry = SearchEntry.objects.filter(record=OuterRef("record"))
    public = Q(Exists(entry), visibility=Visibility.PUBLIC, replaced_by=None) & ~Q(
        kind=DocumentKind.SIGNED_ORIGINAL
    )
    documents = Document.objects.filter(removed_at=None)
    return documents.filter(public | _readable_with_drafts(user) if user.is_authenticated else public)


def _readable_with_drafts(user):
    """Those of the drafts she may read; a signed original never leaves its parties.

    Staff may bring in what an organisation hands them, and see what they brought; of a record nobody owns they keep
    the originals.
    """
    shared = Q(record__in=drafts_visible_to(user).values("pk"))
    mine = organisations_of(user)
    of_parties = Q(record__in=Record.objects.filter(signing(mine)).values("pk"))
    if is_curator(user):
        kept_by_staff = of_parties | Q(record__owner=None) | Q(uploaded_by__user=user)
        return shared & (~Q(kind=DocumentKind.SIGNED_ORIGINAL) | kept_by_staff)
    of_owner = Q(record__owner__in=mine)
    to_her = ~Q(visibility=Visibility.ORGANISATION) | of_owner
    return shared & to_her & (~Q(kind=DocumentKind.SIGNED_ORIGINAL) | of_parties)


def visible_documents(user: User, record: Record) -> DocumentQuerySet:
    """Return the last version of each document of the record that `user` may read."""
    return documents_visible_to(user).filter(record=record).current()
