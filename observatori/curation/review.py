"""The page where a record is read and decided on."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from observatori.curation.forms import AnswerForm, AssignForm, ReviewForm
from observatori.curation.kinds import RULES, rules_of
from observatori.curation.pages import review as page
from observatori.curation.pages.agreement import with_part_names
from observatori.curation.pages.conversations import last_deed
from observatori.curation.rooms import staff_page
from observatori.curation.rules import COMMENT, decide
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.assignment import assign
from observatori.publishing.comments import comment, reopen, resolve
from observatori.publishing.editing import StaleVersion
from observatori.publishing.transitions import WrongState, transitions_of
from observatori.publishing.typed import UNSAVED, kept_for, mark_of, say_saved

ROWS = ("owner", "assignee", "published_revision", "submitted_by__user", *RULES)


def record_or_404(request, code):
    """Return a record of the kinds that are known here."""
    return get_object_or_404(drafts_visible_to(request.user, *RULES).select_related(*ROWS), code=code)


@method_decorator(staff_page, name="dispatch")
class Review(View):
    """A record beside what is published of it, with every field open to comment, and the verbs possible now."""

    def get(self, request, code):
        record = record_or_404(request, code)
        if data := kept_for(request):
            messages.info(request, UNSAVED)
            return self.page(record, self.form(record, data))
        return self.page(record)

    def post(self, request, code):
        record, verb = record_or_404(request, code), request.POST.get("verb", "")
        form = self.form(record, request.POST)
        if verb not in {*(page.VERBS.keys() & transitions_of(record.kind).keys()), COMMENT}:
            form.add_error(None, _("Trieu què en voleu fer."))
        if not form.is_valid():
            return self.page(record, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            decide(record=record, verb=verb, user=request.user, comments=form.comments(), **_facts(form))
        except ValidationError as error:
            form.refuse(error)
            return self.page(record, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        except (WrongState, StaleVersion) as error:
            return self.too_late(code, error)
        say_saved(request, page.done(verb, record))
        return redirect("curation:review", code)

    def too_late(self, code, error):
        """Somebody was quicker: say who did what, show the record as it is now, and keep what was typed."""
        record = record_or_404(self.request, code)
        typed = self.request.POST.copy()
        typed["version"] = record.version
        form = self.form(record, typed)
        sentence = _("El registre ha canviat des que el vau obrir: torneu-lo a llegir abans de decidir.")
        why = str(error) if isinstance(error, WrongState) else sentence
        late = " ".join(filter(None, [why, last_deed(record)]))
        return self.page(record, form, HTTPStatus.CONFLICT, late=late)

    def form(self, record, data=None):
        """Return the form of a record, with a box for each of its fields."""
        self.document = _document(record)
        self.names = page.part_names(self.document, self.request.user)
        shown = with_part_names(self.document, self.names)
        fields = [
            (field.name, field.label)
            for _title, fields in page.sections(record.kind, shown)
            for field in fields
        ]
        return ReviewForm(data, fields=fields, version=record.version)

    def page(self, record, form=None, status=HTTPStatus.OK, answer=None, late=""):
        form = form or self.form(record)
        context = page.review_context(record, self.document, self.names, self.request.user) | {
            "form": form,
            "stray_boxes": [form.box(name) for name in form.strays],
            "assign": AssignForm(initial={"assignee": record.assignee_id}),
            "person": mark_of(self.request.user),
            "answer": answer,
            "late": late,
            "answered": self.kwargs.get("pk"),
        }
        for section in context["sections"]:
            _put_boxes(section, form)
        return render(self.request, "curation/review.html", context, status=status)


class Conversation(Review):
    """An answer to a comment; a conversation is closed or opened again."""

    def get(self, request, code, pk):
        """Where log-in leads back to: the answer that was typed, or the conversation."""
        record = record_or_404(request, code)
        data = kept_for(request)
        if data is None or "text" not in data:
            return _to_conversation(code, pk)
        messages.info(request, UNSAVED)
        return self.page(record, answer=AnswerForm(data, auto_id=f"resposta-{pk}-%s"))

    def post(self, request, code, pk):
        record = record_or_404(request, code)
        first = get_object_or_404(record.comments.filter(reply_to=None), pk=pk)
        if request.POST.get("do") in DEEDS:
            DEEDS[request.POST["do"]](comment=first, user=request.user)
            return _to_conversation(code, pk)
        answer = AnswerForm(request.POST, auto_id=f"resposta-{pk}-%s")
        if not answer.is_valid():
            return self.page(record, status=HTTPStatus.UNPROCESSABLE_ENTITY, answer=answer)
        comment(record=record, user=request.user, text=answer.cleaned_data["text"], reply_to=first)
        say_saved(request, _("S’ha desat el comentari."))
        return _to_conversation(code, pk)


DEEDS = {"resolve": resolve, "reopen": reopen}


@staff_page
@require_POST
def give(request, code):
    """Give the record to somebody of the staff, or to nobody."""
    record, form = record_or_404(request, code), AssignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Aquesta persona no és de l’equip."))
        return redirect("curation:review", code)
    try:
        record = assign(record=record, to=form.person(), user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _given(record))
    if "queue" in request.POST:  # given from the queue, back to it as it was asked
        return redirect(f"{reverse('curation:queue')}?{QueryDict(request.POST['queue']).urlencode()}")
    return redirect("curation:review", code)


def _given(record):
    if record.assignee is None:
        return _("Ja no se’n cuida ningú.")
    return _("Se’n cuida: %(name)s.") % {"name": record.assignee}


def _facts(form):
    return {name: form.cleaned_data[name] for name in ("version", "reason", "due_on")}


def _document(record):
    rules = rules_of(record)
    return rules.document(rules.load(record))


def _to_conversation(code, pk):
    return HttpResponseRedirect(f"{reverse('curation:review', args=[code])}#comentari-{pk}")


def _put_boxes(section, form):
    """Put the box of each field beside it; what is gone from the working copy has none."""
    for field in [*section["fields"], *section["empty"]]:
        field["box"] = form.box(field["name"]) if field["name"] else None
