"""The procedures of an organisation as pages show them: every word already said."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import Agreement, ProcedureStep, Stage, StepState
from alliances.procedures.catalogue import known_steps, step_title
from alliances.procedures.lateness import Late
from alliances.procedures.pending import Standing
from alliances.procedures.rules import is_own
from observatori.documents.access import documents_visible_to
from observatori.documents.live import download_path
from observatori.documents.models import Document
from observatori.formats.phrases import capitalised, day, on, through, typographic
from observatori.organisations.access import organisations_of
from observatori.organisations.models import Organisation, User
from observatori.publishing.models import Record
from observatori.publishing.step_pages import name_of

BADGES = {StepState.PENDING: "pending", StepState.DONE: "ok", StepState.NOT_APPLICABLE: "not_applicable"}
LATE_BADGE = "in_notice"
WHY = {
    Late.OVERDUE: gettext_lazy("Fa tard: el termini es va acabar %(day)s."),
    Late.IN_FORCE: gettext_lazy("Fa tard: s’havia de fer abans de signar, i el conveni ja és vigent."),
}


def procedures_url(organisation: Organisation, code: str, step: int | None = None) -> str:
    """Return the address of the list of an organisation for an agreement, at one of its steps if it is given."""
    url = reverse("workspace:procedures", args=[organisation.slug, code])
    return f"{url}#tramit-{step}" if step else url


def rooms_of(user: User, agreement: Agreement) -> list[Organisation]:
    """Return the organisations of `user` that have a list of procedures for an agreement: its owner and parties.

    Nobody else learns that there are any; without a session nothing is asked.
    """
    if not (mine := organisations_of(user)):
        return []
    involved = {agreement.record.owner_id, *agreement.parties.values_list("pk", flat=True)}
    return list(Organisation.objects.active().filter(pk__in=involved & set(mine)).order_by("name", "pk"))


def stage_groups(rows: Iterable[dict]) -> list[dict]:
    """Return the rows under the moments of an agreement’s life, those that have any."""
    rows = list(rows)
    return [
        {"id": stage.value, "title": capitalised(stage.label), "rows": found}
        for stage in Stage
        if (found := [row for row in rows if row["stage"] == stage])
    ]


def step_row(one: Standing, *, ownership: str, documents: Mapping[int, Document], members: set[int]) -> dict:
    """Return what the page shows of a step. `documents` are the last versions the reader may read, see
    `last_versions`; `members` the ids of the people of the organisation.
    """
    step = one.step
    return {
        "pk": step.pk,
        "stage": step.stage,
        "title": typographic(step_title(step.code, step.title)),
        "badge": state_badge(one),
        "late": late_sentence(one),
        "signed": signed_sentence(one),
        "version": step.version,
        "is_own": is_own(step),
        "hint": law_hint(step.code, ownership),
        "facts": list(filter(None, [_done(step), _due(one), _held_by(step, members)])),
        "reason": typographic(step.reason),
        "note": typographic(step.note),
        "document": _document(documents.get(step.document_id)),
        "changed": _changed(step),
    }


def state_badge(one: Standing) -> dict:
    if one.late:
        return {"state": LATE_BADGE, "label": _("Fa tard")}
    if one.may_not_apply:
        return {"state": BADGES[StepState.PENDING], "label": _("Si escau")}
    step = one.step
    return {"state": BADGES[StepState(step.state)], "label": capitalised(StepState(step.state).label)}


def late_sentence(one: Standing) -> str:
    """Return why a step is late, an empty text where it is not."""
    if not one.late:
        return ""
    return str(WHY[one.late]) % {"day": on(one.due) if one.late == Late.OVERDUE else ""}


def signed_sentence(one: Standing) -> str:
    """Return what the agreement says of its signatures, where the step that asks for them is not marked as done."""
    if not one.is_signed:
        return ""
    if one.signed_on is None:
        return _("Al conveni hi consta que l’han signat totes les parts.")
    told = _("Al conveni hi consta que l’han signat totes les parts, l’última %(day)s.")
    return told % {"day": on(one.signed_on)}


def law_hint(code: str, ownership: str) -> dict | None:
    """Return when a step of the project’s list applies to a party of that ownership, and the laws that ask it."""
    known = known_steps().get(code)
    return known.of(ownership) if known else None


def progress_sentence(found: list[Standing]) -> str:
    """Return how far a list is: «S’han resolt 5 dels 13 tràmits; 2 fan tard.»"""
    total = len(found)
    settled = sum(one.step.state != StepState.PENDING for one in found)
    late = sum(one.late is not None for one in found)
    told = ngettext(
        "S’ha resolt %(settled)d tràmit de %(total)d",
        "S’han resolt %(settled)d tràmits de %(total)d",
        settled,
    )
    sentence = told % {"settled": settled, "total": total}
    if late:
        words = ngettext("%(late)d fa tard", "%(late)d fan tard", late) % {"late": late}
        sentence = f"{sentence}; {words}"
    return f"{sentence}."


def last_versions(user: User, record: Record) -> dict[int, Document]:
    """Return, by the id of each document of a record that `user` may read, the last version of it. One query."""
    readable = documents_visible_to(user).filter(record=record).in_bulk()
    newer = {one.replaces_id: one for one in readable.values() if one.replaces_id}
    found = {}
    for pk, document in readable.items():
        while document.pk in newer:
            document = newer[document.pk]
        found[pk] = document
    return found


def _done(step):
    return _("Fet: %(day)s") % {"day": day(step.done_on)} if step.done_on else ""


def _due(one):
    if one.step.state != StepState.PENDING or one.due is None or one.late == Late.OVERDUE:
        return ""
    return _("Termini: %(through)s") % {"through": through(one.due)}


def _held_by(step: ProcedureStep, members):
    if step.holder is None:
        return _("El té: %(who)s") % {"who": typographic(step.holder_text)} if step.holder_text else ""
    if step.holder_id not in members:
        return _("El té: %(who)s, que ja no és de l’entitat") % {"who": step.holder}
    return _("El té: %(who)s") % {"who": step.holder}


def _document(document):
    if document is None:
        return None
    return {"title": typographic(document.title), "url": download_path(document)}


def _changed(step):
    if step.version == 1 or step.changed_by is None:
        return ""
    facts = {"who": name_of(step.changed_by), "day": on(timezone.localdate(step.changed_at))}
    return _("%(who)s ho va canviar %(day)s.") % facts
