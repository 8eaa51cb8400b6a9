"""A world of secrets: two alliances, agreements in every condition, and somebody of each kind to ask about them.

Each fact of each thing is a word of its own, `word(thing, fact)`, so that an answer tells what it tells by the words
in it. Things go by one letter:

    P  registered, public                          S  registered, for partners («socis»)
    E  registered, for owner and parties («entitat»)  D  a draft, signed by all
    W  registered, public, and then withdrawn      U  registered, public, of an alliance that is a draft
    p s e  addenda of P in effect: public, for partners, for owner and parties
    d  an addendum of P, signed and not registered
    c x m o  documents of P: public copy, annex (partners), minutes (organisation), signed original
    R  why the partner disputes its part in the alliance
    T  what the owner wrote in its procedures of P

Every agreement but P has besides a public copy of its own, and every one is signed by the owner and the party, which
commit something. The partner takes part in both alliances and signs nothing. P names D, a draft, as related.
"""

import io
from datetime import timedelta
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from alliances.confirmations.rules import dispute
from alliances.models import Relation
from alliances.procedures.rules import change_step, start_procedures
from alliances.radar.calendars import make_calendar
from alliances.radar.keeping import keep_all_milestones
from alliances.rules import AGREEMENT, register_agreement
from observatori.documents.rules import add_document
from observatori.publishing.models import Record
from observatori.publishing.transitions import advance
from tests.api.calling import Caller
from tests.documents.files import make_pdf
from tests.making import make_agreement, make_alliance, make_organisation, make_user

AGREEMENTS, ADDENDA, DOCUMENTS = "PSEDWU", "psed", "cxmo"
LETTERS = (*AGREEMENTS, *ADDENDA, *DOCUMENTS, "R", "T")
FACTS = ("title", "part", "person", "given", "copy", "filename", "text")
READERS = (
    "anonymous",
    "outsider",
    "partner reader",
    "partner admin",
    "party reader",
    "owner reader",
    "owner admin",
    "curator",
    "curator of party",
)
VISIBILITY = {"S": "partners", "E": "organisation", "s": "partners", "e": "organisation"}
KINDS = {"c": ("public_copy", "public"), "x": ("annex", "partners"), "m": ("minutes", "organisation"),
         "o": ("signed_original", "partners")}  # fmt: skip


def word(thing: str, fact: str) -> str:
    """The word that stands in one fact of one thing and nowhere else."""
    case = "g" if thing.isupper() else "k"  # pages and feeds may change capitals
    return f"zq{case}{thing.lower()}{fact}qz"


def make_world() -> SimpleNamespace:
    """Return the addresses of everything, and for each of `READERS` her browser and her program."""
    verified = {"verified_at": timezone.now()}
    rooms = {
        name: make_organisation(f"Entitat {name}", **verified)
        for name in ("owner", "partner", "party", "outsider")
    }
    people = _people(rooms)
    open_one, closed = _alliances(rooms)
    world = SimpleNamespace(rooms=rooms, people=people, open=open_one, closed=closed, codes={}, documents={})
    found = {letter: _agreement(letter, world) for letter in AGREEMENTS}
    found |= {letter: _addendum(letter, found["P"], world) for letter in ADDENDA}
    _register(found, people["owner admin"])
    world.codes = {letter: one.record.code for letter, one in found.items()}
    world.documents = _documents(found, people["owner admin"])
    _dispute(world)
    _procedures(found["P"], world)
    world.calendars = _calendars(world)
    keep_all_milestones()
    world.browsers = {name: _browser(user) for name, user in people.items()}
    world.programs = {name: _program(user) for name, user in people.items()}
    return world


def room_of(world, reader: str):
    """The organisation in whose room a person works; the staff enter the owner’s."""
    name = {"curator": "owner", "curator of party": "party"}.get(reader, reader.partition(" ")[0])
    return world.rooms[name]


def _people(rooms):
    def member(room, role):
        return make_user(organisation=rooms[room], membership=role)

    return {
        "anonymous": None,
        "outsider": member("outsider", "admin"),
        "partner reader": member("partner", "reader"),
        "partner admin": member("partner", "admin"),
        "party reader": member("party", "reader"),
        "owner reader": member("owner", "reader"),
        "owner admin": member("owner", "admin"),
        "curator": make_user(role="curator"),
        "curator of party": make_user(role="curator", organisation=rooms["party"], membership="reader"),
    }


