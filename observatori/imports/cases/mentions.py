"""What the partners’ rows say of each organisation, put together."""

from dataclasses import dataclass, field

from observatori.catalan import fold
from observatori.imports.cases.reading import Reading

SAID_ONCE = ("type", "comarca", "municipality", "website", "centre_of", "is_group")


@dataclass
class Mention:
    """What all the rows of one organisation say of it together."""

    key: str
    name: str
    reading: Reading
    said: dict = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    rows: int = 0

    def add(self, partner: dict, reading: Reading) -> None:
        """Take one more row: the first value stands, and another one is remarked."""
        self.rows += 1
        self._add_names(partner)
        if partner["sector"]:
            self.sectors.append(partner["sector"])
        for name in SAID_ONCE:
            kept, value = self.said.get(name), partner[name]
            if kept is None:
                self.said[name] = value
            elif value is not None and value != kept:
                reading.remark("partner_differs", name=self.name, key=name, kept=kept, text=value)

    def _add_names(self, partner):
        for name in (partner["name"], *partner["aka"]):
            if name != self.name and name not in self.aliases:
                self.aliases.append(name)


class Mentions:
    """Every organisation the rows name, in the order they first do."""

    def __init__(self):
        self.by_key: dict[str, Mention] = {}

    def add(self, partner: dict, reading: Reading) -> None:
        """Take one partner’s row."""
        key = mention_key(partner)
        mention = self.by_key.setdefault(key, Mention(key, partner["name"], reading))
        mention.add(partner, reading)

    def called(self, name: str) -> Mention | None:
        """Return the mention whose name, or an alias, is `name`."""
        wanted = fold(name)
        mentions = self.by_key.values()
        return next(
            (mention for mention in mentions if wanted == fold(mention.name)),
            next((mention for mention in mentions if wanted in map(fold, mention.aliases)), None),
        )


def mention_key(partner: dict) -> str:
    """Return what makes two rows the same organisation: the file’s key, else the name."""
    return partner["org_key"] or f"={fold(partner['name'])}"[:280]


def ledger_key(mention: Mention) -> str:
    """Return the key under which the import remembers the organisation of a mention."""
    return f"organisation:{mention.key}"
