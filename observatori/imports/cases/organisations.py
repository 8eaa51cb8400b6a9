"""The organisations behind the partners’ rows: one for each `org_key`, or name where there is no key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext as _

from observatori.catalan import fold
from observatori.imports.cases.mentions import Mention, Mentions, ledger_key, mention_key
from observatori.imports.cases.sizes import collective_size
from observatori.imports.ledger import Ledger
from observatori.imports.organisations import write_organisation
from observatori.imports.references import References, current
from observatori.imports.report import RefusedRow
from observatori.organisations.models import Organisation
from observatori.vocabularies.models import Vocabulary

WEBSITE_LETTERS = 300


class Names:
    """The organisations of the directory by name, short name and alias."""

    def __init__(self, organisations: Iterable[Organisation]):
        self.names: dict[str, list[Organisation]] = {}
        self.aliases: dict[str, list[Organisation]] = {}
        for organisation in organisations:
            self.add(organisation, [alias.name for alias in organisation.aliases.all()])

    def add(self, organisation: Organisation, aliases: Iterable[str]) -> None:
        """Take one organisation; the names of one that was merged lead to the one it was merged into."""
        _note(self.names, organisation.name, current(organisation))
        for name in (organisation.short_name, *aliases):
            _note(self.aliases, name, current(organisation))

    def called(self, name: str) -> list[Organisation]:
        """Return who has this name, else who has it as an alias."""
        return _unique(self.names.get(fold(name)) or self.aliases.get(fold(name), []))

    def matching(self, mention: Mention) -> list[Organisation]:
        """Return who has the mention’s name, else who has it as an alias, else whose name is one of its aliases.

        Alias against alias proves nothing: three organisations are «Sant Joan de Déu», and many an «ARS».
        """
        own = fold(mention.name)
        by_alias = [found for alias in mention.aliases for found in self.names.get(fold(alias), [])]
        candidates = (self.names.get(own, []), self.aliases.get(own, []), by_alias)
        fitting = (_unique(found for found in some if _may_be(found, mention)) for some in candidates)
        return next(filter(None, fitting), [])


@dataclass
class Directory:
    """Finds or makes the organisation of each mention."""

    ledger: Ledger
    references: References
    mentions: Mentions
    settled: dict[str, Organisation] = field(default_factory=dict)

    def __post_init__(self):
        organisations = self.references.all_organisations()
        self.names = Names(organisations)
        self.by_case_key = {found.case_key: found for found in organisations if found.case_key}

    def settle_all(self) -> None:
        """Settle every mention; one that cannot be stored is refused in the report and stays out."""
        for mention in self.mentions.by_key.values():
            self.settle(mention, ())

    def organisation(self, partner: dict) -> Organisation:
        """Return the organisation of a partner’s row. Raises RefusedRow when it was refused."""
        if found := self.settled.get(mention_key(partner)):
            return found
        raise RefusedRow("unknown_reference", value=partner["name"], what=_("soci"))

    def by_name(self, partners: list[dict]) -> dict[str, Organisation]:
        """Return the partners’ organisations by folded name and alias; a name of two of them is nobody’s."""
        found: dict[str, set] = {}
        for partner in partners:
            for name in (partner["name"], *self.mentions.by_key[mention_key(partner)].aliases):
                found.setdefault(fold(name), set()).add(self.organisation(partner))
        return {name: next(iter(them)) for name, them in found.items() if len(them) == 1}

    def settle(self, mention: Mention, waiting: tuple[str, ...]) -> Organisation | None:
        """Return the organisation of a mention; its holder goes first. `waiting` are the centres it holds."""
        if mention.key not in self.settled:
            holder = self._holder(mention, (*waiting, mention.key))
            with self.ledger.report.row(mention.reading.place):
                self.settled[mention.key] = current(self._settled(mention, self._existing(mention), holder))
        return self.settled.get(mention.key)

    def _existing(self, mention):
        if found := self.by_case_key.get(mention.key):
            return found
        if made := self.ledger.known.get(ledger_key(mention)):
            return current(made.organisation)
        candidates = self.names.matching(mention)
        if len(candidates) > 1:
            mention.reading.remark("ambiguous_name", name=mention.name)
        return candidates[0] if len(candidates) == 1 else None

    def _settled(self, mention, found, holder):
        report = self.ledger.report
        report.linked += mention.rows if found else mention.rows - 1
        key = ledger_key(mention)
        made = self.ledger.known.get(key)
        if found and (made is None or made.organisation_id != found.pk):
            return found  # people put it in the directory, or another key did: it is theirs
        facts = organisation_facts(mention, holder)
        return self.ledger.settle(key, facts, partial(self._write, facts), mention.reading.remark)

    def _write(self, facts, organisation):
        written = write_organisation(facts, self.references, organisation)
        self.names.add(written, facts["aliases"])
        return written

    def _holder(self, mention, waiting):
        name = mention.said["centre_of"]
        if name is None:
            return None
        holder = self.mentions.called(name)
        if holder and holder.key not in waiting:
            return self.settle(holder, waiting)
        if holder is None and len(known := self.names.called(name)) == 1:
            return known[0]
        mention.reading.remark("unknown_centre_of", text=name, name=mention.name)
        return None


def organisation_facts(mention: Mention, holder: Organisation | None) -> dict:
    """Return a mention’s facts in the API’s write form, codes by the tables."""
    reading, said = mention.reading, mention.said
    kind = reading.code("organisation_type", said["type"], "type", kept=False) or {}
    return {
        "name": mention.name,
        "aliases": mention.aliases,
        "legal_form": kind.get("legal_form"),
        "ownership": kind.get("ownership"),
        "kinds": kind.get("kinds", []),
        "sectors": reading.codes("sector", mention.sectors, "sector"),
        **_place(reading, said),
        "website": reading.web_address(said["website"], "website", WEBSITE_LETTERS),
        "centre_of": holder.code if holder else None,
        "is_collective": bool(said["is_group"]),
        "collective_size": collective_size(mention.name) if said["is_group"] else None,
        "case_key": None if mention.key.startswith("=") else mention.key,
    }


def _place(reading, said):
    """A municipality the table knows without a code is outside Catalonia: its name says enough."""
    text = said["municipality"]
    abroad = text and reading.tables.knows(Vocabulary.MUNICIPALITY, text)
    code = (
        reading.tables.code("municipality", text)
        if abroad
        else reading.code("municipality", text, "municipality")
    )
    return {
        "comarca": reading.code("comarca", said["comarca"], "comarca", kept=False),
        "municipality": code,
        "municipality_text": None if code else text,
    }


def _may_be(organisation, mention):
    """Whether an organisation of the same name can be the one: another key is another organisation."""
    keyed = organisation.case_key and not mention.key.startswith("=")
    return not keyed and organisation.is_collective == bool(mention.said["is_group"])


def _note(names, name, organisation):
    if name:
        names.setdefault(fold(name), []).append(organisation)


def _unique(organisations):
    return list({found.pk: found for found in organisations}.values())
