"""The cards of everything that can be found, whatever its type."""

from collections.abc import Iterable
from datetime import date

from alliances.pages.cards import agreement_cards, alliance_cards
from experiences.guide import lesson_card
from experiences.pages import experience_card
from observatori.publishing.models import EntryType, SearchEntry
from observatori.publishing.pages import organisation_card

ONE_BY_ONE = {
    EntryType.ORGANISATION: organisation_card,
    EntryType.EXPERIENCE: experience_card,
    EntryType.LESSON: lesson_card,
}
TOGETHER = {EntryType.ALLIANCE: alliance_cards, EntryType.AGREEMENT: agreement_cards}


def cards(entries: Iterable[SearchEntry], at: date) -> list[dict]:
    """Return the cards of entries of any type in their order, with what is so at `at`.

    What needs the database is asked once a type, however many entries there are.
    """
    entries = list(entries)
    found = {
        card["code"]: card
        for entry_type, cards_of in TOGETHER.items()
        for card in cards_of([entry for entry in entries if entry.type == entry_type], at)
    }
    return [
        ONE_BY_ONE[entry.type](entry) if entry.type in ONE_BY_ONE else found[entry.code] for entry in entries
    ]
