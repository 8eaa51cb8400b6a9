"""One agreement on a day: its dates, its consolidated text, who signed and what each puts in."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import AddendumKind, AgreementKind, ChangeOp, RelationKind, Section
from alliances.pages.states import addendum_badge, agreement_badges, renewal_words
from alliances.readings import Reading
from alliances.term import in_effect_order
from observatori.formats.phrases import capitalised, day, euros, since, until
from observatori.publishing.addresses import page_url
from observatori.publishing.pages import eyebrow, fact

OPERATIONS = {
    ChangeOp.REPLACE: gettext_lazy("Substitueix"),
    ChangeOp.INSERT_AFTER: gettext_lazy("Afegeix"),
    ChangeOp.DELETE: gettext_lazy("Suprimeix"),
}
CONFLICT_TITLES = {
    "same_day": gettext_lazy("Les addendes es contradiuen"),
    "missing_target": gettext_lazy("Una addenda canvia una part que no hi és"),
    "deleted_target": gettext_lazy("Una addenda canvia una part ja suprimida"),
    "key_taken": gettext_lazy("Una addenda afegeix una part que ja hi és"),
    "undated": gettext_lazy("Un canvi no té data d’efecte"),
}
INVERSE = {
    RelationKind.DEVELOPS: gettext_lazy("El desplega"),
    RelationKind.REPLACES: gettext_lazy("El substitueix"),
    RelationKind.PRECEDES: gettext_lazy("El precedeix"),
    RelationKind.RELATES: gettext_lazy("Hi té relació"),
}


def agreement_head(reading: Reading) -> dict:
    """Return the eyebrow and the states of an agreement."""
    document = reading.document
    kind = document["kind_text"] or kind_word(document)
    return {
        "eyebrow": eyebrow(kind, document["origin"], document["is_example"], document["code"]),
        "badges": agreement_badges(reading),
    }


def kind_word(document: dict) -> str:
    """Return what kind of agreement it is: «Conveni marc», «Addenda de pròrroga»."""
    words = AgreementKind(document["kind"]).label
    if document.get("addendum_kind"):
        words = f"{words} · {AddendumKind(document['addendum_kind']).label}"
    return capitalised(words)


def term_facts(reading: Reading) -> list[dict]:
    """Return the dates of an agreement as they count on the day it is read."""
    document, status = reading.document, reading.status
    if document["kind"] == "addendum":
        return _addendum_facts(reading)
    months = document["notice_months"]
    notice = ngettext("%(count)d mes", "%(count)d mesos", months or 0) % {"count": months} if months else ""
    if months == 0:
        notice = _("Sense preavís")
    return [
        fact(_("Signatura"), day(status.signed_on)),
        fact(_("Vigent des del"), _start(reading), note=_start_note(reading)),
        fact(_("Vigent fins al"), _end(status), note=document["duration_text"] or ""),
        fact(_("Preavís"), notice, note=_("Comença el %(day)s.") % {"day": day(status.notice_on)} if status.notice_on else ""),
        fact(_("Pròrroga"), _extension(reading)),
        fact(_("Renovació"), renewal_words(document), note=document["renewal_text"] or ""),
    ]


def identity_facts(reading: Reading) -> list[dict]:
    """Return who the parties are and which alliance the agreement is of."""
    document, alliance = reading.document, reading.document["alliance"]
    parties = [_organisation_link(party) for party in document["parties"]]
    rows = [fact(_("Parts"), links=parties, lang="ca")]
    if alliance:
        rows.append(fact(_("Aliança"), alliance["name"], url=page_url("alliance", **_identity(alliance)), lang="ca"))
    if amended := document.get("amends"):
        rows.append(fact(_("Modifica"), amended["name"], url=page_url("agreement", **_identity(amended)), lang="ca"))
    return rows


def sections(reading: Reading) -> list[dict]:
    """Return the consolidated parts under the headings of their sections, in the order of an agreement."""
    shown = [_part(part, reading) for part in reading.text.parts]
    return [
        {"code": section.value, "name": section.label, "parts": found}
        for section in Section
        if (found := [part for part in shown if part["section"] == section])
    ]


def removed_parts(reading: Reading) -> list[dict]:
    """Return the parts that addenda took out, as they last were."""
    return [_part(part, reading) | {"deleted": True} for part in reading.text.removed]


def conflict_rows(reading: Reading) -> list[dict]:
    """Return where addenda cannot be reconciled: the sentence and what each one says."""
    return [
        {
            "title": CONFLICT_TITLES[conflict["kind"]],
            "sentence": conflict["sentence"],
            "readings": [_conflict_reading(said, reading) for said in conflict["readings"]],
        }
        for conflict in reading.text.conflicts
    ]


def addenda_entries(reading: Reading) -> list[dict]:
    """Return the addenda as a timeline, with what each one changes."""
    return [_addendum_entry(addendum, reading) for addendum in reading.addenda_readings]


def change_rows(document: dict, parts: Iterable[dict]) -> list[dict]:
    """Return the changes of an addendum as parts, each with what it does and to which part."""
    labels = {part["key"]: _part_name(part) for part in parts}
    return [
        {
            "key": change["key"] or change["target"],
            "label": change["label"],
            "heading": change["heading"],
            "text": change["text"],
            "operation": OPERATIONS[ChangeOp(change["op"])],
            "target": _target(change, labels),
            "deleted": change["op"] == ChangeOp.DELETE,
        }
        for change in document.get("changes") or ()
    ]


def signature_table(document: dict) -> dict:
    """Return who signed as table.html takes it."""
    return {
        "caption": _("Signatures"),
        "columns": [{"label": _("Part")}, {"label": _("Persona")}, {"label": _("Càrrec")}, {"label": _("Data")}],
        "rows": [_signature(signature) for signature in document["signatures"]],
    }


def commitments(reading: Reading) -> list[dict]:
    """Return what the parties put in by the agreement and by the addenda in effect, each with its source."""
    ordered = in_effect_order(reading.document, reading.addenda)
    in_effect = [addendum for when, addendum in ordered if when and when.latest <= reading.at]
    return [
        commitment | {"by": document}
        for document in (reading.document, *in_effect)
        for commitment in document["commitments"]
    ]


def money_table(found: list[dict]) -> dict | None:
    """Return the money by organisation and year, with totals; None without any."""
    amounts = [commitment for commitment in found if commitment["amount"] is not None]
    if not amounts:
        return None
    years = sorted({commitment["year"] for commitment in amounts}, key=lambda year: year or 0)
    sums: dict = defaultdict(lambda: defaultdict(float))
    names = {}
    for commitment in amounts:
        organisation = commitment["organisation"]
        names.setdefault(organisation["code"], organisation)
        sums[organisation["code"]][commitment["year"]] += commitment["amount"]
        sums[None][commitment["year"]] += commitment["amount"]
    heads = [str(year) if year else _("Sense any") for year in years]
    rows = [_money_row(_organisation_cell(names[code]), sums[code], years, heads) for code in names]
    total = _money_row({"text": _("Total per any")}, sums[None], years, heads)
    return {
        "caption": _("Aportacions en diners per any"),
        "columns": [{"label": _("Entitat")}, *({"label": head, "number": True} for head in [*heads, _("Total")])],
        "rows": [*rows, total],
    }


def commitment_table(found: list[dict]) -> dict:
    """Return every commitment, one a row."""
    return {
        "caption": _("Compromisos, un per un"),
        "columns": [
            {"label": _("Entitat")},
            {"label": _("Any")},
            {"label": _("Aportació")},
            {"label": _("Concepte")},
        ],
        "rows": [_commitment(commitment) for commitment in found],
    }


def relation_rows(document: dict, related_from: Iterable) -> list[dict]:
    """Return how the agreement stands to others, told from here, in both directions."""
    own = [
        (capitalised(RelationKind(relation["relation"]).label), relation["agreement"])
        for relation in document["relations"]
    ]
    others = [
        (str(INVERSE[RelationKind(relation.relation)]), _source(relation.source)) for relation in related_from
    ]
    return [
        fact(word, reference["name"], url=page_url("agreement", **_identity(reference)), lang="ca")
        for word, reference in [*own, *others]
    ]


def _source(agreement):
    return {"code": agreement.record.code, "slug": None, "name": agreement.title}


def _start(reading):
    return day(reading.status.in_force_from)


def _start_note(reading):
    if reading.document["in_force_from"] or not reading.status.in_force_from:
        return ""
    return _("No es diu; compta des de la signatura.")


def _end(status):
    if status.ends_on:
        return day(status.ends_on)
    return _("Durada indefinida") if status.open_ended else ""


def _extension(reading):
    document, status = reading.document, reading.status
    if document["extension_until"]:
        return capitalised(until(document["extension_until"]))
    return _("No es pot prorrogar") if status.can_extend is False else ""


def _addendum_facts(reading):
    document, status = reading.document, reading.status
    rows = [
        fact(_("Signatura"), day(status.signed_on)),
        fact(_("Té efecte des del"), day(reading.effective_on)),
    ]
    if document["new_until"]:
        rows.append(fact(_("Nova data final del conveni"), day(document["new_until"])))
    return rows


def _part(part, reading):
    return part | {"changed_by": _changed_by(part["changed_by"], reading), "deleted": False}


def _changed_by(code, reading):
    if not code:
        return None
    document = _addendum(code, reading)
    effective = next(
        (one.effective_on for one in reading.addenda_readings if one.document["code"] == code), None
    )
    return {
        "title": document["title"],
        "url": page_url("agreement", code=code, slug=None),
        "date": capitalised(since(effective)) if effective else "",
    }


def _addendum(code, reading):
    return next(document for document in reading.addenda if document["code"] == code)


def _conflict_reading(said, reading):
    code = said["addendum"]
    document = _addendum(code, reading) if code else reading.document
    text = "\n\n".join(filter(None, [said["heading"], said["text"]]))
    return {
        "title": document["title"],
        "url": page_url("agreement", code=document["code"], slug=None),
        "text": text or (_("Suprimeix aquesta part.") if said["op"] == ChangeOp.DELETE else ""),
    }


def _addendum_entry(addendum, reading):
    document, effective = addendum.document, addendum.effective_on
    badge = addendum_badge(addendum)
    return {
        "datetime": str(effective) if effective else "",
        "date": day(effective),
        "title": document["title"],
        "url": page_url("agreement", code=document["code"], slug=None),
        "text": _what_it_changes(document, reading),
        "state": badge["state"],
        "label": badge["label"],
        "milestone": False,
    }


def _what_it_changes(document, reading):
    labels = {part["key"]: _part_name(part) for part in reading.document["parts"]}
    said = defaultdict(list)
    for change in document["changes"]:
        name = change["label"] if change["op"] == ChangeOp.INSERT_AFTER else labels.get(change["target"])
        said[change["op"]].append(name or change["key"] or change["target"])
    sentences = [f"{OPERATIONS[ChangeOp(op)]}: {', '.join(names)}." for op, names in said.items()]
    if document["new_until"]:
        sentences.insert(0, _("Allarga la vigència %(until)s.") % {"until": until(document["new_until"])})
    return " ".join([*sentences] or [document["summary"] or ""])


def _part_name(part):
    return part["label"] or part["heading"] or part["key"]


def _target(change, labels):
    name = labels.get(change["target"], change["target"])
    if change["op"] == ChangeOp.INSERT_AFTER:
        return _("després de «%(part)s»") % {"part": name} if name else _("al final de les clàusules")
    return f"«{name}»"


def _signature(signature):
    organisation = signature["organisation"]
    party = _organisation_cell(organisation) if organisation else {"text": signature["party_text"]}
    return [
        party,
        {"text": signature["person"] or "", "label": _("Persona")},
        {"text": capitalised(signature["office"] or ""), "label": _("Càrrec")},
        {"text": day(signature["signed_on"]), "label": _("Data")},
    ]


def _commitment(commitment):
    amount = commitment["amount"]
    given = [euros(amount) if amount is not None else "", commitment["in_kind"] or ""]
    return [
        _organisation_cell(commitment["organisation"]),
        {"text": str(commitment["year"] or ""), "label": _("Any")},
        {"text": " · ".join(filter(None, given)), "label": _("Aportació")},
        {"text": capitalised(commitment["concept"] or ""), "label": _("Concepte")},
    ]


def _money_row(head, sums, years, heads):
    cells = [
        {"text": euros(sums[year]) if year in sums else "—", "label": label, "number": True}
        for year, label in zip(years, heads, strict=True)
    ]
    return [head, *cells, {"text": euros(sum(sums.values())), "label": _("Total"), "number": True}]


def _organisation_cell(organisation):
    return {"text": organisation["name"], "url": page_url("organisation", **_identity(organisation))}


def _organisation_link(organisation):
    return {"label": organisation["name"], "url": page_url("organisation", **_identity(organisation))}


def _identity(reference):
    return {"code": reference["code"], "slug": reference["slug"]}
