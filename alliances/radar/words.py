"""What a radar says, in words: what happens, when, whether it can be extended, what falls, what is missing."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import Happening
from alliances.pages.states import SENTENCES, notice_sentence
from alliances.radar.items import Item
from alliances.radar.queries import what_word
from alliances.term import State, Status
from observatori.formats.phrases import day, named, on, sentence, typographic, uncapitalised, until
from observatori.partial_dates import partial_date

DAYS_IN_WORDS = 60  # up to here days are counted, beyond it months
DAYS_OF_A_MONTH = 30.44
MISSING = {
    "signatures": gettext_lazy("Encara no l’ha signat ningú."),
    "in_force_until": gettext_lazy("Hi falta fins quan és vigent, o que és de durada indefinida."),
    "in_force_from": gettext_lazy("Hi falta el dia que comença la vigència."),
    "renewal_months": gettext_lazy("Hi falta de quants mesos és cada pròrroga tàcita."),
    "extension_until": gettext_lazy("Hi falta el dia fins al qual es pot prorrogar."),
    "effective_on": gettext_lazy("A l’addenda hi falta el dia que té efecte."),
    "new_until": gettext_lazy("A l’addenda de pròrroga hi falta la nova data final."),
}
STEPS = {
    "signatures": "signatures",
    "in_force_until": "vigencia",
    "in_force_from": "vigencia",
    "renewal_months": "vigencia",
    "extension_until": "vigencia",
    "effective_on": "dades",
    "new_until": "dades",
}


def what_phrase(item: Item) -> str:
    """Return what happens that day, or goes on happening."""
    milestone, at = item.milestone, item.reading.at
    if item.what == Happening.NOTICE and milestone.day < at:
        return _("En preavís")
    if item.what == Happening.END and milestone.day < at:
        return _("S’ha acabat")
    if item.what == Happening.END and milestone.early:
        return _("Es resol")
    return what_word(item.what)


def what_note(item: Item) -> str:
    """Return what the day means, in a sentence; an empty text where what happens says it all."""
    ends_on = item.milestone.ends_on
    if not item.is_signed:
        return str(SENTENCES.get(item.reading.status.state, ""))
    if item.what == Happening.NOTICE and item.document["renewal"] == "tacit":
        return _("El període s’acaba %(day)s i, si ningú no avisa abans, es prorroga.") % {"day": on(ends_on)}
    if item.what == Happening.NOTICE:
        return _("La vigència s’acaba %(day)s.") % {"day": on(ends_on)}
    if item.what == Happening.RENEWAL:
        return _("El període s’acaba %(day)s.") % {"day": on(ends_on)}
    if item.what == Happening.EXTENSION_LIMIT:
        return _("La vigència s’acaba %(day)s.") % {"day": on(ends_on)}
    if item.milestone.day < item.reading.at:
        return _("No hi consta cap pròrroga ni cap altre conveni que el substitueixi.")
    return ""


def distance(then: date, at: date) -> str:
    """Return how far a day is: «d’aquí a 3 mesos», «d’aquí a 12 dies», «avui», «fa 5 dies»."""
    days = (then - at).days
    if days in (0, 1, -1):
        return {0: _("avui"), 1: _("demà"), -1: _("ahir")}[days]
    count = abs(days)
    if count > DAYS_IN_WORDS:
        count = round(count / DAYS_OF_A_MONTH)
        ahead = ngettext("d’aquí a %(count)d mes", "d’aquí a %(count)d mesos", count)
        ago = ngettext("fa %(count)d mes", "fa %(count)d mesos", count)
    else:
        ahead = ngettext("d’aquí a %(count)d dia", "d’aquí a %(count)d dies", count)
        ago = ngettext("fa %(count)d dia", "fa %(count)d dies", count)
    return (ahead if days > 0 else ago) % {"count": count}


def extension(item: Item) -> tuple[str, str]:
    """Return whether an extension is still possible, in short, and the reason in a sentence."""
    status, limit = item.reading.status, partial_date(item.document["extension_until"])
    if status.can_extend:
        return _("Sí, %(until)s") % {"until": until(limit)}, _why_still(status)
    if status.can_extend is None:
        return _("No consta"), _why_unknown(item, limit)
    return _("No"), _why_not(item, status, limit)


def _why_still(status):
    if status.ends_on:
        return _("S’ha d’acordar abans que s’acabi, %(day)s.") % {"day": on(status.ends_on)}
    return ""


def _why_unknown(item, limit):
    if not item.is_signed:
        return str(SENTENCES.get(item.reading.status.state, ""))
    if limit is None:
        return _("El conveni no diu fins quan es pot prorrogar, o no s’ha escrit.")
    return _("Amb les dates que se’n coneixen, no es pot saber.")


def _why_not(item, status: Status, limit):
    if status.state == State.TERMINATED or item.milestone.early:
        return _("El conveni s’ha resolt.")
    if status.state == State.EXPIRED:
        return _("Ja s’ha acabat: la pròrroga s’havia d’acordar abans.")
    if status.open_ended and not status.ends_on:
        return _("És de durada indefinida.")
    if limit:
        return _("Ja arriba fins al límit de les pròrrogues, %(day)s.") % {"day": day(limit)}
    return _("El conveni té data de resolució.")


def missing_sentence(item: Item) -> str:
    """Return what has to be written so that the end of an agreement is known."""
    _code, name = item.missing
    known = item.reading.status.ends_on
    if known and not known.is_exact:
        return _("Del final només se sap això: %(day)s. Hi falta el dia.") % {"day": day(known)}
    return str(MISSING[name])


def falls(item: Item) -> list[dict]:
    """Return what ends with the agreement: each with `code`, `title` and `why`."""
    rows = [
        {"code": one["code"], "title": typographic(one["title"]), "why": _("addenda")} for one in item.addenda
    ]
    rows += [
        {"code": one["code"], "title": typographic(one["title"]), "why": _("el desplega")}
        for one in item.developing
    ]
    if item.alliance_falls:
        alliance = item.document["alliance"]
        rows.append(
            {
                "code": alliance["code"],
                "title": typographic(alliance["name"]),
                "why": _("aliança que es queda sense conveni"),
            }
        )
    return rows


def falls_words(item: Item) -> str:
    """Return what ends with the agreement in a line; «Res més» where nothing does."""
    counted = [
        ngettext("%(count)d addenda", "%(count)d addendes", len(item.addenda)) % {"count": len(item.addenda)}
        if item.addenda
        else "",
        *(typographic(one["title"]) for one in item.developing),
        _("l’aliança es queda sense cap conveni") if item.alliance_falls else "",
    ]
    return "; ".join(filter(None, counted)) or _("Res més")


def parties_words(item: Item) -> str:
    """Return the parties by the names people know them."""
    return named(typographic(party["name"]) for party in item.reading.parties)


def calendar_sentence(item: Item) -> str:
    """Return what somebody who looks at her calendar has to know."""
    short, why = extension(item)
    said = [what_note(item), _("Pròrroga possible: %(answer)s.") % {"answer": uncapitalised(short)}, why]
    if item.what == Happening.NOTICE:
        said.insert(0, notice_sentence(item.milestone.day, item.reading.at))
    return " ".join(sentence(one) for one in said if one)