def _alliances(rooms):
    partners = [rooms[name] for name in ("owner", "partner", "party")]
    return (
        make_alliance("Aliança oberta", owner=rooms["owner"], partners=partners),
        make_alliance("Aliança tancada", owner=rooms["owner"], partners=partners, published=False),
    )


def _agreement(letter, world):
    today = timezone.localdate()
    made = make_agreement(
        world.closed if letter == "U" else world.open,
        word(letter, "title"),
        parts=[("primera", word(letter, "part"))],
        registered=False,
        record=_record(letter, world),
        in_force_from=today - timedelta(days=400),
        in_force_until=today + timedelta(days=100),
        notice_months=1,
        renewal="express",
    )
    return _signed(made, letter, world)


def _addendum(letter, amended, world):
    effective = timezone.localdate() - timedelta(days=200 + ADDENDA.index(letter))
    made = make_agreement(
        world.open,
        word(letter, "title"),
        kind="addendum",
        amends=amended,
        addendum_kind="amendment",
        registered=False,
        record=_record(letter, world),
        effective_on=effective,
    )
    made.changes.create(
        position=0,
        op="insert_after",
        target="primera",
        key=f"nova-{letter}",
        label=f"Nova {letter}",
        text=word(letter, "part"),
    )
    return _signed(made, letter, world)


def _record(letter, world):
    visibility = VISIBILITY.get(letter, "public")
    return {"owner": world.rooms["owner"], "origin": "registered", "visibility": visibility}


def _signed(made, letter, world):
    for name in ("owner", "party"):
        made.parties.add(world.rooms[name])
        made.signatures.create(
            organisation=world.rooms[name], person=word(letter, "person"), signed_on="2025-01-01"
        )
    made.commitments.create(organisation=world.rooms["party"], year=2026, in_kind=word(letter, "given"))
    return made


def _register(found, by):
    Relation.objects.create(source=found["P"], target=found["D"], relation="relates")
    for letter in (*"PSEWU", *"pse"):
        register_agreement(agreement=found[letter], by=None)
    reason = {"user": by, "rules": AGREEMENT, "reason": "Tancat."}
    advance(record=Record.objects.get(pk=found["W"].record.pk), verb="withdraw", **reason)


def _documents(found, by):
    """The documents by letter: those of P, and the public copy of each other agreement by the agreement’s letter."""
    rows = {letter: _document(found["P"], letter, *KINDS[letter], "title", by) for letter in DOCUMENTS}
    others = [letter for letter in (*AGREEMENTS, *ADDENDA) if letter != "P"]
    return rows | {letter: _document(found[letter], letter, *KINDS["c"], "copy", by) for letter in others}


def _document(agreement, letter, kind, visibility, titled, by):
    return add_document(
        record=agreement.record,
        file=io.BytesIO(make_pdf(word(letter, "text"))),
        filename=f"{word(letter, 'filename')}.pdf",
        title=word(letter, titled),
        kind=kind,
        visibility=visibility,
        by=by,
        confirmed=True,
    ).public_id


def _dispute(world):
    mine = world.open.partnerships.get(organisation=world.rooms["partner"])
    dispute(partnership=mine, user=world.people["partner admin"], reason=word("R", "title"))
    world.parts = {
        name: world.open.partnerships.get(organisation=world.rooms[name]).pk
        for name in ("partner", "party", "owner")
    }


def _procedures(agreement, world):
    step = start_procedures(
        agreement=agreement, organisation=world.rooms["owner"], by=world.people["owner admin"]
    )[0]
    facts = {"note": word("T", "title"), "holder_text": word("T", "person")}
    change_step(step=step, facts=facts, version=step.version, by=world.people["owner admin"])


def _calendars(world):
    """The address of a calendar of each member of an organisation."""
    return {
        name: make_calendar(organisation=room_of(world, name), person=user, name="El meu")[1]
        for name, user in world.people.items()
        if user and name != "curator"
    }


def _browser(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


def _program(user):
    return Caller(user, scopes=["read"] if user else None)
