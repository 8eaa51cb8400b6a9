"""What the list lacks, for the members of the organisation: data of its lines, and agreements that are not in it."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.completeness.marks import marks_of
from alliances.drafts import draft_readings
from alliances.models import Agreement
from alliances.readings import published_document
from alliances.signing import is_signed
from alliances.transparency.lines import Line
from observatori.formats.phrases import sentence, typographic
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to, writable_by
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Kind, Record, State, Visibility
from observatori.publishing.standing import read_url
from observatori.publishing.steps import step_url, tasks_url

LACKING = {  # what is missing, the step of the form that asks for it, and where in it
    "signed_on": (gettext_lazy("Falta la data de signatura."), "signatures", "files-signatures"),
    "parties": (gettext_lazy("Falten les parts."), "dades", "files-parties"),
    "object": (gettext_lazy("Falta l’objecte."), "dades", "id_summary"),
    "obligations": (gettext_lazy("Falten les obligacions principals."), "compromisos", "files-commitments"),
    "term": (gettext_lazy("Falta la vigència."), "vigencia", "id_in_force_from"),
    "follow_up": (gettext_lazy("Falta l’òrgan de seguiment."), "text", "files-parts"),
    "cause": (gettext_lazy("Falta la causa de la fi anticipada."), "dades", "id_summary"),
}
REVIEW = "revisio"
HIDDEN = {
    Visibility.PARTNERS: gettext_lazy("Només el llegeixen els socis."),
    Visibility.ORGANISATION: gettext_lazy(
        "Només el llegeixen l’entitat que el registra, les que el signen i l’Observatori."
    ),
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


def gap_rows(organisation: Organisation, lines: Iterable[Line], at: date, user: User) -> list[dict]:
    """Return what each line lacks: {code, title, url, gaps: [{text, url, is_saved}]}; whoever may write it is led to
    the field or, where the working copy says it already (`is_saved`), to where it is registered again.

    Lines that lack nothing are left out. The queries are the same however many there are.
    """
    lacks = {line.code: (line, found) for line in lines if (found := lacking(line))}
    writable = writable_by(user, Kind.AGREEMENT).filter(code__in=lacks).select_related("owner")
    records = {record.code: record for record in writable}
    saved = _said_in_drafts(organisation, records.values(), at, user)
    return [
        {
            "code": line.code,
            "title": line.title,
            "url": page_url("agreement", code=line.code, slug=None),
            "gaps": [
                _gap(name, records.get(line.code), is_saved=name in saved.get(line.code, ()))
                for name in found
            ],
        }
        for line, found in lacks.values()
    ]


def _said_in_drafts(organisation, records, at, user):
    """What the working copies say that were changed since they were registered, by code: keys of `LACKING`."""
    changed = [record for record in records if record.state != State.PUBLISHED]
    marks = marks_of(record.code for record in changed)
    found = {}
    for reading in draft_readings(changed, at, user) if changed else ():
        code = reading.document["code"]
        line = Line(reading, of=organisation.code, said_of_follow_up="", copies=(), marks=marks[code])
        found[code] = LACKING.keys() - set(lacking(line))
    return found


def unconfirmed_rows(lines: Iterable[Line]) -> list[dict]:
    """Return what its members are asked about the lines it has not confirmed: {title, url, text, act_url}."""
    unconfirmed = [line for line in lines if line.registered_by]
    records = Record.objects.filter(code__in=[line.code for line in unconfirmed]).select_related("owner")
    records = {record.code: record for record in records}
    return [
        {
            "title": line.title,
            "url": page_url("agreement", code=line.code, slug=None),
            "text": _("L’ha registrat %(who)s: confirmeu-lo o retireu-lo.")
            % {"who": typographic(line.registered_by)},
            "act_url": tasks_url(records[line.code]),
        }
        for line in unconfirmed
    ]


def absent_rows(organisation: Organisation, lines: Iterable[Line], user: User) -> list[dict]:
    """Return the agreements of the organisation that `user` may read and are not in the list: {title, url, why}.

    A draft that was never registered and lacks a signature is no agreement yet: the list does not lack it.
    """
    drafts = drafts_visible_to(user, Kind.AGREEMENT).values("pk")
    absent = Agreement.objects.filter(parties=organisation, amends=None, record__in=drafts)
    absent = absent.exclude(record__code__in=[line.code for line in lines])
    rows = absent.select_related("record__published_revision", "alliance__record__published_revision")
    rows = rows.prefetch_related("parties", "signatures__organisation").order_by("-pk")
    return [
        {
            "code": agreement.record.code,
            "title": typographic(agreement.title) or agreement.record.code,
            "url": read_url(agreement.record),
            "why": why_absent(agreement),
        }
        for agreement in rows
        if agreement.record.published_revision_id or is_signed(_signatures(agreement))
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
    if not is_signed(published_document(agreement)):
        return _("Falten signatures.")
    return _("La versió registrada no diu que l’entitat en sigui part: torneu-lo a registrar.")


def _signatures(agreement):
    """What `is_signed` looks at, of an agreement that was never registered."""
    return {
        "origin": agreement.record.origin,
        "parties": [_reference(party) for party in agreement.parties.all()],
        "signatures": [
            {"organisation": _reference(one.organisation), "party_text": one.party_text}
            for one in agreement.signatures.all()
        ],
    }


def _reference(organisation):
    return organisation and {name: getattr(organisation, name) for name in ("code", "slug", "name")}


def _gap(name, record: Record | None, *, is_saved):
    text, step, place = LACKING[name]
    url = step_url(record, REVIEW) if is_saved else f"{step_url(record, step)}#{place}" if record else ""
    return {"text": str(text), "url": url, "is_saved": is_saved}
