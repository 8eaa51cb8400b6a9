"""The agreements of an alliance’s row as facts in the API’s write form."""

from dataclasses import dataclass

from alliances.models import AgreementKind, RelationKind, Renewal
from alliances.periods import ONE_DAY, term_end
from observatori.catalan import fold
from observatori.imports.cases.reading import Reading
from observatori.organisations.models import Organisation
from observatori.partial_dates import PartialDate

FACTS = (
    *("title", "signed_on", "starts_on", "ends_on"),
    *("duration", "renewal", "signatories", "addenda", "public_text"),
)
TITLES = {  # not translated: they are stored, as the first words of a Catalan title
    AgreementKind.FRAMEWORK: "Conveni marc",
    AgreementKind.SPECIFIC: "Conveni específic",
    AgreementKind.PROTOCOL: "Protocol",
    AgreementKind.STATUTES: "Estatuts",
    AgreementKind.SERVICE_CONTRACT: "Contracte de serveis",
    AgreementKind.ACCESSION: "Adhesió",
    AgreementKind.ADDENDUM: "Addenda",
    AgreementKind.OTHER: "Acord",
}
UNLISTED = {
    "kind": AgreementKind.OTHER,
    "relation": RelationKind.RELATES,
    "amends": False,
    "addendum_kind": None,
}
ADDRESS_LETTERS = 500


@dataclass(frozen=True)
class Source:
    """What the agreements of one row are read from: the row, its reading and the partners by any name."""

    row: dict
    reading: Reading
    partners: dict[str, Organisation]


def has_agreement(row: dict) -> bool:
    """Whether the row says anything of an agreement; one of which nothing is known is not invented."""
    return any((row["agreement"] or {}).get(name) for name in FACTS)


def main_facts(source: Source) -> dict:
    """Return the facts of the row’s main agreement."""
    row, reading = source.row["agreement"], source.reading
    kind, kind_text = _main_kind(source)
    signatures = [_signature(found, source.partners) for found in row["signatories"] if any(found.values())]
    return {
        "kind": kind,
        "kind_text": kind_text,
        "title": row["title"] or titled(kind, source.row["name"]),
        **_term(row, reading),
        "renewal": reading.code("renewal", row["renewal"], "renewal") or Renewal.UNKNOWN,
        "renewal_text": row["renewal"],
        "duration_text": row["duration"],
        "public_text": reading.web_address(row["public_text"], "public_text", ADDRESS_LETTERS),
        "signatures": signatures,
        "parties": list(
            dict.fromkeys(found["organisation"] for found in signatures if found["organisation"])
        ),
    }


def other_facts(row: dict, source: Source, main: str) -> dict:
    """Return the facts of one of the row’s `addenda`, whose main agreement has the code `main`.

    Only true addenda amend; the rest are agreements of their own, related to the main one.
    """
    found = source.reading.tables.code("addendum_kind", row["kind"])
    if found is None and row["kind"]:
        source.reading.remark("unmapped", text=row["kind"], key="kind")
    found = found or UNLISTED
    return {
        "kind": found["kind"],
        "kind_text": row["kind"],
        "title": row["title"] or titled(found["kind"], source.row["name"]),
        "summary": row["summary"],
        "signed_on": source.reading.date(row["signed_on"], "signed_on"),
        "addendum_kind": found["addendum_kind"],
        "amends": main if found["amends"] else None,
        "relations": [] if found["amends"] else [{"relation": found["relation"], "agreement": main}],
    }


def titled(kind: str, alliance: str) -> str:
    """Return what an agreement without a title is called: after its kind and alliance."""
    return f"{TITLES[AgreementKind(kind)]} · {alliance}"


def _main_kind(source):
    """The kind by the title, else by the alliance’s form, whose words are then kept beside it."""
    tables, title, form = source.reading.tables, source.row["agreement"]["title"], source.row["form"]
    if kind := tables.code("agreement_title", title):
        return kind, None
    return tables.code("agreement_form", form) or AgreementKind.OTHER, form


def _term(row, reading):
    signed = reading.date(row["signed_on"], "signed_on", row["signed_on_precision"])
    start = reading.date(row["starts_on"], "starts_on")
    begins = start or signed
    end = _end(row, begins, reading)
    return {
        "signed_on": signed,
        "in_force_from": start,
        "in_force_until": end,
        "extension_until": _extension(row, end, reading),
    }


def _end(row, begins, reading):
    """The end, as written or by the duration.

    A duration is a fact of the agreement, so it gives the end of a term that begins on a known day: the
    day it takes effect or, where that is empty, the day it was signed, which stands in for it (the one
    exception of the contract’s *Dates*). A start known only to the month or year gives none, and without
    a duration nothing is derived: such an agreement stays `unknown`.
    """
    end = reading.date(row["ends_on"], "ends_on")
    if end and begins and PartialDate(end).is_before(PartialDate(begins)):
        reading.remark("end_before_start", end=end, start=begins)
        end = None
    months = reading.code("duration_months", row["duration"], "duration")
    derived = _term_end(begins, months)
    if months and not derived and not end:
        reading.remark("duration_unused", duration=row["duration"])
    if end and derived and not derived.startswith(end):
        reading.remark("duration_disagrees", duration=row["duration"], end=end)
    return end or derived


def _extension(row, end, reading):
    """The last day of the extension that the renewal’s words allow, where the end is known to the day."""
    months = reading.tables.code("extension_months", row["renewal"])
    if not months or not end or not PartialDate(end).is_exact:
        return None
    return _term_end(PartialDate.of(PartialDate(end).earliest + ONE_DAY), months)


def _term_end(begins, months):
    if not months or not begins or not PartialDate(begins).is_exact:
        return None
    return str(PartialDate.of(term_end(PartialDate(begins).earliest, months)))


def _signature(row, partners):
    """Who signed, as the organisation where its text is one of the alliance’s, else as it is written."""
    organisation = partners.get(fold(row["organisation"] or ""))
    return {
        "organisation": organisation.code if organisation else None,
        "party_text": None if organisation else row["organisation"] or row["role"],
        "office": row["role"],
    }
