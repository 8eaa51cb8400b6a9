"""Text that would be a script if any page or feed let it through unescaped."""

import pytest

from alliances.rules import AGREEMENT, ALLIANCE, publish_alliance, register_agreement
from experiences.rules import EXPERIENCE, publish_experience
from observatori.publishing.comments import comment
from observatori.publishing.editing import create
from observatori.publishing.references import References
from tests.making import make_lesson, make_organisation, make_user

pytestmark = pytest.mark.django_db
CANARY = "\"'><svg/onload=alert(1)>"
TEXTS = {
    "alliance": [
        "name",
        "acronym",
        "summary",
        "why_together",
        "why_now",
        "form_text",
        "shared_objective",
        "value_for_people",
        "value_for_professionals",
        "value_for_organisations",
        "systemic_fit",
        "joint_direction",
        "transition_plan",
        "follow_up",
        "conflict_resolution",
        "communication",
        "notes",
    ],
    "agreement": ["title", "kind_text", "summary", "renewal_text", "duration_text"],
    "experience": [
        "title",
        "summary",
        "context",
        "problem",
        "what_was_done",
        "participants",
        "resources",
        "what_worked",
        "what_hindered",
        "replication",
    ],
}


@pytest.fixture
def organisation():
    found = make_organisation(f"Fundació {CANARY}", short_name=CANARY, verified_at="2026-01-01T00:00Z")
    found.aliases.create(name=CANARY)
    return found


@pytest.fixture
def editor(organisation):
    user = make_user(organisation=organisation, membership="admin")
    user.name = CANARY
    user.save()
    return user


@pytest.fixture
def records(organisation, editor):
    """An alliance, its agreement and an experience, the canary in every text, published."""
    references = References(editor)

    def made(rules, **facts):
        facts = dict.fromkeys(TEXTS[rules.kind], CANARY) | facts
        return create(rules=rules, facts=facts, owner=organisation, user=editor, references=references).record

    texts = [CANARY, CANARY]
    source = [{"title": CANARY, "url": None}]
    partner = {
        "organisation": organisation.code,
        "role_text": CANARY,
        "own_objectives": CANARY,
        "contribution_text": CANARY,
    }
    alliance = made(
        ALLIANCE,
        objectives=texts,
        aliases=texts,
        difficulties=texts,
        territory_other=texts,
        partners=[partner],
        sources=source,
        governance=[{"level": None, "name": CANARY, "composition": CANARY, "frequency": CANARY}],
        conditions={"generosity": "yes"},
        condition_notes={"generosity": CANARY},
        results=[{"indicator": CANARY, "value": CANARY, "unit": CANARY, "year": 2020, "detail": CANARY}],
    )
    agreement = made(
        AGREEMENT,
        kind="framework",
        alliance=alliance.code,
        parties=[organisation.code],
        signatures=[{"party_text": CANARY, "person": CANARY, "office": CANARY, "signed_on": "2020-01-01"}],
        parts=[{"section": "clauses", "label": CANARY, "heading": CANARY, "text": CANARY}],
        commitments=[{"organisation": organisation.code, "year": 2020, "in_kind": CANARY, "concept": CANARY}],
    )
    experience = made(
        EXPERIENCE,
        organisations=[organisation.code],
        recommendations=texts,
        critical_points=texts,
        sources=source,
        results=[{"indicator": CANARY, "unit": CANARY, "period": CANARY}],
        evidence=[
            {
                "lesson": make_lesson().record.code,
                "stance": "confirms",
                "quote": CANARY,
                "context": CANARY,
            }
        ],
    )
    for record in (alliance, agreement, experience):
        comment(record=record, user=editor, text=CANARY, field="summary")
    return alliance, agreement, experience


def publish(records):
    alliance, agreement, experience = records
    publish_alliance(alliance=ALLIANCE.load(alliance), by=None)
    register_agreement(agreement=AGREEMENT.load(agreement), by=None)
    publish_experience(experience=EXPERIENCE.load(experience), by=None)
    for record in records:
        record.refresh_from_db()


def assert_safe(path, content):
    assert "<svg/onload" not in content, path
    assert "onload=alert(1)" in content, f"{path}: el text no hi és"


def test_public_pages_feeds_and_search(client, records, organisation):
    publish(records)
    alliance, agreement, experience = records
    lesson = EXPERIENCE.load(experience).evidence.get().lesson
    for path in (
        "/",
        "/aliances/",
        "/aliances/feed/",
        "/experiencies/feed/",
        "/cerca/feed/",
        "/experiencies/",
        "/entitats/",
        "/cerca/?q=fundacio",
        f"/aliances/{alliance.slug}/",
        f"/convenis/{agreement.code}/",
        f"/experiencies/{experience.slug}/",
        f"/entitats/{organisation.slug}/",
        f"/aprenentatges/{lesson.record.slug}/",
    ):
        assert_safe(path, client.get(path).content.decode())


def test_forms_desk_and_workspace(client, records, organisation, editor):
    alliance, agreement, experience = records
    room = f"/tauler/{organisation.slug}/"
    steps = {
        f"aliances/{alliance.code}/": [
            "identitat",
            "socis",
            "guany-mutu",
            "classificacio",
            "governanca",
            "condicions",
            "resultats",
            "convenis",
            "revisio",
        ],
        f"convenis/{agreement.code}/": [
            "dades",
            "signatures",
            "vigencia",
            "text",
            "compromisos",
            "revisio",
        ],
        f"experiencies/{experience.code}/": [
            "historia",
            "resultats",
            "aprenentatges",
            "revisio",
        ],
    }
    client.force_login(editor)
    pages = [room, f"{room}membres/", "/compte/"]
    for tasks, names in steps.items():
        pages += [room + tasks, *(f"{room}{tasks}{name}/" for name in names)]
    for path in pages:
        response = client.get(path)
        assert response.status_code == 200, path
        assert_safe(path, response.content.decode())
    client.force_login(make_user(role="curator"))
    for record in records:
        path = f"/curadoria/{record.code}/"
        assert_safe(path, client.get(path).content.decode())
