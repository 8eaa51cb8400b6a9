"""The template of an organisation: the steps its future lists begin with. Lists that were begun keep theirs."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from alliances.models import TemplateStep
from alliances.procedures.access import hold_room
from alliances.procedures.catalogue import known_steps, step_title, steps_for
from observatori.organisations.models import Organisation, User
from observatori.publishing.rows import clean_rows
from observatori.publishing.written import digest

MOST = 60  # steps of a template: far more than any agreement has


class StaleTemplate(Exception):
    """Somebody changed the template since it was read."""


def template_of(organisation: Organisation) -> list[TemplateStep]:
    """Return the steps of the organisation’s template, hidden ones too; unsaved ones where it adjusted nothing."""
    return list(organisation.template_steps.all()) or [
        TemplateStep(organisation=organisation, code=step.code, stage=step.stage, position=position)
        for position, step in enumerate(steps_for(organisation.ownership))
    ]


def template_rows(organisation: Organisation) -> list[dict]:
    """Return the template as a form edits it: {code, title, stage, hidden}, titles in the active language."""
    return [
        {
            "code": step.code,
            "title": step_title(step.code, step.title),
            "stage": step.stage,
            "hidden": step.hidden,
        }
        for step in template_of(organisation)
    ]


def template_version(organisation: Organisation) -> str:
    """Return a name of the template as it is now; two that say the same have the same one."""
    return digest([[one.code, one.title, one.stage, one.hidden] for one in template_of(organisation)])


@transaction.atomic
def save_template(*, organisation: Organisation, rows: Iterable[Mapping], version: str, by: User) -> None:
    """Make `rows` ({code, title, stage, hidden}, in order; no code for a new one) the template of an organisation.

    A title that is the project’s own, in the reader’s language, is kept as such and goes on being translated.
    Raises PermissionDenied, StaleTemplate and ValidationError.
    """
    hold_room(organisation, by)
    if template_version(organisation) != version:
        raise StaleTemplate
    held = {step.code for step in template_of(organisation)}
    steps = _steps(organisation, rows, held)
    clean_rows("steps", steps)
    organisation.template_steps.all().delete()
    TemplateStep.objects.bulk_create(steps)


@transaction.atomic
def restore_template(*, organisation: Organisation, by: User) -> None:
    """Go back to the project’s own list. Raises PermissionDenied."""
    hold_room(organisation, by)
    organisation.template_steps.all().delete()


def own_code(taken: set[str]) -> str:
    """Return a code for a step that is not in the project’s list: «own-1», the first that is free."""
    return next(code for number in range(1, len(taken) + 2) if (code := f"own-{number}") not in taken)


def _steps(organisation, rows, held):
    steps, taken = [], set(held)
    for position, row in enumerate(rows):
        code = row["code"] if row["code"] in held else own_code(taken)
        held, taken = held - {code}, taken | {code}  # a code that comes twice is of the first
        known = known_steps().get(code)
        title = "" if known and row["title"] == known.title else row["title"]
        facts = {"stage": row["stage"], "title": title, "hidden": row["hidden"], "position": position}
        steps.append(TemplateStep(organisation=organisation, code=code, **facts))
    return steps
