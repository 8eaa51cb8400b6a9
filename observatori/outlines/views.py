"""The page of an outline: choose what to keep of an agreement, and begin a draft with it or take it away as a DOCX."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from alliances.completeness.marks import marks_of
from alliances.models import Agreement
from alliances.pages.agreement import kind_word
from alliances.readings import public_readings
from experiences.guide import in_guide_order, lesson_view
from experiences.live import lessons_with_live_facts
from observatori.accounts.pages import own_page, refuse
from observatori.formats.phrases import typographic
from observatori.organisations.models import Organisation
from observatori.outlines.blanks import bodies_of
from observatori.outlines.document import MEDIA_TYPE, outline_docx
from observatori.outlines.drafting import draft_from
from observatori.outlines.forms import OutlineForm, title_of_draft
from observatori.outlines.outline import Outline, lessons_once, outline
from observatori.publishing.access import may_begin
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Kind, Record
from observatori.publishing.pages import crumbs
from observatori.publishing.reading import Moved, Withdrawn, published_record
from observatori.publishing.steps import tasks_url


@method_decorator(own_page, name="dispatch")
class OutlinePage(View):
    """For who reads a registered agreement and may write in somebody’s name."""

    @cached_property
    def outline(self) -> Outline:
        user = self.request.user
        try:
            record = published_record(Kind.AGREEMENT, self.kwargs["code"], user)
        except (Withdrawn, Moved):
            raise Http404 from None
        agreement = Agreement.objects.get(pk=record.pk)
        agreement.record = record
        (reading,) = public_readings([agreement], timezone.localdate(), user)
        if not may_begin(user):
            raise PermissionDenied
        marks = marks_of([record.code])[record.code]
        return outline(reading, marks, guide(), other_names(bodies_of([reading.document, *reading.addenda])))

    def get(self, request, code):
        return self.page(OutlineForm(user=request.user, outline=self.outline))

    def post(self, request, code):
        found = self.outline
        form = OutlineForm(request.POST, user=request.user, outline=found)
        if "_docx" in request.POST:
            return self.docx(found, form)
        if form.is_valid():
            try:
                made = draft_from(
                    outline=found,
                    chosen=form.cleaned_data["parts"],
                    title=form.cleaned_data["title"],
                    parent=form.cleaned_data["parent"],
                    owner=form.owner,
                    by=request.user,
                )
                return redirect(tasks_url(made.record))
            except Http404:
                form.add_error("parent", _("No s’ha trobat."))
            except ValidationError as error:
                refuse(form, error)
        return self.page(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def docx(self, found, form):
        """The pieces chosen as a file; whose the draft would be does not matter to it."""
        form.is_valid()
        chosen = form.cleaned_data.get("parts")
        if not chosen:
            for name in form.errors.keys() - {"parts"}:
                del form.errors[name]
            return self.page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        title = form.cleaned_data.get("title") or title_of_draft(found)
        name = f"{found.document['code']}-esborrany.docx"
        return HttpResponse(
            outline_docx(found, chosen, title),
            content_type=MEDIA_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def page(self, form, status=HTTPStatus.OK):
        found = self.outline
        document = found.document
        kept = set(form["parts"].value() or ())
        source = page_url("agreement", code=document["code"], slug=None)
        context = {
            "form": form,
            "title": typographic(document["title"]),
            "crumbs": crumbs(
                (reverse("alliances:list"), _("Aliances")), (source, typographic(document["title"]))
            ),
            "eyebrow": f"{kind_word(document)} · {document['code']}",
            "fields": [form[name] for name in ("title", "organisation", "parent")],
            "pieces": [_piece(one, lessons, one.key in kept) for one, lessons in lessons_once(found.pieces)],
            "is_marked": found.is_marked,
            "unanswered": found.unanswered(kept),
            "is_addendum": found.is_addendum,
        }
        return render(self.request, "outlines/outline.html", context, status=status)


def _piece(piece, lessons, is_kept):
    return {
        "key": piece.key,
        "name": typographic(piece.name),
        "text": typographic(piece.facts["text"]),
        "kept": is_kept,
        "contents": piece.contents,
        "lessons": [lesson_view(one) for one in lessons],
    }


def other_names(bodies: Iterable[Mapping]) -> list[str]:
    """Return the short and former names of organisations, given by their references."""
    codes = {one["code"] for one in bodies}
    organisations = Organisation.objects.filter(code__in=codes).prefetch_related("aliases")
    return [
        name
        for one in organisations
        for name in (one.short_name, *(alias.name for alias in one.aliases.all()))
    ]


def guide() -> list[dict]:
    """Return the published lessons, in the order of the guide."""
    records = Record.objects.published().filter(kind=Kind.LESSON).select_related("published_revision")
    return in_guide_order(lessons_with_live_facts(records))
