"""What stays when a step meets a conflict, a verb that is refused, or a comment: nothing typed is lost."""

import pytest

from alliances.models import Alliance
from alliances.rules import ALLIANCE
from observatori.publishing.comments import comment
from observatori.publishing.editing import change
from observatori.publishing.references import References
from tests.experiences.filling import form_of, send
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def editor(hospital):
    return make_user("editora@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def draft(hospital):
    return make_alliance(
        "Triangle", owner=hospital, partners=[hospital, make_organisation()], published=False
    )


def address(alliance, step=""):
    record = alliance.record
    return f"/tauler/{record.owner.slug}/aliances/{record.code}/{step and f'{step}/'}"


def change_as(user, alliance, **facts):
    references = References(user)
    change(
        record=alliance.record, rules=ALLIANCE, facts=facts, user=user, version=None, references=references
    )


@pytest.mark.parametrize("button", ["_next", "_stay", "_save"])
def test_saving_mine_after_a_conflict_leads_where_the_first_press_would_have(client, draft, editor, button):
    fields = form_of(client.get(address(draft, "identitat"))) | {button: "1"}
    change_as(editor, draft, why_now="El de l’altra.")

    page = send(client, address(draft, "identitat"), fields, why_now="El meu.").content.decode()

    assert f'name="{button}" value="1">Desa el meu' in page
    assert "data-guard data-typed" in page


def test_a_verb_that_finds_something_missing_says_what_it_saved(client, draft):
    Alliance.objects.filter(pk=draft.pk).update(summary="")
    path = address(draft, "revisio")
    fields = form_of(client.get(path))

    answer = send(client, f"{address(draft)}accions/submit/", fields, visibility="partners")

    assert answer.status_code == 422
    assert f'data-saved="{path}"' in answer.content.decode()


def test_an_answer_and_a_closing_change_their_conversation_alone(client, draft, editor):
    said = comment(record=draft.record, user=editor, text="Massa llarg.", field="summary")
    htmx = {"hx-request": "true"}

    empty = client.post(f"{address(draft)}comentaris/", {"text": " ", "reply_to": said.pk}, headers=htmx)
    answered = client.post(f"{address(draft)}comentaris/", {"text": "Sí.", "reply_to": said.pk}, headers=htmx)
    closed = client.post(f"{address(draft)}comentaris/{said.pk}/fet/", headers=htmx)

    assert [answer.status_code for answer in (empty, answered, closed)] == [422, 200, 200]
    assert "El comentari és buit." in empty.content.decode()
    assert "Sí." in answered.content.decode()
    for answer in (empty, answered, closed):
        assert f'id="comentari-{said.pk}"' in answer.content.decode()
        assert "<html" not in answer.content.decode()
