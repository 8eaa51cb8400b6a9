"""The button of who writes an agreement and may not register it: it asks who may."""

from collections.abc import Iterable

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from alliances.registration import ask_to_register, what_registering_shows
from observatori.publishing.step_urls import ROOMS
from observatori.publishing.step_verbs import VerbPage
from observatori.publishing.steps import Editing, Journey
from observatori.publishing.transitions import REGISTERED, may_take, possible_verbs

ASK = "demana-registre"


def registering(editing: Editing, verbs: Iterable[str] | None = None) -> dict:
    """Return what the pages say of registering: what it shows, for who may, and for who writes where to ask for it.

    `verbs` are those the person may say, where the page knows them already.
    """
    takes = may_take(REGISTERED["register"], editing.record)
    may = "register" in (possible_verbs(editing.user, editing.record) if verbs is None else verbs)
    return {
        "registering": what_registering_shows(editing.thing) if may else "",
        "ask_url": f"{editing.url()}{ASK}/" if takes and not may and editing.may_write else "",
    }


class AskToRegister(VerbPage):
    """Ask for it, once a day; the last step that is sent along is saved first, as with any verb."""

    verb = ""

    def form(self, data=None):
        return None

    def get(self, request, **kwargs):
        return redirect(self.writing.url())

    def done(self, reason):
        editing = self.writing
        if ask_to_register(record=editing.record, user=editing.user):
            messages.success(self.request, _("S’ha demanat per correu a qui ho pot registrar."))
        else:
            messages.info(self.request, _("Avui ja s’ha demanat: es demana com a molt un cop al dia."))
        return redirect(editing.url())


def registration_urls(journey: Journey) -> list:
    """Return the patterns of the button, to stand before those of the journey, which would take it for a step."""
    view = AskToRegister.as_view(journey=journey)
    return [path(f"{room}{journey.path}/<slug:code>/{ASK}/", view) for room in ROOMS]
