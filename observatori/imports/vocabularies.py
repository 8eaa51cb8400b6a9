"""The starting values of the controlled vocabularies. Words that curators have changed since are theirs."""

from datetime import date

from django.db import transaction

from observatori.imports.ledger import Ledger, digest_of
from observatori.imports.models import Imported
from observatori.imports.report import Place, Report
from observatori.imports.sources import read_data
from observatori.vocabularies import terms
from observatori.vocabularies.models import Term, Vocabulary

FILE = "vocabularies.json"
WORDS = ("ca", "es", "en", "article")
PARENTS = {Vocabulary.COMARCA: Vocabulary.VEGUERIA, Vocabulary.MUNICIPALITY: Vocabulary.COMARCA}
COLUMNS = (*WORDS, "parent", "valid_from", "valid_until", "aliases", "position")


@transaction.atomic
def load_vocabularies(report: Report) -> None:
    """Create the terms of the file that are missing, and update those whose facts changed in the file."""
    ledger = Ledger.open("vocabularies", report)
    existing = _existing()
    wanted = {(vocabulary, row["code"]): row for vocabulary, row in _rows()}
    _create(wanted, existing, report)
    for key in (key for key in wanted if key in existing):
        _update(ledger, existing[key], wanted[key], existing)
    terms.forget()


def _rows():
    for vocabulary, rows in read_data(FILE).items():
        for position, row in enumerate(rows):
            yield Vocabulary(vocabulary).value, row | {"position": position}


def _existing():
    found = Term.objects.select_related("parent")
    return {(term.vocabulary, term.code): term for term in found}


def _create(wanted, existing, report):
    """Parents may come later in the file than their children, so terms go first and parents after."""
    new = {key: Term(vocabulary=key[0], code=key[1]) for key in wanted if key not in existing}
    for key, term in new.items():
        _fill(term, wanted[key])
    Term.objects.bulk_create(new.values())
    known = existing | new
    for key, term in new.items():
        term.parent = _parent(key, wanted[key], known)
    Term.objects.bulk_update(new.values(), ["parent"])
    Imported.objects.bulk_create(
        Imported(source="vocabularies", key="/".join(key), term=term, digest=digest_of(_facts(wanted[key])))
        for key, term in new.items()
    )
    report.created += len(new)


def _update(ledger, term, row, known):
    made, facts = ledger.known.get(f"{term.vocabulary}/{term.code}"), _facts(row)
    if made is None or made.digest == digest_of(facts):
        ledger.report.unchanged += 1
    elif made.digest != digest_of(_current(term)):
        ledger.report.unchanged += 1
        ledger.report.remark(Place(FILE), "changed_by_people", which=made.key)
    else:
        _fill(term, row)
        term.parent = _parent((term.vocabulary, term.code), row, known)
        term.save()
        made.digest = digest_of(facts)
        made.save()
        ledger.report.updated += 1


def _fill(term, row):
    for name in WORDS:
        setattr(term, name, row.get(name) or "")
    term.valid_from, term.valid_until = _day(row.get("valid_from")), _day(row.get("valid_until"))
    term.aliases, term.position = row.get("aliases") or [], row["position"]


def _parent(key, row, known):
    return known[PARENTS.get(key[0], key[0]), row["parent"]] if row.get("parent") else None


def _facts(row):
    empty = {"article": "", "parent": None, "valid_from": None, "valid_until": None, "aliases": []}
    return {name: row.get(name) or empty.get(name, row.get(name)) for name in COLUMNS}


def _current(term):
    facts = {name: getattr(term, name) for name in COLUMNS}
    days = {name: value.isoformat() for name, value in facts.items() if isinstance(value, date)}
    return facts | days | {"parent": term.parent.code if term.parent else None}


def _day(text):
    return date.fromisoformat(text) if text else None
