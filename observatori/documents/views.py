"""Pages where the people of an organisation keep the documents of a record."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatori.documents import rules
from observatori.documents.access import visible_documents
from observatori.documents.forms import ChangeForm, DocumentForm
from observatori.documents.models import Document
from observatori.documents.pages import (
    confirmation,
    editor_rows,
    findings_table,
    record_title,
    taken_out,
    to_take_out,
)
from observatori.organisations.access import may_enter
from observatori.organisations.models import Organisation
from observatori.publishing.access import drafts_visible_to, involving, may_write_record
from observatori.publishing.models import Kind, Record, Visibility
from observatori.publishing.step_pages import workspace_crumbs
from observatori.publishing.steps import tasks_url
from observatori.publishing.typed import UNSAVED, keeping_what_is_typed, kept_for, mark_of, say_saved

NOT_PUBLIC_YET = gettext_lazy(
    "El document s’ha desat, però no és públic: no n’hem pogut treure les metadades i el que porta amagat."
)
personal = cache_control(private=True, no_store=True)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Place:
    """A record as an organisation sees it in its workspace."""

    organisation: Organisation
    record: Record
    may_write: bool

    @property
    def url(self):
        return reverse("documents:record", args=[self.organisation.slug, self.record.code])


def place_of(user, organisation: str, code: str) -> Place:
    """Return the record `code` in the workspace of the organisation with that slug.

    Raises Http404 for who may not enter there or not read the draft, and where the two have nothing in common.
    """
    host = get_object_or_404(Organisation, slug=organisation)
    if not may_enter(user, host):
        raise Http404
    of_host = Record.objects.filter(involving([host.pk])).values("pk")
    records = drafts_visible_to(user).select_related("owner")
    record = get_object_or_404(records, code=code, pk__in=of_host)
    return Place(host, record, may_write_record(user, record))


def writable_place(user, organisation: str, code: str) -> Place:
    """Return the place to write in. Raises PermissionDenied for who may only read it."""
    place = place_of(user, organisation, code)
    if not place.may_write:
        raise PermissionDenied
    return place


def document_at(user, place: Place, public_id) -> Document:
    """Return the last version of a document of the place. Raises Http404."""
    documents = visible_documents(user, place.record).select_related("confirmed_by__user")
    return get_object_or_404(documents, public_id=public_id)


@require_safe
@personal
@login_required
def record(request, organisation, code):
    """The documents of a record, and the form to add one for who may."""
    place = place_of(request.user, organisation, code)
    return _record_page(request, place, DocumentForm())


@require_POST
@personal
@login_required
def add(request, organisation, code):
    place = writable_place(request.user, organisation, code)
    form = DocumentForm(request.POST, request.FILES)
    document = _saved(request, place, form)
    return _after_upload(request, place, document, form) if document else _record_page(request, place, form)


@form_page
@personal
@login_required
def replace(request, organisation, code, public_id):
    """Upload a new version of a document."""
    place = writable_place(request.user, organisation, code)
    document = document_at(request.user, place, public_id)
    form = DocumentForm(*_sent(request), initial=_facts_of(document))
    if form.is_bound and (saved := _saved(request, place, form, replaces=document)):
        return _after_upload(request, place, saved, form)
    return _page(request, "documents/replace.html", place, form=form, document=document)


@form_page
@personal
@keeping_what_is_typed
def change(request, organisation, code, public_id):
    """Change what is said of a document; confirm that it may be public where something was found in it."""
    place = writable_place(request.user, organisation, code)
    document = document_at(request.user, place, public_id)
    asked = request.GET.get("visibility")
    initial = _facts_of(document) | ({"visibility": asked} if asked in Visibility.values else {})
    if kept := kept_for(request):
        messages.info(request, UNSAVED)
        initial |= kept.dict()
    is_public = document.visibility == Visibility.PUBLIC
    needs_look = rules.asks(document) and not is_public
    form = ChangeForm(*_sent(request), initial=initial, asks_confirmation=needs_look)
    if form.is_bound and (changed := _changed(request, document, form)):
        say_saved(request, _with_what_was_taken(_("Les dades del document s’han desat."), changed))
        return redirect(place.url)
    look = {
        "found": findings_table(document),
        "to_take_out": "" if is_public else to_take_out(document),
        "taken_out": taken_out(document),
        "confirmed": confirmation(document),
        "is_public": is_public,
    }
    unsaved = bool(kept or form.is_bound)
    return _page(
        request,
        "documents/change.html",
        place,
        form=form,
        document=document,
        look=look,
        person=mark_of(request.user),
        unsaved=unsaved,
    )


@form_page
@personal
@login_required
def remove(request, organisation, code, public_id):
    """Ask, and then remove a document for good."""
    place = writable_place(request.user, organisation, code)
    document = document_at(request.user, place, public_id)
    if request.method != "POST":
        return _page(request, "documents/remove.html", place, document=document)
    rules.remove_document(document=document, by=request.user)
    messages.success(request, _("El document s’ha retirat."))
    return redirect(place.url)


def _record_page(request, place, form):
    rows = editor_rows(request.user, place.record, place.organisation, may_write=place.may_write)
    return _page(request, "documents/record.html", place, form=form, rows=rows, may_write=place.may_write)


def _page(request, template, place, *, form=None, **context):
    refused = form is not None and form.is_bound and bool(form.errors)
    title = record_title(place.record)
    steps = [*way_back(request.user, place.record), (tasks_url(place.record), title)]
    if template != "documents/record.html":
        steps.append((place.url, _("Documents")))
    back = workspace_crumbs(place.organisation, *steps)
    context |= {"form": form, "place": place, "title": title, "crumbs": back, "refused": refused}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, template, context, status=status)


def way_back(user, record: Record) -> list[tuple[str, str]]:
    """Return the address and the name of the alliance of an agreement, for who may read its draft.

    Alliances are above this package: their table is reached by the name of its relation.
    """
    if record.kind != Kind.AGREEMENT:
        return []
    found = drafts_visible_to(user, Kind.ALLIANCE).filter(alliance__agreements=record.pk)
    return [(tasks_url(one), record_title(one)) for one in found.select_related("owner", "alliance")]


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _facts_of(document):
    return {"title": document.title, "kind": document.kind, "visibility": document.visibility}


def _saved(request, place, form, replaces=None):
    """Return the document that a valid form adds; None, with the errors in the form, for any other.

    A file in which something was found is kept, but not public: nobody has to choose it a second time.
    """
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    upload = {"record": place.record, "file": file, "filename": file.name, "by": request.user}
    try:
        return _added(upload | form.facts() | {"replaces": replaces})
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _added(facts):
    try:
        return rules.add_document(**facts)
    except ValidationError as error:
        if not rules.is_good_in_private(error):
            raise
        return rules.add_document(**facts | {"visibility": Visibility.PARTNERS})


def _after_upload(request, place, document, form):
    if document.visibility == form.cleaned_data["visibility"]:
        messages.success(request, _with_what_was_taken(_("El document s’ha desat."), document))
        return redirect(place.url)
    sentence = _(
        "El document s’ha desat, però encara no és públic: reviseu què hi hem trobat i confirmeu-ho."
    )
    messages.warning(request, sentence if rules.asks(document) else NOT_PUBLIC_YET)
    address = reverse(
        "documents:change", args=[place.organisation.slug, place.record.code, document.public_id]
    )
    return redirect(f"{address}?visibility={Visibility.PUBLIC}")


def _with_what_was_taken(sentence, document):
    """What was said to be saved is not all that was uploaded: say so, and where the rest is."""
    what = taken_out(document)
    rest = _("El fitxer tal com es va pujar es conserva per a les entitats que hi participen.")
    return f"{sentence} {what} {rest}" if what else sentence


def _changed(request, document, form):
    """Return the document with its new facts, or the copy that became public; None, with the errors in the form."""
    if not form.is_valid():
        return None
    try:
        return rules.change_document(document=document, by=request.user, **form.facts())
    except ValidationError as error:
        if rules.needs_confirmation(error):
            form.add_error("confirmed", error.messages)  # beside the box to mark
            return None
        fields_have_it = set(error.error_dict) <= set(form.fields)  # the file is no field of this form
        form.add_error(None, error if fields_have_it else error.messages)
        return None
