"""What the pages of a journey show, every word already said."""

from collections import defaultdict

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatori.formats.phrases import capitalised, day, on, sentence, through, typographic
from observatori.organisations.models import Organisation
from observatori.publishing.addresses import page_url
from observatori.publishing.kind_words import state_badge, words_of
from observatori.publishing.models import Actor, Comment, Event, Kind, State
from observatori.publishing.pages import crumbs
from observatori.publishing.saving import Conflict, Started
from observatori.publishing.standing import public_url, why_unread
from observatori.publishing.step_forms import StepForm
from observatori.publishing.steps import Beginning, Editing, Journey, Step
from observatori.publishing.transitions import REVIEWING, offered_verbs
from observatori.publishing.typed import mark_of

PROGRESS = {
    "done": ("ok", gettext_lazy("Fet")),
    "begun": ("partial", gettext_lazy("En curs")),
    "to_begin": ("draft", gettext_lazy("Per començar")),
}
VERBS = {
    "submit": gettext_lazy("Tramet a l’Observatori"),
    "register": gettext_lazy("Registra"),
    "withdraw": gettext_lazy("Retira"),
    "archive": gettext_lazy("Arxiva"),
    "unarchive": gettext_lazy("Desfés l’arxivament"),
}
LINE = 80  # characters of a comment that is only named
SECONDARY = {"withdraw", "archive", "unarchive"}  # they ask first, on a page of their own
CLOSED = {
    State.SUBMITTED: gettext_lazy(
        "Espera que l’equip de l’Observatori ho revisi; mentrestant no es pot canviar."
    ),
    State.IN_REVIEW: gettext_lazy(
        "L’equip de l’Observatori ho està revisant; mentrestant no es pot canviar."
    ),
    State.ARCHIVED: gettext_lazy("S’ha arxivat i ja no es pot canviar."),
}
PUBLISHED_AGAIN = gettext_lazy(
    "Per tornar-ho a publicar, deseu-hi algun canvi i trameteu-ho: ho decidirà l’equip de l’Observatori."
)
AGAIN = {
    Kind.AGREEMENT: gettext_lazy(
        "Per tornar-ho a fer públic, deseu-hi algun canvi: qui n’administra una part ho haurà de registrar de nou."
    )
}
REJECTED = gettext_lazy(
    "L’Observatori no ho ha acceptat: el motiu és als comentaris. Si hi canvieu res, ho podreu tornar a trametre."
)


def tasks_context(editing: Editing) -> dict:
    """Return what the list of steps shows."""
    conversations = open_comments(editing)
    return page_context(editing) | {
        "steps": [step_row(editing, step, conversations) for step in editing.steps],
        "missing": missing_rows(editing),
        "open": open_rows(editing, conversations),
        "verbs": (verbs := verb_rows(editing)),
        "can_submit": any(row["verb"] == "submit" for row in verbs),
        "delete_url": editing.url("delete") if may_delete(editing) else "",
        "conversations": conversation_rows(editing, conversations.get("", [])),
        "preview_url": preview_url(editing),
        **editing.journey.shows(editing),
    }


def page_context(editing: Editing) -> dict:
    """Return what every page of a record shows: its name, its state and the way back."""
    record = editing.record
    return {
        "editing": editing,
        "record": record,
        "title": typographic(editing.title),
        "eyebrow": f"{capitalised(words_of(record).noun)} · {record.code}",
        "badges": [state_badge(record)],
        "crumbs": workspace_crumbs(record.owner, *editing.journey.above(editing)),
        "state_sentence": state_sentence(editing),
        "public_url": public_url(record),
        "tasks_url": editing.url(),
        "may_write": editing.may_write,
    }


def workspace_crumbs(owner: Organisation | None, *steps: tuple[str, str]) -> list[dict]:
    """Return the way back from a page of work: the organisation’s room, and then each (address, label)."""
    room = (f"/tauler/{owner.slug}/", owner.name) if owner else ("/curadoria/", _("Curadoria"))
    return crumbs(room, *steps)


