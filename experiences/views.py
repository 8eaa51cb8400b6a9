from django.views.generic import TemplateView

from experiences.filters import ExperienceFilters
from experiences.live import experiences_with_live_facts, lessons_with_live_facts, public_evidence
from experiences.models import Axis, Factor, LessonKind
from observatori.publishing.lists import EntryList
from observatori.publishing.models import EntryType, Kind, Record
from observatori.publishing.reading import RecordPage


class ExperienceList(EntryList):
    entry_type = EntryType.EXPERIENCE
    filters = ExperienceFilters
    template_name = "experiences/list.html"


class ExperienceDetail(RecordPage):
    """One experience, from its frozen document."""

    kind = Kind.EXPERIENCE
    template_name = "experiences/experience.html"

    def get_context_data(self, **kwargs):
        (document,) = experiences_with_live_facts([self.record])
        factors = Factor.objects.filter(key__in=document["factors"])
        return super().get_context_data(experience=document, factors=factors, **kwargs)


class Guide(TemplateView):
    """The living guide: the three axes, each with its recommendations and critical points."""

    template_name = "experiences/guide.html"

    def get_context_data(self, **kwargs):
        records = Record.objects.published().filter(kind=Kind.LESSON).select_related("published_revision")
        lessons = lessons_with_live_facts(records)
        return super().get_context_data(
            axes=[_axis(axis, lessons) for axis in Axis], factors=Factor.objects.all(), **kwargs
        )


class LessonDetail(RecordPage):
    """One lesson, what experiences say of it, and its neighbours of the same axis."""

    kind = Kind.LESSON
    template_name = "experiences/lesson.html"

    def get_context_data(self, **kwargs):
        (lesson,) = lessons_with_live_facts([self.record])
        evidence = public_evidence().filter(lesson=self.record.pk).select_related("experience__record")
        siblings = Record.objects.published().filter(
            kind=Kind.LESSON, lesson__axis=lesson["axis"], lesson__kind=lesson["kind"]
        )
        return super().get_context_data(
            lesson=lesson,
            evidence=evidence,
            siblings=lessons_with_live_facts(
                siblings.exclude(pk=self.record.pk).select_related("published_revision")
            ),
            **kwargs,
        )


def _axis(axis, lessons):
    mine = sorted(
        (lesson for lesson in lessons if lesson["axis"] == axis), key=lambda lesson: lesson["number"]
    )
    return {
        "code": axis.value,
        "question": axis.label,
        "recommendations": [lesson for lesson in mine if lesson["kind"] == LessonKind.RECOMMENDATION],
        "critical_points": [lesson for lesson in mine if lesson["kind"] == LessonKind.CRITICAL_POINT],
    }
