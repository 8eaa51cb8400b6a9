"""What people may write of experiences through the API; the rules check what it means."""

from experiences.models import ExperienceType, ResultStatus, Stance
from experiences.serializers import ExperienceSerializer
from observatori.publishing.models import Visibility
from observatori.rest.fields import Code, Day, Number, Several, Strict, Text, WebAddress, rows


class ResultWrite(Strict):
    indicator = Text(required=True)
    value = Number()
    unit = Text()
    baseline = Number()
    period = Text()
    status = Code(ResultStatus.choices)


class EvidenceWrite(Strict):
    lesson = Text(required=True)
    stance = Code(Stance.choices, required=True)
    quote = Text()
    context = Text()


class ReferenceWrite(Strict):
    title = Text(required=True)
    url = WebAddress()


class ExperienceWrite(Strict):
    """A change of an experience."""

    shown = frozenset(ExperienceSerializer().fields)

    title = Text(max_length=250, allow_null=False, allow_blank=False)
    type = Code(ExperienceType.choices, allow_blank=False)
    axes = Several()
    visibility = Code(Visibility.choices, allow_null=False, allow_blank=False)
    start = Day()
    end = Day()
    alliances = Several()
    organisations = Several()
    summary = Text()
    context = Text()
    problem = Text()
    what_was_done = Text()
    participants = Text()
    resources = Text()
    results = rows(ResultWrite)
    what_worked = Text()
    what_hindered = Text()
    replication = Text()
    recommendations = Several()
    critical_points = Several()
    factors = Several()
    evidence = rows(EvidenceWrite)
    evidence_level = Text()
    sources = rows(ReferenceWrite)


class ExperienceCreate(ExperienceWrite):
    """A new experience."""

    title = Text(required=True, max_length=250)
    owner = Text()
