"""What is done to a list of procedures: it is begun, grows, and each step changes."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.models import Agreement, ProcedureStep, Stage
from alliances.procedures.access import hold_room, may_write_procedures
from alliances.procedures.catalogue import known_steps
from alliances.procedures.template import own_code, template_of
from observatori.organisations.models import Organisation, User
from observatori.publishing.kinds import actor_of
from observatori.publishing.rows import clean_whole

FACTS = ("state", "reason", "done_on", "due_on", "document", "holder", "holder_text", "note")


class StaleStep(Exception):
    """Somebody changed the step since it was read; `step` is as it is now."""

    def __init__(self, step: ProcedureStep):
        super().__init__(step.version)
        self.step = step


@transaction.atomic
def start_procedures(*, agreement: Agreement, organisation: Organisation, by: User) -> list[ProcedureStep]:
    """Begin the list of an organisation for an agreement with the steps of its template that are not hidden.

    A list that was begun stays as it is, whoever begins it again. Raises PermissionDenied.
    """
    hold_room(organisation, by)
    if begun := list(agreement.procedure_steps.filter(organisation=organisation)):
        return begun
    facts = {"agreement": agreement, "organisation": organisation, "changed_by": actor_of(by)}
    shown = [step for step in template_of(organisation) if not step.hidden]
    return ProcedureStep.objects.bulk_create(
        ProcedureStep(code=step.code, stage=step.stage, title=step.title, position=position, **facts)
        for position, step in enumerate(shown)
    )


@transaction.atomic
def change_step(*, step: ProcedureStep, facts: Mapping, version: int, by: User) -> ProcedureStep:
    """Change a step to `facts`, named as in `FACTS`; what they do not name stays.

    Raises PermissionDenied, StaleStep where it is not at `version` any more, and ValidationError by field.
    """
    if not may_write_procedures(by, step.organisation):
        raise PermissionDenied
    locked = ProcedureStep.objects.select_for_update().get(pk=step.pk)
    if locked.version != version:
        raise StaleStep(locked)
    if all(getattr(locked, name) == value for name, value in facts.items()):
        return locked
    for name in FACTS:
        if name in facts:
            setattr(locked, name, facts[name])
    locked.version += 1
    locked.changed_by, locked.changed_at = actor_of(by), timezone.now()
    _check_links(locked)
    clean_whole(locked)
    locked.save()
    return locked


@transaction.atomic
def add_step(
    *, agreement: Agreement, organisation: Organisation, title: str, stage: str, by: User
) -> ProcedureStep:
    """Add a step of the organisation’s own to a list that was begun. Raises PermissionDenied, ValidationError."""
    hold_room(organisation, by)
    steps = agreement.procedure_steps.filter(organisation=organisation)
    step = ProcedureStep(
        agreement=agreement,
        organisation=organisation,
        code=own_code({one.code for one in steps}),
        stage=Stage(stage),
        position=max((one.position for one in steps), default=-1) + 1,
        title=title,
        changed_by=actor_of(by),
    )
    clean_whole(step)
    step.save()
    return step


@transaction.atomic
def remove_step(*, step: ProcedureStep, version: int, by: User) -> None:
    """Take a step of the organisation’s own out of one list, with what was written of it.

    Those of the project’s list stay: one that does not apply says why. Raises PermissionDenied, StaleStep where it is
    not at `version` any more, and ValidationError.
    """
    if not may_write_procedures(by, step.organisation):
        raise PermissionDenied
    locked = ProcedureStep.objects.select_for_update().filter(pk=step.pk).first()
    if locked is None:
        return  # the second of two who take it out at once
    if not is_own(locked):
        raise ValidationError(_("Aquest tràmit el demana la llei: si no escau, marqueu-ho i digueu per què."))
    if locked.version != version:
        raise StaleStep(locked)
    locked.delete()


def is_own(step: ProcedureStep) -> bool:
    """Whether a step is the organisation’s, and not of the project’s list."""
    return step.code not in known_steps()


def _check_links(step):
    """A step is held by a member, proved by a document of its agreement, and done on a day that has come."""
    errors = {}
    if step.holder and not step.holder.memberships.filter(organisation=step.organisation).exists():
        errors["holder"] = _("Aquesta persona no és membre de l’entitat.")
    if step.document and step.document.record_id != step.agreement_id:
        errors["document"] = _("Aquest document no és d’aquest conveni.")
    if step.done_on and step.done_on.earliest > timezone.localdate():
        errors["done_on"] = _("Aquest dia encara no ha arribat.")
    if errors:
        raise ValidationError(errors)
