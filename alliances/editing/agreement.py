"""The journey of agreements and addenda: one table of instruments, two lists of steps."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.consolidation import consolidated_text
from alliances.documents import agreement_document, agreement_reference, alliance_reference
from alliances.drafts import draft_readings
from alliances.editing.alliance import documents_url
from alliances.editing.completeness import draft_reading, semafor_step, shown
from alliances.editing.registration import registering
from alliances.forms.addendum import AddendumForm, AddendumSignaturesForm, ChangesForm
from alliances.forms.agreement import (
    CommitmentsForm,
    FactsForm,
    PartsForm,
    RelationsForm,
    SignaturesForm,
    TermForm,
)
from alliances.models import AgreementKind, RelationKind
from alliances.pages.cautions import cautions
from alliances.readings import published_document, registered_for
from alliances.rules import AGREEMENT, load_agreement, load_alliance
from alliances.typology import has_public_party
from alliances.writing.agreement import parties_of_today
from observatori.formats.phrases import joined, typographic
from observatori.organisations.models import Organisation, User
from observatori.organisations.references import reference
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.draft_addresses import record_url
from observatori.publishing.models import Kind, Record
from observatori.publishing.review_step import AgreementVisibilityForm, review, review_step
from observatori.publishing.steps import Beginning, Editing, Journey, JourneyWords, Step

PUBLIC_BY_LAW = gettext_lazy(
    "Una de les parts és un ens públic. Encara que aquí no el feu públic, la llei l’obliga a publicar la relació "
    "dels convenis vigents amb la data, les parts, l’objecte, els drets i les obligacions de cadascú, la vigència i "
    "les modificacions (article 8.1.b de la Llei 19/2013 i article 14 de la Llei 19/2014)."
)
WHO_WILL_READ = gettext_lazy(
    "En afegir una part us oferim les entitats de l’aliança i les d’aquell conveni. Qui n’és part llegeix l’esborrany "
    "i el troba a la seva llista: afegiu-l’hi quan vulgueu que el vegi."
)
WHO_REGISTERS = gettext_lazy(
    "El pot registrar qui administra l’entitat que l’escriu o una de les parts, o l’equip de l’Observatori. "
    "Quan estigui a punt, demaneu-los-ho."
)
WHO_REGISTERS_ADDENDUM = gettext_lazy(
    "La pot registrar qui administra una de les parts del conveni que modifica o l’entitat que el va escriure, o "
    "l’equip de l’Observatori. Quan estigui a punt, demaneu-los-ho."
)


def begin(user: User, owner: Organisation | None, parent: str | None) -> Beginning:
    """An agreement begins with its alliance and the partners of it; an addendum, with what it amends.

    Raises Http404 where the person may not read the draft of it.
    """
    records = drafts_visible_to(user, Kind.ALLIANCE, Kind.AGREEMENT).select_related("owner")
    record = get_object_or_404(records, code=parent)
    return _of_alliance(record) if record.kind == Kind.ALLIANCE else _of_agreement(record)


def _of_alliance(record):
    alliance = load_alliance(record)
    present = [row for row in alliance.partnerships.all() if row.left_on is None]
    return Beginning(
        title=_("Registreu un conveni"),
        facts={"alliance": record.code},
        document={
            "alliance": alliance_reference(alliance),
            "parties": [reference(row.organisation) for row in present if not row.organisation.is_collective],
        },
        crumbs=((record_url(record), alliance.name),),
    )


def _of_agreement(record):
    agreement = load_agreement(record)
    if agreement.kind == AgreementKind.ADDENDUM:
        raise Http404  # an addendum is amended by another of the same agreement
    return Beginning(
        title=_("Registreu una addenda"),
        facts={"amends": record.code, "kind": AgreementKind.ADDENDUM},
        document={
            "kind": AgreementKind.ADDENDUM,
            "amends": agreement_reference(agreement),
            "parties": [reference(party) for party in parties_of_today(agreement)],
        },
        crumbs=((record_url(record), agreement.title),),
    )


def is_addendum(document) -> bool:
    return document.get("kind") == AgreementKind.ADDENDUM


def is_no_addendum(document) -> bool:
    return not is_addendum(document)


def way_back(editing: Editing) -> tuple[tuple[str, str], ...]:
    """Return the address and the title of its alliance and of what it amends, those that the person may read."""
    agreement = editing.thing
    links = [(thing and thing.record, thing) for thing in (agreement.alliance, agreement.amends)]
    visible = _visible([record for record, _thing in links if record], editing.user)
    return tuple(
        (record_url(visible[record.pk]), typographic(str(thing)))
        for record, thing in links
        if record and record.pk in visible
    )


def above(editing: Editing) -> dict:
    """Return what the list of steps says beside them: the alliance, what it amends, and its addenda."""
    return {
        "above": [{"title": title, "url": url} for url, title in way_back(editing)],
        "addenda": addenda_of(editing),
        "addendum_url": _addendum_url(editing),
        "documents_url": documents_url(editing.record),
        **registering(editing),
        **semafor(editing),
    }


def semafor(editing: Editing) -> dict:
    """Return the semàfor of a draft; an addendum has none, it is read with the agreement it amends."""
    return {} if is_addendum(editing.document) else {"semafor": shown(editing)}


def addenda_of(editing: Editing) -> list[dict]:
    """Return the addenda of the agreement that the person may read."""
    records = drafts_visible_to(editing.user, Kind.AGREEMENT).filter(agreement__amends=editing.record.pk)
    records = records.select_related("owner", "agreement").order_by("pk")
    return [{"title": record.agreement.title, "url": record_url(record)} for record in records]


def term_reads(editing: Editing) -> dict:
    return {"has_public_party": has_public_party(editing.thing.parties.all())}


def visibility_remarks(editing: Editing) -> dict:
    """Return what the law makes public anyway, where a party is a public body."""
    return {"remarks": [PUBLIC_BY_LAW] if has_public_party(editing.thing.parties.all()) else []}


def amended_parts(editing: Editing) -> dict:
    """Return the parts of the amended agreement as its signed addenda leave them today, this one left out."""
    agreement = editing.thing
    if agreement.amends is None:
        return {"amended_parts": []}
    reading = _amended(editing)
    if reading is None:
        return {"amended_parts": agreement_document(agreement.amends)["parts"]}
    others = [one for one in reading.addenda if one["code"] != editing.record.code]
    return {"amended_parts": list(consolidated_text(reading.document, others, reading.at).parts)}


def _amended(editing):
    """What an addendum amends, as the person may read its draft today; None where she may not."""
    found = drafts_visible_to(editing.user, Kind.AGREEMENT).filter(pk=editing.thing.amends_id)
    return next(iter(draft_readings(found, timezone.localdate(), editing.user)), None)


def documents_page(editing: Editing) -> dict:
    return {"documents_url": documents_url(editing.record)}


def review_agreement(editing: Editing) -> dict:
    """Return the whole, and who can register it where the person cannot."""
    public = visibility_remarks(editing)["remarks"]
    whole = review(editing)
    asks = registering(editing, [row["verb"] for row in whole["verbs"]])
    who = WHO_REGISTERS_ADDENDUM if is_addendum(editing.document) else WHO_REGISTERS
    return whole | {
        **asks,
        "who_registers": who if asks["ask_url"] else "",
        "remarks": public,
        "cautions": cautions_of(editing),
        **semafor(editing),
    }


def cautions_of(editing: Editing) -> list[str]:
    """Return what does not fit in the draft, for those who may write it."""
    if not editing.may_write:
        return []
    reading = draft_reading(editing)
    amended = _amended(editing) if is_addendum(editing.document) else None
    return cautions(reading, amended, has_public_party=has_public_party(editing.thing.parties.all()))


def parties_to_offer(editing: Editing) -> dict:
    """Return who may become a party of a draft begun from other agreements: their parties, and the partners of the
    alliance. Whoever is one reads the draft, so nobody is until the writer says so.
    """
    named = _sources(editing)
    if not named:
        return {}
    alliance = editing.thing.alliance
    rows = alliance.partnerships.select_related("organisation").filter(left_on=None) if alliance else ()
    partners = [reference(row.organisation) for row in rows if not row.organisation.is_collective]
    already = {party["code"] for party in editing.document["parties"]}
    offered = [*partners, *(party for source in named for party in source["parties"])]
    return {"offered": list({one["code"]: one for one in offered if one["code"] not in already}.values())}


def _sources(editing):
    """The registered agreements that a draft nobody has registered relates to, as the person reads them."""
    if "sources" not in editing.read:
        editing.read["sources"] = _related(editing)
    return editing.read["sources"]


def _related(editing):
    relations = editing.document["relations"]
    codes = [one["agreement"]["code"] for one in relations if one["relation"] == RelationKind.RELATES]
    if not codes or editing.record.published_revision_id:
        return []
    found = registered_for(editing.user).filter(record__code__in=codes).order_by("pk")
    return [published_document(one) for one in found.select_related("record__published_revision")]


def facts_remarks(editing: Editing) -> dict:
    """Return what the law makes public anyway, and who could be a party of a draft begun from another agreement."""
    remarks = visibility_remarks(editing)["remarks"]
    for source in _sources(editing):
        parties = joined(typographic(party["name"]) for party in source["parties"])
        if parties:
            facts = {"title": typographic(source["title"]), "parties": parties}
            remarks = [
                *remarks,
                _("Les parts de «%(title)s», amb què està relacionat, són: %(parties)s.") % facts,
            ]
    if parties_to_offer(editing).get("offered"):
        remarks = [*remarks, str(WHO_WILL_READ)]
    return {"remarks": remarks}


def _visible(records: list[Record], user: User) -> dict[int, Record]:
    visible = drafts_visible_to(user, Kind.ALLIANCE, Kind.AGREEMENT).filter(
        pk__in=[one.pk for one in records]
    )
    return {record.pk: record for record in visible.select_related("owner")}


def _addendum_url(editing):
    if not editing.may_write or is_addendum(editing.document):
        return ""
    owner = [editing.record.owner.slug] if editing.record.owner_id else []
    return reverse("agreement_editing:new_addendum", args=[*owner, editing.record.code])


def _review():
    return review_step(
        form=AgreementVisibilityForm,
        shows=review_agreement,
        template="alliances/edit/review.html",
        lead=gettext_lazy("Repasseu-ho tot abans de registrar-ho."),
    )


AGREEMENT_JOURNEY = Journey(
    rules=AGREEMENT,
    path="convenis",
    new={
        "new": "aliances/<slug:parent>/convenis/nou/",
        "new_addendum": "convenis/<slug:parent>/addenda/",
    },
    begin=begin,
    shows=above,
    above=way_back,
    tasks_template="alliances/edit/tasks.html",
    words=JourneyWords(
        new=gettext_lazy("Un acord nou"),
        created=gettext_lazy("S’ha desat l’esborrany."),
        delete=gettext_lazy("S’esborrarà l’esborrany, amb tot el que s’hi ha escrit. Voleu esborrar-lo?"),
        deleted=gettext_lazy("S’ha esborrat l’esborrany."),
        untitled=gettext_lazy("Acord sense títol"),
    ),
    steps=(
        Step(
            name="dades",
            title=gettext_lazy("Dades"),
            lead=gettext_lazy("Quin acord és i de qui."),
            form=FactsForm,
            template="alliances/edit/facts.html",
            reads=parties_to_offer,
            shows=facts_remarks,
            applies=is_no_addendum,
            expects=("title", "kind", "parties"),
        ),
        Step(
            name="dades",
            title=gettext_lazy("Dades"),
            lead=gettext_lazy("Què fa i des de quan."),
            form=AddendumForm,
            applies=is_addendum,
            expects=("title", "addendum_kind", "parties"),
        ),
        Step(
            name="vigencia",
            title=gettext_lazy("Vigència"),
            lead=gettext_lazy("Des de quan, fins quan i com es renova."),
            form=TermForm,
            template="alliances/edit/term.html",
            reads=term_reads,
            applies=is_no_addendum,
            expects=("in_force_from",),
        ),
        Step(
            name="canvis",
            title=gettext_lazy("Canvis"),
            lead=gettext_lazy("Quines parts del conveni canvia, i com queden."),
            form=ChangesForm,
            reads=amended_parts,
            applies=is_addendum,
        ),
        Step(
            name="text",
            title=gettext_lazy("Text"),
            lead=gettext_lazy("El text tal com s’ha signat, per parts."),
            form=PartsForm,
            template="alliances/edit/parts.html",
            applies=is_no_addendum,
        ),
        Step(
            name="signatures",
            title=gettext_lazy("Signatures"),
            lead=gettext_lazy("Qui el signa, per qui i quan. Mai cap número d’identitat."),
            form=SignaturesForm,
            applies=is_no_addendum,
        ),
        Step(
            name="signatures",
            title=gettext_lazy("Signatures"),
            lead=gettext_lazy("Qui la signa, per qui i quan. Mai cap número d’identitat."),
            form=AddendumSignaturesForm,
            applies=is_addendum,
        ),
        Step(
            name="compromisos",
            title=gettext_lazy("Compromisos"),
            lead=gettext_lazy("Què hi posa cada part."),
            form=CommitmentsForm,
        ),
        Step(
            name="relacions",
            title=gettext_lazy("Relacions"),
            lead=gettext_lazy("Amb quins altres convenis té a veure."),
            form=RelationsForm,
            applies=is_no_addendum,
        ),
        semafor_step(applies=is_no_addendum),
        Step(
            name="documents",
            title=gettext_lazy("Documents"),
            lead=gettext_lazy("L’original signat, la còpia pública, els annexos."),
            template="alliances/edit/agreement_documents.html",
            shows=documents_page,
            counts=False,
        ),
        _review(),
    ),
)
