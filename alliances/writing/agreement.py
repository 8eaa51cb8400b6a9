"""Facts in the API’s write form to the working copy of an agreement or addendum.

`facts` holds the fields to change, with the names of the API; what it does not name stays. Errors are
ValidationErrors under the same names, rows as ``signatures/<index>/<name>``.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.id_numbers import no_id_number
from alliances.models import (
    AddendumKind,
    Agreement,
    AgreementKind,
    Change,
    ChangeOp,
    Commitment,
    Part,
    Relation,
    Signature,
)
from alliances.parties import parties_after
from alliances.readings import REGISTERED, published_document
from alliances.signing import SIGNED_BY_ORIGIN, code_of
from alliances.term import in_effect
from observatori.catalan import slug
from observatori.formats import phrases
from observatori.organisations.models import Organisation
from observatori.publishing.models import Kind
from observatori.publishing.references import References, unknown
from observatori.publishing.rows import Gathered, clean_rows, clean_whole, fill, fill_known

COLUMNS = (
    "title",
    "kind",
    "kind_text",
    "summary",
    "signed_on",
    "in_force_from",
    "in_force_until",
    "open_ended",
    "extension_until",
    "notice_months",
    "renewal",
    "renewal_months",
    "renewal_text",
    "duration_text",
    "public_text",
    "addendum_kind",
    "effective_on",
    "new_until",
)
PART_COLUMNS = ("key", "section", "label", "heading", "text")
CHANGE_COLUMNS = ("op", "target", "key", "label", "heading", "text")
SIGNATURE_COLUMNS = ("party_text", "person", "office", "signed_on")
COMMITMENT_COLUMNS = ("year", "amount", "in_kind", "concept")
KEY_LENGTH = 50


def write_agreement(agreement: Agreement, facts: dict, references: References) -> None:
    """Write the facts into the working copy and its rows. Raises ValidationError; run it in a transaction."""
    gathered = Gathered()
    fill_known(agreement, facts, COLUMNS)
    with gathered.step():
        _link(agreement, facts, references)
    with gathered.step():
        _check_addendum(agreement, facts)
    with gathered.step():
        clean_whole(agreement)
    parties = _parties(agreement, facts, references, gathered)
    leaving = _leaving(agreement, facts, references, gathered)
    rows = _rows(agreement, facts, references, gathered)
    with gathered.step():
        _settle_signing(agreement, facts, rows.get("signatures"))
    gathered.done()
    agreement.save()
    if parties is not None:
        agreement.parties.set(parties)
    if leaving is not None:
        agreement.leaving.set(leaving)
    for name, found in rows.items():
        _replace(agreement, name, found)


def missing_in_agreement(agreement: Agreement) -> dict[str, str]:
    """Nothing keeps an agreement that has a title and a kind from being registered."""
    return {}


def _link(agreement, facts, references):
    """The alliance and the amended agreement, both among what the person may read as a draft."""
    gathered = Gathered()
    if agreement.record.published_revision_id and facts.keys() & {"amends", "alliance"}:
        facts = _refuse_to_move(agreement, facts)
    if "amends" in facts:
        with gathered.step():
            agreement.amends = _draft(facts, "amends", Kind.AGREEMENT, references)
    if "alliance" in facts:
        with gathered.step():
            agreement.alliance = _draft(facts, "alliance", Kind.ALLIANCE, references)
    elif agreement.amends and agreement.alliance_id is None:
        agreement.alliance = agreement.amends.alliance
    gathered.done()


def _check_addendum(agreement, facts):
    """Only an addendum has a day of effect and a new end, and it amends what is not an addendum itself."""
    errors = {}
    if agreement.kind != AgreementKind.ADDENDUM:
        sentence = _("Només una addenda té aquesta dada.")
        errors = {name: sentence for name in ("effective_on", "new_until") if facts.get(name)}
    elif agreement.amends and agreement.amends.kind == AgreementKind.ADDENDUM:
        errors = {"amends": _("Una addenda modifica un conveni, no pas una altra addenda.")}
    if errors:
        raise ValidationError(errors)


def _refuse_to_move(agreement, facts):
    """A registered agreement stays where it is: what names it reads its rows."""
    held = {"amends": agreement.amends, "alliance": agreement.alliance}
    errors = {
        name: _("Un conveni registrat no es pot canviar de lloc.")
        for name in held.keys() & facts.keys()
        if facts[name] not in _identities(held[name])
    }
    if errors:
        raise ValidationError(errors)
    return {name: value for name, value in facts.items() if name not in held}


def _identities(thing):
    return {thing.record.code, thing.record.slug} - {None} if thing else {None, ""}


def _draft(facts, name, kind, references):
    if not facts[name]:
        return None
    return getattr(references.draft(name, kind, facts[name]), kind)


def _parties(agreement, facts, references, gathered):
    """The parties; for an addendum that names none, those of the amended agreement; None to leave them."""
    if "parties" in facts:
        with gathered.step():
            return _once("parties", references.organisations("parties", facts["parties"] or []))
    elif agreement._state.adding and agreement.amends:
        return parties_of_today(agreement.amends)
    return None


def parties_of_today(agreement: Agreement) -> list[Organisation]:
    """Return the parties of an agreement as its registered addenda leave them today: with who has joined, and without
    who has left.
    """
    addenda = agreement.addenda.filter(REGISTERED).select_related("record__published_revision")
    written = {"parties": [party.code for party in agreement.parties.all()]}
    documents = [published_document(addendum) for addendum in addenda]
    parties = parties_after(written, in_effect(written, documents, timezone.localdate()))
    codes = [code_of(party) for party in parties]
    found = {one.code: one for one in Organisation.objects.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def _leaving(agreement, facts, references, gathered):
    """Who a separation takes out of the agreement; nobody where it is no longer one; None to leave them."""
    if agreement.addendum_kind != AddendumKind.SEPARATION and not facts.get("leaving"):
        return []
    if "leaving" not in facts:
        return None
    with gathered.step():
        if agreement.addendum_kind != AddendumKind.SEPARATION:
            raise ValidationError({"leaving": _("Només d’una separació se’n va algú.")})
        return _once("leaving", references.organisations("leaving", facts["leaving"] or []))


def _once(name, organisations):
    errors, seen = {}, set()
    for index, organisation in enumerate(organisations):
        if organisation.pk in seen:
            errors[f"{name}/{index}"] = _("Aquesta entitat ja hi consta.")
        seen.add(organisation.pk)
    if errors:
        raise ValidationError(errors)
    return organisations


def _rows(agreement, facts, references, gathered):
    """The new rows of each list that the facts name."""
    rows = {}
    for name, make in ROWS.items():
        if name in facts:
            with gathered.step():
                rows[name] = make(agreement, facts[name] or [], references)
    return rows


def _parts(agreement, rows, references):
    parts = _numbered(Part, _with_keys(rows, ()), PART_COLUMNS)
    repeated = _repeated(part.key for part in parts)
    if repeated:
        sentence = _("Ja hi ha una part amb aquesta clau.")
        raise ValidationError({f"parts/{index}/key": sentence for index in repeated})
    return clean_rows("parts", parts)


def _changes(agreement, rows, references):
    if agreement.kind != AgreementKind.ADDENDUM and rows:
        raise ValidationError({"changes": _("Només una addenda canvia parts d’un conveni.")})
    inserting = [row for row in rows if row["op"] == ChangeOp.INSERT_AFTER]
    keyed = iter(_with_keys(inserting, _keys_of(agreement.amends, but=agreement)) if inserting else ())
    rows = [next(keyed) if row["op"] == ChangeOp.INSERT_AFTER else row for row in rows]
    return clean_rows("changes", _numbered(Change, rows, CHANGE_COLUMNS))


def _keys_of(amended, *, but):
    """The keys of the parts of an agreement, and of those that its addenda insert, `but` the one given."""
    if amended is None:
        return set()
    inserted = Change.objects.filter(addendum__amends=amended, op=ChangeOp.INSERT_AFTER)
    inserted = inserted.exclude(addendum=but.pk).values_list("key", flat=True)
    return {*amended.parts.values_list("key", flat=True), *inserted}


def _signatures(agreement, rows, references):
    signatures = _numbered(Signature, rows, SIGNATURE_COLUMNS)
    _set_organisations("signatures", signatures, rows, references)
    errors = {
        f"signatures/{index}/organisation": _("Cal dir per qui signa: una entitat o un text.")
        for index, signature in enumerate(signatures)
        if bool(signature.organisation) == bool(signature.party_text)
    }
    for index, signature in enumerate(signatures):
        for name in ("party_text", "person", "office"):
            try:
                no_id_number(getattr(signature, name) or "")
            except ValidationError as error:
                errors[f"signatures/{index}/{name}"] = error
    if errors:
        raise ValidationError(errors)
    return clean_rows("signatures", signatures)


def _commitments(agreement, rows, references):
    commitments = _numbered(Commitment, rows, COMMITMENT_COLUMNS)
    _set_organisations("commitments", commitments, rows, references)
    errors = {}
    for index, commitment in enumerate(commitments):
        if commitment.organisation_id is None:
            errors[f"commitments/{index}/organisation"] = _("Cal dir qui s’hi compromet.")
        if commitment.amount is None and not commitment.in_kind:
            errors[f"commitments/{index}/amount"] = _("Cal un import o una aportació en espècie.")
    if errors:
        raise ValidationError(errors)
    return clean_rows("commitments", commitments)


def _relations(agreement, rows, references):
    targets = references.readable(
        "relations/{}/agreement", Kind.AGREEMENT, [row["agreement"] for row in rows]
    )
    relations = [
        Relation(relation=row["relation"], target_id=target.pk)
        for row, target in zip(rows, targets, strict=True)
    ]
    errors = {
        f"relations/{index}/agreement": _("Un conveni no es pot relacionar amb si mateix.")
        for index, relation in enumerate(relations)
        if relation.target_id == agreement.pk
    }
    errors |= {
        f"relations/{index}/agreement": _("Aquests dos convenis ja estan relacionats.")
        for index in _repeated(relation.target_id for relation in relations)
    }
    if errors:
        raise ValidationError(errors)
    return clean_rows("relations", relations)


ROWS = {
    "parts": _parts,
    "changes": _changes,
    "signatures": _signatures,
    "commitments": _commitments,
    "relations": _relations,
}


def _numbered(model, rows, columns):
    made = []
    for position, facts in enumerate(rows):
        row = model(position=position)
        fill(row, facts, columns)
        made.append(row)
    return made


def _set_organisations(name, made, rows, references):
    """Resolve the organisations of all rows in one query."""
    known = references.organisations_named(row.get("organisation") for row in rows)
    errors = {}
    for index, (row, facts) in enumerate(zip(made, rows, strict=True)):
        if identity := facts.get("organisation"):
            if identity in known:
                row.organisation = known[identity]
            else:
                errors[f"{name}/{index}/organisation"] = unknown(identity)
    if errors:
        raise ValidationError(errors)


def _with_keys(rows, taken):
    """Give each part that comes without a key one of its own, from its label or heading, and none of `taken`."""
    taken = {*taken, *(row["key"] for row in rows if row.get("key"))}
    for index, row in enumerate(rows):
        key = row.get("key") or _free_key(_new_key(row, index), taken)
        taken.add(key)
        yield row | {"key": key}


def _new_key(row, index):
    return slug(row.get("label") or row.get("heading") or "", KEY_LENGTH) or f"part-{index + 1}"


def _free_key(wanted, taken):
    number, key = 1, wanted
    while key in taken:
        number += 1
        ending = f"-{number}"
        key = wanted[: KEY_LENGTH - len(ending)] + ending
    return key


def _repeated(values):
    """The indexes of values seen before."""
    seen, repeated = set(), []
    for index, value in enumerate(values):
        if value in seen:
            repeated.append(index)
        seen.add(value)
    return repeated


def _settle_signing(agreement, facts, signatures):
    """The agreement is signed at its last signature."""
    if signatures is None:
        signatures = [] if agreement._state.adding else list(agreement.signatures.all())
    dates = [signature.signed_on for signature in signatures if signature.signed_on]
    if dates and agreement.record.origin not in SIGNED_BY_ORIGIN:
        last = max(dates, key=lambda day: (day.latest, day.earliest))
        if facts.get("signed_on") and facts["signed_on"] != last:
            raise ValidationError(
                {
                    "signed_on": _("La data de signatura és la de l’última signatura: %(day)s.")
                    % {"day": phrases.day(last)}
                }
            )
        agreement.signed_on = last


def _replace(agreement, name, rows):
    manager = getattr(agreement, name)
    manager.all().delete()
    for row in rows:
        setattr(row, manager.field.name, agreement)
    manager.bulk_create(rows)
    agreement._prefetched_objects_cache = {}
