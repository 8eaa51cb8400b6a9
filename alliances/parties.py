"""Who the parties of an agreement are on a day: a pure function of the documents the API gives.

Source of the rule: DESIGN §3.3, kinds of addendum: an accession brings parties in, a separation takes them out, each
from the day it takes effect. A party is a reference, `{code, slug, name}` or a plain code.
"""

from collections.abc import Iterable, Mapping

from alliances.signing import code_of


def parties_after(agreement: Mapping, addenda: Iterable[Mapping]) -> list:
    """Return the parties of the agreement once `addenda` have taken effect, in the order given.

    Who left and signs a later accession is a party again.
    """
    parties = {code_of(party): party for party in agreement.get("parties") or ()}
    for addendum in addenda:
        kind = addendum.get("addendum_kind")
        if kind == "accession":
            parties |= {code_of(party): party for party in addendum.get("parties") or ()}
        elif kind == "separation":
            for party in addendum.get("leaving") or ():
                parties.pop(code_of(party), None)
    return list(parties.values())
