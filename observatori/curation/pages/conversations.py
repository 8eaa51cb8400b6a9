"""What people said of a record and what happened to it, as the pages of the staff show it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.formats.phrases import capitalised, day
from observatori.publishing.models import Actor, Comment, Event, Record


def conversations(record: Record) -> list[dict]:
    """Return what was said of a record: each conversation with its answers, the open ones first."""
    said = list(record.comments.select_related("author__user", "resolved_by__user"))
    answers: dict[int, list[Comment]] = {}
    for comment in said:
        answers.setdefault(comment.reply_to_id, []).append(comment)
    threads = [_thread(comment, answers.get(comment.pk, ())) for comment in answers.get(None, ())]
    return sorted(threads, key=lambda thread: thread["resolved"])


def who(actor: Actor | None) -> str:
    """Return the name of who did something; erased people have none."""
    if actor is None:
        return _("el sistema")
    if actor.user:
        return str(actor.user)
    return _("algú de l’Observatori") if actor.is_staff else _("una persona que ja no hi és")


def history(record: Record) -> list[dict]:
    """Return what happened to a record as timeline.html takes it, the last first."""
    return [
        {
            "date": _moment(event.at),
            "datetime": event.at.isoformat(timespec="seconds"),
            "title": capitalised(event.get_verb_display()),
            "text": _told(event),
            "url": "",
            "state": "",
        }
        for event in _events(record)
    ]


def last_deed(record: Record) -> str:
    """Return who did what last: what somebody hears who comes second."""
    event = _events(record).first()
    if event is None:
        return ""
    facts = {"verb": event.get_verb_display(), "name": who(event.actor), "when": _moment(event.at)}
    return _("L’últim que s’hi ha fet: %(verb)s (%(name)s, %(when)s).") % facts


def _thread(comment, answers):
    return _said(comment) | {
        "field": comment.field,
        "asks_change": comment.asks_change,
        "resolved": comment.resolved_at is not None,
        "resolved_by": who(comment.resolved_by) if comment.resolved_at else "",
        "answers": [_said(answer) for answer in answers],
        "url": reverse("curation:comment", args=[comment.record.code, comment.pk]),
    }


def _said(comment):
    return {
        "pk": comment.pk,
        "author": who(comment.author),
        "when": _moment(comment.at),
        "text": comment.text,
    }


def _told(event):
    reason = event.changes.get("reason", "")
    return f"{who(event.actor)}. {reason}".strip() if reason else who(event.actor)


def _moment(when):
    when = timezone.localtime(when)
    return f"{day(when.date())}, {when:%H:%M}"


def _events(record):
    return Event.objects.filter(record=record).select_related("actor__user").order_by("-transaction", "-pk")
