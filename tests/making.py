"""Short ways to make real rows for a test; every argument that matters is visible in the test."""

from itertools import count

from alliances.models import Agreement, Alliance, Part, Partnership
from alliances.rules import publish_alliance, register_agreement
from experiences.models import Evidence, Experience, Lesson
from experiences.rules import publish_experience, publish_lesson
from observatori.codes import next_code
from observatori.organisations.models import Membership, Organisation, User
from observatori.publishing.models import Kind
from observatori.publishing.rules import create_record
from observatori.vocabularies.models import Term

numbers = count(1)


def make_user(email="", *, role="member", organisation=None, membership="editor"):
    user = User.objects.create_user(email or f"persona{next(numbers)}@exemple.cat", role=role)
    if organisation:
        Membership.objects.create(user=user, organisation=organisation, role=membership)
    return user


def make_organisation(name="", **facts):
    number = next(numbers)
    return Organisation.objects.create(
        code=next_code("organisation"), slug=f"entitat-{number}", name=name or f"Entitat {number}", **facts
    )


def make_alliance(name="", *, partners=2, owner=None, published=True, terms=(), record=(), **facts):
    """An alliance; `partners` is how many, or the organisations themselves."""
    number = next(numbers)
    spine = create_record(kind=Kind.ALLIANCE, slug=f"alianca-{number}", owner=owner, **dict(record))
    facts = {"summary": "Resum de prova.", **facts}
    alliance = Alliance.objects.create(record=spine, name=name or f"Aliança {number}", **facts)
    alliance.terms.set(terms)
    organisations = [make_organisation() for _ in range(partners)] if isinstance(partners, int) else partners
    for position, organisation in enumerate(organisations):
        Partnership.objects.create(alliance=alliance, organisation=organisation, position=position)
    if published:
        publish_alliance(alliance=alliance, by=None)
    return alliance


def make_agreement(alliance, title="", *, kind="framework", parts=(), registered=True, record=(), **facts):
    """An agreement of `alliance`, taken as signed; `parts` are (key, text)."""
    spine = create_record(kind=Kind.AGREEMENT, slug=None, **{"origin": "documented", **dict(record)})
    agreement = Agreement.objects.create(
        record=spine, alliance=alliance, title=title or f"Conveni {next(numbers)}", kind=kind, **facts
    )
    for position, (key, text) in enumerate(parts):
        Part.objects.create(
            agreement=agreement, key=key, section="clauses", label=key, text=text, position=position
        )
    if registered:
        register_agreement(agreement=agreement, by=None)
    return agreement


def make_experience(
    title="",
    *,
    alliances=(),
    organisations=(),
    evidence=(),
    owner=None,
    published=True,
    record=(),
    **facts,
):
    """An experience; `evidence` are the lessons it confirms."""
    number = next(numbers)
    spine = create_record(kind=Kind.EXPERIENCE, slug=f"experiencia-{number}", owner=owner, **dict(record))
    experience = Experience.objects.create(record=spine, title=title or f"Experiència {number}", **facts)
    experience.alliances.set(alliances)
    experience.organisations.set(organisations)
    for lesson in evidence:
        make_evidence(experience, lesson)
    if published:
        publish_experience(experience=experience, by=None)
    return experience


def make_lesson(text="", *, axis="governance", kind="recommendation", **facts):
    number = next(numbers)
    spine = create_record(kind=Kind.LESSON, slug=f"aprenentatge-{number}")
    lesson = Lesson.objects.create(
        record=spine,
        key=f"prova-{number}",
        axis=axis,
        kind=kind,
        number=number,
        ca=text or f"Aprenentatge {number}.",
        **facts,
    )
    publish_lesson(lesson=lesson, by=None)
    return lesson


def make_evidence(experience, lesson, stance="confirms", **facts):
    return Evidence.objects.create(experience=experience, lesson=lesson, stance=stance, **facts)


def make_term(vocabulary, code, label="", **facts):
    label = label or code
    return Term.objects.create(vocabulary=vocabulary, code=code, ca=label, es=label, en=label, **facts)
