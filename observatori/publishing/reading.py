"""Finding the published record that an address names, for pages and API."""

from http import HTTPStatus

from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.generic import TemplateView

from observatori.codes import identified
from observatori.organisations.models import User
from observatori.publishing.access import may_read_draft
from observatori.publishing.addresses import page_url
from observatori.publishing.claims import claim_link
from observatori.publishing.models import Kind, Record, Revision, State, Visibility
from observatori.publishing.standing import is_public, who_reads, withdrawn_with
from observatori.publishing.steps import tasks_url
from observatori.rest.dates import BadDay, day_asked


class Withdrawn(Exception):
    """The record was withdrawn: whoever asks learns that, and why."""

    def __init__(self, record: Record):
        super().__init__(record.withdrawn_reason)
        self.record = record


class Moved(Exception):
    """The record is read at another address: it was merged."""

    def __init__(self, record: Record):
        super().__init__(record.code)
        self.record = record


def find_record(kind: str, identity: str) -> Record:
    """Return the record of `kind` with this code or slug.

    Raises Http404 for none, also for characters that PostgreSQL cannot hold.
    """
    if "\x00" in identity:
        raise Http404
    records = Record.objects.select_related("published_revision", "merged_into", "owner")
    try:
        return records.get(kind=kind, **identified(identity))
    except ObjectDoesNotExist:
        raise Http404 from None  # the very answer of a record that is not public


def draft_record(kind: str, identity: str, user) -> Record:
    """Return the record whose working copy `user` may read; raise Http404 for the others."""
    record = find_record(kind, identity)
    if not may_read_draft(user, record):
        raise Http404
    return record


def published_record(kind: str, identity: str, user: User | None = None) -> Record:
    """Return the record whose published version `user` may read: a public one, or one that involves her; without a
    person, one that anybody may read. Raises Http404, Withdrawn and Moved for the others.
    """
    record = find_record(kind, identity)
    if not _may_read_published(user, record):
        raise Http404
    record = standing(record)
    above = withdrawn_with(record)
    if above and not _involves(user, record):
        raise Withdrawn(above)
    return record


def _may_read_published(user, record):
    if record.published_revision_id is None or record.state == State.ARCHIVED:
        return False
    return was_for_anybody(record) or _involves(user, record)


def _involves(user, record):
    return user is not None and may_read_draft(user, record)


def was_for_anybody(record: Record) -> bool:
    """Whether the record was published for the public, be it withdrawn or merged since: an agreement only with
    its alliance, or once it was read with one that was withdrawn.
    """
    if record.published_revision_id is None or record.state == State.ARCHIVED or not record.is_for_public:
        return False
    if record.kind != Kind.AGREEMENT:
        return True
    alliance = record.agreement.alliance
    return alliance is not None and (alliance.record.is_published or withdrawn_with(record) is not None)


def was_read_by_anybody(record: Record, revision: Revision) -> bool:
    """Whether the public ever had this version: the one that stood when the record became public, or a later one.

    What a version said is corrected before anybody reads it, above all that of an agreement registered before its
    alliance is published.
    """
    if revision.document.get("visibility", Visibility.PUBLIC) != Visibility.PUBLIC:
        return False
    if record.public_since is None or not was_for_anybody(record):
        return False
    return not record.revisions.filter(number__gt=revision.number, at__lte=record.public_since).exists()


def standing(record: Record) -> Record:
    """Return a record that was published and still stands. Raises Http404, Withdrawn and Moved."""
    if record.merged_into_id:
        if not record.merged_into.is_published:
            raise Http404
        raise Moved(record.merged_into)
    if record.withdrawn:
        raise Withdrawn(record)
    return record


class RecordPage(TemplateView):
    """The page of a published record: subclasses say `kind` and add to the context what they show.

    Where a subclass can (`shows_drafts`), it also shows those it involves what was published and not everybody reads,
    and with ``?version=draft`` the working copy. What everybody reads is the same page for all.
    """

    kind: str
    identity = "slug"
    shows_drafts = False
    is_draft = False
    is_kept = False  # not everybody reads it

    def get(self, request, *args, **kwargs):
        if self.shows_drafts and request.GET.get("version") == "draft":
            return self.get_draft(request, *args, **kwargs)
        try:
            user = request.user if self.shows_drafts else None
            self.record = published_record(self.kind, kwargs[self.identity], user)
        except Withdrawn as withdrawn:
            return _gone(request, withdrawn.record)
        except Moved as moved:
            return redirect(self.address_of(moved.record), permanent=True)
        if kwargs[self.identity] != (self.record.slug or self.record.code):
            return redirect(self.address_of(self.record), permanent=True)
        self.is_kept = not is_public(self.record)
        response = super().get(request, *args, **kwargs)
        return private(response) if self.is_kept else response

    def get_draft(self, request, *args, **kwargs):
        self.record = draft_record(self.kind, kwargs[self.identity], request.user)
        self.is_draft = True
        return private(super().get(request, *args, **kwargs))

    @property
    def reader(self) -> User | None:
        """Who is shown what she may read; None where the page is the one of everybody."""
        return self.request.user if self.is_draft or self.is_kept else None

    def address_of(self, record):
        """Return where the page of `record` is."""
        return page_url(record.kind, code=record.code, slug=record.slug)

    def get_context_data(self, **kwargs):
        draft_url = tasks_url(self.record) if self.is_draft else ""
        claim = {} if self.is_draft else claim_link(self.request.user, self.record)
        kept = who_reads(self.record) if self.is_kept else None
        return super().get_context_data(
            record=self.record, draft_url=draft_url, kept=kept, claim=claim, **kwargs
        )


def private(response):
    """Return an answer that nobody keeps: it is of one reader."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def _gone(request, record):
    context = {"record": record, "reason": record.withdrawn_reason}
    return render(request, "410.html", context, status=HTTPStatus.GONE)


def asked_day(request):
    """Return the day of ``?at=``; a day that cannot be read is a 400 with its sentence."""
    try:
        return day_asked(request.GET.get("at"))
    except BadDay as error:
        raise BadRequest(str(error)) from None
