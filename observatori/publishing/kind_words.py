"""What each kind of record is called in a sentence, and its states in the gender of its name.

The only table of these words: pages, letters, the staff’s rooms and the workspace read it. Sentences take the noun
with its article («l’aliança») and say with «s’ha publicat» what happened, which agrees with everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatori.formats.phrases import capitalised
from observatori.publishing.models import Kind, Record, State

WITHDRAWN = "withdrawn"  # not a state of the working copy: the public reads no version of it any more


@dataclass(frozen=True, kw_only=True)
class KindWords:
    """The noun of a kind, alone and with its article, the words of its states, what its owner does next,
    and what the version that is read already means for who writes.
    """

    noun: str
    the: str
    states: Mapping[str, str]
    go_on: str
    update: str
    redo: str
    as_read: str


SAME = {
    State.DRAFT: _("Esborrany"),
    State.SUBMITTED: _("Pendent de revisió"),
    State.IN_REVIEW: _("En revisió"),
    State.CHANGES_REQUESTED: _("Amb canvis demanats"),
}
PUBLISHED = _(
    "Ja s’ha publicat: el que hi canvieu queda en esborrany, i no es veu fins que es torni a publicar."
)
MASCULINE = {
    "states": SAME
    | {
        State.PUBLISHED: _("Publicat"),
        State.REJECTED: _("No acceptat"),
        State.ARCHIVED: _("Arxivat"),
        WITHDRAWN: _("Retirat"),
    },
    "go_on": _("Continueu-lo"),
    "update": _("Actualitzeu-lo"),
    "redo": _("Refeu-lo"),
    "as_read": PUBLISHED,
}
FEMININE = {
    "states": SAME
    | {
        State.PUBLISHED: _("Publicada"),
        State.REJECTED: _("No acceptada"),
        State.ARCHIVED: _("Arxivada"),
        WITHDRAWN: _("Retirada"),
    },
    "go_on": _("Continueu-la"),
    "update": _("Actualitzeu-la"),
    "redo": _("Refeu-la"),
    "as_read": PUBLISHED,
}
# Agreements are registered by their parties, not published by staff.
REGISTERED_HE = MASCULINE | {
    "states": MASCULINE["states"] | {State.PUBLISHED: _("Registrat")},
    "as_read": _(
        "És un conveni registrat: el que hi canvieu queda en esborrany, i no es veu fins que es torni a registrar."
    ),
}
REGISTERED_SHE = FEMININE | {
    "states": FEMININE["states"] | {State.PUBLISHED: _("Registrada")},
    "as_read": _(
        "És una addenda registrada: el que hi canvieu queda en esborrany, i no es veu fins que es torni a registrar."
    ),
}

ADDENDUM = KindWords(noun=_("addenda"), the=_("l’addenda"), **REGISTERED_SHE)
KINDS = {
    Kind.ALLIANCE: KindWords(noun=Kind.ALLIANCE.label, the=_("l’aliança"), **FEMININE),
    Kind.AGREEMENT: KindWords(noun=Kind.AGREEMENT.label, the=_("el conveni"), **REGISTERED_HE),
    Kind.EXPERIENCE: KindWords(noun=Kind.EXPERIENCE.label, the=_("l’experiència"), **FEMININE),
    Kind.LESSON: KindWords(noun=Kind.LESSON.label, the=_("l’aprenentatge"), **MASCULINE),
    Kind.DOSSIER: KindWords(noun=Kind.DOSSIER.label, the=_("el dossier"), **MASCULINE),
}


def words_of(record: Record) -> KindWords:
    """Return the words of a record; an addendum is not called an agreement."""
    is_addendum = record.kind == Kind.AGREEMENT and record.agreement.amends_id is not None
    return ADDENDUM if is_addendum else KINDS[record.kind]


def archived_sentence(record: Record) -> str:
    """Return why nothing of an archived record can be changed."""
    told = gettext("%(the)s s’ha arxivat i ja no es pot canviar.")
    return capitalised(told % {"the": words_of(record).the})


def shown_state(record: Record) -> str:
    """Return the state that people are told: `withdrawn` where nothing has been written since."""
    return WITHDRAWN if record.withdrawn and record.state == State.PUBLISHED else record.state


def state_badge(record: Record, state: str = "") -> dict[str, str]:
    """Return the state of a record, or the one given, as badge.html shows it: {state, label}."""
    state = state or shown_state(record)
    return {"state": state, "label": str(words_of(record).states[state])}


def state_choices(kind: Kind) -> list[tuple[str, str]]:
    """Return the states of the working copy with the words of a kind, for a filter."""
    return [(state.value, KINDS[kind].states[state]) for state in State]
