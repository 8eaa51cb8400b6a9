from django.urls import translate_url
from django.views.generic import TemplateView

from experiences.drafts import experience_drafts
from experiences.filters import ExperienceFilters
from experiences.guide import guide_context, lesson_context
from experiences.live import (
    evidence_of,
    experiences_with_live_facts,
    lesson_translations,
    lessons_with_live_facts,
)
from experiences.models import Factor
from experiences.pages import experience_card, experience_context
from observatori.publishing.lists import EntryList
from observatori.publishing.models import EntryType, Kind, Record
from observatori.publishing.reading import RecordPage


class ExperienceList(EntryList):
    entry_type = EntryType.EXPERIENCE
    filters = ExperienceFilters
    feed = "experiences:list_feed"
    template_name = "experiences/list.html"

    def cards(self, entries):
        return [experience_card(entry) for entry in entries]

    def subscription(self):
        """The search already calls `type` what a thing is; which experience it is has another name there."""
        asked = super().subscription()
        asked.setlist("experience_type", self.request.GET.getlist("type"))
        return asked


class ExperienceDetail(RecordPage):
    """One experience, from its frozen document, or its working copy for who may read it."""

    kind = Kind.EXPERIENCE
    template_name = "experiences/experience.html"
    shows_drafts = True

    def get_context_data(self, **kwargs):
        if self.is_draft:
            (document,) = experience_drafts([self.record], self.request.user)
        else:
            (document,) = experiences_with_live_facts([self.record])
        factors = Factor.objects.filter(key__in=document["factors"])
        translations = lesson_translations(found["lesson"]["code"] for found in document["evidence"])
        return super().get_context_data(**experience_context(document, factors, translations), **kwargs)


class Guide(TemplateView):
    """The living guide: the three axes, each with its recommendations and critical points."""

    template_name = "experiences/guide.html"

    def get_context_data(self, **kwargs):
        lessons = lessons_with_live_facts(published_lessons())
        return super().get_context_data(
            **guide_context(lessons, Factor.objects.all()),
            original_url=translate_url(self.request.path, "ca"),
            **kwargs,
        )


class LessonDetail(RecordPage):
    """One lesson, what experiences say of it, and the others of the guide."""

    kind = Kind.LESSON
    template_name = "experiences/lesson.html"

    def get_context_data(self, **kwargs):
        (lesson,) = lessons_with_live_facts([self.record])
        evidence = evidence_of(self.record.code)
        lessons = lessons_with_live_facts(published_lessons())
        return super().get_context_data(**lesson_context(lesson, evidence, lessons), **kwargs)


def published_lessons():
    """Return the records of the lessons anybody may read."""
    return Record.objects.published().filter(kind=Kind.LESSON).select_related("published_revision")
