"""Facts in the API’s write form to the working copy of an experience: the one way in for forms and API.

`facts` holds the fields to change, with the names of the API; what it does not name stays. Errors are
ValidationErrors under the same names, rows as ``results/<index>/<name>``.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from experiences.models import Evidence, Experience, Factor, Result
from observatori.publishing.models import Kind
from observatori.publishing.references import References, chosen
from observatori.publishing.rows import Gathered, clean_rows, clean_whole, fill, fill_known
from observatori.vocabularies import terms
from observatori.vocabularies.models import Vocabulary

COLUMNS = (
    "title",
    "type",
    "axes",
    "start",
    "end",
    "summary",
    "context",
    "problem",
    "what_was_done",
    "participants",
    "resources",
    "what_worked",
    "what_hindered",
    "replication",
    "recommendations",
    "critical_points",
    "evidence_level",
    "sources",
)
RESULT_COLUMNS = ("indicator", "value", "unit", "baseline", "period", "status")
EVIDENCE_COLUMNS = ("stance", "quote", "context")


def write_experience(experience: Experience, facts: dict, references: References) -> None:
    """Write the facts into the working copy and its rows. Raises ValidationError; run it in a transaction."""
    gathered = Gathered()
    fill_known(experience, facts, COLUMNS)
    with gathered.step():
        _check_evidence_level(facts)
    with gathered.step():
        clean_whole(experience)
    links, rows = {}, {}
    for made, makers in ((links, LINKS), (rows, ROWS)):
        for name in makers.keys() & facts.keys():
            with gathered.step():
                made[name] = makers[name](facts[name] or [], references)
    gathered.done()
    experience.save()
    for name, found in links.items():
        getattr(experience, name).set(found)
    for name, found in rows.items():
        _replace(experience, name, found)


def missing_in_experience(experience: Experience) -> dict[str, str]:
    """Return what the experience lacks to be submitted, a sentence for each field."""
    missing = {
        field: sentence
        for field, sentence in (
            ("title", _("Cal un títol.")),
            ("summary", _("Cal un resum.")),
            ("what_was_done", _("Cal explicar què es va fer.")),
        )
        if not getattr(experience, field).strip()
    }
    if not experience.organisations.all():
        missing["organisations"] = _("Cal dir de quina entitat és l’experiència.")
    return missing


def _check_evidence_level(facts):
    level = facts.get("evidence_level")
    if level and terms.words(Vocabulary.EVIDENCE_LEVEL, level) is None:
        sentence = _("Aquest valor no és dels que hi pot haver.")
        raise ValidationError({"evidence_level": ValidationError(sentence, code="invalid_choice")})


def _alliances(identities: Iterable[str], references):
    records = references.readable("alliances", Kind.ALLIANCE, identities)
    return [record.pk for record in records]  # an alliance has the key of its record


def _organisations(identities, references):
    return references.organisations("organisations", identities)


def _factors(keys, references):
    return chosen("factors", keys, {factor.key: factor for factor in Factor.objects.all()})


def _results(rows, references):
    return clean_rows(
        "results", [_row(Result(position=n), row, RESULT_COLUMNS) for n, row in enumerate(rows)]
    )


def _evidence(rows, references):
    lessons = references.readable("evidence/{}/lesson", Kind.LESSON, [row["lesson"] for row in rows])
    errors, seen = {}, set()
    for index, lesson in enumerate(lessons):
        if lesson.pk in seen:
            errors[f"evidence/{index}/lesson"] = _("Aquest aprenentatge ja hi és.")
        seen.add(lesson.pk)
    if errors:
        raise ValidationError(errors)
    made = [
        _row(Evidence(lesson_id=lesson.pk), row, EVIDENCE_COLUMNS)
        for lesson, row in zip(lessons, rows, strict=True)
    ]
    return clean_rows("evidence", made)


LINKS = {"alliances": _alliances, "organisations": _organisations, "factors": _factors}
ROWS = {"results": _results, "evidence": _evidence}


def _row(instance, facts, columns):
    fill(instance, facts, columns)
    return instance


def _replace(experience, name, rows):
    manager = getattr(experience, name)
    manager.all().delete()
    for row in rows:
        setattr(row, manager.field.name, experience)
    manager.bulk_create(rows)
    experience._prefetched_objects_cache = {}