def state_sentence(editing: Editing) -> str:
    """Return what the state means for who is about to write; an empty text for a plain draft."""
    record = editing.record
    if record.withdrawn:
        return _withdrawn_sentence(record)
    if record.state in CLOSED:
        return str(CLOSED[record.state])
    if record.state == State.CHANGES_REQUESTED:
        if record.due_on:
            return _("L’Observatori demana canvis. Els podeu fer %(until)s.") % {
                "until": through(record.due_on)
            }
        return _("L’Observatori demana canvis.")
    if record.state == State.REJECTED:
        return str(REJECTED)
    if record.published_revision_id is None:
        return ""
    return " ".join(filter(None, [why_unread(record), str(words_of(record).as_read)]))


def _withdrawn_sentence(record):
    """That it was withdrawn and why, and what makes the public read it again."""
    told = _("S’ha retirat del web: %(reason)s") % {"reason": sentence(record.withdrawn_reason)}
    if record.state in CLOSED:
        return f"{told} {CLOSED[record.state]}"
    return f"{told} {AGAIN.get(record.kind, PUBLISHED_AGAIN)}"


def step_row(editing: Editing, step: Step, conversations: dict) -> dict:
    """Return a step as the list shows it: {title, url, state, label, comments}."""
    state, label = PROGRESS[editing.progress(step)]
    count = sum(len(found) for field, found in conversations.items() if field and _is_of(field, step))
    comments = ngettext("%(count)d comentari obert", "%(count)d comentaris oberts", count) % {"count": count}
    return {
        "title": step.title,
        "url": editing.url("step", step.name) if editing.may_write else "",
        "state": state if step.counts else "",
        "label": label,
        "comments": comments if count else "",
    }


def missing_rows(editing: Editing) -> list[dict]:
    """Return what is missing to submit, each with the address of its field."""
    rows = []
    for name, words in editing.missing.items():
        step = editing.step_of(name)
        place = "files-" if step and name in step.form.row_sets else "id_"
        url = f"{editing.url('step', step.name)}#{place}{name}" if step and editing.may_write else ""
        rows.append({"text": words, "url": url})
    return rows


def open_rows(editing: Editing, conversations: dict[str, list[Comment]]) -> list[dict]:
    """Return every open conversation as a line that leads to it: {text, url}."""
    rows = []
    for field, comments in conversations.items():
        step = editing.step_of(field) if field and editing.may_write else None
        page = editing.url("step", step.name) if step else editing.url()
        about = step.title if step else _("El conjunt")
        for comment in comments:
            words = Truncator(typographic(" ".join(comment.text.split()))).chars(LINE)
            rows.append({"text": f"{about}: {words}", "url": f"{page}#comentari-{comment.pk}"})
    return rows


def verb_rows(editing: Editing) -> list[dict]:
    """Return the verbs the person may say now, those of the review left out: {verb, label, url, asks}."""
    return [
        {"verb": verb, "label": VERBS[verb], "url": editing.url("verb", verb), "asks": verb in SECONDARY}
        for verb in offered_verbs(editing.user, editing.record)
        if verb not in REVIEWING
    ]


def may_delete(editing: Editing) -> bool:
    record = editing.record
    kept = record.published_revision_id or record.state in (State.IN_REVIEW, State.ARCHIVED)
    return editing.may_write and not kept


def preview_url(editing: Editing) -> str:
    record = editing.record
    return f"{page_url(record.kind, code=record.code, slug=record.slug)}?version=draft"


def step_context(editing: Editing, step: Step, form: StepForm | None, started: Started | None = None) -> dict:
    """Return what the page of a step shows; without a form, the values as they are."""
    extra, following = step.shows(editing), editing.step_after(step)
    form_facts = (
        form_context(form, started or _started(editing, step), editing.user) if form else {"form": None}
    )
    return page_context(editing) | {
        "step": step,
        "steps": [
            {"title": one.title, "url": editing.url("step", one.name), "current": one is step}
            for one in editing.steps
        ],
        "refused": bool(form and form.has_errors()),
        "reason": "" if editing.is_open else state_sentence(editing),
        "readings": [] if form or not step.form else read_step(editing, step),
        "typed": [],
        "next_step": following,
        "next_url": editing.url("step", following.name) if following else "",
        "comment_url": editing.url("comment"),
        "address": editing.url("step", step.name),
        **form_facts,
        **extra,
    }


def form_context(form: StepForm, started: Started, user) -> dict:
    """Return a form with the hidden fields that saving it needs."""
    return form.shows() | {
        "form": form,
        "version": started.version or "",
        "started": str(started),
        "person": mark_of(user),
    }


