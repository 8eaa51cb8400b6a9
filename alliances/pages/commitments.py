"""What the parties of an agreement sign and put in: tables for the page."""

from collections import defaultdict

from django.utils.translation import gettext as _

from alliances.readings import Reading
from observatori.formats.phrases import capitalised, day, euros, number
from observatori.publishing.addresses import page_url

UNSAID = "—"  # where nobody says an amount: that is not zero


def signature_table(document: dict) -> dict:
    """Return who signed as table.html takes it."""
    return {
        "caption": _("Signatures"),
        "columns": [
            {"label": _("Part")},
            {"label": _("Persona")},
            {"label": _("Càrrec")},
            {"label": _("Data")},
        ],
        "rows": [_signature(signature) for signature in document["signatures"]],
    }


def money_table(found: list[dict]) -> dict | None:
    """Return the money by organisation and year, with totals; None without any."""
    amounts = [commitment for commitment in found if commitment["amount"] is not None]
    if not amounts:
        return None
    years = sorted({commitment["year"] for commitment in amounts}, key=lambda year: year or 0)
    sums: dict = defaultdict(lambda: defaultdict(float))
    names = {}
    for commitment in amounts:
        organisation = commitment["organisation"]
        names.setdefault(organisation["code"], organisation)
        sums[organisation["code"]][commitment["year"]] += commitment["amount"]
        sums[None][commitment["year"]] += commitment["amount"]
    heads = [str(year) if year else _("Sense any") for year in years]
    rows = [_money_row(_organisation_cell(names[code]), sums[code], years, heads) for code in names]
    total = _money_row({"text": _("Total per any")}, sums[None], years, heads)
    return {
        "caption": _("Aportacions en diners per any, en euros"),
        "columns": [
            {"label": _("Entitat")},
            *({"label": head, "number": True} for head in [*heads, _("Total")]),
        ],
        "rows": [*rows, total],
    }


def added_rows(reading: Reading) -> list[dict]:
    """Return how much of the money each addendum in effect adds to what the agreement says: {words, title, url}."""
    sums: dict = defaultdict(float)
    for one in reading.commitments:
        if one["amount"] is not None:
            sums[one["by"]["code"]] += one["amount"]
    return [
        {
            "words": _("%(sum)s d’aquest total els afegeix:") % {"sum": euros(sums[addendum["code"]])},
            "title": addendum["title"],
            "url": page_url("agreement", code=addendum["code"], slug=None),
        }
        for addendum in reading.in_effect
        if sums.get(addendum["code"])
    ]


def money_totals(found: list[dict]) -> dict | None:
    """Return the money by organisation, all years together; None without any."""
    money = money_table(found)
    if money is None:
        return None
    head, *others, whole = [[row[0], row[-1]] for row in [money["columns"], *money["rows"]]]
    total = [{"text": _("Entre totes")}, whole[-1]]
    return {"caption": _("Aportacions en diners, en euros"), "columns": head, "rows": [*others, total]}


def commitment_table(found: list[dict]) -> dict:
    """Return every commitment, one a row."""
    return {
        "caption": _("Compromisos, un per un"),
        "columns": [
            {"label": _("Entitat")},
            {"label": _("Any")},
            {"label": _("Aportació")},
            {"label": _("Concepte")},
        ],
        "rows": [_commitment(commitment) for commitment in found],
    }


def _signature(signature):
    organisation = signature["organisation"]
    party = _organisation_cell(organisation) if organisation else {"text": signature["party_text"]}
    return [
        party,
        {"text": signature["person"] or "", "label": _("Persona")},
        {"text": capitalised(signature["office"] or ""), "label": _("Càrrec")},
        {"text": day(signature["signed_on"]), "label": _("Data")},
    ]


def _commitment(commitment):
    amount = commitment["amount"]
    given = [euros(amount) if amount is not None else "", commitment["in_kind"] or ""]
    return [
        _organisation_cell(commitment["organisation"]),
        {"text": str(commitment["year"] or ""), "label": _("Any")},
        {"text": " · ".join(filter(None, given)), "label": _("Aportació")},
        {"text": capitalised(commitment["concept"] or ""), "label": _("Concepte")},
    ]


def _money_row(head, sums, years, heads):
    cells = [
        {"text": amount_words(sums.get(year)), "label": label, "number": True}
        for year, label in zip(years, heads, strict=True)
    ]
    return [head, *cells, {"text": amount_words(sum(sums.values())), "label": _("Total"), "number": True}]


def amount_words(value: float | None) -> str:
    """Return an amount of a table whose caption says the unit: without decimals where it has none."""
    if value is None:
        return UNSAID
    return number(value, 0 if float(value).is_integer() else 2)


def _organisation_cell(organisation):
    return {
        "text": organisation["name"],
        "url": page_url("organisation", code=organisation["code"], slug=organisation["slug"]),
    }
