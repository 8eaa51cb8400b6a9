"""The state of an agreement on a day, as badges and as sentences."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import Renewal
from alliances.readings import Reading
from alliances.term import State
from observatori.formats.phrases import capitalised, day, on, since, typographic, until
from observatori.partial_dates import PartialDate

PRECEDENCE = (
    State.IN_FORCE,
    State.UPCOMING,
    State.PENDING_SIGNATURE,
    State.EXPIRED,
    State.TERMINATED,
    State.UNKNOWN,
    State.DRAFT,
)
OVER = (State.EXPIRED, State.TERMINATED)
OF_AN_ADDENDUM = {State.EXPIRED: gettext_lazy("Vençuda"), State.TERMINATED: gettext_lazy("Resolta")}
OF_AN_ALLIANCE = {
    State.IN_FORCE: gettext_lazy("Conveni vigent"),
    State.UPCOMING: gettext_lazy("Conveni encara no vigent"),
    State.PENDING_SIGNATURE: gettext_lazy("Conveni pendent de signatura"),
    State.EXPIRED: gettext_lazy("Conveni vençut"),
    State.TERMINATED: gettext_lazy("Conveni resolt"),
    State.UNKNOWN: gettext_lazy("Vigència del conveni: no consta"),
    State.DRAFT: gettext_lazy("Conveni en esborrany"),
}


def as_shown(reading: Reading) -> Reading:
    """Return the reading with the apostrophes that pages have; states and dates are the same."""
    addenda = tuple(typographic(addendum) for addendum in reading.addenda)
    return Reading(typographic(reading.document), addenda, reading.at)


def agreement_badges(reading: Reading, amended: Reading | None = None) -> list[dict]:
    """Return the state of an agreement and what else is so on that day: notice running, extended.

    `amended` is the agreement an addendum amends, where it is at hand.
    """
    if reading.document["kind"] == "addendum":
        return [addendum_badge(reading, amended)]
    status = reading.status
    more = [name for name in ("in_notice", "extended") if getattr(status, name)]
    label = _("Vigència: no consta") if status.state == State.UNKNOWN else ""
    return [{"state": status.state, "label": label}, *({"state": name, "label": ""} for name in more)]


def addendum_badge(reading: Reading, amended: Reading | None = None) -> dict:
    """Return whether an addendum has taken effect: most have no term of their own, and end with what they amend."""
    state, effective = reading.status.state, reading.effective_on
    has_effect = effective is not None and effective.latest <= reading.at
    if has_effect and amended and amended.status.state in OVER and state in (State.UNKNOWN, State.IN_FORCE):
        return {"state": amended.status.state, "label": _("Va tenir efecte")}
    if state != State.UNKNOWN:
        return {"state": state, "label": OF_AN_ADDENDUM.get(state, "")}
    if effective is None or effective.earliest <= reading.at < effective.latest:
        return {"state": "unknown", "label": _("No consta des de quan té efecte")}
    if has_effect:
        return {"state": "in_force", "label": _("Té efecte")}
    return {"state": "upcoming", "label": _("Encara no té efecte")}


def best_state(agreements: list[Reading]) -> list[dict]:
    """Return the badge of an alliance: the state of the agreement that most holds it together."""
    if not agreements:
        return []
    reading = min(agreements, key=lambda reading: PRECEDENCE.index(reading.status.state))
    state = reading.status.state
    badges = [{"state": state, "label": OF_AN_ALLIANCE[state]}]
    return [*badges, {"state": "in_notice", "label": ""}] if reading.status.in_notice else badges


def term_phrase(reading: Reading) -> str:
    """Return the dates of an agreement in a line: when it was signed and until when it is in force."""
    status = reading.status
    signed = _("Signatura: %(day)s") % {"day": day(status.signed_on)} if status.signed_on else ""
    return " · ".join(filter(None, [signed, _validity(status)]))


def status_sentences(reading: Reading) -> list[str]:
    """Return what follows from the dates of an agreement, a sentence each, on the day it is read."""
    status, document = reading.status, reading.document
    if document["kind"] == "addendum" and status.state == State.UNKNOWN:
        return []  # most addenda have no term of their own: their badge says since when they have effect
    sentences = [_state_sentence(status)]
    if status.state == State.IN_FORCE and status.notice_on:
        sentences.append(notice_sentence(status.notice_on, reading.at))
    if status.can_extend and document["extension_until"]:
        sentences.append(_("Es pot prorrogar %(until)s.") % {"until": until(document["extension_until"])})
    elif status.can_extend is False and status.state == State.IN_FORCE and status.ends_on:
        sentences.append(_("Ja no es pot prorrogar."))
    return [*filter(None, sentences)]


def text_phrase(reading: Reading) -> str:
    """Return what the consolidated text of an agreement is on the day it is read: in force, or the last there was."""
    state, ends = reading.status.state, reading.status.ends_on
    facts = {"day": day(reading.at)}
    if state == State.EXPIRED and ends:
        return _("Últim text, vençut %(day)s.") % {"day": on(ends)}
    if state in OVER:
        return _("Últim text: el conveni ja no és vigent.")
    if state == State.IN_FORCE:
        return _("Text vigent a %(day)s.") % facts
    if state == State.UPCOMING:
        return _("Text que encara no és vigent.")
    if state == State.UNKNOWN:
        return _("Text a %(day)s; no consta si és vigent.") % facts
    return _("Text pendent de signar.")


def renewal_words(document: dict) -> str:
    """Return how an agreement is renewed, an empty text where it is not known."""
    if document["renewal"] == Renewal.UNKNOWN:
        return ""
    words, months = capitalised(Renewal(document["renewal"]).label), document["renewal_months"]
    if not months:
        return words
    each = ngettext("cada %(count)d mes", "cada %(count)d mesos", months) % {"count": months}
    return f"{words}, {each}"


def _validity(status):
    if status.state == State.UPCOMING and status.in_force_from:
        return _("Vigència: %(since)s") % {"since": since(status.in_force_from)}
    if status.ends_on:
        return _("Vigència: %(until)s") % {"until": until(status.ends_on)}
    if status.open_ended:
        return _("Vigència: indefinida")
    return ""


def _state_sentence(status):
    state = status.state
    if state == State.IN_FORCE and status.ends_on:
        return _("És vigent %(until)s.") % {"until": until(status.ends_on)}
    if state == State.IN_FORCE:
        return _("És vigent, amb durada indefinida.")
    if state == State.UPCOMING:
        return _("Serà vigent %(since)s.") % {"since": since(status.in_force_from)}
    if state in (State.EXPIRED, State.TERMINATED) and status.ends_on:
        return _("Va ser vigent %(until)s.") % {"until": until(status.ends_on)}
    return str(SENTENCES.get(state, ""))


SENTENCES = {
    State.DRAFT: gettext_lazy("És un esborrany: encara no s’ha signat."),
    State.PENDING_SIGNATURE: gettext_lazy("Encara hi falta la signatura d’alguna de les parts."),
    State.TERMINATED: gettext_lazy("Es va resoldre abans d’hora; l’últim dia vigent no consta."),
    State.EXPIRED: gettext_lazy("Ja no és vigent."),
    State.UNKNOWN: gettext_lazy(
        "No consta fins quan és vigent: amb les dates que se’n coneixen, no es pot saber."
    ),
}


def notice_sentence(last: PartialDate | date, at: date) -> str:
    """Return until when the end has to be announced; on its `last` day it still is in time."""
    facts = {"day": on(last)}
    if PartialDate(str(last)).latest < at:
        return _("L’últim dia per avisar va ser %(day)s.") % facts
    return _("L’últim dia per avisar és %(day)s.") % facts
