"""What does not fit in an agreement, for those who write it: the public reads facts, not what we make of them."""

from alliances.readings import Reading
from alliances.warnings import warnings
from observatori.formats.phrases import typographic


def cautions(reading: Reading, amended: Reading | None, *, has_public_party: bool) -> list[str]:
    """Return a sentence for each thing that does not fit: of an agreement with its addenda, or of an addendum in what
    it amends, none where that may not be read.
    """
    document = reading.document
    if document["kind"] != "addendum":
        found = warnings(document, reading.addenda, has_public_party=has_public_party)
    elif amended:
        others = [one for one in amended.addenda if one["code"] != document["code"]]
        found = warnings(amended.document, [*others, document], has_public_party=has_public_party)
        found = [one for one in found if one.addendum == document["code"]]
    else:
        found = []
    return [typographic(str(one.sentence)) for one in found]
