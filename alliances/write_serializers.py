"""What people may write of alliances and agreements through the API; the rules check what it means."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from alliances.models import (
    AddendumKind,
    AgreementKind,
    ChangeOp,
    ConditionKey,
    ConditionValue,
    GovernanceLevel,
    IndicatorStatus,
    Initiative,
    JointWork,
    PartnerRole,
    Phase,
    RelationKind,
    Renewal,
    Section,
)
from alliances.serializers import AgreementSerializer, AllianceSerializer
from observatori.documents.models import DocumentKind
from observatori.publishing.models import Visibility
from observatori.rest.fields import (
    WORDS,
    Code,
    Day,
    Flag,
    Number,
    NumberOrWords,
    Several,
    Strict,
    Text,
    WebAddress,
    WholeNumber,
    rows,
)

LAST_YEAR = 9999


class PartnerWrite(Strict):
    shown = frozenset({"confirmation"})

    id = WholeNumber()
    organisation = Text(required=True)
    role = Code(PartnerRole.choices)
    role_text = Text()
    joined_on = Day()
    left_on = Day()
    own_objectives = Text()
    benefits = Several()
    contribution = Several()
    contribution_text = Text()


class PopulationWrite(Strict):
    number = WholeNumber(required=True)
    year = WholeNumber(max_value=LAST_YEAR)


class GovernanceWrite(Strict):
    level = Code(GovernanceLevel.choices)
    name = Text(required=True)
    composition = Text()
    frequency = Text()


class IndicatorWrite(Strict):
    indicator = Text(required=True)
    value = NumberOrWords()
    unit = Text()
    year = WholeNumber(max_value=LAST_YEAR)
    detail = Text()
    status = Code(IndicatorStatus.choices)


class SourceWrite(Strict):
    title = Text(required=True)
    url = WebAddress()


class ConditionsWrite(Strict):
    """The six conditions; one that is left out or null is not known."""

    def get_fields(self):
        return {key: Code(ConditionValue.choices) for key in ConditionKey.values}

    def to_internal_value(self, data):
        return dict.fromkeys(ConditionKey.values) | super().to_internal_value(data)


class ConditionNotesWrite(Strict):
    """Where each condition can be seen."""

    def get_fields(self):
        return {key: Text() for key in ConditionKey.values}

    def to_internal_value(self, data):
        return dict.fromkeys(ConditionKey.values) | super().to_internal_value(data)


class AllianceWrite(Strict):
    """A change of an alliance."""

    shown = frozenset(AllianceSerializer().fields)

    name = Text(max_length=250, allow_null=False, allow_blank=False)
    acronym = Text()
    aliases = Several()
    language = Text(max_length=2)
    summary = Text()
    visibility = Code(Visibility.choices, allow_null=False, allow_blank=False)
    why_together = Text()
    why_now = Text()
    start = Day()
    end = Day()
    phase = Code(Phase.choices)
    form = Text()
    form_text = Text()
    vision = Text()
    motives = Several()
    shared_objective = Text()
    objectives = Several()
    joint_work = Code(JointWork.choices)
    territory = Several()
    territory_other = Several()
    services = Several()
    themes = Several()
    challenges = Several()
    levels_of_care = Several()
    benefits = Several()
    population = PopulationWrite(required=False, allow_null=True)
    value_for_people = Text()
    value_for_professionals = Text()
    value_for_organisations = Text()
    systemic_fit = Text()
    initiative = Code(Initiative.choices)
    governance = rows(GovernanceWrite)
    joint_direction = Text()
    transition_plan = Text()
    follow_up = Text()
    conflict_resolution = Text()
    communication = Text()
    conditions = ConditionsWrite(required=False, allow_null=True)
    condition_notes = ConditionNotesWrite(required=False, allow_null=True)
    partners = rows(PartnerWrite)
    results = rows(IndicatorWrite)
    difficulties = Several()
    notes = Text()
    sources = rows(SourceWrite)

    def validate(self, facts):
        """Null empties the conditions: the rule changes only those it is told of."""
        for name in ("conditions", "condition_notes"):
            if name in facts and facts[name] is None:
                facts[name] = dict.fromkeys(ConditionKey.values)
        return facts


class AllianceCreate(AllianceWrite):
    """A new alliance."""

    name = Text(required=True, max_length=250)
    owner = Text()


class SignatureWrite(Strict):
    organisation = Text()
    party_text = Text()
    person = Text()
    office = Text()
    signed_on = Day()


class PartWrite(Strict):
    key = Text()
    section = Code(Section.choices, required=True)
    label = Text()
    heading = Text()
    text = Text(trim_whitespace=False)


class ChangeWrite(Strict):
    op = Code(ChangeOp.choices, required=True)
    target = Text(required=True)
    key = Text()
    label = Text()
    heading = Text()
    text = Text(trim_whitespace=False)


class CommitmentWrite(Strict):
    organisation = Text(required=True)
    year = WholeNumber(max_value=LAST_YEAR)
    amount = Number(min_value=0)
    in_kind = Text()
    concept = Text()


class RelationWrite(Strict):
    relation = Code(RelationKind.choices, required=True)
    agreement = Text(required=True)


class AgreementWrite(Strict):
    """A change of an agreement or addendum."""

    shown = frozenset(AgreementSerializer().fields)

    title = Text(max_length=500, allow_null=False, allow_blank=False)
    kind = Code(AgreementKind.choices, allow_null=False, allow_blank=False)
    kind_text = Text()
    summary = Text()
    visibility = Code(Visibility.choices, allow_null=False, allow_blank=False)
    alliance = Text()
    parties = Several()
    signed_on = Day()
    in_force_from = Day()
    in_force_until = Day()
    open_ended = Flag(allow_null=True)
    extension_until = Day()
    notice_months = WholeNumber(max_value=1200)
    renewal = Code(Renewal.choices)
    renewal_months = WholeNumber(max_value=1200)
    renewal_text = Text()
    duration_text = Text()
    public_text = WebAddress()
    signatures = rows(SignatureWrite)
    parts = rows(PartWrite)
    commitments = rows(CommitmentWrite)
    relations = rows(RelationWrite)
    amends = Text()
    addendum_kind = Code(AddendumKind.choices)
    effective_on = Day()
    new_until = Day()
    leaving = Several()
    changes = rows(ChangeWrite)


class AgreementCreate(AgreementWrite):
    """A new agreement; one of kind `addendum` also needs what it amends and its own kind."""

    title = Text(required=True, max_length=500)
    kind = Code(AgreementKind.choices, required=True)
    owner = Text()

    def validate(self, facts):
        if facts.get("kind") == AgreementKind.ADDENDUM:
            missing = [name for name in ("amends", "addendum_kind") if not facts.get(name)]
            if missing:
                sentence = _("Aquest camp és obligatori.")
                raise serializers.ValidationError(
                    {name: [ErrorDetail(sentence, "required")] for name in missing}
                )
        return facts


class AddendumCreate(AgreementCreate):
    """A new addendum."""

    kind = Code([(AgreementKind.ADDENDUM.value, AgreementKind.ADDENDUM.label)])
    amends = Text(required=True)
    addendum_kind = Code(AddendumKind.choices, required=True)

    def validate(self, facts):
        return super().validate(facts | {"kind": AgreementKind.ADDENDUM.value})


class FileField(serializers.FileField):
    default_error_messages = WORDS | {
        "invalid": _("Ha de ser un fitxer."),
        "no_name": _("El fitxer no té nom."),
        "empty": _("El fitxer és buit."),
        "max_length": _("El nom del fitxer és massa llarg."),
    }


class DocumentWrite(Strict):
    """The form of a new document. `confirmed` says that somebody saw what was found in a public copy."""

    file = FileField()
    title = Text(required=True, max_length=250)
    kind = Code(DocumentKind.choices, required=True)
    visibility = Code(Visibility.choices, required=True)
    confirmed = serializers.BooleanField(required=False)
