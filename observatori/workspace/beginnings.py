"""What an empty list of a workspace says to do first."""

from django.urls import reverse
from django.utils.translation import gettext as _

from observatori.organisations.models import Organisation
from observatori.publishing.models import Kind
from observatori.workspace.records import new_urls


def nothing_yet(organisation: Organisation, kind: str, *, writes: bool) -> dict:
    """Return the context of components/empty.html for a list of a kind with nothing in it.

    Who does not write is offered no button: `url` and `action` are empty.
    """
    first = {Kind.ALLIANCE: _alliance, Kind.AGREEMENT: _agreement, Kind.EXPERIENCE: _experience}[kind]
    said = {"title": _("Encara no n’hi ha cap")} | first(organisation)
    if writes:
        return said
    return said | {"text": _("Quan l’entitat en tingui, la llista serà aquí."), "url": "", "action": ""}


def nothing_so(url: str) -> dict:
    """Return the context of components/empty.html where nothing is in the states that are asked."""
    return {
        "title": _("No n’hi ha cap en aquest estat"),
        "text": _("Trieu un altre estat o torneu a la llista sencera."),
        "url": url,
        "action": _("Torna a la llista sencera"),
    }


def _alliance(organisation):
    return {
        "text": _(
            "Per registrar la primera n’hi ha prou amb el nom. No es publica res fins que la trameteu."
        ),
        "url": new_urls(organisation)[Kind.ALLIANCE],
        "action": _("Registra una aliança"),
    }


def _agreement(organisation):
    return {
        "text": _("Un conveni es registra des de la seva aliança, al pas «Convenis»."),
        "url": reverse("workspace:alliances", args=[organisation.slug]),
        "action": _("Les aliances de l’entitat"),
    }


def _experience(organisation):
    return {
        "text": _("Expliqueu què vau fer en una aliança i què n’heu après, també si no va anar bé."),
        "url": new_urls(organisation)[Kind.EXPERIENCE],
        "action": _("Comparteix una experiència"),
    }
