"""What the list lacks, for the members of the organisation: data of its lines, and agreements that are not in it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import Agreement
from alliances.transparency.lines import Line
from observatori.formats.phrases import sentence, typographic
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to, writable_by
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Kind, Record, State, Visibility
from observatori.publishing.steps import step_url

LACKING = {  # what is missing, the step of the form that asks for it, and where in it
    "signed_on": (gettext_lazy("Falta la data de signatura."), "signatures", "files-signatures"),
    "parties": (gettext_lazy("Falten les parts."), "dades", "files-parties"),
    "object": (gettext_lazy("Falta l’objecte."), "dades", "id_summary"),
    "obligations": (gettext_lazy("Falten les obligacions principals."), "compromisos", "files-commitments"),
    "term": (gettext_lazy("Falta la vigència."), "vigencia", "id_in_force_from"),
    "follow_up": (gettext_lazy("Falta l’òrgan de seguiment."), "text", "files-parts"),
    "cause": (gettext_lazy("Falta la causa de la fi anticipada."), "dades", "id_summary"),
}
HIDDEN = {
    Visibility.PARTNERS: gettext_lazy("Només el llegeixen els socis."),
    Visibility.ORGANISATION: gettext_lazy("Només el llegeix l’entitat."),
}


def lacking(line: Line) -> list[str]:
    """Return what the law asks and the line does not say, by the keys of `LACKING`."""
    status = line.status
    has_end = status.ends_on or status.open_ended
    says = {
        "signed_on": status.signed_on,
        "parties": len(line.parties) + len(line.others) > 1,
        "object": line.object,
        "obligations": line.given,
        "term": status.in_force_from and (has_end or line.end),
        "follow_up": line.follow_up,
        "cause": line.end is None or line.end.cause,
    }
    return [name for name, said in says.items() if not said]


def gap_rows(lines: Iterable[Line], user: User) -> list[dict]:
    """Return what each line lacks: {code, title, url, gaps: [{text, url}]}; whoever may write it is led to the field.

    Lines that lack nothing are left out. One query, however many there are.
    """
    lacks = {line.code: (line, found) for line in lines if (found := lacking(line))}
    writable = writable_by(user, Kind.AGREEMENT).filter(code__in=lacks).select_related("owner")
    records = {record.code: record for record in writable}
    return [
        {
            "code": line.code,
            "title": line.title,
            "url": page_url("agreement", code=line.code, slug=None),
            "gaps": [_gap(name, records.get(line.code)) for name in found],
        }
        for line, found in lacks.values()
    ]


def absent_rows(organisation: Organisation, lines: Iterable[Line], user: User) -> list[dict]:
    """Return the agreements of the organisation that `user` may read and are not in the list: {title, url, why}."""
    drafts = drafts_visible_to(user, Kind.AGREEMENT).values("pk")
    absent = Agreement.objects.filter(parties=organisation, amends=None, record__in=drafts)
    absent = absent.exclude(record__code__in=[line.code for line in lines])
    rows = absent.select_related("record__published_revision", "alliance__record__published_revision")
    return [
        {
            "code": agreement.record.code,
            "title": typographic(agreement.title) or agreement.record.code,
            "url": f"{page_url('agreement', code=agreement.record.code, slug=None)}?version=draft",
            "why": why_absent(agreement),
        }
        for agreement in rows.order_by("-pk")
    ]


def why_absent(agreement: Agreement) -> str:
    """Return why the public reads nothing of an agreement: the first reason that there is."""
    record = agreement.record
    if record.withdrawn:
        return _("S’ha retirat: %(reason)s") % {"reason": sentence(typographic(record.withdrawn_reason))}
    if record.state == State.ARCHIVED:
        return _("S’ha arxivat.")
    if record.visibility in HIDDEN:
        return str(HIDDEN[record.visibility])
    if record.published_revision_id is None:
        return _("Encara no s’ha registrat.")
    if agreement.alliance is None or not agreement.alliance.record.is_published:
        return _("La seva aliança no és pública.")
    return _("La versió registrada no diu que l’entitat en sigui part: torneu-lo a registrar.")


def _gap(name, record: Record | None):
    text, step, place = LACKING[name]
    return {"text": str(text), "url": f"{step_url(record, step)}#{place}" if record else ""}