def new_context(
    journey: Journey, step: Step, form: StepForm, beginning: Beginning, owner: Organisation | None
) -> dict:
    """Return what the page of a record that does not exist yet shows."""
    started = Started.of(step.form, beginning.document, version=1)
    return form_context(form, started, form.user) | {
        "title": beginning.title or journey.words.new,
        "eyebrow": "",
        "badges": [],
        "step": step,
        "crumbs": workspace_crumbs(owner, *beginning.crumbs),
        "refused": form.has_errors(),
        "comment_url": "",
        "next_step": True,
    }


def read_step(editing: Editing, step: Step) -> list[dict]:
    """Return the fields of a step as facts.html shows them."""
    form = step.form(document=editing.document_for(step), user=editing.user)
    return [_as_fact(**row) for row in form.readings()]


def typed_rows(form: StepForm, editing: Editing) -> list[dict]:
    """Return what somebody typed in a valid form, to be copied from a page that cannot save it."""
    now = form.of(editing.document)
    changed = Started(None, Started.of(type(form), editing.document, 0).digests).changed(form.values())
    return [
        {"label": form.label(name), "mine": form.words(name, value), "theirs": form.words(name, now[name])}
        for name, value in form.values().items()
        if name in changed
    ]


def conflict_context(conflict: Conflict, form: StepForm) -> dict:
    """Return both values of each field that two people changed, and who the other was."""
    typed, now = form.values(), form.of(conflict.editing.document)
    return {
        "rows": [
            {
                "label": form.label(name),
                "mine": form.words(name, typed[name]),
                "theirs": form.words(name, now[name]),
            }
            for name in conflict.fields
        ],
        "others": last_change(conflict.editing),
    }


def last_change(editing: Editing) -> str:
    """Return when the record was changed last, and by whom where an event tells it."""
    event = Event.objects.filter(record=editing.record).select_related("actor__user").order_by("-pk").first()
    when = timezone.localtime(editing.record.updated_at)
    facts = {"day": on(when.date()), "hour": f"{when:%H:%M}"}
    if event and event.actor and event.at >= editing.record.updated_at:
        facts["who"] = name_of(event.actor)
        return _("%(who)s ho va canviar %(day)s a les %(hour)s.") % facts
    return _("S’hi van desar canvis %(day)s a les %(hour)s.") % facts


def name_of(actor: Actor) -> str:
    """Return how people call who did something, never by an address; nobody’s name is left after she is erased."""
    if actor.user is None:
        return _("Algú que ja no hi té compte")
    if actor.user.is_curator:
        return actor.user.name or _("L’equip de l’Observatori")
    return actor.user.name or _("Algú d’una de les entitats")


def open_comments(editing: Editing) -> dict[str, list[Comment]]:
    """Return the conversations nobody has closed, by field, with their answers; two queries."""
    found = defaultdict(list)
    comments = editing.record.comments.open().select_related("author__user")
    for comment in comments.prefetch_related("replies__author__user"):
        found[comment.field].append(comment)
    return found


def comments_by_field(editing: Editing) -> dict[str, list[dict]]:
    return {field: conversation_rows(editing, found) for field, found in open_comments(editing).items()}


def conversation_rows(editing: Editing, comments) -> list[dict]:
    """Return conversations as comments.html shows them."""
    return [
        {
            "id": comment.pk,
            "said": [_said(one) for one in (comment, *comment.replies.all())],
            "asks_change": comment.asks_change,
            "resolve_url": editing.url("resolve", comment.pk),
            "answer": "",
            "errors": [],
            "said_now": "",
        }
        for comment in comments
    ]


def _said(comment):
    return {
        "who": name_of(comment.author),
        "when": day(timezone.localdate(comment.at)),
        "text": typographic(comment.text),
    }


def _is_of(field, step):
    return field.split("/")[0] in step.fields


def _started(editing, step):
    return Started.of(step.form, editing.document, editing.record.version)


def _as_fact(label, lines, in_one):
    """Several lines are shown one under another, or in one; none reads «no consta»."""
    if len(lines) < 2:
        return {"term": label, "value": "".join(lines)}
    return {"term": label, "value": "", "many" if in_one else "lines": lines}
