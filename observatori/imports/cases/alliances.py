"""An alliance’s row as facts in the API’s write form."""

from observatori.catalan import fold
from observatori.imports.cases.mentions import mention_key
from observatori.imports.cases.organisations import Directory
from observatori.imports.cases.reading import Reading
from observatori.vocabularies.models import Vocabulary

UNKNOWN_TO_THE_CASES = {"level": None}


def alliance_facts(row: dict, reading: Reading, directory: Directory) -> dict:
    """Return the facts of a row that has its shape. Raises RefusedRow when a partner was refused.

    The alliance’s own start stays empty: what the cases date is the agreement.
    """
    return {
        "slug": row["slug"],
        "name": row["name"],
        "aliases": row["aka"],
        "language": row["language"],
        "summary": row["summary"],
        "form": reading.code("form", row["form"], "form"),
        "form_text": row["form"],
        "phase": reading.code("phase", row["phase"], "phase", kept=False),
        "services": reading.codes("service", row["services"], "services"),
        "themes": reading.codes("theme", row["topics"], "topics"),
        **_territory(row, reading),
        "objectives": row["objectives"],
        "difficulties": row["difficulties"],
        "results": [_result(result) for result in row["results"]],
        "governance": [_body(body) for body in (row["governance"] or {}).get("bodies", [])],
        "notes": row["notes"],
        "facts_quality": row["facts_quality"],
        "sources": reading.sources(row["sources"]),
        "partners": _partners(row["partners"], reading, directory),
    }


def _partners(rows, reading, directory):
    partners = {}
    for row in rows:
        organisation = directory.organisation(row)
        if organisation.code in partners:
            reading.remark("partner_twice", name=row["name"])
        else:
            partners[organisation.code] = _partner(row, organisation, reading, directory)
    if len(partners) < 2:
        reading.remark("too_few_partners", count=len(partners))
    return list(partners.values())


def _partner(row, organisation, reading, directory):
    """One partner; `known_as` is not written, but a change in it must refresh the alliance’s page."""
    mention = directory.mentions.by_key[mention_key(row)]
    return {
        "organisation": organisation.code,
        "role": reading.tables.code("role", row["role"]),
        "role_text": row["role"],
        "known_as": [mention.name, *mention.aliases, *mention.sectors, mention.said["type"]],
    }


def _territory(row, reading):
    """The codes, which win over the names beside them; a name without a code is kept as text."""
    names, codes, others = row["territory"], row["territory_codes"], list(row["territory_other"])
    if not codes:
        return {"territory": reading.codes("comarca", names, "territory"), "territory_other": others}
    beside = dict(zip(codes, names, strict=False)) if len(names) == len(codes) else {}
    found = []
    for code in dict.fromkeys(codes):
        term = reading.references.terms.get((Vocabulary.COMARCA, code))
        name = beside.get(code)
        if term is None:
            reading.remark("unknown_comarca", text=code)
            others += [name] if name else []
            continue
        if name and fold(name) != fold(term.ca):
            reading.remark("territory_disagrees", name=name, text=code)
        found.append(code)
    return {"territory": found, "territory_other": others}


def _result(row):
    return {name: row[name] for name in ("indicator", "value", "unit", "year", "detail")} | {"status": None}


def _body(row):
    return UNKNOWN_TO_THE_CASES | {
        name: row[name] for name in ("name", "composition", "frequency", "functions")
    }
