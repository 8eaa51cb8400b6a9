from django import template

from alliances import models
from alliances.term import State

register = template.Library()

WORDS = {
    "phase": models.Phase,
    "motive": models.Motive,
    "joint_work": models.JointWork,
    "initiative": models.Initiative,
    "level": models.GovernanceLevel,
    "condition": models.ConditionKey,
    "condition_value": models.ConditionValue,
    "role": models.PartnerRole,
    "confirmation": models.Confirmation,
    "kind": models.AgreementKind,
    "addendum_kind": models.AddendumKind,
    "renewal": models.Renewal,
    "relation": models.RelationKind,
    "section": models.Section,
    "agreement_state": State,
}


@register.filter
def alliance_word(value, enumeration):
    """Print the word of a code of alliances or agreements: ``{{ phase|alliance_word:"phase" }}``."""
    return WORDS[enumeration](value).label if value else ""
