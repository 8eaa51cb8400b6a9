"""The shapes of alliances and agreements in the API, and so in its schema."""

from rest_framework import serializers

from alliances.text.comparison import PartStatus
from observatori.rest.serializers import (
    QuantityField,
    RecordFactsSerializer,
    ReferenceSerializer,
    SourceSerializer,
    codes,
    text,
)


class PartnerSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    organisation = ReferenceSerializer()
    role = serializers.CharField()
    role_text = text()
    joined_on = text()
    left_on = text()
    confirmation = serializers.CharField()
    own_objectives = text()
    benefits = codes()
    contribution = codes()
    contribution_text = text()


class PopulationSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    year = serializers.IntegerField(allow_null=True)


class GovernanceSerializer(serializers.Serializer):
    level = text(required=False)
    name = text()
    composition = text(required=False)
    frequency = text(required=False)


class IndicatorSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    value = QuantityField(allow_null=True)
    unit = text()
    year = serializers.IntegerField(allow_null=True)
    detail = text(required=False)
    status = text(required=False)


class AgreementBriefSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.CharField()


class AllianceSerializer(RecordFactsSerializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    acronym = text()
    aliases = codes()
    language = serializers.CharField()
    summary = text()
    owner = ReferenceSerializer(allow_null=True)
    origin = serializers.CharField()
    is_example = serializers.BooleanField()
    visibility = serializers.CharField()
    why_together = text()
    why_now = text()
    start = text()
    end = text()
    phase = text()
    form = text()
    form_text = text()
    vision = text()
    motives = codes()
    shared_objective = text()
    objectives = codes()
    joint_work = text()
    partner_typology = text()
    territory = codes()
    territory_other = codes()
    services = codes()
    themes = codes()
    challenges = codes()
    levels_of_care = codes()
    benefits = codes()
    population = PopulationSerializer(allow_null=True)
    value_for_people = text()
    value_for_professionals = text()
    value_for_organisations = text()
    systemic_fit = text()
    initiative = text()
    governance = GovernanceSerializer(many=True)
    joint_direction = text()
    transition_plan = text()
    follow_up = text()
    conflict_resolution = text()
    communication = text()
    conditions = serializers.DictField(child=serializers.CharField())
    condition_notes = serializers.DictField(child=serializers.CharField(allow_null=True))
    partners = PartnerSerializer(many=True)
    agreements = AgreementBriefSerializer(many=True)
    experiences = ReferenceSerializer(many=True)
    results = IndicatorSerializer(many=True)
    difficulties = codes()
    notes = text()
    facts_quality = text()
    sources = SourceSerializer(many=True)


class SignatureSerializer(serializers.Serializer):
    organisation = ReferenceSerializer(allow_null=True)
    party_text = text()
    person = text()
    office = text()
    signed_on = text()


class PartSerializer(serializers.Serializer):
    key = serializers.CharField()
    section = serializers.CharField()
    label = serializers.CharField(allow_blank=True)
    heading = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class ConsolidatedPartSerializer(PartSerializer):
    changed_by = text()


class ChangeSerializer(serializers.Serializer):
    op = serializers.CharField()
    target = serializers.CharField()
    key = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)
    heading = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class CommitmentSerializer(serializers.Serializer):
    organisation = ReferenceSerializer()
    year = serializers.IntegerField(allow_null=True)
    amount = serializers.FloatField(allow_null=True)
    in_kind = text()
    concept = text()


class RelationSerializer(serializers.Serializer):
    relation = serializers.CharField()
    agreement = ReferenceSerializer()


class AddendumBriefSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    addendum_kind = text()
    effective_on = text()
    state = serializers.CharField()


class DocumentSerializer(serializers.Serializer):
    id = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    visibility = serializers.CharField()
    filename = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    number = serializers.IntegerField()
    url = serializers.URLField()
    uploaded_at = serializers.DateTimeField()


class AgreementSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    kind_text = text()
    summary = text()
    record_state = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    published_version = serializers.IntegerField(allow_null=True)
    withdrawn = serializers.BooleanField()
    origin = serializers.CharField()
    owner = ReferenceSerializer(allow_null=True)
    is_example = serializers.BooleanField()
    visibility = serializers.CharField()
    alliance = ReferenceSerializer(allow_null=True)
    parties = ReferenceSerializer(many=True)
    signatures = SignatureSerializer(many=True)
    signed_on = text()
    in_force_from = text()
    in_force_until = text()
    open_ended = serializers.BooleanField()
    extension_until = text()
    ends_on = text()
    notice_months = serializers.IntegerField(allow_null=True)
    notice_on = text()
    in_notice = serializers.BooleanField()
    extended = serializers.BooleanField()
    can_extend = serializers.BooleanField(allow_null=True)
    renewal = serializers.CharField()
    renewal_months = serializers.IntegerField(allow_null=True)
    renewal_text = text()
    duration_text = text()
    public_text = text()
    parts = PartSerializer(many=True)
    commitments = CommitmentSerializer(many=True)
    relations = RelationSerializer(many=True)
    documents = DocumentSerializer(many=True)
    addenda = AddendumBriefSerializer(many=True)
    amends = ReferenceSerializer(required=False, allow_null=True)
    addendum_kind = text(required=False)
    effective_on = text(required=False)
    new_until = text(required=False)
    leaving = ReferenceSerializer(many=True, required=False)
    changes = ChangeSerializer(many=True, required=False)


class ConflictSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    addenda = codes()
    readings = serializers.ListField(child=serializers.DictField())
    sentence = serializers.CharField()


class ConsolidatedTextSerializer(serializers.Serializer):
    at = serializers.DateField()
    fingerprint = serializers.CharField()
    parts = ConsolidatedPartSerializer(many=True)
    conflicts = ConflictSerializer(many=True)


class ComparedPartSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField(allow_blank=True)
    section = serializers.CharField()
    heading = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(list(PartStatus))
    moved = serializers.BooleanField()
    label_before = text()
    heading_before = text()
    before = text()
    after = text()
    words = serializers.ListField(
        child=serializers.ListField(
            child=serializers.CharField(trim_whitespace=False), min_length=2, max_length=2
        )
    )
    changed_by = text()


class ComparedFactSerializer(serializers.Serializer):
    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class DiffSerializer(serializers.Serializer):
    fingerprint_from = serializers.CharField()
    fingerprint_to = serializers.CharField()
    parts = ComparedPartSerializer(many=True)
    term = ComparedFactSerializer(many=True)
    conflicts = ConflictSerializer(many=True)

    def get_fields(self):
        days = {"from": serializers.DateField(), "to": serializers.DateField()}  # `from` is a word of Python
        return days | super().get_fields()
