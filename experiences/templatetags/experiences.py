from django import template

from experiences import models

register = template.Library()

WORDS = {
    "axis": models.Axis,
    "type": models.ExperienceType,
    "lesson_kind": models.LessonKind,
    "lesson_origin": models.LessonOrigin,
    "factor_kind": models.FactorKind,
    "result_status": models.ResultStatus,
    "stance": models.Stance,
}


@register.filter
def experience_word(value, enumeration):
    """Print the word of a code of experiences or lessons: ``{{ axis|experience_word:"axis" }}``."""
    return WORDS[enumeration](value).label if value else ""
