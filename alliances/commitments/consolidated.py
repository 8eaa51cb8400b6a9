"""What the parties of an agreement put in on a day: a pure function of the documents the API gives."""

from collections.abc import Iterable, Mapping


def commitments_after(agreement: Mapping, addenda: Iterable[Mapping]) -> list[dict]:
    """Return what the agreement commits and then what `addenda`, which have taken effect, do: each commitment with the
    document that says it as `by`.
    """
    return [
        {**commitment, "by": document}
        for document in (agreement, *addenda)
        for commitment in document.get("commitments") or ()
    ]
