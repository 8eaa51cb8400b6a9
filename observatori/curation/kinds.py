"""The kinds of record that the staff and the workspace know, each with the functions of its own."""

from alliances.rules import AGREEMENT, ALLIANCE
from experiences.rules import EXPERIENCE
from observatori.publishing.kinds import KindRules
from observatori.publishing.models import Kind, Record

RULES: dict[str, KindRules] = {rules.kind: rules for rules in (ALLIANCE, AGREEMENT, EXPERIENCE)}
CURATED = (Kind.ALLIANCE, Kind.EXPERIENCE)


def rules_of(record: Record) -> KindRules:
    """Return the functions of the record’s kind."""
    return RULES[record.kind]


def title_of(record: Record) -> str:
    """Return the name people know the working copy by; its code where it has none yet."""
    rules = rules_of(record)
    return getattr(getattr(record, rules.kind), rules.title) or record.code
