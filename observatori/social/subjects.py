"""What the card of each public thing says. All of it comes from its search entry, which anybody may read."""

from django.utils.translation import gettext as _

from alliances.models import AgreementKind
from experiences.guide import lesson_card
from experiences.models import LessonKind
from experiences.pages import axis_words, experience_card
from observatori.formats.phrases import capitalised, joined, typographic
from observatori.publishing.models import EntryType, SearchEntry
from observatori.publishing.pages import entry_card, eyebrow, organisation_card
from observatori.social.drawing import Card


def home_card() -> Card:
    """Return the card of the home page and of every page without one of its own."""
    return Card(
        kind=_("Salut i serveis socials de Catalunya"),
        title=_("Allò que sols no podríem fer"),
        lines=(_("Aliances, convenis, experiències i aprenentatges"),),
        shapes=4,
    )


def card_of(entry: SearchEntry) -> Card:
    """Return the card of a public thing, in the active language. Asks the database for nothing."""
    return CARDS[entry.type](entry)


def _alliance(entry):
    card, partners = entry_card(entry), typographic(entry.card["partners"])
    return Card(card["kind"], card["title"], _partners(partners), len(partners))


def _agreement(entry):
    card, alliance = entry_card(entry), entry.card.get("alliance")
    kind = AgreementKind(entry.card["kind"]).label
    kind = eyebrow(kind, origin=entry.card.get("origin"), is_example=entry.is_example)
    return Card(kind, card["title"], (typographic(alliance["name"]),) if alliance else ())


def _experience(entry):
    card = experience_card(entry)
    return Card(card["kind"], card["title"], _known(card["territory"]), shapes=3)


def _lesson(entry):
    card = lesson_card(entry)
    kind = capitalised(LessonKind(entry.card["kind"]).label)
    return Card(kind, card["title"], tuple(axis_words([entry.card["axis"]])), shapes=3)


def _organisation(entry):
    card = organisation_card(entry)
    return Card(card["kind"], card["title"], _known(card["territory"]), shapes=1)


def _known(text):
    return (text,) if text else ()


def _partners(names):
    """All the names, and then fewer and fewer, with how many the others are."""
    fewer = (
        _("%(names)s i %(count)d més") % {"names": ", ".join(names[:named]), "count": len(names) - named}
        for named in range(len(names) - 1, 0, -1)
    )
    return (joined(names), *fewer) if names else ()


CARDS = {
    EntryType.ALLIANCE: _alliance,
    EntryType.AGREEMENT: _agreement,
    EntryType.EXPERIENCE: _experience,
    EntryType.LESSON: _lesson,
    EntryType.ORGANISATION: _organisation,
}
